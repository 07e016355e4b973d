/* SPDX-License-Identifier: MIT */
#include "doctor/checkup.h"

#include "base/clock.h"
#include "config/names.h"
#include "doctor/contact.h"
#include "mysql/db.h"
#include "pool/privileges.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* As a worker has for a request: the newest task is read with it. */
#define CHECKUP_MEMORY ((size_t)256 * 1024 * 1024)

#define CHECKUP_SLACK 2000 /* ms for what asks no server */

/* In the order of the report. */
static const struct check *const host_checks[] = {&check_time_zone,
    &check_socket, &check_served, &check_backlog, &check_secrets,
    &check_public_keys};
static const struct check *const worker_checks[] = {&check_files};
/* Of a server that check_connect has connected. */
static const struct check *const server_checks[] = {&check_grants, &check_clock,
    &check_zone_tables, &check_connections, &check_generation, &check_tables,
    &check_indexes, &check_login_key, &check_task};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

void
checkup_find(const struct checkup *c, const char *check,
    enum finding_level level, const char *format, ...)
{
	struct finding finding;
	char text[sizeof(finding.text) + 1]; /* a cut is still seen */
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	finding_set(&finding, level, check, "%s", text);
	finding_print(finding.place, sizeof(finding.place), "%s", c->place);
	finding.once = c->once && level != FINDING_OK;
	finding_send(c->fd, &finding);
}

const char *
checkup_word(const struct checkup *c, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789/._@%+=:,-";
	size_t len = strlen(word);
	char *quoted, *end;

	if (len > 0 && *word != '-' && strspn(word, plain) == len)
		return word;
	/* A ' takes four bytes; two more stand around all, and a NUL behind. */
	quoted = end = arena_alloc(c->arena, 4 * len + 3);
	if (quoted == NULL)
		return "...";
	*end++ = '\'';
	for (; *word != '\0'; word++)
		if (*word == '\'') {
			memcpy(end, "'\\''", 4);
			end += 4;
		} else {
			*end++ = *word;
		}
	*end = '\'';
	return quoted;
}

/* Who is not root asks the servers with his own rights. */
static void
report_user(const struct checkup *c)
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
become_worker(struct checkup *c)
{
	char *why = NULL;

	if (geteuid() != 0) {
		report_user(c);
		return true;
	}
	if (*c->pool->chroot != '\0')
		db_before_chroot(c->pool->chroot);
	if (privileges_drop(c->pool, &why) == 0) {
		c->jailed = *c->pool->chroot != '\0';
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
run_checks(struct checkup *c, const struct check *const *checks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		checks[i]->run(c, checks[i]->name);
}

void
checkup_find_unasked(const struct checkup *c, const char *check)
{
	checkup_find(c, check, FINDING_ERROR, "this could not be asked: %s",
	    inspect_why(c->server));
}

const char *
checkup_client(const struct checkup *c)
{
	const struct config_mysql *where = inspect_where(c->server);
	struct text command;

	if (*where->socket != '\0')
		command =
		    arena_printf(c->arena, "mysql --socket=%s --user=root -p",
			checkup_word(c, where->socket));
	else if (*where->host != '\0')
		command = arena_printf(c->arena,
		    "mysql --host=%s --port=%" PRId64 " --user=root -p",
		    checkup_word(c, where->host), where->port);
	else
		command = TEXT("mysql --user=root -p");
	return command.s == NULL ? "mysql" : command.s;
}

/* The name within `...` in a GRANT, where _ and % stand for anything and a
 * backslash takes that from them; NULL when out of memory. */
static const char *
escape_database(const struct checkup *c, const char *name)
{
	char *escaped = arena_alloc(c->arena, 2 * strlen(name) + 1);

	if (escaped == NULL)
		return NULL;
	for (char *end = escaped; *name != '\0'; name++) {
		if (*name == '`')
			*end++ = '`';
		else if (strchr("_%\\", *name) != NULL)
			*end++ = '\\';
		*end++ = *name;
	}
	return escaped;
}

const char *
checkup_grant(const struct checkup *c, struct text account)
{
	const char *database = escape_database(c, c->where->database);
	struct text grant = TEXT_NONE;

	if (database != NULL)
		grant = arena_printf(c->arena, "GRANT SELECT ON `%s`.* TO %.*s",
		    database, TEXT_ARG(account));
	return grant.s == NULL ? "GRANT SELECT" : grant.s;
}

static bool
applies(const struct checkup *c, unsigned int of)
{
	return (of & 1U << c->database) != 0 &&
	       ((of & CHECK_SCHEMA) == 0 ||
		   (c->schema != NULL && c->schema->tables != NULL));
}

/* A check that loses the connection is the last one. */
static void
check_server(struct checkup *c)
{
	c->schema = NULL;
	check_connect.run(c, check_connect.name);
	for (size_t i = 0; i < COUNT(server_checks); i++) {
		const struct check *check = server_checks[i];

		if (!applies(c, check->of) || !inspect_is_open(c->server))
			continue;
		c->once = (check->of & CHECK_ONCE) != 0;
		check->run(c, check->name);
	}
	c->once = false;
}

/* "mysql.sops: bk_sops at db1:3306"; NULL when out of memory. */
static const char *
name_place(const struct checkup *c)
{
	return arena_printf(c->arena, "%s: %s at %s", c->keys,
	    c->where->database, inspect_name(c->server))
	    .s;
}

/* Checks each server of a database in turn, with the rights of this process. */
static void
check_database(struct checkup *c, enum inspect_database database)
{
	c->database = database;
	c->where = database == INSPECT_SOPS ? &c->pool->sops : &c->pool->paas;
	c->keys = database == INSPECT_SOPS ? "mysql.sops" : "mysql.paas";
	for (size_t n = 0; n < inspect_count(c->where); n++) {
		c->place = c->keys;
		arena_reset(c->arena);
		c->server = inspect_new(c->where, database, n, c->arena,
		    clock_ms() + CHECKUP_SERVER_WAIT);
		if (c->server != NULL)
			c->place = name_place(c);
		if (c->server == NULL || c->place == NULL) {
			c->place = c->keys;
			checkup_find(
			    c, "connect", FINDING_ERROR, "out of memory");
			inspect_free(c->server);
			break;
		}
		check_server(c);
		inspect_free(c->server);
	}
	c->place = "";
}

void
checkup_run(struct config *config, size_t pool, int fd)
{
	struct checkup c = {.config = config,
	    .pool = &config->pools[pool],
	    .arena = arena_new(CHECKUP_MEMORY),
	    .fd = fd,
	    .place = ""};

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
	/* The pool itself is asked at two addresses. */
	return (int64_t)servers * CHECKUP_SERVER_WAIT +
	       2 * CONTACT_STATUS_WAIT + CHECKUP_SLACK;
}
