/* SPDX-License-Identifier: MIT */
/* get_periodic_task_list (sops 3.7): the periodic tasks of a business. */
#ifndef ENDPOINT_PERIODIC_LIST_H
#define ENDPOINT_PERIODIC_LIST_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_periodic_list;

#endif
