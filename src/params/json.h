/* SPDX-License-Identifier: MIT */
/* Parameters from JSON as Python 2's json module reads it (esb 1.4). */
#ifndef PARAMS_JSON_H
#define PARAMS_JSON_H

#include "params/params.h"

/* The outermost members of an object.  A JSON text that is not an object is
 * PARAMS_BAD_JSON. */
enum params_result
params_parse_json(struct arena *arena, struct text body, struct params *params);

/* Whether it is JSON at all, with at most `max_depth` containers in each other.
 * False also when out of memory. */
bool params_is_json(struct text text, size_t max_depth);

/* Of one object: more is an error.  Far beyond any call. */
#define MEMBERS_MAX 4096

/*
 * The members of an object or a list inside a JSON parameter, in the order of
 * the document: struct params has the outermost ones, sorted.
 */
struct members {
	struct param *items; /* in the arena; a list's have no names */
	size_t count;
};

/*
 * Reads the JSON text of an object or a list, which must live as long as the
 * members.  Of a name that comes twice the first place and the last value
 * count, as in Python.  False when there are too many, when it is no JSON, or
 * out of memory.
 */
bool
members_read(struct arena *arena, struct text json, struct members *members);

#endif
