/* SPDX-License-Identifier: MIT */
#include "params/params.h"

#include "base/decimal.h"

#include <stdlib.h>

struct params_entry {
	struct param param;
	size_t position; /* qsort is not stable */
};

enum params_result
params_set_add(struct params_set *set, const struct param *param)
{
	struct params_entry *entries;

	if (set->count == PARAMS_COUNT)
		return PARAMS_MEMORY;
	entries =
	    arena_grow(set->arena, set->entries, set->count, sizeof(*entries));
	if (entries == NULL)
		return PARAMS_MEMORY;
	set->entries = entries;
	entries[set->count] =
	    (struct params_entry){.param = *param, .position = set->count};
	set->count++;
	return PARAMS_OK;
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

const struct param *
params_find(const struct params *params, const char *name)
{
	for (size_t i = 0; i < params->count; i++)
		if (text_is(params->items[i].name, name))
			return &params->items[i];
	return NULL;
}

double
param_real(const struct param *param)
{
	double real;

	decimal_to_double(param->value, &real);
	return real;
}

bool
param_is_true(const struct param *param)
{
	if (param == NULL)
		return false;
	switch (param->type) {
	case PARAM_ABSENT:
	case PARAM_FALSE:
	case PARAM_NULL:
		return false;
	case PARAM_TRUE:
		return true;
	case PARAM_STRING:
		return param->value.len > 0;
	case PARAM_INT:
		return !text_is(param->value, "0");
	case PARAM_FLOAT:
		/* Not 0 for NaN, 0 for 1e-400, as in Python. */
		return param_real(param) != 0;
	case PARAM_LIST:
	case PARAM_OBJECT:
		return !param->empty;
	}
	return false;
}

const struct param *
params_find_alias(
    const struct params *params, const char *name, const char *older)
{
	const struct param *param = params_find(params, name);

	if (param_is_true(param))
		return param;
	param = params_find(params, older);
	return param_is_true(param) ? param : NULL;
}
