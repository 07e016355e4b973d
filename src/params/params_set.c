/* SPDX-License-Identifier: MIT */
#include "params/params_set.h"

#include <stdlib.h>

#define FIRST_CAPACITY 16 /* most calls have fewer */

struct params_entry {
	struct param param;
	size_t position; /* qsort is not stable */
};

struct params_set
params_set_start(struct arena *arena)
{
	return (struct params_set){.arena = arena};
}

static bool
grow(struct params_set *set)
{
	size_t capacity =
	    set->capacity == 0 ? FIRST_CAPACITY : set->capacity * 2;
	struct params_entry *entries =
	    arena_array(set->arena, capacity, sizeof(*entries));

	if (entries == NULL)
		return false;
	if (set->count > 0)
		memcpy(entries, set->entries, set->count * sizeof(*entries));
	set->entries = entries;
	set->capacity = capacity;
	return true;
}

enum params_result
params_set_add(struct params_set *set, const struct param *param)
{
	if (set->count == PARAMS_COUNT)
		return PARAMS_MEMORY;
	if (set->count == set->capacity && !grow(set))
		return PARAMS_MEMORY;
	set->entries[set->count] =
	    (struct params_entry){.param = *param, .position = set->count};
	set->count++;
	return PARAMS_OK;
}

enum params_result
params_set_add_string(
    struct params_set *set, struct text name, struct text value)
{
	struct param param = {
	    .name = name, .type = PARAM_STRING, .value = value};

	if (name.s == NULL || value.s == NULL)
		return PARAMS_MEMORY;
	return params_set_add(set, &param);
}

static int
compare_names(struct text a, struct text b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.s, b.s, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_entries(const void *left, const void *right)
{
	const struct params_entry *a = left, *b = right;
	int order = compare_names(a->param.name, b->param.name);

	if (order != 0)
		return order;
	return (a->position > b->position) - (a->position < b->position);
}

enum params_result
params_set_finish(struct params_set *set, struct params *params)
{
	size_t count = 0;

	*params = (struct params){NULL, 0};
	if (set->count == 0)
		return PARAMS_OK;
	params->items =
	    arena_array(set->arena, set->count, sizeof(*params->items));
	if (params->items == NULL)
		return PARAMS_MEMORY;
	qsort(set->entries, set->count, sizeof(*set->entries), compare_entries);
	for (size_t i = 0; i < set->count; i++) {
		const struct param *param = &set->entries[i].param;

		if (count > 0 &&
		    text_eq(params->items[count - 1].name, param->name))
			count--;
		params->items[count++] = *param;
	}
	params->count = count;
	return PARAMS_OK;
}
