/* SPDX-License-Identifier: MIT */
/* The master: binds, forks, watches, stops.  Its start is in main.c, its loop
 * in master.c, the number of its workers in manage.c, a reload in reload.c. */
#ifndef POOL_MASTER_H
#define POOL_MASTER_H

#include "pool/children.h"
#include "pool/notify.h"

struct master {
	struct config *config;
	int pid_fd;    /* the locked PID file, or -1 */
	int signal_fd; /* of what the master waits for */
	struct notify notify;
	struct pool *pools;
	size_t npools;
	struct retirement retired;
	int stopping;	   /* the last signal sent to stop, 0: running */
	int64_t harder_at; /* clock_ms, while stopping */
};

/* A master without pools, which waits for its signals from here on.  To be
 * called by the process that was started, before it goes to the background.  0,
 * or -1 and *why. */
int master_init(struct master *m, struct config *config, char **why);

/* Serves the pools until a signal ends them; the exit status. */
int master_run(struct master *m);

/* Closes the pools, and removes the files of their sockets. */
void master_close(struct master *m);

/* ms that a worker of the pool may need for what it has begun. */
int64_t master_patience(const struct master *m, const struct config_pool *pool);

/* Workers of all pools, without those that finish while others
 * have their places. */
size_t master_workers(const struct master *m);

/*
 * Does what is due: starts workers, asks idle ones to end, ends those that are
 * over their time, looks at the backlog.  Returns the clock_ms when it wants
 * to be called again.  pool->wants_listener then says whether a connection
 * that waits matters; the caller sets pool->knocked when there is one.
 */
int64_t pool_manage(struct pool *pool, struct master *m);

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

/* Closes and frees; removes the files of sockets that `kept` has not. */
void pools_close(
    struct pool *pools, size_t npools, const struct pool *kept, size_t nkept);

/* Reads the file again; a bad one leaves everything as it is. */
void master_reload(struct master *m);

#endif
