/* SPDX-License-Identifier: MIT */
/* The master: binds, forks, watches, stops.  Its start is in main.c, its loop
 * in master.c, the number of its workers in manage.c, a reload in reload.c. */
#ifndef POOL_MASTER_H
#define POOL_MASTER_H

#include "config/config.h"
#include "pool/listen.h"
#include "pool/logs.h"
#include "pool/notify.h"
#include "pool/scoreboard.h"

/* One worker, as the master sees it. */
struct child {
	pid_t pid;	   /* 0: the place is free */
	int64_t started;   /* clock_us */
	int64_t drain_at;  /* clock_ms: pm.max_age; INT64_MAX: never */
	int64_t kill_at;   /* clock_ms: TERM was sent; INT64_MAX: it was not */
	bool status_only;  /* the process of status.listen */
	struct proc *proc; /* in the scoreboard */
	struct shared *shared; /* which the child holds */
};

struct pool {
	size_t index; /* in the config */
	const struct config_pool *config;
	int listen_fd;
	bool inherited; /* not bound by us: never removed */
	int status_fd;	/* of status.listen, or -1 */
	struct socket_file listen_file, status_file;
	struct shared *shared;
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
	bool begun;		 /* the first workers were started */
	int64_t beat_at;	 /* clock_ms: the next look at all workers */
	int64_t look_at;	 /* clock_ms: the next look at the backlog */
	int64_t spawn_rate;	 /* workers started at the next beat */
	bool wants_listener;	 /* a connection that waits is news */
	bool connection_pending; /* one does, or one that was handed over */
	bool full;		 /* that pm.max_children is too few was said */
};

/*
 * Workers that finish what they have while others took their place: after a
 * reload, after a rotation of the logs, after pm.max_requests.
 */
struct draining {
	struct child child;
	int64_t harder_at; /* clock_ms: the next, harder signal */
	int sig;	   /* the last one sent */
};

struct draining_list {
	struct draining *items;
	size_t count;
};

struct master {
	struct config *config;
	int pid_fd;    /* the locked PID file, or -1 */
	int signal_fd; /* of what the master waits for */
	struct notify notify;
	struct pool *pools;
	size_t npools;
	struct draining_list draining;
	int stopping;	   /* the last signal sent to stop, 0: running */
	int64_t harder_at; /* clock_ms, while stopping */
};

/* A master without pools, which waits for its signals from here on.  To be
 * called by the process that was started, before it goes to the background.  0,
 * or -1 and *why. */
int master_init(struct master *m, struct config *config, char **why);

/* Serves the pools until a signal ends them; the exit status. */
int master_run(struct master *m);

/* ms that a worker of the pool may need for what it has begun. */
int64_t
master_stop_timeout(const struct master *m, const struct config_pool *pool);

/* Workers of all pools, without those that finish while others
 * have their places. */
size_t master_workers(const struct master *m);

/*
 * Does what is due: starts workers, asks idle ones to end, ends those that are
 * over their time, looks at the backlog.  Returns the clock_ms when it wants
 * to be called again.  pool->wants_listener then says whether a connection
 * that waits matters; the caller sets pool->connection_pending when there is
 * one.
 */
int64_t pool_manage(struct pool *pool, struct master *m);

/* Asks all children of the pool to finish: gracefully for master_stop_timeout,
 * then with TERM, then with KILL.  Their places are free.  Those that are left
 * after -1, out of memory, stay. */
int pool_drain(struct pool *pool, struct master *m);

/* To all processes of the pool, but those that are draining. */
void pool_kill(const struct pool *pool, int sig);

/* Ends the hand-over between the pool's workers.  What was handed over is not
 * lost when no worker is left that could take it: starts one. */
void pool_end_handover(struct pool *pool, struct master *m);

/*
 * Pools for a config: sockets that the master has under the same address are
 * kept, others bound.  A pool for which that fails, said in the log, is there
 * as it was, or leaves the config.  0 and *pools, config->npools of them; or -1
 * and *why when none is left, or when one that runs could not go on.
 */
int pools_open(const struct master *m, struct config *config,
    struct pool **pools, char **why);

/* Closes the pools, and removes the files of their sockets. */
void master_close(struct master *m);

/* Reads the file again; a bad one leaves everything as it is. */
void master_reload(struct master *m);

#endif
