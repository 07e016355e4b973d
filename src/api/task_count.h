/* SPDX-License-Identifier: MIT */
/* query_task_count (sops 3.8). */
#ifndef API_TASK_COUNT_H
#define API_TASK_COUNT_H

#include "api/call.h"

extern const struct endpoint endpoint_task_count;

#endif
