/* SPDX-License-Identifier: MIT */
/* The endpoints of the current generation (sops-current chapter 3); each is
 * the file named after it, or after what it shares with another one;
 * forwarded.c has those that are left to bk-sops. */
#ifndef SOPS_CURRENT_ENDPOINTS_H
#define SOPS_CURRENT_ENDPOINTS_H

#include "sops/call.h"

extern const struct endpoint current_template_list;
extern const struct endpoint current_common_template_list;
extern const struct endpoint current_template_info;
extern const struct endpoint current_common_template_info;
extern const struct endpoint current_template_schemes;
extern const struct endpoint current_task_list;
extern const struct endpoint current_task_count;
extern const struct endpoint current_task_detail;
extern const struct endpoint current_task_status;
extern const struct endpoint current_tasks_status;
extern const struct endpoint current_tasks_intervention;
extern const struct endpoint current_node_detail;
extern const struct endpoint current_node_data;
extern const struct endpoint current_periodic_list;
extern const struct endpoint current_periodic_info;
extern const struct endpoint current_clocked_list;
extern const struct endpoint current_function_list;
extern const struct endpoint current_mini_app_list;
extern const struct endpoint current_project_list;
extern const struct endpoint current_query_count;
extern const struct endpoint current_effective_time;
extern const struct endpoint current_inner_effective_time;
extern const struct endpoint current_operate_record;
extern const struct endpoint current_node_log;
extern const struct endpoint current_inner_node_log;
extern const struct endpoint current_plugin_run_status;
extern const struct endpoint current_plugin_run;

/* forwarded.c: always left to bk-sops. */
extern const struct endpoint current_user_project_detail;
extern const struct endpoint current_plugin_catalogue;
extern const struct endpoint current_gateway_catalogue;
extern const struct endpoint current_preview;
extern const struct endpoint current_common_preview;
extern const struct endpoint current_plugin_log;
extern const struct endpoint current_job_log;
extern const struct endpoint current_plugin_query;
extern const struct endpoint current_execution_record;

/* The newest task that get_task_detail can show, deleted or not, and the id of
 * its project.  As db_ask. */
enum db_result sops_current_newest_task(struct sops *sops, struct arena *arena,
    int64_t deadline, struct newest_task *task);

#endif
