/* SPDX-License-Identifier: MIT */
/*
 * get_task_detail (sops 3.2): one task with its tree, constants and outputs.
 * The answer is the union of what the code and its document promise (design:
 * superset).
 */
#ifndef ENDPOINT_TASK_DETAIL_H
#define ENDPOINT_TASK_DETAIL_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_task_detail;

/*
 * The template id as JSON: a number when Python's int() reads it (sops 3.2;
 * 6.2/88), whose JSON text is *number; otherwise false.  In the arena.
 */
bool template_id_number(
    struct arena *arena, struct text stored, struct text *number);

#endif
