/* SPDX-License-Identifier: MIT */
/* The workers of one pool: starting them, and what their ends mean. */
#ifndef POOL_CHILDREN_H
#define POOL_CHILDREN_H

#include "config/config.h"
#include "pool/child.h"
#include "pool/logs.h"
#include "pool/socket_file.h"

struct master;

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

/* Starts a worker in a free place, or the status process in its own.  False
 * when there is no place, or no process to be had. */
bool pool_start(struct pool *pool, const struct master *master);
bool pool_start_status(struct pool *pool, const struct master *master);

/* The child of this process id ended: true when it was of this pool.  Logs it
 * unless `expected`. */
bool pool_reap(struct pool *pool, const struct config_global *global, pid_t pid,
    int status, bool expected);

/* A worker of the pool crashed, perhaps one that a reload had retired.  With
 * emergency_restart_threshold crashes the pool is marked for replacement; the
 * crashes of those that are being replaced lead to no other one. */
void pool_note_crash(struct pool *pool, const struct config_global *global,
    const struct child *child);

/* All its processes that live. */
size_t pool_running(const struct pool *pool);
void pool_kill(const struct pool *pool, int sig);

#endif
