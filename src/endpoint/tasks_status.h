/* SPDX-License-Identifier: MIT */
/*
 * get_tasks_status: the states of many tasks in one call.  bk-sops of the 2019
 * generation has no such endpoint; names and shape are those of the current
 * one (sops-current 4.5), a state's members those of get_task_status (sops
 * 3.4).  As in sops-current 4.4.3 a task that was started a moment ago, and
 * has no relations yet, is CREATED; a state that cannot be shown refuses the
 * call.
 */
#ifndef ENDPOINT_TASKS_STATUS_H
#define ENDPOINT_TASKS_STATUS_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_tasks_status;

#endif
