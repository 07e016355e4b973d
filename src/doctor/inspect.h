/* SPDX-License-Identifier: MIT */
/*
 * Looks at one database server: not for answers to clients but for an operator
 * who wants to know whether it can be served from.  Each server of a
 * mysql.*.host is looked at by itself.
 *
 * Functions that ask return false when there was no answer; inspect_why then
 * says why.  Texts live in the arena unless it is said otherwise.
 */
#ifndef DOCTOR_INSPECT_H
#define DOCTOR_INSPECT_H

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

#define INSPECT_LIST 512 /* bytes of a list for people, or a little more */

struct inspect_account {
	struct text name;   /* "bksops_ro@localhost" */
	struct text excess; /* "INSERT on `bk_sops`.*; ...": what the account
			     * and its roles may beyond reading; "" nothing.
			     * The rest of a long list is "..." */
	struct text unseen; /* roles whose rights cannot be read, likewise */
};
bool inspect_account(struct inspect *i, struct inspect_account *account);

struct inspect_limits {
	int64_t connections;	  /* max_connections */
	int64_t user_connections; /* of the account; 0: no limit */
};
bool inspect_limits(struct inspect *i, struct inspect_limits *limits);

/* us by which the server's UTC_TIMESTAMP(6) is ahead of our clock. */
bool inspect_clock(struct inspect *i, int64_t *ahead);

/*
 * Seconds by which the server's own time zone tables put `zone` before UTC at
 * `at` (Unix seconds).  *known false: they do not have the zone.
 */
bool inspect_zone(struct inspect *i, struct text zone, int64_t at, bool *known,
    int64_t *offset);

/* A table and the columns of it that our statements read. */
struct inspect_table {
	const char *name;
	const char *columns; /* comma separated */
};

/* An index that our statements gain from: the installed file says which. */
struct inspect_index {
	const char *table;
	const char *columns; /* comma separated */
};

/* A set of tables: a generation of bk-sops, or a product line of the PaaS. */
struct inspect_schema {
	const char *name;    /* "bk-sops' generation 2019" */
	const char *setting; /* as the configuration calls it: "2019", "p1" */
	const struct inspect_table *tables; /* NULL: not read by this version */
	size_t ntables;
	const struct inspect_index *indexes;
	size_t nindexes;
	const char *indexes_file; /* that has them, installed */
};
extern const struct inspect_schema inspect_2019, inspect_current;
extern const struct inspect_schema inspect_p1, inspect_p2;

/*
 * Which tables the database has; *schema NULL: none that is known.  The PaaS'
 * lines are told apart by the unique key of the table of channels (esb 10.2).
 */
bool
inspect_find_schema(struct inspect *i, const struct inspect_schema **schema);

/* True when all columns can be read. */
bool
inspect_table_is_there(struct inspect *i, const struct inspect_table *table);

/* missing[n]: no index of any name begins with the columns of
 * schema->indexes[n]. */
bool inspect_missing_indexes(
    struct inspect *i, const struct inspect_schema *schema, bool *missing);

#define INSPECT_TOKENS 20 /* to try the login key on */

/* The newest rows of login_bktoken: secrets, never to be shown.  One that is
 * too long to be a token is cut.  They live until the next question. */
bool inspect_tokens(
    struct inspect *i, struct text tokens[INSPECT_TOKENS], size_t *n);

#endif
