/* SPDX-License-Identifier: MIT */
/* A task as get_task_list and get_functionalization_task_list show it
 * (sops-current 4.1, 4.12). */
#ifndef SOPS_CURRENT_TASK_ITEM_H
#define SOPS_CURRENT_TASK_ITEM_H

#include "sops/task_page.h"
#include "sops_current/listing.h"

/* Its members but those of its project and auth_actions, in the order of the
 * answer; which of them are wanted is a bit for each. */
#define TASK_ITEM_MEMBERS 13
#define TASK_ITEM_ALL	  UINT64_MAX

/* The name of the member `i`; NULL behind the last. */
const char *task_item_member(size_t i);

/* Makes the times that are wanted those of the answer, as listing_show_time.
 * OUTCOME_FAULT for a task without a pipeline instance. */
enum outcome task_item_show(struct call *call, const struct listing_zone *zone,
    struct task_row *task, uint64_t wanted);

/* Writes the members that are wanted into an object that is open. */
void task_item_write(const struct call *call, struct json_writer *w,
    const struct task_row *task, uint64_t wanted);

#endif
