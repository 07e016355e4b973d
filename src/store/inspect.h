/* SPDX-License-Identifier: MIT */
/*
 * Looks at one database server: not for answers to clients but for an operator
 * who wants to know whether it can be served from.  Each server of a
 * mysql.*.host is looked at by itself.
 *
 * Functions that ask return false when there was no answer; inspect_why then
 * says why.  Texts live in the arena unless it is said otherwise.
 */
#ifndef STORE_INSPECT_H
#define STORE_INSPECT_H

#include "base/arena.h"
#include "config/config.h"

enum inspect_database { INSPECT_SOPS, INSPECT_PAAS };

struct inspect;

/* Servers that `where` names. */
size_t inspect_count(const struct config_mysql *where);

/* "db1:3306", "socket /run/mysqld/mysqld.sock"; NULL when out of memory. */
const char *inspect_server_name(
    const struct config_mysql *where, size_t n, struct arena *arena);

/*
 * Server `n` of `where`, not connected yet; NULL when out of memory.  `where`
 * and the arena must live as long.  Everything that is asked is answered before
 * `deadline` (clock_ms).
 */
struct inspect *
inspect_new(const struct config_mysql *where, enum inspect_database database,
    size_t n, struct arena *arena, int64_t deadline);
void inspect_free(struct inspect *i);

const char *inspect_name(const struct inspect *i);

/* `where` with this one server. */
const struct config_mysql *inspect_where(const struct inspect *i);

bool inspect_connect(struct inspect *i);

/* False when it could not be opened, or was lost since. */
bool inspect_is_open(const struct inspect *i);

/* What went wrong last, for people: no data, no secrets; and its number, 0
 * when it has none. */
const char *inspect_why(const struct inspect *i);
unsigned int inspect_error(const struct inspect *i);

/* "10.11.6-MariaDB-0+deb12u1" */
const char *inspect_version(const struct inspect *i);

struct inspect_account {
	struct text name;   /* "bksops_ro@localhost" */
	struct text excess; /* "INSERT on `bk_sops`.*; ...": what the account
			     * and its roles may beyond reading; "" nothing */
	struct text unseen; /* roles whose rights cannot be read; "" none */
};
bool inspect_account(struct inspect *i, struct inspect_account *account);

struct inspect_limits {
	int64_t connections;	  /* max_connections */
	int64_t user_connections; /* of the account; 0: no limit */
};
bool inspect_limits(struct inspect *i, struct inspect_limits *limits);

/* us by which the server's UTC_TIMESTAMP(6) is ahead of our clock. */
bool inspect_clock(struct inspect *i, int64_t *ahead);

/* GENERATION_AUTO when the tables are of none. */
bool inspect_generation(struct inspect *i, enum config_generation *generation);

/* Which product line of ESB made the table of channels: its unique key says so
 * (esb 10.2). */
enum inspect_line { INSPECT_P1, INSPECT_P2, INSPECT_OTHER };
bool inspect_line(struct inspect *i, enum inspect_line *line);

/* A table and the columns of it that our statements read. */
struct inspect_table {
	enum inspect_database database;
	const char *name;
	const char *columns; /* comma separated */
};
extern const struct inspect_table inspect_tables[];
extern const size_t inspect_tables_count;

/* True when all columns can be read. */
bool
inspect_table_is_there(struct inspect *i, const struct inspect_table *table);

/* An index of schema/indexes.sql or schema/indexes-paas.sql. */
struct inspect_index {
	enum inspect_database database;
	const char *table;
	const char *columns; /* comma separated */
	const char *gains;   /* the statement that does */
};
extern const struct inspect_index inspect_indexes[];
extern const size_t inspect_indexes_count;

/* missing[n]: inspect_indexes[n] belongs to this database, and no index of any
 * name begins with its columns. */
bool inspect_missing_indexes(struct inspect *i, bool *missing);

#define INSPECT_TOKENS 20 /* to try the login key on */

/* The newest rows of login_bktoken: secrets, never to be shown.  They live
 * until the next question. */
bool inspect_tokens(
    struct inspect *i, struct text tokens[INSPECT_TOKENS], size_t *n);

/* The newest task that get_task_detail can show; *id 0: there is none. */
struct inspect_task {
	uint64_t id;
	uint64_t business; /* cc_id */
};
bool inspect_newest_task(struct inspect *i, struct inspect_task *task);

#endif
