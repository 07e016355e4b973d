/* SPDX-License-Identifier: MIT */
/* bksops-fcgi -t: what a start would open, tried without a trace. */
#ifndef POOL_TRIAL_H
#define POOL_TRIAL_H

#include "config/config.h"

/*
 * Tries the log, the PID file, and of each pool its addresses, its logs and
 * what its workers look for below chroot.  What a running master of the same
 * file has may stay taken.  Nothing is made, and nothing that a process reads
 * is opened. A pool that would not be opened becomes a bad one.  0, or -1 and
 * *why (malloc'd) when the program as a whole would not start.
 */
int trial_run(struct config *config, char **why);

/* The two parts of it, for who only wants to know: the program as a whole, and
 * one pool.  0, or -1 and *why (malloc'd; NULL when out of memory). */
int trial_global(const struct config *config, char **why);
int trial_pool(const struct config *config, size_t pool, char **why);

#endif
