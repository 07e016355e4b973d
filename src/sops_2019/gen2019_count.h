/* SPDX-License-Identifier: MIT */
/* The tables that a question of query_task_count may need besides the task's.
 */
#ifndef SOPS_2019_GEN2019_COUNT_H
#define SOPS_2019_GEN2019_COUNT_H

#define JOIN_INSTANCE 1U /* i: pipeline_pipelineinstance */
#define JOIN_TEMPLATE 2U /* p: pipeline_pipelinetemplate, through i */

#endif
