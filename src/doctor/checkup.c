/* SPDX-License-Identifier: MIT */
#include "doctor/checkup.h"

#include "base/clock.h"
#include "config/account.h"
#include "pool/privileges.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* As a worker has for a request: the newest task is read with it. */
#define CHECKUP_MEMORY ((size_t)256 * 1024 * 1024)

#define CHECKUP_SLACK 2000 /* ms for what asks no server */

/* Which server a check is for. */
enum {
	OF_SOPS = 1 << INSPECT_SOPS,
	OF_PAAS = 1 << INSPECT_PAAS,
	OF_SCHEMA = 1 << 2 /* only with tables that this version reads */
};

struct server_check {
	struct check check;
	unsigned int of;
};

/* With the rights of who asks. */
static const struct check host_checks[] = {
    {"time_zone", check_time_zone},
    {"socket", check_socket},
    {"backlog", check_backlog},
    {"secrets", check_secrets},
    {"public_keys", check_public_keys},
};

/* With those of a worker. */
static const struct check worker_checks[] = {
    {"files", check_files},
};

static const struct server_check server_checks[] = {
    {{"grants", check_grants}, OF_SOPS | OF_PAAS},
    {{"clock", check_clock}, OF_SOPS | OF_PAAS},
    {{"zone_tables", check_zone_tables}, OF_SOPS},
    {{"connections", check_connections}, OF_SOPS | OF_PAAS},
    {{"generation", check_generation}, OF_SOPS | OF_PAAS},
    {{"tables", check_tables}, OF_SOPS | OF_PAAS | OF_SCHEMA},
    {{"indexes", check_indexes}, OF_SOPS | OF_PAAS | OF_SCHEMA},
    {{"login_key", check_login_key}, OF_PAAS},
    {{"task", check_task}, OF_SOPS | OF_SCHEMA},
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

void
checkup_find(const struct checkup *c, const char *check,
    enum finding_level level, const char *format, ...)
{
	struct finding finding;
	char text[sizeof(finding.text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	finding_set(&finding, level, check, "%s", text);
	finding_send(c->fd, &finding);
}

void
checkup_find_server(const struct checkup *c, const char *check,
    enum finding_level level, const char *format, ...)
{
	char text[sizeof(((struct finding *)NULL)->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	checkup_find(c, check, level, "%s, %s: %s", c->keys,
	    inspect_name(c->server), text);
}

void
checkup_find_unasked(const struct checkup *c, const char *check)
{
	checkup_find_server(c, check, FINDING_ERROR,
	    "this could not be asked: %s", inspect_why(c->server));
}

/* What the client library's and the server's number of an error asks for. */
static const char *
advice(unsigned int error)
{
	switch (error) {
	case 1044:
	case 1045:
	case 1698:
		return "check the user, his password, and from which hosts he "
		       "may come";
	case 1040:
	case 1203:
		return "the server is out of connections";
	case 1049:
		return "check the name of the database";
	case 1130:
		return "create the account for this host";
	case 2002:
	case 2003:
	case 2005:
		return "check that the server runs and where it listens";
	case 2026:
		return "check ssl_mode and ssl_ca";
	default:
		return "see bksops-fcgi.conf(5), mysql.*";
	}
}

static bool
connect_server(struct checkup *c)
{
	int64_t start = clock_ms();

	if (!inspect_connect(c->server)) {
		checkup_find_server(c, "connect", FINDING_ERROR,
		    "no connection after %lld ms: (%u) %s; %s",
		    (long long)(clock_ms() - start), inspect_error(c->server),
		    inspect_why(c->server), advice(inspect_error(c->server)));
		return false;
	}
	checkup_find_server(c, "connect", FINDING_OK,
	    "connected in %lld ms, the server is %s",
	    (long long)(clock_ms() - start), inspect_version(c->server));
	return true;
}

static bool
applies(const struct checkup *c, unsigned int of)
{
	return (of & 1U << c->database) != 0 &&
	       ((of & OF_SCHEMA) == 0 ||
		   (c->schema != NULL && c->schema->tables != NULL));
}

/* A check that loses the connection is the last one. */
static void
check_server(struct checkup *c)
{
	c->schema = NULL;
	if (!connect_server(c))
		return;
	for (size_t i = 0; i < COUNT(server_checks); i++) {
		const struct check *check = &server_checks[i].check;

		if (applies(c, server_checks[i].of) &&
		    inspect_is_open(c->server))
			check->run(c, check->name);
	}
}

static void
check_database(struct checkup *c, enum inspect_database database)
{
	c->database = database;
	c->where = database == INSPECT_SOPS ? &c->pool->sops : &c->pool->paas;
	c->keys = database == INSPECT_SOPS ? "mysql.sops" : "mysql.paas";
	for (size_t n = 0; n < inspect_count(c->where); n++) {
		arena_reset(c->arena);
		c->server = inspect_new(c->where, database, n, c->arena,
		    clock_ms() + CHECKUP_SERVER_WAIT);
		if (c->server == NULL) {
			checkup_find(c, "connect", FINDING_ERROR,
			    "%s: out of memory", c->keys);
			return;
		}
		check_server(c);
		inspect_free(c->server);
	}
}

/* An ordinary user sees the servers as himself. */
static void
note_user(const struct checkup *c)
{
	struct account worker = {.uid = geteuid(), .gid = getegid()};

	if (*c->pool->user != '\0' &&
	    (account_find(c->pool->user, "", &worker) != NULL ||
		worker.uid != geteuid()))
		checkup_find(c, "user", FINDING_WARNING,
		    "what follows is checked as uid %u, not as user = %s; ask "
		    "as root for that",
		    (unsigned int)geteuid(), c->pool->user);
	else
		checkup_find(c, "user", FINDING_OK,
		    "what follows is checked as uid %u",
		    (unsigned int)geteuid());
}

static bool
become_worker(const struct checkup *c)
{
	char *why = NULL;

	if (geteuid() != 0) {
		note_user(c);
		return true;
	}
	if (privileges_drop(c->pool, &why) == 0) {
		checkup_find(c, "user", FINDING_OK,
		    "what follows is checked with a worker's rights, user = %s",
		    c->pool->user);
		return true;
	}
	checkup_find(c, "user", FINDING_ERROR, "no worker can start: %s",
	    why == NULL ? "out of memory" : why);
	free(why);
	return false;
}

static void
run_checks(struct checkup *c, const struct check *checks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		checks[i].run(c, checks[i].name);
}

void
checkup_run(struct config *config, size_t pool, int fd)
{
	struct checkup c = {.config = config,
	    .pool = &config->pools[pool],
	    .arena = arena_new(CHECKUP_MEMORY),
	    .fd = fd};

	if (c.arena == NULL) {
		checkup_find(&c, "user", FINDING_ERROR, "out of memory");
		return;
	}
	config_forget_others(config, pool);
	run_checks(&c, host_checks, COUNT(host_checks));
	if (become_worker(&c)) {
		run_checks(&c, worker_checks, COUNT(worker_checks));
		check_database(&c, INSPECT_SOPS);
		if (c.pool->auth == AUTH_ESB)
			check_database(&c, INSPECT_PAAS);
	}
	arena_free(c.arena);
}

int64_t
checkup_wait(const struct config_pool *pool)
{
	size_t servers = inspect_count(&pool->sops);

	if (pool->auth == AUTH_ESB)
		servers += inspect_count(&pool->paas);
	/* A task is read from each server of mysql.sops. */
	servers += inspect_count(&pool->sops);
	return (int64_t)servers * CHECKUP_SERVER_WAIT + CHECKUP_SLACK;
}
