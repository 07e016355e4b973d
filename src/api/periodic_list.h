/* SPDX-License-Identifier: MIT */
/* get_periodic_task_list (sops 3.7): the periodic tasks of a business. */
#ifndef API_PERIODIC_LIST_H
#define API_PERIODIC_LIST_H

#include "api/call.h"

extern const struct endpoint endpoint_periodic_list;

#endif
