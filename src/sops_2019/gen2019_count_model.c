/* SPDX-License-Identifier: MIT */
/* The fields and choices of TaskFlowInstance (sops 1.3, 3.8). */
#include "sops_2019/gen2019.h"
#include "sops_2019/gen2019_count.h"

#define OF_TASK	    0
#define OF_INSTANCE JOIN_INSTANCE
#define OF_TEMPLATE (JOIN_INSTANCE | JOIN_TEMPLATE)

#define INSTANCE "pipeline_instance__"

static const struct count_field fields[] = {
    {"id", COUNT_INTEGER, "t.id", OF_TASK},
    {"category", COUNT_TEXT, "t.category", OF_TASK},
    {"create_info", COUNT_TEXT, "t.create_info", OF_TASK},
    {"create_method", COUNT_TEXT, "t.create_method", OF_TASK},
    {"current_flow", COUNT_TEXT, "t.current_flow", OF_TASK},
    {"flow_type", COUNT_TEXT, "t.flow_type", OF_TASK},
    {"template_id", COUNT_TEXT, "t.template_id", OF_TASK},
    {"template_source", COUNT_TEXT, "t.template_source", OF_TASK},
    {"is_deleted", COUNT_BOOLEAN, "t.is_deleted", OF_TASK},
    {"business", COUNT_RELATION, "t.business_id", OF_TASK},
    {"business_id", COUNT_RELATION, "t.business_id", OF_TASK},
    {"business__id", COUNT_INTEGER, "b.id", OF_TASK},
    {"business__cc_id", COUNT_INTEGER, "b.cc_id", OF_TASK},
    {"function_task", COUNT_OTHER, "", OF_TASK},
    {"periodictaskhistory", COUNT_OTHER, "", OF_TASK},
    {"pipeline_instance", COUNT_RELATION, "t.pipeline_instance_id", OF_TASK},
    {"pipeline_instance_id", COUNT_RELATION, "t.pipeline_instance_id", OF_TASK},
    {INSTANCE "id", COUNT_INTEGER, "t.pipeline_instance_id", OF_TASK},
    {INSTANCE "instance_id", COUNT_TEXT, "i.instance_id", OF_INSTANCE},
    {INSTANCE "name", COUNT_TEXT, "i.name", OF_INSTANCE},
    {INSTANCE "creator", COUNT_TEXT, "i.creator", OF_INSTANCE},
    {INSTANCE "executor", COUNT_TEXT, "i.executor", OF_INSTANCE},
    {INSTANCE "description", COUNT_TEXT, "i.description", OF_INSTANCE},
    {INSTANCE "create_time", COUNT_TIME, "i.create_time", OF_INSTANCE},
    {INSTANCE "start_time", COUNT_TIME, "i.start_time", OF_INSTANCE},
    {INSTANCE "finish_time", COUNT_TIME, "i.finish_time", OF_INSTANCE},
    {INSTANCE "is_started", COUNT_BOOLEAN, "i.is_started", OF_INSTANCE},
    {INSTANCE "is_finished", COUNT_BOOLEAN, "i.is_finished", OF_INSTANCE},
    {INSTANCE "is_deleted", COUNT_BOOLEAN, "i.is_deleted", OF_INSTANCE},
    {INSTANCE "snapshot", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "snapshot_id", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "execution_snapshot", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "execution_snapshot_id", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "tree_info", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "tree_info_id", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "template", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "template_id", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "template__template_id", COUNT_TEXT, "p.template_id",
	OF_TEMPLATE},
    {INSTANCE "template__name", COUNT_TEXT, "p.name", OF_TEMPLATE},
    {INSTANCE "template__creator", COUNT_TEXT, "p.creator", OF_TEMPLATE},
};

/* Codes compare exactly, as Python compares them, not by collation. */
#define CATEGORY(code) "CAST(t.category AS BINARY)='" code "'"
#define METHOD(code)   "CAST(t.create_method AS BINARY)='" code "'"
#define FLOW(code)     "CAST(t.flow_type AS BINARY)='" code "'"

static const struct count_group groups[] = {
    {"category", OF_TASK, false,
	{{"OpsTools", "运维工具", "OPS Tools", CATEGORY("OpsTools")},
	    {"MonitorAlarm", "监控告警", "Alarm", CATEGORY("MonitorAlarm")},
	    {"ConfManage", "配置管理", "Conf Manage", CATEGORY("ConfManage")},
	    {"DevTools", "开发工具", "Dev Tools", CATEGORY("DevTools")},
	    {"EnterpriseIT", "企业IT", "Enterprise IT",
		CATEGORY("EnterpriseIT")},
	    {"OfficeApp", "办公应用", "Office App", CATEGORY("OfficeApp")},
	    {"Other", "其它", "Others", CATEGORY("Other")}}},
    {"create_method", OF_TASK, false,
	{{"app", "手动", "Manual", METHOD("app")},
	    {"api", "API网关", "API Gateway", METHOD("api")},
	    {"app_maker", "轻应用", "Mini-APP", METHOD("app_maker")},
	    {"periodic", "周期任务", "Periodic Task", METHOD("periodic")},
	    {"mobile", "移动端", "移动端", METHOD("mobile")}}},
    {"flow_type", OF_TASK, false,
	{{"common", "默认任务流程", "Default Task Flow", FLOW("common")},
	    {"common_func", "职能化任务流程", "Functional Task Flow",
		FLOW("common_func")}}},
    {"status", OF_INSTANCE, true,
	{{"CREATED", "未执行", "Created", "i.is_started=0"},
	    {"EXECUTING", "执行中", "Executing",
		"i.is_started=1 AND i.is_finished=0"},
	    {"FINISHED", "已完成", "Finished", "i.is_finished=1"}}},
};

const struct count_model gen2019_count_model = {
    .fields = fields,
    .nfields = sizeof(fields) / sizeof(*fields),
    .groups = groups,
    .ngroups = sizeof(groups) / sizeof(*groups),
};
