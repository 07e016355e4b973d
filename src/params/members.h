/* SPDX-License-Identifier: MIT */
/*
 * The members of an object or a list inside a JSON parameter, in the order of
 * the document: struct params has the outermost ones, sorted.
 */
#ifndef PARAMS_MEMBERS_H
#define PARAMS_MEMBERS_H

#include "params/params.h"

/* Of one object: more is an error.  Far beyond any call. */
#define MEMBERS_MAX 4096

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
