/* SPDX-License-Identifier: MIT */
/* query_task_count (sops 3.8). */
#ifndef ENDPOINT_TASK_COUNT_H
#define ENDPOINT_TASK_COUNT_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_task_count;

#endif
