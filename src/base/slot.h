/* SPDX-License-Identifier: MIT */
/*
 * What one worker does and has done: its place in the scoreboard, in memory
 * that the pool shares.  The worker is the only writer; master and status
 * readers read at any time and never make it wait.
 *
 * A reader trusts nothing in it: a worker may have been taken over.
 */
#ifndef BASE_SLOT_H
#define BASE_SLOT_H

#include "base/text.h"

#include <stdatomic.h>

enum slot_phase {
	SLOT_FREE,	 /* no worker */
	SLOT_STARTING,	 /* not yet waiting for requests */
	SLOT_IDLE,	 /* waits; no connection */
	SLOT_KEPT,	 /* waits; a web server keeps a connection open */
	SLOT_READING,	 /* waits for the rest of a request */
	SLOT_WORKING,	 /* validates, decodes, generates JSON */
	SLOT_CONNECTING, /* connects to a database server */
	SLOT_QUERY,	 /* waits for a statement */
	SLOT_WRITING,	 /* the web server takes the answer */
	SLOT_ENDING,	 /* finishes, takes no more requests */
	SLOT_PHASES
};

/* The word for a phase: "idle", "kept", ...; "unknown" for what is none. */
const char *slot_phase_name(int phase);

/* Whether a worker in this phase would take a new connection at once. */
bool slot_phase_is_idle(int phase);

/* How a request ended, for counters. */
enum slot_outcome {
	SLOT_OK,
	SLOT_REFUSED,	/* not admitted, or wrong parameters */
	SLOT_FAULT,	/* could not be answered: stored data, database */
	SLOT_TIMEOUT,	/* the database did not answer in time */
	SLOT_CANCELLED, /* the client went away: 499 */
	SLOT_SHED,	/* waited too long for a worker: 503 */
	SLOT_OUTCOMES
};

const char *slot_outcome_name(size_t outcome);

/* Endpoints that are counted: those of api_endpoint_name, and behind them
 * SLOT_OTHER: status, ping, what is no URL of ours. */
#define SLOT_ENDPOINTS 24
#define SLOT_OTHER     (SLOT_ENDPOINTS - 1)

/* Upper bounds of the buckets of a histogram, in us: 1-2.5-5 from 250 us to
 * 25 s; the last bucket is what is above. */
#define SLOT_BUCKETS 16
extern const int64_t slot_bounds_us[SLOT_BUCKETS];

struct slot_histogram {
	_Atomic uint64_t counts[SLOT_BUCKETS + 1];
	_Atomic uint64_t sum_us;
};

struct slot_counters {
	_Atomic uint64_t requests[SLOT_ENDPOINTS][SLOT_OUTCOMES];
	struct slot_histogram request; /* complete request to answer */
	struct slot_histogram queue;   /* connection to worker */
	struct slot_histogram sql;     /* each query to a database */
	_Atomic uint64_t refused_pickles;
	_Atomic uint64_t rate_limit_fail_open; /* calls allowed uncounted */
	_Atomic uint64_t slow_requests;
	_Atomic uint64_t bytes; /* of bodies sent */
};

#define SLOT_PATH      192 /* bytes of the request's path, longer is cut */
#define SLOT_STATEMENT 32  /* bytes of a statement's name */

/* A text that is read while it may be written: whole or, after a few tries,
 * not at all. */
struct slot_text {
	_Atomic uint32_t version; /* odd: being written */
	_Atomic uint32_t len;
	_Atomic uint64_t words[SLOT_PATH / 8];
};

struct slot {
	_Atomic int32_t pid; /* 0: free.  Written by the master. */
	_Atomic int32_t phase;
	_Atomic int32_t aside;	       /* not 0: no worker but the process of
					status.listen. Written by the master. */
	_Atomic int64_t started_us;    /* clock_us, of the worker */
	_Atomic int64_t started_s;     /* the same, since 1970 */
	_Atomic int64_t begun_us;      /* of the request in hand; 0: none */
	_Atomic int64_t free_since_us; /* of the last request's end */
	_Atomic int64_t last_us;       /* how long the last request took */
	_Atomic uint64_t answered;     /* requests */
	_Atomic uint64_t resident;     /* bytes of memory, now and then */
	_Atomic uint32_t kept;	       /* idle kept connections */
	_Atomic int32_t ending;	       /* not 0: accepts no more, whatever the
					phase */
	struct slot_text request;      /* "GET /path" without the query */
	struct slot_text statement;    /* the one waited for, or "" */
	struct slot_counters counters;
};

/* Adds to a counter of which the caller is the only writer. */
void slot_add(_Atomic uint64_t *counter, uint64_t n);
void slot_observe(struct slot_histogram *histogram, int64_t us);

/* Adds all counters of `from` to those of `to`, whose only writer the caller
 * is. */
void slot_sum(struct slot_counters *to, const struct slot_counters *from);

void slot_text_set(struct slot_text *t, struct text value);

/* Copies at most `size` - 1 bytes and a NUL, nothing into a `size` of 0; the
 * length.  What is not printable ASCII becomes '?'. */
size_t slot_text_get(const struct slot_text *t, char *out, size_t size);

#endif
