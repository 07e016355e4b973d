/* SPDX-License-Identifier: MIT */
#include "mysql/db.h"

#include "base/clock.h"
#include "base/log.h"
#include "mysql/session.h"
#include "python/number.h"

#include <stdlib.h>

#define AWAY_PAUSE 50 /* ms between two tries while the server is away */

struct db {
	struct session connection;
	struct outage_hosts own; /* where nobody else is to be told */
	bool away;		 /* no server answered the last batch */
	int64_t away_since;
	int64_t refused_until; /* clock_ms; no try to connect before */
	struct rows rows[DB_STATEMENTS];
	size_t nrows;	    /* of the last batch, 0 when it failed */
	struct error error; /* of the last statement that failed */
};

void
db_before_chroot(const char *chroot)
{
	client_before_chroot();
	session_below(chroot);
}

static bool
is_same_account(const struct config_mysql *a, const struct config_mysql *b)
{
	return strcmp(a->user, b->user) == 0 &&
	       strcmp(a->password, b->password) == 0 &&
	       a->ssl_mode == b->ssl_mode && strcmp(a->ssl_ca, b->ssl_ca) == 0;
}

/* Two databases of one server have what is said of it, and of the account,
 * in common. */
static void
share_outages(
    struct db *db, const struct config_pool *config, enum db_which which)
{
	struct session *c = &db->connection;
	struct outages *all = c->trace != NULL ? c->trace->outages : NULL;
	struct outage_hosts *hosts = &db->own;

	if (all != NULL)
		hosts = which == DB_SOPS ? &all->sops : &all->paas;
	for (size_t kind = 0; kind < OUTAGE_KINDS; kind++)
		c->outages[kind] = hosts->of[kind];
	if (all == NULL || !outage_same_server(&config->sops, &config->paas))
		return;
	c->outages[OUTAGE_LOST] = all->sops.of[OUTAGE_LOST];
	if (is_same_account(&config->sops, &config->paas))
		c->outages[OUTAGE_REFUSED] = all->sops.of[OUTAGE_REFUSED];
}

struct db *
db_new(
    const struct config_pool *config, enum db_which which, struct trace *trace)
{
	struct db *db = calloc(1, sizeof(*db));
	const struct config_mysql *where =
	    which == DB_SOPS ? &config->sops : &config->paas;

	if (db == NULL)
		return NULL;
	if (session_init(&db->connection, where,
		which == DB_SOPS ? "sops" : "paas", trace) != 0) {
		db_free(db);
		return NULL;
	}
	share_outages(db, config, which);
	return db;
}

void
db_free(struct db *db)
{
	if (db == NULL)
		return;
	session_end(&db->connection);
	free(db);
}

static void
set_away(struct db *db)
{
	if (db->away)
		return;
	db->away = true;
	db->away_since = clock_ms();
}

static void
pause_connecting(const struct db *db, int64_t ms)
{
	enum proc_phase before =
	    trace_enter(db->connection.trace, PROC_CONNECTING);

	clock_pause(ms);
	trace_enter(db->connection.trace, before);
}

/* A pause before the next try; false when there is no time for one. */
static bool
may_try_again(const struct db *db, int64_t deadline)
{
	int64_t end = db->away_since + DB_AWAY_WAIT;

	if (clock_left(end < deadline ? end : deadline) <= AWAY_PAUSE)
		return false;
	pause_connecting(db, AWAY_PAUSE);
	return true;
}

static void
log_failure(const struct db *db, const struct batch *q, size_t failed,
    const struct error *error)
{
	log_write(
	    error->kind == ERROR_CANCELLED ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR,
	    "mysql %s: %s failed: (%u) %s", db->connection.label,
	    q->names[failed], error->number, error->text);
}

static bool
open_session(struct db *db, int64_t deadline, struct error *error)
{
	int64_t left = clock_left(deadline);

	if (clock_left(db->refused_until) > 0) {
		pause_connecting(
		    db, left < DB_REFUSED_BRAKE ? left : DB_REFUSED_BRAKE);
		error_set(error, ERROR_REFUSED, "refused a moment ago");
		return false;
	}
	if (session_open(&db->connection, deadline, error))
		return true;
	if (db->connection.refused)
		db->refused_until = clock_ms() + DB_REFUSED_PAUSE;
	return false;
}

/* One try.  *connected says whether the error is of the batch. */
static enum error_kind
ask_once(struct db *db, struct batch *q, int64_t deadline, size_t *failed,
    struct error *error, bool *connected)
{
	struct session *c = &db->connection;
	enum error_kind kind;
	int64_t asked;

	*connected = false;
	if (c->mysql == NULL && !open_session(db, deadline, error))
		return error->kind;
	*connected = true;
	asked = clock_us();
	kind = session_ask(c, q, deadline, db->rows, failed, error);
	if (c->trace != NULL)
		proc_observe(&c->trace->proc->counters.sql, clock_us() - asked);
	if (kind != ERROR_NONE && kind != ERROR_STATEMENT &&
	    kind != ERROR_CANCELLED)
		session_close(c);
	return kind;
}

enum db_result
db_ask(struct db *db, struct batch *q, int64_t deadline, size_t *failed)
{
	db->nrows = 0;
	db->error = (struct error){.kind = ERROR_NONE};
	*failed = 0;
	if (q->sql.failed || q->count == 0) {
		log_error(
		    "mysql %s: a batch is too large", db->connection.label);
		return DB_FAILED;
	}
	for (;;) {
		bool was_open = db->connection.mysql != NULL;
		bool connected;
		struct error error;

		if (trace_client_is_gone(db->connection.trace)) {
			error_set(
			    &error, ERROR_CANCELLED, "the client went away");
			log_failure(db, q, 0, &error);
			return DB_CANCELLED;
		}
		if (clock_left(deadline) == 0) {
			error_set(&error, ERROR_TIMEOUT, "no time left");
			log_failure(db, q, 0, &error);
			return DB_TIMEOUT;
		}
		switch (ask_once(db, q, deadline, failed, &error, &connected)) {
		case ERROR_NONE:
			db->away = false;
			db->nrows = q->count;
			return DB_OK;
		case ERROR_TIMEOUT:
			log_failure(db, q, *failed, &error);
			return DB_TIMEOUT;
		case ERROR_CANCELLED:
			log_failure(db, q, *failed, &error);
			return DB_CANCELLED;
		case ERROR_STATEMENT:
			db->away = false;
			db->error = error;
			log_failure(db, q, *failed, &error);
			return DB_FAILED;
		case ERROR_REFUSED:
			if (connected) {
				log_failure(db, q, *failed, &error);
				return DB_FAILED;
			}
			set_away(db);
			return DB_DOWN;
		case ERROR_LOST:
			/* A server may close what was idle: no news. */
			if (was_open)
				break;
			set_away(db);
			if (!may_try_again(db, deadline))
				return DB_DOWN;
		}
	}
}

void
db_try(struct db *db, int64_t deadline)
{
	struct error error;

	if (open_session(db, deadline, &error))
		session_close(&db->connection);
}

bool
db_is_ready(struct db *db, struct arena *arena, int64_t deadline)
{
	struct batch *q = batch_new(arena);
	size_t unused;
	bool ready;

	if (q == NULL)
		return false;
	batch_statement(q, "ready");
	batch_sql(q, "SELECT 1");
	ready = db_ask(db, q, deadline, &unused) == DB_OK;
	db_release(db);
	return ready;
}

unsigned int
db_error(const struct db *db, struct text *text)
{
	*text = text_of(db->error.text);
	return db->error.number;
}

size_t
db_statements(const struct db *db)
{
	return db->nrows;
}

size_t
db_rows(const struct db *db, size_t i)
{
	return i < db->nrows ? db->rows[i].nrows : 0;
}

struct db_row
db_get(const struct db *db, size_t i, size_t n)
{
	const struct rows *rows = &db->rows[i];

	return (struct db_row){rows->cells + n * rows->ncells, rows->ncells};
}

int64_t
db_int(struct text cell)
{
	int64_t number;

	return pyint_to_int64(cell, &number) ? number : 0;
}

void
db_release(struct db *db)
{
	db->nrows = 0;
	session_release(&db->connection);
}

uint64_t
db_round_trips(const struct db *db)
{
	return db->connection.round_trips;
}

const char *
db_client_version(void)
{
	return mysql_get_client_info();
}

uint64_t
db_connections(const struct db *db)
{
	return db->connection.opened;
}
