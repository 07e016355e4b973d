/* SPDX-License-Identifier: MIT */
/* A worker: one process that answers one request at a time. */
#ifndef POOL_WORKER_H
#define POOL_WORKER_H

#include "base/trace.h"
#include "config/config.h"
#include "pool/logs.h"
#include "pool/scoreboard.h"

struct worker {
	struct config *config;
	size_t pool; /* in the config */
	int listen_fd;
	const struct shared *shared;
	struct proc *proc;
	const struct logs *logs;
	bool status_only; /* serves the pages about the pool, nothing else */
	bool first; /* of its pool since a start or a reload: tells of databases
		     * that are away */
	pid_t master; /* the parent: without it the worker ends */
};

/*
 * The life of a worker, in the process that fork(2) made: gives up its
 * privileges, then answers requests until a signal ends it (TERM, INT: after
 * the request in hand; QUIT: after those that have begun to arrive, too) or
 * a limit of its pool is reached, which is as QUIT.  After QUIT its connections
 * go to the workers that stay.
 * All signals are blocked when it is called.  Exits; does not return.
 */
void worker_run(const struct worker *worker) __attribute__((noreturn));

/* When a worker lets another take its place; it draws its own limits. */
struct limits {
	uint64_t requests; /* 0: no limit */
	uint64_t memory;   /* bytes; 0: no limit */
	int memory_fd; /* opened before chroot(2) hides /proc; -1: not there */
};

/* `limit`, or up to an eighth less: workers that started together are not to
 * end together. */
int64_t limits_spread(int64_t limit);

/* Of this process; `none`: it has no limits. */
void
limits_init(struct limits *limits, const struct config_pool *config, bool none);

/* After a request: whether it was the last one, by the pool's limits or because
 * memory was lost. */
bool limits_reached(const struct limits *limits, const struct trace *trace);

#endif
