/* SPDX-License-Identifier: MIT */
#include "doctor/checkup.h"

#include "base/clock.h"
#include "config/names.h"
#include "doctor/contact.h"
#include "mysql/db.h"
#include "pool/privileges.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
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

static bool
connect_server(struct checkup *c)
{
	int64_t start = clock_ms();

	if (!inspect_connect(c->server)) {
		checkup_find(c, "connect", FINDING_ERROR,
		    "no connection after %lld ms: (%u) %s; %.*s",
		    (long long)(clock_ms() - start), inspect_error(c->server),
		    inspect_why(c->server), TEXT_ARG(advise(c)));
		return false;
	}
	checkup_find(c, "connect", FINDING_OK,
	    "connected in %lld ms, the server is %s",
	    (long long)(clock_ms() - start), inspect_version(c->server));
	return true;
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
	if (!connect_server(c))
		return;
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
