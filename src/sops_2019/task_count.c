/* SPDX-License-Identifier: MIT */
/* query_task_count (sops 3.8), with the fields and choices of TaskFlowInstance
 * (sops 1.3). */
#include "sops_2019/endpoints.h"

#include "sops/count.h"
#include "sops_2019/admit.h"

/* The tables that a query may need besides the task's. */
#define JOIN_INSTANCE 1U /* i: pipeline_pipelineinstance */
#define JOIN_TEMPLATE 2U /* p: pipeline_pipelinetemplate, through i */
#define OF_TASK	      0
#define OF_INSTANCE   JOIN_INSTANCE
#define OF_TEMPLATE   (JOIN_INSTANCE | JOIN_TEMPLATE)

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

#define CATEGORY(code) COUNT_IS("t.category", code)
#define METHOD(code)   COUNT_IS("t.create_method", code)
#define FLOW(code)     COUNT_IS("t.flow_type", code)

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

static const char *const own[] = {"business__cc_id", "is_deleted", NULL};
static const char *const dropped[] = {
    "component_code", "order_by", "type", NULL};

/* The filters that bk-sops sets may be repeated, and not be changed: what
 * reaches another business or deleted tasks is refused. */
static enum count_own
check_own(struct call *call, struct count_values *v, const struct param *param)
{
	bool business = text_is(param->name, "business__cc_id");
	struct count_value value;

	if (param->type != PARAM_NULL &&
	    !count_value(
		v, business ? COUNT_INTEGER : COUNT_BOOLEAN, param, &value))
		return COUNT_OWN_REFUSED;
	if (param->type != PARAM_NULL && !value.negative &&
	    value.number == (business ? call->caller.business : 0))
		return COUNT_OWN_DROPPED;
	v->why =
	    business ? "reaches another business" : "reaches deleted tasks";
	return COUNT_OWN_REFUSED;
}

static const struct count_model model = {
    .fields = fields,
    .nfields = sizeof(fields) / sizeof(*fields),
    .groups = groups,
    .ngroups = sizeof(groups) / sizeof(*groups),
    .dropped = dropped,
    .own = own,
    .take_own = check_own,
};

struct counting {
	struct count_query asked;
	enum store_state state; /* STORE_ROW, or the tasks were not counted */
	struct count_totals totals;
	/* Of a pattern that the server refuses: what it says. */
	struct text regex_error;
};

/* Only what needs the other tables joins them; `inner`: those whose rows must
 * be there. */
static void
add_joins(struct batch *q, unsigned int joins, unsigned int inner)
{
	if ((joins & JOIN_INSTANCE) != 0) {
		batch_sql(
		    q, (inner & JOIN_INSTANCE) != 0 ? " JOIN" : " LEFT JOIN");
		batch_sql(q, " pipeline_pipelineinstance i"
			     " ON i.id=t.pipeline_instance_id");
	}
	if ((joins & JOIN_TEMPLATE) != 0) {
		batch_sql(
		    q, (inner & JOIN_TEMPLATE) != 0 ? " JOIN" : " LEFT JOIN");
		batch_sql(q, " pipeline_pipelinetemplate p"
			     " ON p.id=i.template_id");
	}
}

/* One row: the tasks in all, and for each choice of the group. */
static void
add_counts(const struct call *call, struct batch *q, void *context)
{
	const struct counting *c = context;
	const struct count_query *asked = &c->asked;
	unsigned int inner, joins = count_joins(asked, &inner);

	batch_statement(q, "count of tasks");
	count_select(q, asked->group);
	query_tasks(call, q);
	add_joins(q, joins, inner);
	batch_sql(q, " WHERE t.is_deleted=0");
	count_where(q, asked);
}

static bool
read_counts(struct call *call, size_t i, void *context)
{
	struct counting *c = context;
	struct db_row row;

	c->state = query_row(call, i, &row);
	if (c->state == STORE_ROW)
		count_read(row, &c->totals);
	return true;
}

static const struct query counts_query = {add_counts, read_counts};

/* Numbers of the errors that a pattern leads to. */
static const struct {
	unsigned int first, last;
} regex_errors[] = {
    {1139, 1139}, /* MariaDB, and MySQL up to 5.7 */
    {3684, 3700}, /* MySQL 8: one for each mistake */
    {3887, 3887},
};

static bool
is_regex_error(unsigned int number)
{
	size_t n = sizeof(regex_errors) / sizeof(*regex_errors);

	for (size_t i = 0; i < n; i++)
		if (number >= regex_errors[i].first &&
		    number <= regex_errors[i].last)
			return true;
	return false;
}

static bool
has_regex(const struct count_query *asked)
{
	for (size_t i = 0; i < asked->nconditions; i++)
		if (asked->conditions[i].lookup == COUNT_REGEX ||
		    asked->conditions[i].lookup == COUNT_IREGEX)
			return true;
	return false;
}

/* A pattern that the server refuses must not cost the other answers. */
static enum db_result
try_counts(struct call *call, void *context)
{
	struct counting *c = context;
	enum db_result result;
	struct text text;

	if (c->asked.group == NULL)
		return DB_OK;
	result = query_try(call, &counts_query, c, &c->state);
	if (result == DB_OK && c->state == STORE_FAILED &&
	    has_regex(&c->asked) &&
	    is_regex_error(db_error(call->sops->db, &text)))
		c->regex_error = arena_copy(call->arena, text);
	return result;
}

static enum outcome
check_body(struct call *call)
{
	switch (call->body) {
	case CALL_BODY_OBJECT:
		return OUTCOME_OK;
	case CALL_BODY_OTHER:
		return call_fault(call, "the body is no object");
	case CALL_BODY_BROKEN:
		break;
	}
	return call_refuse(call, TEXT("invalid param format"));
}

static enum outcome
read_query(struct call *call, struct count_query *asked)
{
	enum outcome outcome = check_body(call);

	return outcome == OUTCOME_OK ? count_read_query(call, &model, asked)
				     : outcome;
}

/* Who may not ask is not told what is wrong with the query. */
static enum outcome
prepare_count(struct call *call)
{
	struct counting *c = call->state;
	enum outcome wrong = read_query(call, &c->asked), outcome;
	bool apart = has_regex(&c->asked);

	if (wrong != OUTCOME_OK)
		c->asked.group = NULL;
	outcome = query_admit(call,
	    wrong == OUTCOME_OK && !apart ? &counts_query : NULL, try_counts,
	    c);
	if (outcome == OUTCOME_OK && wrong != OUTCOME_OK)
		return wrong;
	if (outcome == OUTCOME_OK && apart && c->state == STORE_NOT_ASKED)
		outcome = call_database(call, try_counts(call, c));
	if (outcome != OUTCOME_OK)
		return outcome;
	if (c->regex_error.s != NULL)
		return c->asked.group->fails
			   ? call_fault(call, "the database refuses a pattern")
			   : count_refuse_pattern(call, &model, c->regex_error);
	if (c->state != STORE_ROW)
		return call_fault(call, "the tasks could not be counted");
	return OUTCOME_OK;
}

static enum outcome
write_counts(struct call *call, struct json_writer *w)
{
	const struct counting *c = call->state;

	json_object_open(w);
	count_write(w, c->asked.group, &c->totals, call->english);
	json_object_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {"conditions", "group_by", NULL};

const struct endpoint endpoint_task_count = {
    .parameters = parameters,
    .json_body = true,
    .state_size = sizeof(struct counting),
    .prepare = prepare_count,
    .write = write_counts,
};
