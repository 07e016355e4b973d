/* SPDX-License-Identifier: MIT */
/*
 * One MySQL or MariaDB connection of a worker, opened when first needed and
 * again when lost.  Read-only by construction: every session starts with SET
 * SESSION TRANSACTION READ ONLY.
 *
 * A batch is one packet of one or more simple statements: a round trip
 * costs more than a primary-key select (design, "Speed" 1).
 */
#ifndef MYSQL_DB_H
#define MYSQL_DB_H

#include "base/trace.h"
#include "config/config.h"
#include "mysql/batch.h"

/* ms that batches wait for a server that went away: a restart takes some
 * seconds.  After that each tries once, until the server is back. */
#define DB_AWAY_WAIT 5000

/* ms in which a server is not asked again that refused the account, or cannot
 * serve as it is configured (database, TLS, name of the host), and ms that each
 * batch takes meanwhile: a tenant's mistake costs his neighbours neither a
 * connection a request nor much of a processor. */
#define DB_REFUSED_PAUSE 1000
#define DB_REFUSED_BRAKE 100

struct db;

/* To be called before chroot(2), after which the client library cannot read
 * the files of its plug-ins.  Messages name the directory, which must live on.
 */
void db_before_chroot(const char *chroot);

enum db_which { DB_SOPS, DB_PAAS };

/*
 * A connection that is not open yet; NULL when out of memory.  `config` must
 * live as long, and so must `trace`, which may be NULL: it is told what is
 * waited for, and when its client_fd hangs up the batch is given up.  Its
 * outages, if it has them, are those of all who use the pool's databases.
 */
struct db *db_new(
    const struct config_pool *config, enum db_which which, struct trace *trace);
void db_free(struct db *db);

/* How one part of an answer came out. */
enum store_state {
	STORE_NOT_ASKED,
	STORE_FAILED, /* the table could not be read */
	STORE_NONE,   /* no row */
	STORE_ROW
};

/* Connects and leaves again, so that the log tells of a server that is away or
 * refuses before there is a batch.  Each host is tried once. */
void db_try(struct db *db, int64_t deadline);

enum db_result {
	DB_OK,
	DB_FAILED,    /* a statement failed: table missing, no right, ... */
	DB_TIMEOUT,   /* the budget was used up */
	DB_CANCELLED, /* the client went away: nobody waits for an answer */
	DB_DOWN	      /* no server could be reached */
};

/* One cell of an answer; .s is NULL for SQL NULL. */
struct db_row {
	const struct text *cells;
	size_t ncells;
};

/*
 * Asks.  Waits at most until `deadline` (clock_ms); each statement is also
 * given to the server with that limit, in whole seconds (max_statement_time
 * on MariaDB, max_execution_time on MySQL).  A connection that was lost is
 * opened again and the batch asked again, while the deadline and
 * DB_AWAY_WAIT allow it.  When a server refused, the batches of the next
 * DB_REFUSED_PAUSE are DB_DOWN after DB_REFUSED_BRAKE.
 * On DB_OK the rows are readable by db_get; on DB_FAILED *failed is the
 * index of the statement.  The log has a line for each DB_FAILED and
 * DB_TIMEOUT, at debug for DB_CANCELLED; one of the pool when a server does not
 * answer any more, one when it does again.
 */
enum db_result
db_ask(struct db *db, struct batch *q, int64_t deadline, size_t *failed);

/* Statements of the last db_ask; 0 when it failed. */
size_t db_statements(const struct db *db);

/* Of the last statement that failed, the server's number of the error and its
 * text, valid until the next db_ask. */
unsigned int db_error(const struct db *db, struct text *text);

/* Rows of statement `i` of the last db_ask; row `n` of it.  Cells stay valid
 * until db_release, also when another batch is asked, and a NUL follows
 * their last byte; the rows live in the batch's arena. */
size_t db_rows(const struct db *db, size_t i);
struct db_row db_get(const struct db *db, size_t i, size_t n);

/* A cell's integer, cut to the range of int64_t; 0 for NULL and for any other
 * text. */
int64_t db_int(struct text cell);

/* Frees the rows of all batches asked so far. */
void db_release(struct db *db);

/* Whether a server answers before `deadline` (clock_ms). */
bool db_is_ready(struct db *db, struct arena *arena, int64_t deadline);

/* Batches sent so far, also those that failed. */
uint64_t db_round_trips(const struct db *db);

/* The client library at run time; a static string. */
const char *db_client_version(void);

/* Connections opened so far: what was learnt about a server's schema holds
 * for one of them. */
uint64_t db_connections(const struct db *db);

#endif
