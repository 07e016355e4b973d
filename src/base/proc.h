/* SPDX-License-Identifier: MIT */
/*
 * What one worker does and has done: its place in the scoreboard, in memory
 * that the pool shares.  The worker is the only writer; master and status
 * readers read at any time and never make it wait.
 *
 * A reader trusts nothing in it: a worker may have been taken over.
 */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include "base/text.h"

#include <stdatomic.h>

enum proc_phase {
	PROC_FREE,	 /* no worker */
	PROC_STARTING,	 /* not yet waiting for requests */
	PROC_IDLE,	 /* waits; no connection */
	PROC_KEPT,	 /* waits; a web server keeps a connection open */
	PROC_READING,	 /* waits for the rest of a request */
	PROC_WORKING,	 /* validates, decodes, generates JSON */
	PROC_CONNECTING, /* connects to a database server */
	PROC_QUERY,	 /* waits for a statement or for Redis */
	PROC_WRITING,	 /* the web server takes the answer */
	PROC_ENDING,	 /* finishes, takes no more requests */
	PROC_PHASES
};

/* The word for a phase: "idle", "kept", ...; "unknown" for any other number. */
const char *proc_phase_name(int phase);

/* Whether a worker in this phase would take a new connection at once. */
bool proc_phase_is_idle(int phase);

/* How a request ended, for counters. */
enum proc_outcome {
	PROC_OK,
	PROC_REFUSED,	/* not admitted, or wrong parameters */
	PROC_FAULT,	/* could not be answered: stored data, database */
	PROC_TIMEOUT,	/* the database did not answer in time */
	PROC_CANCELLED, /* the client went away: 499 */
	PROC_SHED,	/* waited too long for a worker: 503 */
	PROC_FORWARDED, /* left to bk-sops itself: 501 */
	PROC_OUTCOMES
};

const char *proc_outcome_name(size_t outcome);

/* Endpoints that are counted: those of api_endpoint_name, and behind them
 * PROC_OTHER: status, ping, what is no URL of ours. */
#define PROC_ENDPOINTS 64
#define PROC_OTHER     (PROC_ENDPOINTS - 1)

/* Upper bounds of the buckets of a histogram, in us: 1-2.5-5 from 250 us to
 * 25 s; the last bucket is what is above. */
#define PROC_BUCKETS 16
extern const int64_t proc_bounds_us[PROC_BUCKETS];

struct proc_histogram {
	_Atomic uint64_t counts[PROC_BUCKETS + 1];
	_Atomic uint64_t sum_us;
};

struct proc_counters {
	_Atomic uint64_t requests[PROC_ENDPOINTS][PROC_OUTCOMES];
	struct proc_histogram request; /* complete request to answer */
	struct proc_histogram queue;   /* connection to worker */
	struct proc_histogram sql;     /* each batch of a database */
	_Atomic uint64_t refused_pickles;
	_Atomic uint64_t rate_limit_fail_open; /* calls allowed uncounted */
	_Atomic uint64_t slow_requests;
	_Atomic uint64_t bytes; /* of bodies sent */
};

#define PROC_PATH      192 /* bytes of the request's path, longer is cut */
#define PROC_STATEMENT 32  /* bytes of a statement's name */

/* A text that is read while it may be written: whole or, after a few tries,
 * not at all. */
struct proc_text {
	_Atomic uint32_t version; /* odd: being written */
	_Atomic uint32_t len;
	_Atomic uint64_t words[PROC_PATH / 8];
};

struct proc {
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
	struct proc_text request;      /* "GET /path" without the query */
	struct proc_text statement;    /* the one waited for, or "" */
	struct proc_counters counters;
};

/* Adds to a counter of which the caller is the only writer. */
void proc_add(_Atomic uint64_t *counter, uint64_t n);
void proc_observe(struct proc_histogram *histogram, int64_t us);

/* Adds all counters of `from` to those of `to`, whose only writer the caller
 * is. */
void proc_sum(struct proc_counters *to, const struct proc_counters *from);

void proc_text_set(struct proc_text *t, struct text value);

/* Copies at most `size` - 1 bytes and a NUL, nothing into a `size` of 0; the
 * length.  What is not printable ASCII becomes '?'. */
size_t proc_text_get(const struct proc_text *t, char *out, size_t size);

#endif
