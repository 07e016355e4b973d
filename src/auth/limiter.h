/* SPDX-License-Identifier: MIT */
/*
 * Who counts the calls of applications against the rate limits (esb 5.3): the
 * Redis of ESB when paas.redis names it, under ESB's keys and with its values,
 * so that calls through either are counted together; else memory that the
 * workers of the pool share, by the code as stored.
 */
#ifndef AUTH_LIMITER_H
#define AUTH_LIMITER_H

#include "auth/bucket.h"
#include "auth/ratelimit.h"
#include "base/trace.h"
#include "config/config.h"

struct limiter;

/* NULL when out of memory.  All three must live as long; `trace` may be NULL.
 * Call it before chroot: it looks up the host of Redis. */
struct limiter *limiter_new(const struct config_pool *config,
    struct buckets *buckets, struct trace *trace);
void limiter_free(struct limiter *limiter);

enum limiter_answer {
	LIMITER_ALLOWED,
	LIMITER_EXCEEDED, /* esb M14 */
	LIMITER_FAULT	  /* out of memory: esb M19 */
};

/*
 * Counts a call of `app` to the row `channel` of esb_channel: rule by rule,
 * until one of them is exceeded.  Fails open, which it counts and logs: when
 * Redis does not answer, whatever the reason (esb 5.3), and for a rule that has
 * no room in memory, as nobody is to be refused because of others.
 *
 * With LIMITER_EXCEEDED *wait is the seconds until each rule lets a call in, if
 * nobody else comes first; 0 when that is not known, or never.
 */
enum limiter_answer limiter_take(struct limiter *limiter, struct arena *arena,
    const struct rate_app *app, int64_t channel, const struct rate_rules *rules,
    int64_t deadline, int64_t *wait);

/* The version of the library that asks Redis. */
const char *redis_client_version(void);

#endif
