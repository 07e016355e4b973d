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
#include "mysql/session.h"

enum inspect_database { INSPECT_SOPS, INSPECT_PAAS };

struct inspect {
	struct config_mysql where; /* with this one server */
	enum inspect_database database;
	struct session session;
	struct arena *arena;
	int64_t deadline;
	struct error error;
	const char *name;
};

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
	const struct inspect_table *tables;
	size_t ntables;
	const struct inspect_index *indexes;
	size_t nindexes;
	const char *indexes_file; /* that has them, installed */
};

/* Asks; false and i->error.  Cells live until the next query. */
bool inspect_ask(struct inspect *i, struct batch *q, struct rows *rows);

/* Asks one statement that stands in our source. */
bool inspect_ask_sql(struct inspect *i, const char *sql, struct rows *rows);

/* Cell `column` of row `row`. */
struct text inspect_cell(const struct rows *rows, size_t row, size_t column);

#endif
