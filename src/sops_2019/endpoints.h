/* SPDX-License-Identifier: MIT */
/* What is answered from the tables of 2019; each stands in the file of its
 * name, the common ones in that of the business' templates. */
#ifndef SOPS_2019_ENDPOINTS_H
#define SOPS_2019_ENDPOINTS_H

#include "sops/call.h"

extern const struct endpoint endpoint_template_list;
extern const struct endpoint endpoint_common_template_list;
extern const struct endpoint endpoint_template_info;
extern const struct endpoint endpoint_common_template_info;
extern const struct endpoint endpoint_task_status;
extern const struct endpoint endpoint_task_detail;
extern const struct endpoint endpoint_node_detail;
extern const struct endpoint endpoint_task_count;
extern const struct endpoint endpoint_periodic_list;
extern const struct endpoint endpoint_periodic_info;
extern const struct endpoint endpoint_task_list;
extern const struct endpoint endpoint_tasks_status;

#endif
