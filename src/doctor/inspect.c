/* SPDX-License-Identifier: MIT */
#include "doctor/inspect.h"

#include <inttypes.h>
#include <stdlib.h>

/* What session.c takes a list of hosts apart by. */
#define SEPARATORS ", \t"

/* The name of server `n` in the list, "" for the socket; .s NULL: there are not
 * so many. */
static struct text
host_of(const struct config_mysql *where, size_t n)
{
	const char *s = *where->socket == '\0' ? where->host : "";

	for (size_t i = 0;; i++) {
		size_t len;

		s += strspn(s, SEPARATORS);
		len = strcspn(s, SEPARATORS);
		if (len == 0 && i > 0)
			return TEXT_NONE;
		if (i == n)
			return (struct text){s, len};
		s += len;
	}
}

size_t
inspect_count(const struct config_mysql *where)
{
	size_t n = 0;

	while (host_of(where, n).s != NULL)
		n++;
	return n;
}

const char *
inspect_server_name(
    const struct config_mysql *where, size_t n, struct arena *arena)
{
	struct text host = host_of(where, n);

	if (*where->socket != '\0')
		return arena_printf(arena, "socket %s", where->socket).s;
	if (host.len > 0)
		return arena_printf(
		    arena, "%.*s:%" PRId64, TEXT_ARG(host), where->port)
		    .s;
	return arena_printf(arena, "the server of %s", where->option_file).s;
}

struct inspect *
inspect_new(const struct config_mysql *where, enum inspect_database database,
    size_t n, struct arena *arena, int64_t deadline)
{
	struct text host = host_of(where, n);
	struct inspect *i;

	if (host.s == NULL)
		return NULL;
	i = arena_alloc(arena, sizeof(*i));
	if (i == NULL)
		return NULL;
	i->where = *where;
	i->where.host = arena_alloc(arena, host.len + 1);
	if (i->where.host == NULL)
		return NULL;
	memcpy(i->where.host, host.s, host.len);
	i->database = database;
	i->arena = arena;
	i->deadline = deadline;
	i->name = inspect_server_name(where, n, arena);
	if (i->name == NULL ||
	    session_init(&i->session, &i->where, "doctor", NULL) != 0)
		return NULL;
	return i;
}

void
inspect_free(struct inspect *i)
{
	if (i != NULL)
		session_end(&i->session);
}

const char *
inspect_name(const struct inspect *i)
{
	return i->name;
}

const struct config_mysql *
inspect_where(const struct inspect *i)
{
	return &i->where;
}

bool
inspect_connect(struct inspect *i)
{
	return session_open(&i->session, i->deadline, &i->error);
}

bool
inspect_is_open(const struct inspect *i)
{
	return i->session.mysql != NULL;
}

const char *
inspect_why(const struct inspect *i)
{
	return i->error.text;
}

unsigned int
inspect_error(const struct inspect *i)
{
	return i->error.number;
}

const char *
inspect_version(const struct inspect *i)
{
	return mysql_get_server_info(i->session.mysql);
}

bool
inspect_ask(struct inspect *i, struct batch *q, struct rows *rows)
{
	size_t failed;
	enum error_kind kind;

	if (!inspect_is_open(i))
		return false;
	if (q == NULL || q->sql.failed) {
		error_set(&i->error, ERROR_STATEMENT, "out of memory");
		return false;
	}
	session_release(&i->session);
	kind =
	    session_ask(&i->session, q, i->deadline, rows, &failed, &i->error);
	if (kind != ERROR_NONE && kind != ERROR_STATEMENT)
		session_close(&i->session);
	return kind == ERROR_NONE;
}

bool
inspect_ask_sql(struct inspect *i, const char *sql, struct rows *rows)
{
	struct batch *q = batch_new(i->arena);

	if (q != NULL) {
		batch_statement(q, "doctor");
		batch_sql(q, sql);
	}
	return inspect_ask(i, q, rows);
}

struct text
inspect_cell(const struct rows *rows, size_t row, size_t column)
{
	return rows->cells[row * rows->ncells + column];
}
