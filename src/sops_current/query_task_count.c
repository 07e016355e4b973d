/* SPDX-License-Identifier: MIT */
/*
 * query_task_count (sops-current 4.14): how many tasks of a project the
 * conditions admit, by a choice; by category as they were counted when they
 * were made.  The conditions may ask for deleted tasks, and of 3.32 for those
 * of other projects.
 */
#include "sops_current/endpoints.h"

#include "sops/count.h"
#include "sops/task_page.h"
#include "sops_current/admit.h"

/* Categories of one answer, at most: bk-sops has eight. */
#define CATEGORIES_MAX 1000

#define JOIN_INSTANCE 1U /* i: pipeline_pipelineinstance */
#define OF_TASK	      0	 /* and of its project p */
#define OF_INSTANCE   JOIN_INSTANCE

#define INSTANCE "pipeline_instance__"
#define PROJECT	 "project__"

static const struct count_field fields[] = {
    {"id", COUNT_INTEGER, "t.id", OF_TASK},
    {"category", COUNT_TEXT, "t.category", OF_TASK},
    {"create_info", COUNT_TEXT, "t.create_info", OF_TASK},
    {"create_method", COUNT_TEXT, "t.create_method", OF_TASK},
    {"current_flow", COUNT_TEXT, "t.current_flow", OF_TASK},
    {"engine_ver", COUNT_INTEGER, "t.engine_ver", OF_TASK},
    {"extra_info", COUNT_TEXT, "t.extra_info", OF_TASK},
    {"flow_type", COUNT_TEXT, "t.flow_type", OF_TASK},
    {"is_child_taskflow", COUNT_BOOLEAN, "t.is_child_taskflow", OF_TASK},
    {"is_deleted", COUNT_BOOLEAN, "t.is_deleted", OF_TASK},
    {"recorded_executor_proxy", COUNT_TEXT, "t.recorded_executor_proxy",
	OF_TASK},
    {"template_id", COUNT_TEXT, "t.template_id", OF_TASK},
    {"template_source", COUNT_TEXT, "t.template_source", OF_TASK},
    {"project", COUNT_RELATION, "t.project_id", OF_TASK},
    {"project_id", COUNT_RELATION, "t.project_id", OF_TASK},
    {PROJECT "id", COUNT_INTEGER, "p.id", OF_TASK},
    {PROJECT "name", COUNT_TEXT, "p.name", OF_TASK},
    {PROJECT "time_zone", COUNT_TEXT, "p.time_zone", OF_TASK},
    {PROJECT "creator", COUNT_TEXT, "p.creator", OF_TASK},
    {PROJECT "desc", COUNT_TEXT, "p.`desc`", OF_TASK},
    {PROJECT "create_at", COUNT_TIME, "p.create_at", OF_TASK},
    {PROJECT "from_cmdb", COUNT_BOOLEAN, "p.from_cmdb", OF_TASK},
    {PROJECT "bk_biz_id", COUNT_INTEGER, "p.bk_biz_id", OF_TASK},
    {PROJECT "is_disable", COUNT_BOOLEAN, "p.is_disable", OF_TASK},
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
    {INSTANCE "is_revoked", COUNT_BOOLEAN, "i.is_revoked", OF_INSTANCE},
    {INSTANCE "is_expired", COUNT_BOOLEAN, "i.is_expired", OF_INSTANCE},
    {INSTANCE "is_deleted", COUNT_BOOLEAN, "i.is_deleted", OF_INSTANCE},
    {INSTANCE "snapshot", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "snapshot_id", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "execution_snapshot", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "execution_snapshot_id", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "tree_info", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "tree_info_id", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "template", COUNT_OTHER, "", OF_TASK},
    {INSTANCE "template_id", COUNT_OTHER, "", OF_TASK},
};

#define METHOD(code) COUNT_IS("t.create_method", code)
#define FLOW(code)   COUNT_IS("t.flow_type", code)

/* The first one has no choices: it shows what there is. */
static const struct count_group groups[] = {
    {"category", OF_TASK, false, {{.code = NULL}}},
    {"create_method", OF_TASK, false,
	{{"app", "手动", "Manual", METHOD("app")},
	    {"api", "API网关", "API Gateway", METHOD("api")},
	    {"app_maker", "轻应用", "Mini-APP", METHOD("app_maker")},
	    {"periodic", "周期任务", "Cron Task", METHOD("periodic")},
	    {"clocked", "计划任务", "Scheduled Task", METHOD("clocked")},
	    {"mobile", "移动端", "Mobile", METHOD("mobile")},
	    {"mcp", "MCP", "MCP", METHOD("mcp")}}},
    {"flow_type", OF_TASK, false,
	{{"common", "默认任务流程", "General Task", FLOW("common")},
	    {"common_func", "职能化任务流程", "Helper-Team Task",
		FLOW("common_func")}}},
    {"status", OF_INSTANCE, false,
	{{"CREATED", "未执行", "Ready", "i.is_started=0"},
	    {"EXECUTING", "执行中", "Executing",
		"i.is_started=1 AND i.is_finished=0"},
	    {"FINISHED", "已完成", "Finished", "i.is_finished=1"}}},
};

struct category {
	struct text code;
	int64_t tasks;
};

struct counting {
	bool one_project; /* the project stays, whatever the conditions say */

	/* What the conditions take the place of. */
	bool names_project, names_deleted;
	struct count_query asked;

	struct count_totals totals;
	struct category *categories;
	size_t ncategories;
};

static const char *const own[] = {"project_id", "is_deleted", NULL};
static const char *const dropped[] = {
    "component_code", "order_by", "type", "is_remote", NULL};

/* A condition without a value also stands in place of bk-sops' own filter. */
static enum count_own
take_own(struct call *call, struct count_values *v, const struct param *param)
{
	struct counting *c = call->state;

	(void)v;
	if (text_is(param->name, "is_deleted"))
		c->names_deleted = true;
	else if (c->one_project)
		return COUNT_OWN_DROPPED;
	else
		c->names_project = true;
	return param->type == PARAM_STRING &&
		       (param->value.len == 0 || text_is(param->value, "None"))
		   ? COUNT_OWN_DROPPED
		   : COUNT_OWN_MEANT;
}

static const struct count_model model = {
    .fields = fields,
    .nfields = sizeof(fields) / sizeof(*fields),
    .groups = groups,
    .ngroups = sizeof(groups) / sizeof(*groups),
    .dropped = dropped,
    .own = own,
    .take_own = take_own,
    .current = true,
    .param_code = CODE_PARAM,
    .code = CODE_UNKNOWN,
};

static bool
is_by_category(const struct counting *c)
{
	return c->asked.group == &groups[0];
}

static void
add_counted_tasks(
    const struct call *call, struct batch *q, const struct counting *c)
{
	unsigned int inner, joins = count_joins(&c->asked, &inner);

	if (c->names_project)
		batch_sql(q, " FROM taskflow3_taskflowinstance t"
			     " LEFT JOIN core_project p ON p.id=t.project_id");
	else
		admit_from_tasks(call, q);
	if (joins != 0) {
		batch_sql(q, inner != 0 ? " JOIN" : " LEFT JOIN");
		batch_sql(q, " pipeline_pipelineinstance i"
			     " ON i.id=t.pipeline_instance_id");
	}
}

static void
add_counts(const struct call *call, struct batch *q, void *context)
{
	const struct counting *c = context;

	batch_statement(q, "count of tasks");
	if (is_by_category(c))
		batch_sql(q, "SELECT a.category,COUNT(*)");
	else
		count_select(q, c->asked.group);
	add_counted_tasks(call, q, c);
	if (is_by_category(c))
		batch_sql(q, " JOIN analysis_statistics_taskflowstatistics a"
			     " ON a.task_instance_id=t.id");
	batch_sql(q, c->names_deleted ? " WHERE 1=1" : " WHERE t.is_deleted=0");
	count_where(q, &c->asked);
	if (!is_by_category(c))
		return;
	batch_sql(q, " GROUP BY a.category LIMIT ");
	batch_uint(q, CATEGORIES_MAX + 1);
}

static bool
read_categories(struct call *call, size_t i, struct counting *c)
{
	const struct db *db = call->sops->db;

	c->ncategories = db_rows(db, i);
	c->categories =
	    arena_array(call->arena, c->ncategories, sizeof(*c->categories));
	if (c->categories == NULL)
		return false;
	for (size_t r = 0; r < c->ncategories; r++) {
		struct db_row row = db_get(db, i, r);

		c->categories[r].code = row.cells[0];
		c->categories[r].tasks = db_int(row.cells[1]);
	}
	return true;
}

static bool
read_counts(struct call *call, size_t i, void *context)
{
	struct counting *c = context;
	struct db_row row;

	if (is_by_category(c))
		return read_categories(call, i, c);
	if (query_row(call, i, &row) != STORE_ROW)
		return false;
	count_read(row, &c->totals);
	return true;
}

static const struct query counts_query = {add_counts, read_counts};

static enum outcome
read_query(struct call *call, struct counting *c)
{
	if (!call->has_body)
		return call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT,
		    TEXT("invalid json format"));
	return count_read_query(call, &model, &c->asked);
}

/*
 * 3.32 counts in any project that the conditions name (0.4).  That is answered
 * to those who may see every project; whom IAM was asked about stays in the one
 * that he may see, as in 3.34.
 */
static enum outcome
count_elsewhere_too(struct call *call)
{
	struct counting *c = call->state;
	enum outcome outcome = admit_wrong(call, GATE_PROJECT, OUTCOME_OK);

	if (outcome == OUTCOME_OK && !call->caller.trusted &&
	    call->iam != NULL) {
		*c = (struct counting){.one_project = true};
		outcome = read_query(call, c);
	}
	return outcome == OUTCOME_OK
		   ? call_database(call, query_ask(call, &counts_query, c))
		   : outcome;
}

static enum outcome
prepare_counts(struct call *call)
{
	struct counting *c = call->state;
	enum outcome outcome;

	c->one_project = call->config->release != RELEASE_3_32;
	outcome = read_query(call, c);
	if (outcome != OUTCOME_OK)
		outcome = admit_wrong(call, GATE_PROJECT, outcome);
	else if (c->names_project)
		outcome = count_elsewhere_too(call);
	else
		outcome = admit_ask(call, GATE_PROJECT, &counts_query, c);
	if (outcome == OUTCOME_OK && c->ncategories > CATEGORIES_MAX)
		return call_forward(call,
		    "query_task_count: there are more categories than are "
		    "counted here");
	return outcome;
}

/* bk-sops says that there is one, however many there are. */
static void
write_categories(
    const struct call *call, struct json_writer *w, const struct counting *c)
{
	json_member_int(w, "total", 1);
	json_member_array(w, "groups");
	for (size_t i = 0; i < c->ncategories; i++) {
		struct text code = c->categories[i].code;

		json_object_open(w);
		json_member_string(w, "code", code);
		json_member_string(
		    w, "name", task_category(code, call->english));
		json_member_int(w, "value", c->categories[i].tasks);
		json_object_close(w);
	}
	json_array_close(w);
}

static enum outcome
write_counts(struct call *call, struct json_writer *w)
{
	const struct counting *c = call->state;

	json_object_open(w);
	if (is_by_category(c))
		write_categories(call, w, c);
	else
		count_write(w, c->asked.group, &c->totals, call->english);
	json_object_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {
    "scope", "conditions", "group_by", NULL};

const struct endpoint current_query_count = {
    .parameters = parameters,
    .json_body = true,
    .state_size = sizeof(struct counting),
    .prepare = prepare_counts,
    .write = write_counts,
};
