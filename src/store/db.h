/* SPDX-License-Identifier: MIT */
/*
 * One MySQL or MariaDB connection of a worker, opened when first needed and
 * again when lost.  Read-only by construction: every session starts with SET
 * SESSION TRANSACTION READ ONLY.
 *
 * A question is one packet of one or more simple statements: a round trip
 * costs more than a primary-key select (design, "Speed" 1).
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/arena.h"
#include "config/config.h"

#define DB_STATEMENTS 16 /* statements of one question, at most */

struct db;

/*
 * A connection that is not open yet; NULL when out of memory.  `where` must
 * live as long.  `label` ("sops", "paas") names it in the log.
 */
struct db *db_new(const struct config_mysql *where, const char *label);
void db_free(struct db *db);

enum db_result {
	DB_OK,
	DB_FAILED,  /* a statement failed: table missing, no right, ... */
	DB_TIMEOUT, /* the budget was used up */
	DB_DOWN	    /* no server could be reached */
};

/*
 * A question is built by these calls alone: SQL text that stands in our
 * source, integers, and client text as a hex literal of character set
 * utf8mb4.  That is why no client text can become SQL.
 */
struct question;

/* A new, empty question in the arena; NULL when the arena is full. */
struct question *question_new(struct arena *arena);

/* Starts statement `name` (a literal, for logs). */
void question_statement(struct question *q, const char *name);
void question_sql(struct question *q, const char *literal);
void question_uint(struct question *q, uint64_t number);
void question_text(struct question *q, struct text utf8);

/* One cell of an answer; .s is NULL for SQL NULL. */
struct db_row {
	const struct text *cells;
	size_t ncells;
};

/*
 * Asks.  Waits at most until `deadline` (clock_ms); each statement is also
 * given to the server with that limit (max_statement_time on MariaDB,
 * max_execution_time on MySQL).  A connection that was lost is opened again
 * and the question asked again, while the deadline allows it.
 * On DB_OK the rows are readable by db_get; on DB_FAILED *failed is the
 * index of the statement.  The log has a line for everything but DB_OK.
 */
enum db_result
db_ask(struct db *db, struct question *q, int64_t deadline, size_t *failed);

/* Rows of statement `i` of the last db_ask; row `n` of it.  Valid until
 * db_release. */
size_t db_rows(const struct db *db, size_t i);
struct db_row db_get(const struct db *db, size_t i, size_t n);

/* Frees the rows of the last question. */
void db_release(struct db *db);

/* Statements and round trips so far, for tests and benchmarks. */
uint64_t db_round_trips(const struct db *db);

#endif
