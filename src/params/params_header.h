/* SPDX-License-Identifier: MIT */
/* Parameters of header fields: Content-Type and Content-Disposition. */
#ifndef PARAMS_PARAMS_HEADER_H
#define PARAMS_PARAMS_HEADER_H

#include "params/params.h"

/*
 * The parameter `name` of a field such as
 *
 *	form-data; name="task_id"
 *
 * without its quotes and with \" and \\ undone; the last one of several.
 * Names compare without case.  *value is TEXT_NONE when there is none.
 * PARAMS_OK, or PARAMS_MEMORY when the arena is full.
 */
enum params_result params_header_value(struct arena *arena, struct text field,
    const char *name, struct text *value);

#endif
