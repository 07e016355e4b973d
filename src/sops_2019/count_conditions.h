/* SPDX-License-Identifier: MIT */
/* The conditions of query_task_count (sops 3.8, steps 4 to 6). */
#ifndef SOPS_2019_COUNT_CONDITIONS_H
#define SOPS_2019_COUNT_CONDITIONS_H

#include "sops/call.h"
#include "sops_2019/ask_count.h"

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
