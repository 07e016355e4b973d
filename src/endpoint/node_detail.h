/* SPDX-License-Identifier: MIT */
/* get_task_node_detail (sops 3.5): one node of a task. */
#ifndef ENDPOINT_NODE_DETAIL_H
#define ENDPOINT_NODE_DETAIL_H

#include "endpoint/call.h"

extern const struct endpoint endpoint_node_detail;

#endif
