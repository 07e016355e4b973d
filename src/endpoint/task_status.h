/* SPDX-License-Identifier: MIT */
/* get_task_status (sops 3.4): the states of a task and of its nodes. */
#ifndef ENDPOINT_TASK_STATUS_H
#define ENDPOINT_TASK_STATUS_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_task_status;

#endif
