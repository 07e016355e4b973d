/* SPDX-License-Identifier: MIT */
/* The parameters of get_task_list (sops-current 3.1, 4.0.3, 4.1). */
#ifndef SOPS_2019_TASK_LIST_PARAMS_H
#define SOPS_2019_TASK_LIST_PARAMS_H

#include "sops_2019/task_list_field.h"

#define TASK_LIST_LIMIT	    100 /* of a call that names none */
#define TASK_LIST_LIMIT_MAX 200 /* more are cut to this, as in bk-sops */

/* Tasks that may be skipped.  The database reads them all the same; what lies
 * behind them is asked for by cursor. */
#define TASK_LIST_OFFSET_MAX 10000

/* template_ids; as many as fit in a question of usual size. */
#define TASK_LIST_TEMPLATES 200

struct task_list_params {
	struct sops_task_page page; /* its limit is one more than the call's,
				     * for whether there is another page */
	uint64_t limit;
	struct task_fields fields; /* without business */
};

/* OUTCOME_REFUSED with a message that names the parameter. */
enum outcome
task_list_params_read(struct call *call, struct task_list_params *params);

#endif
