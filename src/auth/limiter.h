/* SPDX-License-Identifier: MIT */
/*
 * Counts the calls of applications against their rate limits (esb 5.3): in the
 * Redis of ESB when paas.redis names it, under ESB's keys and with its values,
 * so that calls through either are counted together; else in memory that the
 * workers of the pool share.
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
	LIMITER_FAULT	  /* cannot count here: esb M19 */
};

/*
 * Counts a call of `app_code` to the row `channel` of esb_channel: rule by
 * rule, until one of them is exceeded.  A Redis that does not answer, whatever
 * the reason, allows it (esb 5.3), which is counted; nothing else does.
 */
enum limiter_answer
limiter_take(struct limiter *limiter, struct arena *arena, struct text app_code,
    int64_t channel, const struct rate_rules *rules, int64_t deadline);

#endif
