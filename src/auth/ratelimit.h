/* SPDX-License-Identifier: MIT */
/*
 * The rate limits of a channel (esb 5.3): what its rate_limit_conf says, and
 * who counts the calls of applications against it: the Redis of ESB when
 * paas.redis names it, under ESB's keys and with its values, so that calls
 * through either are counted together; else memory that the workers of the pool
 * share, by the code as stored.
 */
#ifndef AUTH_RATELIMIT_H
#define AUTH_RATELIMIT_H

#include "auth/bucket.h"
#include "base/arena.h"
#include "base/trace.h"
#include "config/config.h"

/* Rules of one application; the examples of BlueKing have one or two. */
#define RATE_RULES_MAX 16

/* Tokens of a rule, and seconds of its period: whole numbers that a double
 * holds, and a period that Redis takes as the life of a key. */
#define RATE_TOKENS_MAX	 INT64_C(1000000000000000)
#define RATE_SECONDS_MAX INT64_C(1000000000000)

/* `tokens` calls in a burst, and as many in each period. */
struct rate_rule {
	int64_t tokens;	 /* below 1: no call at all */
	int64_t seconds; /* at least 1 */
};

/* An application that has proved who it is. */
struct rate_app {
	struct text received; /* its code as the call spells it */
	struct text stored;   /* and as it stands in the database */
};

struct rate_rules {
	struct rate_rule items[RATE_RULES_MAX];
	size_t count;	   /* at least 1 */
	struct text shown; /* for M14: "100/1minute;1/1day" */
};

enum ratelimit {
	RATELIMIT_NONE,	    /* no rule for this app, or not JSON */
	RATELIMIT_RULES,    /* *rules */
	RATELIMIT_MALFORMED /* esb M19 */
};

/*
 * `conf` is the rate_limit_conf of a row whose rate_limit_required is set.  The
 * rules are those of the code as received, else as stored, else "__default":
 * ESB does not look for the stored one, so that any other spelling that MySQL
 * takes for the same code is free of its rules.  Numbers are what Python's
 * int() takes; a rule without a period of a second or more is malformed, where
 * P1 let every call pass.
 */
enum ratelimit ratelimit_read(struct arena *arena, struct text conf,
    const struct rate_app *app, struct rate_rules *rules);

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

#endif
