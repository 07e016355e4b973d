/* SPDX-License-Identifier: MIT */
/* What is answered from the tables of 2019; each stands in the file of its
 * name, the common ones in that of the business' templates, both of periodic
 * tasks in periodic.c. */
#ifndef SOPS_2019_ENDPOINTS_H
#define SOPS_2019_ENDPOINTS_H

#include "sops/call.h"

extern const struct endpoint endpoint_template_list;
extern const struct endpoint endpoint_common_template_list;
extern const struct endpoint endpoint_template_info;
extern const struct endpoint endpoint_common_template_info;
extern const struct endpoint endpoint_task_status;
extern const struct endpoint endpoint_task_detail;
extern const struct endpoint endpoint_node_detail;
extern const struct endpoint endpoint_task_count;
extern const struct endpoint endpoint_periodic_list;
extern const struct endpoint endpoint_periodic_info;
extern const struct endpoint endpoint_task_list;
extern const struct endpoint endpoint_tasks_status;

/*
 * Ids of one call of get_tasks_status, unless tasks_status.max says another
 * number.  Each chunk takes two round trips at
 * most, so a call of the largest size takes 20: well below a second beside a
 * database that answers at all, and no more results than a connection holds.
 * bk-sops takes 50.
 */
#define TASK_IDS_MAX 500

/* The newest task that get_task_detail can show, deleted or not, and the cc_id
 * of its business.  As db_ask. */
enum db_result sops_2019_newest_task(struct sops *sops, struct arena *arena,
    int64_t deadline, struct newest_task *task);

#endif
