/* SPDX-License-Identifier: MIT */
/* get_task_status (sops 3.4): the states of a task and of its nodes. */
#ifndef API_TASK_STATUS_H
#define API_TASK_STATUS_H

#include "api/call.h"

extern const struct endpoint endpoint_task_status;

#endif
