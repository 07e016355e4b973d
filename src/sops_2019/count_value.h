/* SPDX-License-Identifier: MIT */
/*
 * The values of the conditions of query_task_count, as Django makes them those
 * of a field.
 */
#ifndef SOPS_2019_COUNT_VALUE_H
#define SOPS_2019_COUNT_VALUE_H

#include "params/params.h"
#include "sops_2019/ask_count.h"

struct count_values {
	struct arena *arena;
	const char *why; /* out: why it is refused; NULL: out of memory */
};

/* One value for a field of this kind; false and v->why when it is none. */
bool count_value(struct count_values *v, enum count_kind kind,
    const struct param *param, struct count_value *value);

/* Fills in the values of a condition, whose field and lookup are set. */
bool count_values(struct count_values *v, const struct param *param,
    struct count_condition *condition);

#endif
