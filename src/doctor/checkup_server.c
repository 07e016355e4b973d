/* SPDX-License-Identifier: MIT */
/* The checks of each server of a database. */
#include "base/clock.h"
#include "doctor/checkup.h"

#include <stdarg.h>
#include <stdio.h>

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

void
checkup_database(struct checkup *c, enum inspect_database database)
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
