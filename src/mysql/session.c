/* SPDX-License-Identifier: MIT */
#include "mysql/session.h"

#include "base/clock.h"
#include "base/log.h"

#include <errmsg.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ms for one server, so that the next has its turn. */
#define CONNECT_WAIT 2000

#define KILL_WAIT   500 /* ms to have a query stopped that nobody waits for */
#define KILLER_KEPT 10	/* s that the connection for it is kept */

/* Bytes of one row, that is, of the four blobs of a task. */
#define ROW_MAX (128UL * 1024 * 1024)

/*
 * Without autocommit the first select would open a snapshot that is never
 * left; an empty sql_mode reads the same on every server.
 */
static const char session[] = "SET NAMES utf8mb4;"
			      "SET SESSION TRANSACTION READ ONLY;"
			      "SET SESSION autocommit=1,time_zone='+00:00',"
			      "sql_mode=''";

/* The root directory of this process, for messages; "": that of the system. */
static const char *root = "";

void
session_below(const char *chroot)
{
	root = chroot;
}

/* The library names a socket as it was asked for. */
static void
add_root(struct error *error, const struct config_mysql *where)
{
	const size_t len = strlen(error->text);

	if (error->number == CR_CONNECTION_ERROR && *where->socket != '\0' &&
	    *root != '\0')
		snprintf(error->text + len, sizeof(error->text) - len,
		    "; looked for below chroot = %s", root);
}

static const char *
or_null(const char *s)
{
	return *s != '\0' ? s : NULL;
}

/*
 * A UNIX socket has no TLS.  Where the option file alone names the server, that
 * may be anywhere, so what is asked of TLS beyond the default holds.
 */
static bool
is_local(const struct config_mysql *where, const char *host)
{
	return *host == '\0' &&
	       (*where->socket != '\0' || where->ssl_mode == SSL_PREFERRED);
}

static void
set_options(MYSQL *mysql, const struct config_mysql *where, const char *host)
{
	unsigned int off = 0, tcp = MYSQL_PROTOCOL_TCP;
	unsigned long max = ROW_MAX;

	mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &off);
	mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &max);
	/* Else localhost would be the library's own UNIX socket. */
	if (*host != '\0')
		mysql_options(mysql, MYSQL_OPT_PROTOCOL, &tcp);
	client_options(mysql, where, is_local(where, host));
	if (*where->option_file != '\0') {
		mysql_options(
		    mysql, MYSQL_READ_DEFAULT_FILE, where->option_file);
		mysql_options(mysql, MYSQL_READ_DEFAULT_GROUP, "client");
	}
}

/* Whether the session is as private as the configuration asks. */
static bool
has_tls(MYSQL *mysql, const struct config_mysql *where, const char *host)
{
	return is_local(where, host) || where->ssl_mode == SSL_DISABLED ||
	       where->ssl_mode == SSL_PREFERRED ||
	       mysql_get_ssl_cipher(mysql) != NULL;
}

static bool
start_session(MYSQL *mysql, int64_t deadline)
{
	struct wait_until until = {.deadline = deadline};
	int next = wait_query(mysql, session, sizeof(session) - 1, &until);

	while (next == 0)
		next = wait_next(mysql, &until);
	return next == -1;
}

/*
 * A session in which nothing can be written, times are UTC, text is utf8mb4
 * and each statement sees the latest data; NULL and *error when it cannot be
 * had before `deadline` (clock_ms).  `host` is one of where->host, always asked
 * over TCP, or "" for the socket or what the option file names.  Closed by
 * mysql_close.
 *
 * Two ends of the contract are the client library's: names are looked up
 * without our deadline, and where->option_file is read here, at each opening.
 */
static MYSQL *
open_on(const struct config_mysql *where, const char *host, int64_t deadline,
    struct error *error)
{
	int64_t end = clock_ms() + CONNECT_WAIT;
	struct wait_address address = {.host = or_null(host),
	    .user = or_null(where->user),
	    .password = or_null(where->password),
	    .database = or_null(where->database),
	    .socket = or_null(where->socket),
	    .port = (unsigned int)where->port,
	    .proves_name = where->ssl_mode == SSL_VERIFY_IDENTITY};
	MYSQL *mysql = mysql_init(NULL);

	if (mysql == NULL) {
		error_set(error, ERROR_REFUSED, "out of memory");
		return NULL;
	}
	if (end > deadline)
		end = deadline;
	set_options(mysql, where, host);
	if (!wait_connect(mysql, &address, CLIENT_MULTI_STATEMENTS, end))
		goto failed;
	if (!has_tls(mysql, where, host)) {
		error_set(error, ERROR_REFUSED, "the server offers no TLS");
		mysql_close(mysql);
		return NULL;
	}
	if (start_session(mysql, end))
		return mysql;
failed:
	error_of_connect(error, mysql);
	add_root(error, where);
	mysql_close(mysql);
	return NULL;
}

static int
split_hosts(struct session *c)
{
	char *rest;
	char *name;

	c->hosts = strdup(*c->where->socket == '\0' ? c->where->host : "");
	if (c->hosts == NULL)
		return -1;
	for (char *s = c->hosts; (name = strtok_r(s, ", \t", &rest)) != NULL;
	     s = NULL) {
		if (c->nhosts == CONNECTION_HOSTS) {
			log_error("mysql %s: more than %d hosts", c->label,
			    CONNECTION_HOSTS);
			return -1;
		}
		c->host[c->nhosts++] = name;
	}
	if (c->nhosts == 0)
		c->host[c->nhosts++] = "";
	return 0;
}

int
session_init(struct session *c, const struct config_mysql *where,
    const char *label, struct trace *trace)
{
	*c = (struct session){.where = where, .label = label, .trace = trace};
	return split_hosts(c);
}

void
session_end(struct session *c)
{
	session_release(c);
	session_close(c);
	free(c->hosts);
}

static void
close_killer(struct session *c)
{
	if (c->killer != NULL)
		mysql_close(c->killer);
	c->killer = NULL;
}

void
session_close(struct session *c)
{
	if (c->mysql != NULL)
		mysql_close(c->mysql);
	c->mysql = NULL;
	close_killer(c);
}

/* MariaDB limits every statement, in seconds; MySQL from 5.7.8 selects, in
 * milliseconds; older ones only have our deadline. */
static void
find_limit(struct session *c)
{
	c->limit = 0;
	c->limit_name = NULL;
	if (strstr(mysql_get_server_info(c->mysql), "MariaDB") != NULL) {
		c->limit_name = "max_statement_time";
		c->limit_scale = 1;
	} else if (mysql_get_server_version(c->mysql) >= 50708) {
		c->limit_name = "max_execution_time";
		c->limit_scale = 1000;
	}
}

static const char *
host_name(const struct session *c, size_t n)
{
	return c->nhosts == 1 ? "the server" : c->host[n];
}

/* Host `n` failed: a line in the log when nobody of the pool has told it. */
static void
set_failure(struct session *c, size_t n, const struct error *error)
{
	enum outage_kind kind = error_outage(error);
	struct outage *o = c->outages[kind];

	if (o == NULL || !outage_claim(&o[n]))
		return;
	log_error("mysql %s: %s %s: (%u) %s", c->label, host_name(c, n),
	    kind == OUTAGE_LOST ? "does not answer" : "refuses", error->number,
	    error->text);
	outage_logged(&o[n]);
}

static void
set_answered(struct session *c, bool anew)
{
	bool over = false;

	for (size_t kind = 0; kind < OUTAGE_KINDS; kind++)
		if (c->outages[kind] != NULL &&
		    outage_over(&c->outages[kind][c->current], anew))
			over = true;
	if (over)
		log_notice(
		    "mysql %s: %s is back", c->label, host_name(c, c->current));
}

bool
session_open(struct session *c, int64_t deadline, struct error *error)
{
	enum proc_phase before = trace_enter(c->trace, PROC_CONNECTING);
	enum error_kind worst = ERROR_REFUSED;

	c->refused = false;
	for (size_t i = 0; i < c->nhosts; i++) {
		size_t n = (c->first + i) % c->nhosts;

		if (i > 0 && clock_left(deadline) == 0)
			break;
		c->mysql = open_on(c->where, c->host[n], deadline, error);
		if (c->mysql != NULL) {
			c->current = c->first = n;
			c->opened++;
			c->anew = true;
			find_limit(c);
			trace_enter(c->trace, before);
			return true;
		}
		set_failure(c, n, error);
		if (error->kind == ERROR_LOST)
			worst = ERROR_LOST;
		else
			c->refused = true;
	}
	trace_enter(c->trace, before);
	error->kind = worst;
	return false;
}

/*
 * The batch with the statement in front that sets the server's limit,
 * when it is not what is left until the deadline, in whole seconds: ours is
 * exact, the server's is there so that nothing runs on for nobody.
 */
static struct text
packet(struct session *c, const struct batch *q, int64_t deadline, size_t *skip)
{
	struct text sql = buf_text(&q->sql);
	int64_t limit = clock_left(deadline) / 1000 + 1;
	struct text set;

	*skip = 0;
	if (c->limit_name == NULL || c->limit == limit)
		return sql;
	set = arena_printf(q->arena, "SET SESSION %s=%" PRId64 ";",
	    c->limit_name, limit * c->limit_scale);
	if (set.s == NULL)
		return TEXT_NONE;
	*skip = 1;
	c->limit = limit;
	return ARENA_JOIN(q->arena, set, sql);
}

static bool
read_rows(struct batch *q, MYSQL_RES *result, struct rows *rows)
{
	struct text *cell;
	MYSQL_ROW row;

	rows->ncells = mysql_num_fields(result);
	rows->nrows = (size_t)mysql_num_rows(result);
	cell = arena_array(
	    q->arena, rows->nrows * rows->ncells + 1, sizeof(*cell));
	if (cell == NULL)
		return false;
	rows->cells = cell;
	while ((row = mysql_fetch_row(result)) != NULL) {
		unsigned long *lengths = mysql_fetch_lengths(result);

		for (size_t i = 0; i < rows->ncells; i++)
			*cell++ = (struct text){row[i], lengths[i]};
	}
	return true;
}

static bool
read_result(struct session *c, struct batch *q, struct wait_until *until,
    struct rows *rows, struct error *error)
{
	MYSQL_RES *result = wait_store(c->mysql, until);

	if (result == NULL) {
		error_of_batch(error, c->mysql);
		return false;
	}
	if (c->nheld == CONNECTION_HELD) {
		mysql_free_result(result);
		error_set(error, ERROR_REFUSED, "too many results held");
		return false;
	}
	c->held[c->nheld++] = result;
	if (!read_rows(q, result, rows)) {
		error_set(error, ERROR_REFUSED, "no memory for the rows");
		return false;
	}
	return true;
}

/* The statement `at` was answered: says how long that took, and which is
 * waited for now.  What the session itself has in front of the batch counts for
 * its first statement. */
static void
trace_result(struct session *c, const struct batch *q, size_t at, size_t skip,
    int64_t *since)
{
	int64_t now = clock_us();

	if (at >= skip) {
		trace_statement_done(
		    c->trace, q->names[at - skip], now - *since);
		*since = now;
	}
	if (at + 1 >= skip && at + 1 - skip < q->count)
		trace_statement_wait(c->trace, q->names[at + 1 - skip]);
}

/* Reads what follows wait_query, which began at *since; *at is the statement it
 * came to. */
static bool
read_results(struct session *c, struct batch *q, size_t skip,
    struct wait_until *until, struct rows *rows, size_t *at, int64_t *since,
    struct error *error)
{
	int next = 0;

	for (*at = 0; *at < q->count + skip; ++*at) {
		if (*at > 0)
			next = wait_next(c->mysql, until);
		if (next > 0) {
			error_of_batch(error, c->mysql);
			return false;
		}
		if (next < 0)
			break;
		if (*at >= skip &&
		    !read_result(c, q, until, &rows[*at - skip], error))
			return false;
		trace_result(c, q, *at, skip, since);
	}
	if (*at < q->count + skip || mysql_more_results(c->mysql)) {
		error_set(error, ERROR_REFUSED, "not one result a statement");
		return false;
	}
	return true;
}

/* The server ends the connection in time: an idle worker looks at none. */
static bool
limit_killer(struct session *c, struct wait_until *until)
{
	char sql[64];
	int n = snprintf(
	    sql, sizeof(sql), "SET SESSION wait_timeout=%d", KILLER_KEPT);

	return wait_query(c->killer, sql, (unsigned long)n, until) == 0;
}

static bool
open_killer(struct session *c, struct wait_until *until)
{
	struct error unused;

	if (c->killer != NULL)
		return true;
	c->killer = open_on(c->where, "", until->deadline, &unused);
	if (c->killer != NULL && !limit_killer(c, until))
		close_killer(c);
	return c->killer != NULL;
}

/*
 * Nobody waits for the answer: the server need not go on.  Through a proxy the
 * number may be that of another client's statement, so only over the socket
 * that is configured; where the option file leads is not known.  The connection
 * for it is kept for a while, because clients rarely go away alone.  The server
 * may close it meanwhile, and then another one is opened.
 */
static bool
kill_query(void *context)
{
	struct session *c = context;
	struct wait_until until = {.deadline = clock_ms() + KILL_WAIT};
	bool kept = c->killer != NULL;
	char sql[64];
	int n;

	if (*c->where->socket == '\0')
		return false;
	n = snprintf(
	    sql, sizeof(sql), "KILL QUERY %lu", mysql_thread_id(c->mysql));
	c->killer_until = clock_ms() + KILLER_KEPT * 1000;
	while (open_killer(c, &until)) {
		if (wait_query(c->killer, sql, (unsigned long)n, &until) == 0)
			return true;
		close_killer(c);
		if (!kept)
			return false;
		kept = false;
	}
	return false;
}

/* The client went away, however its batch ended. */
static void
cancel(struct session *c, struct error *error)
{
	if (error->kind != ERROR_NONE && !error_is_of_server(error))
		session_close(c);
	error_set(error, ERROR_CANCELLED, "the client went away");
}

static enum error_kind
ask_server(struct session *c, struct batch *q, int64_t deadline,
    struct rows *rows, size_t *failed, struct error *error)
{
	struct wait_until until = {deadline, c->trace, kill_query, c};
	enum proc_phase before;
	size_t held = c->nheld;
	size_t skip, at = 0;
	int64_t since;
	struct text sql = packet(c, q, deadline, &skip);

	if (c->killer != NULL && clock_left(c->killer_until) == 0)
		close_killer(c);
	if (sql.s == NULL) {
		error_set(error, ERROR_STATEMENT, "no memory for the batch");
		return error->kind;
	}
	c->round_trips++;
	before = trace_enter(c->trace, PROC_QUERY);
	trace_statement_wait(c->trace, q->names[0]);
	*error = (struct error){.kind = ERROR_NONE};
	/* The first result is waited for with the packet. */
	since = clock_us();
	if (wait_query(c->mysql, sql.s, sql.len, &until) != 0)
		error_of_batch(error, c->mysql);
	else
		read_results(c, q, skip, &until, rows, &at, &since, error);
	trace_statement_wait(c->trace, "");
	trace_enter(c->trace, before);
	if (c->trace != NULL && c->trace->client_gone)
		cancel(c, error);
	else if (error->kind == ERROR_LOST && clock_left(deadline) == 0)
		error_set(error, ERROR_TIMEOUT, "no answer in time");
	if (error->kind == ERROR_NONE)
		return ERROR_NONE;
	while (c->nheld > held)
		mysql_free_result(c->held[--c->nheld]);
	/* Behind the last one when all were answered. */
	if (at == q->count + skip)
		at--;
	*failed = at > skip ? at - skip : 0;
	/* The limit may not have been set. */
	if (at < skip)
		c->limit = 0;
	return error->kind;
}

enum error_kind
session_ask(struct session *c, struct batch *q, int64_t deadline,
    struct rows *rows, size_t *failed, struct error *error)
{
	bool anew = c->anew;
	enum error_kind kind;

	c->anew = false;
	kind = ask_server(c, q, deadline, rows, failed, error);
	if (kind == ERROR_NONE || kind == ERROR_STATEMENT)
		set_answered(c, anew);
	/* It takes connections but no batches, such as a cluster node without
	 * its cluster.  A server may close what was idle: no news. */
	if (kind == ERROR_LOST && anew) {
		set_failure(c, c->current, error);
		c->first = (c->current + 1) % c->nhosts;
	}
	return kind;
}

void
session_release(struct session *c)
{
	while (c->nheld > 0)
		mysql_free_result(c->held[--c->nheld]);
}
