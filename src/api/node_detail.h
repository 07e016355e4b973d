/* SPDX-License-Identifier: MIT */
/* get_task_node_detail (sops 3.5): one node of a task. */
#ifndef API_NODE_DETAIL_H
#define API_NODE_DETAIL_H

#include "api/call.h"

extern const struct endpoint endpoint_node_detail;

#endif
