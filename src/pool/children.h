/* SPDX-License-Identifier: MIT */
/* The processes of a pool: what they share, and what their ends mean. */
#ifndef POOL_CHILDREN_H
#define POOL_CHILDREN_H

#include "auth/bucket.h"
#include "config/config.h"
#include "fcgi/handover.h"
#include "mysql/outage.h"
#include "pool/logs.h"
#include "pool/scoreboard.h"
#include "pool/socket_file.h"

/* What the processes of a pool share, and who of the master still needs it:
 * the pool, and each worker of it.  A reload hands it on. */
struct board {
	char *pool; /* its name, which a reload keeps, too */
	struct scoreboard *shared;
	struct outages *outages;  /* of databases, for the workers; or NULL */
	struct buckets *buckets;  /* of rate limits, for the workers */
	struct handover handover; /* of connections, for the workers */
	int ending_fd;		  /* eventfd(2): a worker has begun to end */
	size_t users;
};

/* One user more, such as a child; its end is one less. */
struct board *board_use(struct board *b);

/* Connections of the workers that there are now will not be handed to those
 * that are started from now on. */
void board_part(struct board *b);

/* A worker of another pool has no view of it. */
void board_leave(struct board *b);

/* One worker, as the master sees it. */
struct child {
	pid_t pid;	   /* 0: the place is free */
	int64_t started;   /* clock_us */
	int64_t retire_at; /* clock_ms: pm.max_age; INT64_MAX: never */
	int64_t kill_at;   /* clock_ms: TERM was sent; INT64_MAX: it was not */
	bool status_only;  /* the process of status.listen */
	struct slot *slot; /* in the board */
	struct board *board; /* which the child holds */
};

struct pool {
	size_t index; /* in the config */
	const struct config_pool *config;
	int listen_fd;
	bool inherited; /* not bound by us: never removed */
	int status_fd;	/* of status.listen, or -1 */
	struct socket_file listen_file, status_file;
	struct board *board;
	struct logs logs;

	/* pm.max_children places for workers, and one behind them for the
	 * process of status.listen. */
	struct child *children;
	size_t nchildren;

	int failures;	       /* deaths right after the start, in a row */
	int64_t respawn_at;    /* clock_ms: no start before */
	size_t crashes;	       /* since crashes_since */
	int64_t crashes_since; /* clock_ms */
	int64_t replaced_at;   /* clock_us: those before crashed too often */
	bool emergency;	       /* too many: all are to be replaced */
	bool has_first;	       /* its first worker was started */

	/* pool/manage.c */
	bool begun;	     /* the first workers were started */
	int64_t beat_at;     /* clock_ms: the next look at all workers */
	int64_t look_at;     /* clock_ms: the next look at the backlog */
	int64_t spawn_rate;  /* workers started at the next beat */
	bool wants_listener; /* a connection that waits is news */
	bool knocked;	     /* one does, or one that was handed over */
	bool full;	     /* that pm.max_children is too few was said */
};

/* Its board is that of `before`, the pool of the same name, or a new one when
 * NULL.  0, or -1 with errno when out of memory or descriptors. */
int pool_init(struct pool *pool, const struct config *config, size_t index,
    const struct pool *before);
void pool_free(struct pool *pool);

/* All its processes that live. */
size_t pool_running(const struct pool *pool);
void pool_kill(const struct pool *pool, int sig);

/*
 * The child of this process id ended: true when it was of this pool.  Logs it,
 * at level debug when it exited as `expected`.  One that ended before it had
 * answered makes the pool wait with the next.  Too many that crashed
 * (emergency_restart_threshold) mark the pool for replacement.
 */
bool pool_reap(struct pool *pool, const struct config_global *global, pid_t pid,
    int status, bool expected);

/*
 * Workers that finish what they have while others took their place: after a
 * reload, after a rotation of the logs, after pm.max_requests.
 */
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

/* The child ended: true if it was a retired one.  A crash counts for the pool
 * of its name, if that is still there. */
bool retired_reap(struct retirement *r, struct pool *pools, size_t npools,
    const struct config_global *global, pid_t pid, int status);

/* Sends what is due; the clock_ms of the next, or INT64_MAX. */
int64_t retired_press(struct retirement *r);

void retired_kill(const struct retirement *r, int sig);

#endif
