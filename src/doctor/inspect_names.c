/* SPDX-License-Identifier: MIT */
/* What our statements read, and the indexes that they gain from. */
#include "doctor/inspect.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const struct inspect_table tables_2019[] = {
    {"account_user", "id,username,is_superuser,is_active,last_login"},
    {"account_user_groups", "user_id,group_id"},
    {"auth_group", "id,name"},
    {"auth_permission", "id,content_type_id,codename"},
    {"django_content_type", "id,app_label,model"},
    {"guardian_userobjectpermission",
	"object_pk,content_type_id,permission_id,user_id"},
    {"guardian_groupobjectpermission",
	"object_pk,content_type_id,permission_id,group_id"},
    {"core_business", "id,cc_id,cc_name,cc_owner,executor,always_use_executor"},
    {"taskflow3_taskflowinstance",
	"id,business_id,category,create_info,create_method,current_flow,"
	"flow_type,template_id,template_source,pipeline_instance_id,"
	"is_deleted"},
    {"pipeline_pipelineinstance",
	"id,instance_id,name,creator,executor,description,create_time,"
	"start_time,finish_time,template_id,execution_snapshot_id,tree_info_id,"
	"is_started,is_finished,is_deleted"},
    {"pipeline_pipelinetemplate",
	"id,template_id,name,creator,create_time,editor,edit_time,"
	"snapshot_id"},
    {"tasktmpl3_tasktemplate",
	"id,category,business_id,is_deleted,pipeline_template_id"},
    {"template_commontemplate", "id,category,is_deleted,pipeline_template_id"},
    {"pipeline_snapshot", "id,data"},
    {"pipeline_treeinfo", "id,data"},
    {"engine_data", "id,inputs,outputs,ex_data"},
    {"engine_history",
	"id,identifier,started_time,archived_time,`loop`,skip,data_id"},
    {"engine_historydata", "id,inputs,outputs,ex_data"},
    {"engine_status", "id,state,name,version,retry,`loop`,skip,error_ignorable,"
		      "started_time,archived_time"},
    {"engine_noderelationship", "ancestor_id,descendant_id,distance"},
    {"periodictask_periodictask", "id,business_id,template_id,task_id"},
    {"periodic_task_periodictask",
	"id,name,creator,cron,last_run_at,total_run_count,extra_info,"
	"celery_task_id,snapshot_id"},
    {"periodic_task_djceleryperiodictask", "id,enabled"},
};

#define CHANNEL                                                          \
	"id,path,component_codename,is_active,timeout_time,comp_conf,"   \
	"component_name,perm_level,rate_limit_required,rate_limit_conf," \
	"component_system_id"

#define OF_BOTH_LINES                                                      \
	{"esb_component_system", "id,name,execute_timeout"},               \
	    {"esb_app_component_perm", "id,app_code,component_id"},        \
	    {"paas_app", "code,auth_token"},                               \
	    {"esb_app_account", "app_code,app_token"},                     \
	    {"login_bktoken", "id,token,is_logout,inactive_expire_time"},  \
	    {"esb_user_auth_token",                                        \
		"id,app_code,username,auth_token,expires"},                \
	{                                                                  \
		"esb_function_controller", "func_code,switch_status,wlist" \
	}

static const struct inspect_table tables_p1[] = {
    {"esb_channel", CHANNEL},
    OF_BOTH_LINES,
    {"bkaccount_bkuser", "username"},
};

/* Its rows count by method, and its users are another service's (esb 10.2). */
static const struct inspect_table tables_p2[] = {
    {"esb_channel", CHANNEL ",method"},
    OF_BOTH_LINES,
};

static const struct inspect_index indexes_2019[] = {
    {"engine_noderelationship", "ancestor_id,distance,descendant_id"},
    {"engine_noderelationship", "descendant_id,distance,ancestor_id"},
    {"taskflow3_taskflowinstance",
	"business_id,is_deleted,pipeline_instance_id"},
    {"taskflow3_taskflowinstance",
	"business_id,is_deleted,category,create_method,flow_type"},
    {"pipeline_pipelineinstance", "create_time"},
};

static const struct inspect_index indexes_paas[] = {
    {"esb_user_auth_token", "auth_token"},
};

const struct inspect_schema inspect_2019 = {
    .name = "bk-sops' generation 2019",
    .setting = "2019",
    .tables = tables_2019,
    .ntables = COUNT(tables_2019),
    .indexes = indexes_2019,
    .nindexes = COUNT(indexes_2019),
    .indexes_file = SCHEMADIR "/indexes.sql",
};

const struct inspect_schema inspect_current = {
    .name = "bk-sops' current generation (3.4.7 and later)",
    .setting = "current",
};

const struct inspect_schema inspect_p1 = {
    .name = "the PaaS' line P1",
    .setting = "p1",
    .tables = tables_p1,
    .ntables = COUNT(tables_p1),
    .indexes = indexes_paas,
    .nindexes = COUNT(indexes_paas),
    .indexes_file = SCHEMADIR "/indexes-paas.sql",
};

const struct inspect_schema inspect_p2 = {
    .name = "the PaaS' line P2",
    .setting = "p2",
    .tables = tables_p2,
    .ntables = COUNT(tables_p2),
    .indexes = indexes_paas,
    .nindexes = COUNT(indexes_paas),
    .indexes_file = SCHEMADIR "/indexes-paas.sql",
};
