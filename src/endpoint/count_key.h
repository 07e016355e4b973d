/* SPDX-License-Identifier: MIT */
/* The keys of the conditions of query_task_count: field and lookup. */
#ifndef ENDPOINT_COUNT_KEY_H
#define ENDPOINT_COUNT_KEY_H

#include "base/arena.h"
#include "store/sops_count.h"

/* "pipeline_instance__name__contains": a field, and what follows it. */
struct count_key {
	const struct count_field *field;
	struct text lookups;	 /* "contains"; TEXT_NONE: nothing follows */
	struct text first, last; /* of them; "exact" when there are none */
	size_t count;
};

/*
 * Takes a key apart.  False, and in *why what Django says, when it begins with
 * no field; .s is NULL when out of memory.
 */
bool count_key_read(struct arena *arena, const struct count_model *model,
    struct text name, struct count_key *key, struct text *why);

/*
 * The lookup of a key.  False and *why when Django does not have it for such a
 * field, or it is not answered here.  *is_null: it is "isnull", and *lookup
 * not set.
 */
bool count_key_lookup(struct arena *arena, const struct count_key *key,
    enum count_lookup *lookup, bool *is_null, struct text *why);

#endif
