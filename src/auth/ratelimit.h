/* SPDX-License-Identifier: MIT */
/* The rate limits of a channel (esb 5.3): what its rate_limit_conf says. */
#ifndef AUTH_RATELIMIT_H
#define AUTH_RATELIMIT_H

#include "base/arena.h"

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

#endif
