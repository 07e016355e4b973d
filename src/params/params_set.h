/* SPDX-License-Identifier: MIT */
/*
 * Collects the parameters of one source.  Used by the parsers only; everybody
 * else sees struct params.
 */
#ifndef PARAMS_PARAMS_SET_H
#define PARAMS_PARAMS_SET_H

#include "params/params.h"

struct params_entry;

struct params_set {
	struct arena *arena;
	struct params_entry *entries; /* in the order they came */
	size_t count, capacity;
};

struct params_set params_set_start(struct arena *arena);

/* PARAMS_OK, or PARAMS_MEMORY: more than PARAMS_COUNT, or no room. */
enum params_result
params_set_add(struct params_set *set, const struct param *param);

/* The same for a text; PARAMS_MEMORY also when one of the two has no .s. */
enum params_result params_set_add_string(
    struct params_set *set, struct text name, struct text value);

/* Sorts by name and keeps the last of each. */
enum params_result
params_set_finish(struct params_set *set, struct params *params);

#endif
