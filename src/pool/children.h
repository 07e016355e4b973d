/* SPDX-License-Identifier: MIT */
/* The workers of one pool, as the master sees them. */
#ifndef POOL_CHILDREN_H
#define POOL_CHILDREN_H

#include "config/config.h"

struct master;

struct child {
	pid_t pid;	 /* 0: the place is free */
	int64_t started; /* us of the monotonic clock */
};

struct pool {
	size_t index; /* in the config */
	const struct config_pool *config;
	int listen_fd;
	bool inherited;		/* not bound by us: never removed */
	struct child *children; /* pm.max_children places */
	int failures;		/* deaths right after the start, in a row */
	int64_t respawn_at;	/* clock_ms: no start before */
};

/* 0, or -1 when out of memory. */
int pool_init(struct pool *pool, const struct config *config, size_t index);

/*
 * Starts the workers that are missing, unless the pool has to wait after
 * failures.  Returns the clock_ms when it wants to be called again, or
 * INT64_MAX.
 */
int64_t pool_fill(struct pool *pool, const struct master *master);

/* The child of this process id ended: true when it was of this pool.  Logs it
 * unless `expected`. */
bool pool_reap(struct pool *pool, pid_t pid, int status, bool expected);

size_t pool_running(const struct pool *pool);
void pool_kill(const struct pool *pool, int sig);

/* One line of the log: how a child ended. */
void child_log_end(
    const char *pool, const struct child *child, int status, bool expected);

#endif
