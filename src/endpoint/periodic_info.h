/* SPDX-License-Identifier: MIT */
/* get_periodic_task_info (sops 3.7): a periodic task with its form and tree. */
#ifndef ENDPOINT_PERIODIC_INFO_H
#define ENDPOINT_PERIODIC_INFO_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_periodic_info;

#endif
