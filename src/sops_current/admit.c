/* SPDX-License-Identifier: MIT */
#include "sops_current/admit.h"

#include "auth/iam.h"
#include "sops/param_value.h"

/* sops-current 2.3 */
static const char trusted_by_bk_sops[] =
    "bk_fta,bk_bcs,bk_datainstaller,bk_dataadmin,bk_sops,bk_paas,bk_monitorv3";

bool
admit_is_trusted(const struct config_pool *config, struct text app_code)
{
	return text_list_has(TEXT(trusted_by_bk_sops), app_code, true) ||
	       text_list_has(text_of(config->trusted_apps), app_code, false);
}

/* The row with the wanted `key` of apigw_manager_context. */
static void
add_key(struct batch *q, struct text key)
{
	batch_statement(q, "apigw_manager_context");
	batch_sql(q, "SELECT value FROM apigw_manager_context"
		     " WHERE scope='public_key' AND `key`=");
	batch_text(q, key);
}

enum outcome
admit_key(struct call *call, struct text iss, struct text kid, struct text *pem)
{
	struct batch *q = batch_new(call->arena);
	const struct db *db = call->sops->db;
	enum db_result result;
	size_t failed;

	*pem = TEXT_NONE;
	if (q == NULL)
		return call_fault(call, "out of memory");
	if (iss.s != NULL)
		add_key(q, ARENA_JOIN(call->arena, iss, TEXT(":"), kid));
	add_key(q, kid);
	result = db_ask(call->sops->db, q, call->deadline, &failed);
	if (result != DB_OK)
		return call_database(call, result);
	sops_digest_add(call->sops, db_statements(db));
	for (size_t i = 0; i < db_statements(db) && pem->s == NULL; i++)
		if (db_rows(db, i) > 0)
			*pem = db_get(db, i, 0).cells[0];
	return OUTCOME_OK;
}

/* What "scope" says of the project's number; in the body it may be anything. */
struct scope {
	bool cmdb;
	struct text shown;
};

static bool
read_scope(struct call *call, struct scope *scope)
{
	const struct param *param = call_param(call, "scope");

	scope->shown = TEXT("cmdb_biz");
	if (param != NULL && param->type != PARAM_ABSENT)
		scope->shown = python_str(call->arena, param);
	scope->cmdb = text_is(scope->shown, "cmdb_biz");
	return scope->shown.s != NULL;
}

/* A condition on the project p. */
static void
add_condition(const struct call *call, struct batch *q)
{
	batch_sql(q, call->access.project.by_business
			 ? "p.from_cmdb=1 AND p.bk_biz_id="
			 : "p.id=");
	batch_uint(q, call->project);
}

void
admit_from_tasks(const struct call *call, struct batch *q)
{
	batch_sql(q, " FROM core_project p"
		     " JOIN taskflow3_taskflowinstance t"
		     " ON t.project_id=p.id AND ");
	add_condition(call, q);
}

static void
add_whitelist(struct batch *q)
{
	batch_statement(q, "core_environmentvariables");
	batch_sql(q, "SELECT value FROM core_environmentvariables"
		     " WHERE `key`='APP_WHITELIST'");
}

/* The task whose permission is asked of IAM, and what IAM's policies may look
 * at (5.2). */
static void
add_resource(const struct call *call, struct batch *q)
{
	batch_statement(q, "resource");
	batch_sql(q, "SELECT t.id,i.id,i.creator,t.project_id,i.name,"
		     "t.flow_type"
		     " FROM taskflow3_taskflowinstance t"
		     " LEFT JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id WHERE t.id=");
	batch_uint(q, call->task);
}

static void
add_project(const struct call *call, struct batch *q)
{
	batch_statement(q, "core_project");
	batch_sql(q, "SELECT p.id,p.name,p.from_cmdb,p.bk_biz_id"
		     " FROM core_project p WHERE ");
	add_condition(call, q);
	batch_sql(q, " LIMIT 2");
}

/* What was read of the caller. */
struct admitted {
	bool has_resource;
	struct db_row resource;
	size_t nprojects;
};

/* The index of the first statement behind these. */
static size_t
read_caller(struct call *call, enum gate gate, struct admitted *admitted)
{
	struct sops_project *project = &call->access.project;
	struct db_row row;
	size_t i = 0;

	if (!call->caller.trusted) {
		if (query_row(call, i++, &row) == STORE_ROW)
			call->caller.trusted = text_list_has(
			    row.cells[0], call->caller.app_code, true);
		if (gate == GATE_TASK)
			admitted->has_resource =
			    query_row(call, i++, &admitted->resource) ==
			    STORE_ROW;
	}
	sops_digest_add(call->sops, i);
	admitted->nprojects = db_rows(call->sops->db, i);
	project->state = query_row(call, i++, &row);
	if (project->state == STORE_ROW) {
		project->id = db_int(row.cells[0]);
		project->name = row.cells[1];
		project->from_cmdb = db_int(row.cells[2]) != 0;
		project->bk_biz_id = db_int(row.cells[3]);
	}
	return i;
}

static enum db_result
ask(struct call *call, enum gate gate, const struct query *query, void *context,
    struct admitted *admitted)
{
	struct batch *q = batch_new(call->arena);
	enum db_result result;
	size_t i;

	if (q == NULL)
		return DB_FAILED;
	if (!call->caller.trusted) {
		add_whitelist(q);
		if (gate == GATE_TASK)
			add_resource(call, q);
	}
	add_project(call, q);
	query->add(call, q, context);
	result = db_ask(call->sops->db, q, call->deadline, &i);
	if (result != DB_OK)
		return result;
	i = read_caller(call, gate, admitted);
	return query->read(call, i, context) ? DB_OK : DB_FAILED;
}

/* Refused by what stands around the view, which adds no trace_id (1.4). */
static enum outcome
refuse_outside(struct call *call, int code, struct text message)
{
	call->result.outside = true;
	return call_refuse_code(call, code, CALL_DATA_ABSENT, message);
}

enum outcome
refuse_missing_row(struct call *call, struct text what)
{
	call->result.outside = true;
	return call_refuse_code(call, CODE_NOT_FOUND, CALL_DATA_NULL,
	    ARENA_JOIN(call->arena,
		TEXT("数据不存在错误: 数据不存在错误, 错误内容 "), what,
		TEXT(" | process_exception")));
}

static enum outcome
check_project(
    struct call *call, const struct admitted *admitted, struct text scope)
{
	if (admitted->nprojects > 1)
		return call_fault(call, "two projects have this bk_biz_id");
	if (admitted->nprojects == 1)
		return OUTCOME_OK;
	return refuse_outside(call, CODE_NOT_FOUND,
	    ARENA_JOIN(call->arena, TEXT("project("), call->project_typed,
		TEXT(") with scope("), scope, TEXT(") does not exist.")));
}

/* Of the task.  False when bk-sops has no attributes of it either. */
static bool
fill_task(struct call *call, const struct admitted *admitted,
    struct policy_resource *resource)
{
	const struct text *cells = admitted->resource.cells;

	if (cells[1].s == NULL)
		return false;
	*resource = (struct policy_resource){.type = "task",
	    .id = cells[0],
	    .attributes = {{"iam_resource_owner", cells[2]},
		{"_bk_iam_path_", ARENA_JOIN(call->arena, TEXT("/project,"),
				      cells[3], TEXT("/"))},
		{"name", cells[4]}, {"type", cells[5]}}};
	return true;
}

static void
fill_project(struct call *call, struct policy_resource *resource)
{
	const struct sops_project *project = &call->access.project;

	*resource = (struct policy_resource){.type = "project",
	    .id = arena_printf(call->arena, "%lld", (long long)project->id),
	    .attributes = {{"name", project->name}}};
}

/* 1.4: as the exception of the decorator reads. */
static enum outcome
refuse_permission(struct call *call, const char *action)
{
	return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_NULL,
	    ARENA_JOIN(call->arena,
		TEXT("iam authentication exception, please check, action:"),
		text_of(action)));
}

static enum outcome
ask_iam(struct call *call, enum gate gate, const struct admitted *admitted)
{
	const char *action = gate == GATE_TASK ? "task_view" : "project_view";
	struct policy_resource resource;

	if (gate == GATE_PROJECT)
		fill_project(call, &resource);
	else if (!fill_task(call, admitted, &resource))
		return call_fault(
		    call, "the task has no row in pipeline_pipelineinstance");
	switch (iam_ask(call->iam, call->arena, call->caller.username, action,
	    &resource, call->deadline)) {
	case PERMISSION_ALLOWED:
		return OUTCOME_OK;
	case PERMISSION_DENIED:
		return refuse_permission(call, action);
	case PERMISSION_CANCELLED:
		return OUTCOME_CANCELLED;
	case PERMISSION_FAILED:
		break;
	}
	call->result.is_down = true;
	return call_fault(
	    call, arena_printf(call->arena, "IAM: %s", iam_why(call->iam)).s);
}

/* With IAM switched off everybody may, but who is not trusted is told first
 * that there is no such task (sops-current 3.2). */
static enum outcome
check_permission(
    struct call *call, enum gate gate, const struct admitted *admitted)
{
	if (call->caller.trusted)
		return OUTCOME_OK;
	if (gate == GATE_TASK && !admitted->has_resource)
		return refuse_missing_row(
		    call, ARENA_JOIN(call->arena, TEXT("TaskFlowInstance(id="),
			      call->task_typed, TEXT(") does not exist.")));
	return call->iam == NULL ? OUTCOME_OK : ask_iam(call, gate, admitted);
}

enum outcome
admit_ask(
    struct call *call, enum gate gate, const struct query *query, void *context)
{
	struct admitted admitted = {.has_resource = false};
	struct scope scope;
	enum outcome outcome;

	if (call->endpoint->json_body && call->has_body &&
	    call->body != CALL_BODY_OBJECT)
		return refuse_outside(
		    call, CODE_PARAM, TEXT("invalid param format"));
	if (!read_scope(call, &scope))
		return call_fault(call, "out of memory");
	call->access.project.by_business = scope.cmdb;
	outcome =
	    call_database(call, sops_expect(call->sops, GENERATION_CURRENT,
				    call->arena, call->deadline));
	if (outcome == OUTCOME_OK)
		outcome = call_database(
		    call, ask(call, gate, query, context, &admitted));
	if (outcome != OUTCOME_OK)
		return outcome;
	if (!call->caller.trusted && call->config->iam == IAM_TRUSTED)
		return call_forward(call,
		    "The application is not one that bk-sops trusts, and IAM "
		    "is not asked here");
	outcome = check_project(call, &admitted, scope.shown);
	return outcome == OUTCOME_OK ? check_permission(call, gate, &admitted)
				     : outcome;
}

static void
add_nothing(const struct call *call, struct batch *q, void *context)
{
	(void)call;
	(void)q;
	(void)context;
}

static bool
read_nothing(struct call *call, size_t i, void *context)
{
	(void)call;
	(void)i;
	(void)context;
	return true;
}

enum outcome
admit_wrong(struct call *call, enum gate gate, enum outcome wrong)
{
	static const struct query nothing = {add_nothing, read_nothing};
	struct call_result result = call->result;
	enum outcome outcome;

	call->result = (struct call_result){.message = TEXT_NONE};
	outcome = admit_ask(call, gate, &nothing, NULL);
	if (outcome != OUTCOME_OK)
		return outcome;
	call->result = result;
	return wrong;
}

enum outcome
refuse_missing_task(struct call *call, const char *api)
{
	const struct sops_project *project = &call->access.project;

	return call_refuse_code(call, CODE_NOT_FOUND, CALL_DATA_ABSENT,
	    ARENA_JOIN(call->arena, TEXT("[API] "), text_of(api),
		TEXT(" task[id="), call->task_typed,
		arena_printf(call->arena,
		    "] of project[project_id=%lld, biz_id%lld] does not exist",
		    (long long)project->id, (long long)project->bk_biz_id)));
}
