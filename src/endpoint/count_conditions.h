/* SPDX-License-Identifier: MIT */
/* The conditions of query_task_count (sops 3.8, steps 4 to 6). */
#ifndef ENDPOINT_COUNT_CONDITIONS_H
#define ENDPOINT_COUNT_CONDITIONS_H

#include "endpoint/call.h"
#include "store/sops_count.h"

/*
 * Makes conditions of the parameter, NULL or an object.  OUTCOME_REFUSED with a
 * message that names the key, its value and why, OUTCOME_FAULT where bk-sops
 * fails.  What reaches another business or deleted tasks is refused.
 */
enum outcome
count_conditions(struct call *call, const struct count_model *model,
    const struct param *param, struct count_question *asked);

/* Refuses the conditions for a pattern, with what the database says of it. */
enum outcome count_refuse_pattern(struct call *call, struct text why);

#endif
