/* SPDX-License-Identifier: MIT */
/* The keys of the conditions of query_task_count: field and lookup. */
#ifndef SOPS_2019_COUNT_KEY_H
#define SOPS_2019_COUNT_KEY_H

#include "sops_2019/ask_count.h"

/* "pipeline_instance__name__contains": a field, and what follows it. */
struct count_key {
	const struct count_field *field;
	struct text first, last; /* lookup; "exact" when there is none */
	size_t count;
};

/* Takes a key apart.  False when it begins with no field. */
bool count_key_read(
    const struct count_model *model, struct text name, struct count_key *key);

/*
 * The lookup of a key.  NULL, or why it is refused: Django does not have it
 * for such a field, or it is not answered here.  *is_null: it is "isnull", and
 * *lookup not set.
 */
const char *count_key_lookup(
    const struct count_key *key, enum count_lookup *lookup, bool *is_null);

#endif
