/* SPDX-License-Identifier: MIT */
/* One rule of a rate_limit_conf.  Private to ratelimit*.c. */
#ifndef AUTH_RATELIMIT_RULE_H
#define AUTH_RATELIMIT_RULE_H

#include "auth/ratelimit.h"
#include "params/params.h"

/*
 * Reads {"tokens": N, "<unit>": M}.  *shown is "N/M<unit>", and so on for what
 * else is in it, joined by ";".  False when it is malformed or the arena full.
 */
bool ratelimit_rule(struct arena *arena, const struct params *members,
    struct rate_rule *rule, struct text *shown);

#endif
