/* SPDX-License-Identifier: MIT */
/* bksops-fcgi -t: what a start would open, tried without a trace. */
#ifndef POOL_TRIAL_H
#define POOL_TRIAL_H

#include "config/config.h"

/*
 * Tries the log, the PID file, and of each pool its addresses, its logs and
 * what its workers look for below chroot.  What a running master of the same
 * file has, its addresses and the lock of the PID file, may stay taken. Nothing
 * is made, and nothing that a process reads is opened. A pool that would not be
 * opened becomes a bad one; those that are bad already are tried as well.
 */
void trial_run(struct config *config);

/* The two parts of it, for who only wants to know: the program as a whole, and
 * one pool.  They add to the mistakes. */
void
trial_global(const struct config *config, struct config_mistakes *mistakes);
void trial_pool(const struct config *config, const struct config_pool *pool,
    struct config_mistakes *mistakes);

#endif
