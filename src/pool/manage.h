/* SPDX-License-Identifier: MIT */
/*
 * How many workers a pool has: pm = static, dynamic and ondemand, as php-fpm
 * has them, but that a pool which grows does not wait for the next second: a
 * connection that waits while no worker is idle starts one.
 */
#ifndef POOL_MANAGE_H
#define POOL_MANAGE_H

#include "pool/children.h"

/*
 * Does what is due: starts workers, asks idle ones to end, ends those that are
 * over their time, looks at the backlog.  Returns the clock_ms when it wants
 * to be called again.  pool->wants_listener then says whether a connection
 * that waits matters; the caller sets pool->knocked when there is one.
 */
int64_t pool_manage(struct pool *pool, struct master *master);

/* Ends the hand-over between the pool's workers.  What was handed over is not
 * lost when no worker is left that could take it: starts one. */
void pool_end_handover(struct pool *pool, struct master *master);

#endif
