/* SPDX-License-Identifier: MIT */
/*
 * A connection to the Redis that paas.redis names, opened when it is needed
 * and again when it was lost.  The only file that knows hiredis is redis.c.
 *
 * One query waits for at most paas.redis.timeout, connecting included.  The
 * addresses of a host are tried in turn, each with its share of that time.
 * After it waited that long in vain the server is left alone for REDIS_PAUSE:
 * one that hangs is not to slow down every call.
 */
#ifndef AUTH_REDIS_H
#define AUTH_REDIS_H

#include "base/trace.h"
#include "config/config.h"

#define REDIS_PAUSE 1000 /* ms */

struct redis;

/*
 * NULL when out of memory.  The config and the trace (or NULL) must live as
 * long.  Connects to nothing yet, but looks up the host's addresses: after
 * chroot there may be no way to, and a name server may take its time.
 */
struct redis *redis_new(const struct config_pool *config, struct trace *trace);

/* NULL is fine. */
void redis_free(struct redis *r);

/*
 * Sends one command whose answer is a number.  `name` is for slow log and
 * status.  False when there was no such answer before `deadline` (clock_ms)
 * and within the timeout; the log says why, once for the pool until it works
 * again.
 */
bool redis_ask(struct redis *r, const char *name, const struct text *argv,
    size_t argc, int64_t deadline, int64_t *number);

/* The version of the library. */
const char *redis_client_version(void);

#endif
