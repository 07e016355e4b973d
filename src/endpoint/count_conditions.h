/* SPDX-License-Identifier: MIT */
/* The conditions of query_task_count (sops 3.8, steps 4 to 6). */
#ifndef ENDPOINT_COUNT_CONDITIONS_H
#define ENDPOINT_COUNT_CONDITIONS_H

#include "endpoint/call.h"
#include "fcgi/members.h"
#include "store/sops_count.h"

/*
 * bk-sops' dict of filters: the business and that no deleted task counts,
 * updated by the caller's conditions.
 */
struct count_filters {
	struct param *items;
	size_t count;
	const size_t *order; /* in which Python comes to them */
};

/* False: out of memory. */
bool count_filters_make(const struct call *call,
    const struct members *conditions, struct count_filters *filters);

/* The text of the dict; .s NULL: out of memory. */
struct text
count_filters_text(struct arena *arena, const struct count_filters *filters);

/*
 * Makes conditions of the parameter, NULL or an object.  OUTCOME_REFUSED with
 * the message of step 6, OUTCOME_FAULT where bk-sops fails.  What reaches
 * another business or deleted tasks is refused.
 */
enum outcome
count_conditions(struct call *call, const struct count_model *model,
    const struct param *param, struct count_question *asked);

#endif
