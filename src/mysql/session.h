/* SPDX-License-Identifier: MIT */
/*
 * The connection behind a struct db: which of several servers it is on, what
 * limit its statements have, and the rows that were read over it.
 */
#ifndef MYSQL_SESSION_H
#define MYSQL_SESSION_H

#include "base/trace.h"
#include "mysql/batch.h"
#include "mysql/client.h"
#include "mysql/outage.h"

#define CONNECTION_HOSTS OUTAGE_HOSTS /* a larger cluster has a proxy */

/* Results held until db_release: the statements of a whole batch, or of
 * its parts when it is asked part by part. */
#define CONNECTION_HELD 32

struct session {
	const struct config_mysql *where;
	const char *label;
	struct trace *trace; /* or NULL */

	char *hosts; /* where->host, cut at its commas */
	const char *host[CONNECTION_HOSTS];
	size_t nhosts;	/* at least one; "" is the socket */
	size_t current; /* the one of the last session */
	size_t first;	/* the one to try first */
	bool refused;	/* one did, when they were tried last */

	/* By kind, those of the hosts; NULL: the log is told nothing. */
	struct outage *outages[OUTAGE_KINDS];

	MYSQL *mysql;		  /* NULL: not open */
	bool anew;		  /* not asked since session_open */
	MYSQL *killer;		  /* that stops statements of mysql, or NULL */
	int64_t killer_until;	  /* clock_ms: it is closed after that */
	const char *limit_name;	  /* of the server's variable, or NULL */
	unsigned int limit_scale; /* its units in a second */
	int64_t limit;		  /* s, as last set */

	MYSQL_RES *held[CONNECTION_HELD];
	size_t nheld;

	uint64_t opened;
	uint64_t round_trips;
};

/* The rows of one statement. */
struct rows {
	const struct text *cells; /* nrows * ncells */
	size_t nrows;
	size_t ncells;
};

/* Tells messages the root directory of the workers, which must live on; "" is
 * that of the system. */
void session_below(const char *chroot);

/* 0, or -1: out of memory, or too many hosts. */
int session_init(struct session *c, const struct config_mysql *where,
    const char *label, struct trace *trace);
void session_end(struct session *c);

/* Tries each server once.  Logs those that fail, once for the pool. */
bool session_open(struct session *c, int64_t deadline, struct error *error);

void session_close(struct session *c);

/*
 * Asks once.  ERROR_NONE and rows[0 to q->count - 1], or *error and the
 * index of the statement in *failed.  With ERROR_CANCELLED c->mysql says
 * whether the connection is still good.  What is news of the server, that it is
 * back or was lost at the first batch after session_open, is logged once for
 * the pool; the next session_open tries one that was so lost last.
 */
enum error_kind session_ask(struct session *c, struct batch *q,
    int64_t deadline, struct rows *rows, size_t *failed, struct error *error);

/* Frees the results held. */
void session_release(struct session *c);

#endif
