/* SPDX-License-Identifier: MIT */
/* A worker: one process that answers one request at a time. */
#ifndef POOL_WORKER_H
#define POOL_WORKER_H

#include "config/config.h"

/*
 * The life of a worker, in the process that fork(2) made: gives up its
 * privileges, then answers requests until a signal ends it (TERM, INT: after
 * the request in hand; QUIT: after those that have begun to arrive, too).
 * All signals are blocked when it is called.  Exits; does not return.
 * `master` is the parent's process id: without it the worker ends.
 */
void worker_run(struct config *config, size_t pool, int listen_fd, pid_t master)
    __attribute__((noreturn));

#endif
