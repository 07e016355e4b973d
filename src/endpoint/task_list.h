/* SPDX-License-Identifier: MIT */
/*
 * get_task_list: the tasks of a business, the newest first.  bk-sops of the
 * 2019 generation has no such endpoint; names and shape are those of the
 * current one (sops-current 4.1), without what these tables do not have:
 * project_id, project_name, auth_actions.  A task without pipeline instance is
 * there, with null for what the instance has.
 *
 * Beyond it: `fields` names the members that are wanted; the answer has
 * "next_cursor", null on the last page, which as `cursor` gives the page
 * behind.  Pages by cursor cost the same wherever they are, and a task that is
 * created meanwhile moves none of them.
 */
#ifndef ENDPOINT_TASK_LIST_H
#define ENDPOINT_TASK_LIST_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_task_list;

#endif
