/* SPDX-License-Identifier: MIT */
/* What our statements read, and the indexes that they gain from. */
#include "store/inspect.h"

const struct inspect_table inspect_tables[] = {
    {INSPECT_SOPS, "account_user", "id,username,is_superuser,is_active"},
    {INSPECT_SOPS, "account_user_groups", "user_id,group_id"},
    {INSPECT_SOPS, "auth_permission", "id,content_type_id,codename"},
    {INSPECT_SOPS, "django_content_type", "id,app_label,model"},
    {INSPECT_SOPS, "guardian_userobjectpermission",
	"object_pk,content_type_id,permission_id,user_id"},
    {INSPECT_SOPS, "guardian_groupobjectpermission",
	"object_pk,content_type_id,permission_id,group_id"},
    {INSPECT_SOPS, "core_business", "id,cc_id,cc_name"},
    {INSPECT_SOPS, "taskflow3_taskflowinstance",
	"id,business_id,create_method,template_id,pipeline_instance_id,"
	"is_deleted"},
    {INSPECT_SOPS, "pipeline_pipelineinstance",
	"id,instance_id,name,creator,executor,create_time,start_time,"
	"finish_time,execution_snapshot_id,is_started"},
    {INSPECT_SOPS, "pipeline_pipelinetemplate",
	"id,template_id,name,creator,create_time,editor,edit_time,"
	"snapshot_id"},
    {INSPECT_SOPS, "tasktmpl3_tasktemplate",
	"id,category,business_id,is_deleted,pipeline_template_id"},
    {INSPECT_SOPS, "template_commontemplate",
	"id,category,is_deleted,pipeline_template_id"},
    {INSPECT_SOPS, "pipeline_snapshot", "id,data"},
    {INSPECT_SOPS, "engine_data", "id,inputs,outputs,ex_data"},
    {INSPECT_SOPS, "engine_status",
	"id,state,name,version,retry,`loop`,skip,error_ignorable,"
	"started_time,archived_time"},
    {INSPECT_SOPS, "engine_noderelationship",
	"ancestor_id,descendant_id,distance"},

    {INSPECT_PAAS, "esb_channel",
	"id,path,component_codename,is_active,timeout_time,comp_conf,"
	"component_name,perm_level,rate_limit_required,rate_limit_conf,"
	"component_system_id"},
    {INSPECT_PAAS, "esb_component_system", "id,name,execute_timeout"},
    {INSPECT_PAAS, "esb_app_component_perm", "id,app_code,component_id"},
    {INSPECT_PAAS, "paas_app", "code,auth_token"},
    {INSPECT_PAAS, "esb_app_account", "app_code,app_token"},
    {INSPECT_PAAS, "login_bktoken", "id,token,is_logout"},
    {INSPECT_PAAS, "bkaccount_bkuser", "username"},
    {INSPECT_PAAS, "esb_user_auth_token",
	"id,app_code,username,auth_token,expires"},
    {INSPECT_PAAS, "esb_function_controller", "func_code,switch_status,wlist"},
};
const size_t inspect_tables_count =
    sizeof(inspect_tables) / sizeof(*inspect_tables);

const struct inspect_index inspect_indexes[] = {
    {INSPECT_SOPS, "engine_noderelationship",
	"ancestor_id,distance,descendant_id", "get_task_status"},
    {INSPECT_SOPS, "engine_noderelationship",
	"descendant_id,distance,ancestor_id", "get_task_status"},
    {INSPECT_SOPS, "taskflow3_taskflowinstance",
	"business_id,is_deleted,pipeline_instance_id", "query_task_count"},
    {INSPECT_SOPS, "taskflow3_taskflowinstance",
	"business_id,is_deleted,category,create_method,flow_type",
	"query_task_count by group"},
    {INSPECT_SOPS, "pipeline_pipelineinstance", "create_time",
	"query_task_count by time"},
    {INSPECT_PAAS, "esb_user_auth_token", "auth_token", "bk_access_token"},
};
const size_t inspect_indexes_count =
    sizeof(inspect_indexes) / sizeof(*inspect_indexes);
