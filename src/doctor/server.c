/* SPDX-License-Identifier: MIT */
/* A database server: the connection and why there is none, the account, clock
 * and zones, the number of connections, and whether login.secret_key is the
 * login service's. */
#include "auth/token.h"
#include "base/clock.h"
#include "doctor/checkup.h"
#include "doctor/inspect.h"
#include "python/number.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What is behind the quote that ends a part of an account; NULL when there is
 * none, or a backslash before it. */
static const char *
skip_part(const char *part)
{
	part += strcspn(part, "'\\");
	return *part == '\'' ? part + 1 : NULL;
}

/* 'bksops_ro'@'localhost' as the server names the account that it refuses; a
 * name that would have to be quoted is not told from what is behind it. */
static struct text
refused_account(const char *why)
{
	const char *user = strstr(why, "user '"), *end;

	if (user == NULL)
		return TEXT("the account");
	user += strlen("user ");
	end = skip_part(user + 1);
	if (end == NULL || strncmp(end, "@'", 2) != 0)
		return TEXT("the account");
	end = skip_part(end + 2);
	if (end == NULL || strncmp(end, " to database ", 13) != 0)
		return TEXT("the account");
	return (struct text){user, (size_t)(end - user)};
}

/* The server knows the account; it may not use the database. */
static struct text
advise_database(const struct checkup *c)
{
	return arena_printf(c->arena,
	    "check %s.database = %s, or let the account read it: %s", c->keys,
	    c->where->database,
	    checkup_grant(c, refused_account(inspect_why(c->server))));
}

/* What of a password that was read from a file may not be meant to be part of
 * it, behind other advice; "" nothing. */
static const char *
odd_password(const struct config_mysql *where)
{
	const char *password = where->password;
	size_t len = strlen(password);

	if (*where->password_file == '\0' || len < 2)
		return "";
	if (strchr("'\"", *password) != NULL && password[len - 1] == *password)
		return "; the quotes in that file are part of the password";
	if (isspace((unsigned char)password[len - 1]))
		return "; the blank at the end of that file is part of the "
		       "password";
	return "";
}

/* The server does not know the account, or not with this password. */
static struct text
advise_account(const struct checkup *c)
{
	const struct config_mysql *where = c->where;
	const char *key = *where->password_file != '\0' ? "password_file"
			  : *where->password != '\0'	? "password"
							: "option_file";

	if (*where->password == '\0' && *where->option_file == '\0')
		return arena_printf(c->arena,
		    "no password is set: set %s.password_file, or check "
		    "%s.user",
		    c->keys, c->keys);
	return arena_printf(c->arena,
	    "check %s.user and %s.%s, and from which hosts the account may "
	    "come%s",
	    c->keys, c->keys, key, odd_password(where));
}

/* Copies the first directory above the socket that this process may not enter,
 * or the socket itself. */
static void
find_closed(const char *socket, char path[PATH_MAX])
{
	for (const char *slash = socket;
	     (slash = strchr(slash, '/')) != NULL;) {
		slash++;
		snprintf(path, PATH_MAX, "%.*s", (int)(slash - socket), socket);
		if (access(path, X_OK) != 0)
			return;
	}
	snprintf(path, PATH_MAX, "%s", socket);
}

static struct text
advise_rights(const struct checkup *c, const char *socket)
{
	const struct passwd *user = getpwuid(geteuid());
	char closed[PATH_MAX];

	find_closed(socket, closed);
	return arena_printf(c->arena,
	    "%s (uid %u), who asks, has no right to %s: let that user enter "
	    "the directory and write to the socket, or set %s.host",
	    user == NULL ? "a user without a name" : user->pw_name,
	    (unsigned int)geteuid(), closed, c->keys);
}

/* The name of a server or its socket leads nowhere. */
static struct text
advise_place(const struct checkup *c)
{
	const char *chroot = c->pool->chroot, *socket = c->where->socket;

	if (*socket != '\0' && access(socket, W_OK) != 0 && errno == EACCES)
		return advise_rights(c, socket);
	if (!c->jailed || *socket == '\0' || access(socket, F_OK) == 0)
		return TEXT("check that the server runs and where it listens");
	return arena_printf(c->arena,
	    "chroot = %s hides it: workers look for %s%s; mount its directory "
	    "there (mount --bind), or set %s.host",
	    chroot, chroot, socket, c->keys);
}

/* What the client library's and the server's number of an error asks for. */
static struct text
advise(const struct checkup *c)
{
	switch (inspect_error(c->server)) {
	case 1044:
		return advise_database(c);
	case 1045:
	case 1698:
		return advise_account(c);
	case 1040:
	case 1203:
		return TEXT("the server is out of connections");
	case 1049:
		return arena_printf(
		    c->arena, "check the name in %s.database", c->keys);
	case 1130:
		return TEXT("create the account for this host");
	case 2002:
	case 2003:
	case 2005:
		return advise_place(c);
	case 2026:
		return TEXT("check ssl_mode and ssl_ca");
	default:
		return TEXT("see bksops-fcgi.conf(5), mysql.*");
	}
}

/* A connection that is not made ends the checks of the server. */
static void
run_connect(struct checkup *c, const char *name)
{
	int64_t start = clock_ms();

	if (inspect_connect(c->server))
		checkup_find(c, name, FINDING_OK,
		    "connected in %lld ms, the server is %s",
		    (long long)(clock_ms() - start),
		    inspect_version(c->server));
	else
		checkup_find(c, name, FINDING_ERROR,
		    "no connection after %lld ms: (%u) %s; %.*s",
		    (long long)(clock_ms() - start), inspect_error(c->server),
		    inspect_why(c->server), TEXT_ARG(advise(c)));
}

const struct check check_connect = {
    "connect", run_connect, CHECK_SOPS | CHECK_PAAS};

/* Characters of a token that are read: the column holds 255, and whatever is
 * longer than auth/token.h looks at is no token. */
#define TOKEN_CUT 2048

struct limits {
	int64_t connections;	  /* max_connections */
	int64_t user_connections; /* of the account; 0: no limit */
};

static bool
ask_limits(struct inspect *i, struct limits *limits)
{
	struct rows rows;

	if (!inspect_ask_sql(i,
		"SELECT @@GLOBAL.max_connections,"
		"@@SESSION.max_user_connections",
		&rows))
		return false;
	limits->connections = db_int(inspect_cell(&rows, 0, 0));
	limits->user_connections = db_int(inspect_cell(&rows, 0, 1));
	return true;
}

/* us by which the server's UTC_TIMESTAMP(6) is ahead of our clock. */
static bool
ask_clock(struct inspect *i, int64_t *ahead)
{
	int64_t before = clock_wall_us();
	struct rows rows;

	if (!inspect_ask_sql(i,
		"SELECT TIMESTAMPDIFF(MICROSECOND,'1970-01-01',"
		"UTC_TIMESTAMP(6))",
		&rows))
		return false;
	/* The server looked at its clock somewhere in between. */
	*ahead = db_int(inspect_cell(&rows, 0, 0)) -
		 (before + (clock_wall_us() - before) / 2);
	return true;
}

/*
 * Seconds by which the server's own time zone tables put `zone` before UTC at
 * `at` (Unix seconds).  *known false: they do not have the zone.
 */
static bool
ask_zone(struct inspect *i, struct text zone, int64_t at, bool *known,
    int64_t *offset)
{
	struct batch *q = batch_new(i->arena);
	struct rows rows;

	if (q != NULL) {
		batch_statement(q, "doctor");
		batch_sql(
		    q, "SELECT TIMESTAMPDIFF(SECOND,t,CONVERT_TZ(t,'+00:00',");
		batch_text(q, zone);
		batch_sql(q, ")) FROM (SELECT '1970-01-01'+INTERVAL ");
		batch_uint(q, (uint64_t)at);
		batch_sql(q, " SECOND AS t) moment");
	}
	if (!inspect_ask(i, q, &rows))
		return false;
	*known = inspect_cell(&rows, 0, 0).s != NULL;
	*offset = db_int(inspect_cell(&rows, 0, 0));
	return true;
}

#define TOKENS 20 /* to try the login key on */

/* The newest rows of login_bktoken: secrets, never to be shown.  One that is
 * too long to be a token is cut.  They live until the next query. */
static bool
ask_tokens(struct inspect *i, struct text tokens[TOKENS], size_t *n)
{
	struct batch *q = batch_new(i->arena);
	struct rows rows;

	if (q != NULL) {
		batch_statement(q, "doctor");
		batch_sql(q, "SELECT LEFT(token,");
		batch_uint(q, TOKEN_CUT);
		batch_sql(q, ") FROM login_bktoken ORDER BY id DESC LIMIT ");
		batch_uint(q, TOKENS);
	}
	if (!inspect_ask(i, q, &rows))
		return false;
	*n = rows.nrows;
	for (size_t row = 0; row < rows.nrows; row++)
		tokens[row] = inspect_cell(&rows, row, 0);
	return true;
}

/* us that two clocks may differ by: tokens have a minute, times of tasks are
 * shown in seconds. */
#define CLOCK_DIFFERENCE 2000000

#define SPARE_CONNECTIONS 20 /* of a server, for others than our workers */

static void
run_grants(struct checkup *c, const char *name)
{
	struct inspect_account account;

	if (!inspect_account(c->server, &account)) {
		checkup_find_unasked(c, name);
		return;
	}
	if (account.excess.len > 0)
		checkup_find(c, name, FINDING_WARNING,
		    "%.*s may do more than read: %.*s; revoke that, SELECT is "
		    "enough",
		    TEXT_ARG(account.name), TEXT_ARG(account.excess));
	else if (account.unseen.len == 0)
		checkup_find(c, name, FINDING_OK, "%.*s may only read",
		    TEXT_ARG(account.name));
	if (account.unseen.len > 0)
		checkup_find(c, name, FINDING_WARNING,
		    "%.*s has roles whose rights cannot be seen: %.*s; look "
		    "that they only read",
		    TEXT_ARG(account.name), TEXT_ARG(account.unseen));
}

const struct check check_grants = {
    "grants", run_grants, CHECK_SOPS | CHECK_PAAS | CHECK_ONCE};

static void
run_clock(struct checkup *c, const char *name)
{
	int64_t ahead;
	double seconds;

	if (!ask_clock(c->server, &ahead)) {
		checkup_find_unasked(c, name);
		return;
	}
	/* Whole milliseconds, of which none is -0. */
	seconds = (double)(ahead / 1000) / 1000;
	if (llabs(ahead) > CLOCK_DIFFERENCE)
		checkup_find(c, name, FINDING_WARNING,
		    "its clock differs from this system's by %.3f s, which "
		    "makes elapsed_time and the life of tokens wrong; "
		    "synchronise both",
		    seconds);
	else
		checkup_find(c, name, FINDING_OK,
		    "its clock differs from this system's by %.3f s", seconds);
}

const struct check check_clock = {"clock", run_clock, CHECK_SOPS | CHECK_PAAS};

/* Our sessions are in UTC and need no zone of the server; Django asks it to
 * turn times into dates. */
static void
run_zone_tables(struct checkup *c, const char *name)
{
	const char *zone = c->pool->time_zone;
	int64_t now = clock_wall_us() / 1000000, offset;
	const time_t at = (time_t)now;
	struct tm here;
	bool known;

	if (localtime_r(&at, &here) == NULL ||
	    !ask_zone(c->server, text_of(zone), now, &known, &offset))
		checkup_find_unasked(c, name);
	else if (!known)
		checkup_find(c, name, FINDING_WARNING,
		    "it has no data of the time zone %s; bksops-fcgi answers "
		    "without, but bk-sops may need it for days and months: "
		    "mysql_tzinfo_to_sql /usr/share/zoneinfo | %s mysql",
		    zone, checkup_client(c));
	else if (offset != here.tm_gmtoff)
		checkup_find(c, name, FINDING_WARNING,
		    "its %s is %+.2f hours from UTC now, this system's %+.2f; "
		    "bring tzdata here and the zones there up to date",
		    zone, (double)offset / 3600, (double)here.tm_gmtoff / 3600);
	else
		checkup_find(c, name, FINDING_OK,
		    "it knows %s as this system does", zone);
}

const struct check check_zone_tables = {
    "zone_tables", run_zone_tables, CHECK_SOPS | CHECK_ONCE};

/* Connections that a worker of the pool has to the server, when busy.  Over a
 * socket a second one stops the statements of clients that hung up. */
static int64_t
connections_of(
    const struct checkup *c, const struct config_pool *pool, const char *server)
{
	const struct config_mysql *const where[] = {&pool->sops, &pool->paas};
	size_t databases = pool->auth == AUTH_ESB ? 2 : 1;
	int64_t count = 0;

	for (size_t d = 0; d < databases; d++)
		for (size_t n = 0; n < inspect_count(where[d]); n++) {
			const char *name =
			    inspect_server_name(where[d], n, c->arena);

			if (name != NULL && strcmp(name, server) == 0) {
				count += *where[d]->socket == '\0' ? 1 : 2;
				break;
			}
		}
	return count;
}

static void
run_connections(struct checkup *c, const char *name)
{
	const char *server = inspect_name(c->server);
	struct limits limits;
	int64_t own, all = 0;

	if (!ask_limits(c->server, &limits)) {
		checkup_find_unasked(c, name);
		return;
	}
	own = c->pool->pm_max_children * connections_of(c, c->pool, server);
	for (size_t i = 0; i < c->config->npools; i++) {
		const struct config_pool *pool = &c->config->pools[i];

		all += pool->pm_max_children * connections_of(c, pool, server);
	}
	if (all > limits.connections)
		checkup_find(c, name, FINDING_WARNING,
		    "all workers together take up to %" PRId64 " connections, "
		    "max_connections is %" PRId64 "; lower pm.max_children, or "
		    "raise it: SET GLOBAL max_connections = %" PRId64
		    ", and in its my.cnf",
		    all, limits.connections, all + SPARE_CONNECTIONS);
	else if (limits.user_connections > 0 && own > limits.user_connections)
		checkup_find(c, name, FINDING_WARNING,
		    "the workers of pool %s take up to %" PRId64
		    " connections, the account has %" PRId64
		    " (max_user_connections); raise that or lower "
		    "pm.max_children",
		    c->pool->name, own, limits.user_connections);
	else
		checkup_find(c, name, FINDING_OK,
		    "all workers together take up to %" PRId64 " of %" PRId64
		    " connections",
		    all, limits.connections);
}

const struct check check_connections = {
    "connections", run_connections, CHECK_SOPS | CHECK_PAAS | CHECK_ONCE};

/* Also the time in it must be one, which token_open leaves to token_check. */
static bool
opens(const unsigned char key[TOKEN_KEY], struct text received)
{
	struct token token;
	int64_t expire;
	bool good = false;

	if (token_open(key, received, &token)) {
		good = pyint_to_int64(token.expire, &expire);
		token_close(&token);
	}
	return good;
}

static void
run_login_key(struct checkup *c, const char *name)
{
	struct text tokens[TOKENS];
	unsigned char key[TOKEN_KEY];
	size_t n, opened = 0;

	if (!ask_tokens(c->server, tokens, &n)) {
		checkup_find_unasked(c, name);
		return;
	}
	if (!token_key(text_of(c->pool->login_secret_key), key)) {
		checkup_find(c, name, FINDING_ERROR,
		    "login.secret_key cannot be used: it is empty, or "
		    "libcrypto has no MD5");
		return;
	}
	for (size_t i = 0; i < n; i++)
		opened += opens(key, tokens[i]);
	explicit_bzero(key, sizeof(key));
	if (n == 0)
		checkup_find(c, name, FINDING_WARNING,
		    "there is no token to try login.secret_key on; log in once "
		    "and ask again");
	else if (opened == 0)
		checkup_find(c, name, FINDING_ERROR,
		    "login.secret_key opens none of the newest %zu token%s; it "
		    "must be the SECRET_KEY of the running login service",
		    n, n == 1 ? "" : "s");
	else
		checkup_find(c, name, FINDING_OK,
		    "login.secret_key opens %zu of the newest %zu token%s",
		    opened, n, n == 1 ? "" : "s");
}

const struct check check_login_key = {
    "login_key", run_login_key, CHECK_PAAS | CHECK_SCHEMA};
