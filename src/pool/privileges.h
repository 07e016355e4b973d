/* SPDX-License-Identifier: MIT */
/* What a worker gives up before it reads its first byte. */
#ifndef POOL_PRIVILEGES_H
#define POOL_PRIVILEGES_H

#include "config/config.h"

/*
 * Checks that the user and group exist, so that a mistake is found before
 * anything is forked.  0, or -1 and *why (malloc'd).
 */
int privileges_check(const struct config_pool *pool, char **why);

/*
 * In this order: resource limits, root directory, working directory, groups,
 * group, user, and the proof that root cannot be had back; then no new
 * privileges and no core or ptrace by others.  As above; after a failure the
 * process must end.
 */
int privileges_drop(const struct config_pool *pool, char **why);

#endif
