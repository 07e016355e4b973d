/* SPDX-License-Identifier: MIT */
/*
 * Workers that finish what they have while others took their place: after a
 * reload, after a rotation of the logs, after pm.max_requests.
 */
#ifndef POOL_RETIRED_H
#define POOL_RETIRED_H

#include "pool/children.h"

struct retired {
	struct child child;
	int64_t harder_at; /* clock_ms: the next, harder signal */
	int sig;	   /* the last one sent */
};

struct retirement {
	struct retired *items;
	size_t count;
};

/*
 * Takes over a child, whose place is free then, and asks it to finish:
 * gracefully for `patience` ms, then TERM, then KILL.  0, or -1 when out of
 * memory: it stays.
 */
int retire_child(struct retirement *r, struct child *child, int64_t patience);

/* All children of the pool; those that are left after -1 stay. */
int retire(struct retirement *r, struct pool *pool, int64_t patience);

/* How many that are retired have this board. */
size_t retired_of(const struct retirement *r, const struct board *board);

/* The child ended: true if it was a retired one.  A crash counts for the pool
 * of its name, if that is still there. */
bool retired_reap(struct master *master, pid_t pid, int status);

/* Sends what is due; the clock_ms of the next, or INT64_MAX. */
int64_t retired_press(struct retirement *r);

void retired_kill(const struct retirement *r, int sig);

#endif
