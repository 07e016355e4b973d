/* SPDX-License-Identifier: MIT */
/*
 * The rate limits of a channel (esb 5.3).  Limits are not enforced yet: what
 * is decided here is only whether a rate_limit_conf can be read at all.
 */
#ifndef AUTH_RATELIMIT_H
#define AUTH_RATELIMIT_H

#include "base/arena.h"

enum ratelimit {
	RATELIMIT_NONE,	    /* no rule for this app, or not JSON */
	RATELIMIT_RULES,    /* there are rules */
	RATELIMIT_MALFORMED /* esb M19 */
};

/* `conf` is the rate_limit_conf of a row whose rate_limit_required is set;
 * `app_code` as received. */
enum ratelimit
ratelimit_of(struct arena *arena, struct text conf, struct text app_code);

#endif
