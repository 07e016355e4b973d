/* SPDX-License-Identifier: MIT */
/* What a call of get_task_list asks for (sops-current 3.1, 4.0.3, 4.1). */
#ifndef SOPS_2019_TASK_LIST_H
#define SOPS_2019_TASK_LIST_H

#include "sops/task_page.h"

#define TASK_LIST_LIMIT	    100 /* of a call that names none */
#define TASK_LIST_LIMIT_MAX 200 /* more are cut to this, as in bk-sops */

/* Tasks that may be skipped.  The database reads them all the same; what lies
 * behind them is asked for by cursor. */
#define TASK_LIST_OFFSET_MAX 10000

/* template_ids; as many as fit in a query of usual size. */
#define TASK_LIST_TEMPLATES 200

struct task_list_params {
	struct task_page page;
	uint64_t fields; /* bits, by task_list_field_name */
	bool local;	 /* times in the pool's time_format, else ISO in UTC */
};

/* OUTCOME_REFUSED with a message that names the parameter. */
enum outcome
task_list_params_read(struct call *call, struct task_list_params *params);

/* The names of the members of a task. */
const char *task_list_field_name(size_t i);

#endif
