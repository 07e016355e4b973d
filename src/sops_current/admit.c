/* SPDX-License-Identifier: MIT */
#include "sops_current/admit.h"

#include "auth/iam.h"
#include "base/buf.h"
#include "sops/param_value.h"

/* Bytes of what a refusal says of a permission: a name has 128 characters. */
#define PERMISSION_MAX ((size_t)8 * 1024)

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
		scope->shown = python3_str(call->arena, param);
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
admit_from(const struct call *call, struct batch *q, const char *table)
{
	batch_sql(q, " FROM core_project p JOIN ");
	batch_sql(q, table);
	batch_sql(q, " t ON t.project_id=p.id AND ");
	add_condition(call, q);
}

void
admit_from_projects(const struct call *call, struct batch *q)
{
	batch_sql(q, " FROM core_project p WHERE ");
	add_condition(call, q);
}

void
admit_from_tasks(const struct call *call, struct batch *q)
{
	admit_from(call, q, "taskflow3_taskflowinstance");
}

void
admit_add_project_id(const struct call *call, struct batch *q)
{
	batch_sql(q, "(SELECT p.id");
	admit_from_projects(call, q);
	batch_sql(q, " LIMIT 1)");
}

static void
add_whitelist(struct batch *q)
{
	batch_statement(q, "core_environmentvariables");
	batch_sql(q, "SELECT value FROM core_environmentvariables"
		     " WHERE `key`='APP_WHITELIST'");
}

/*
 * The row whose permission is asked of IAM, and what IAM's policies may look at
 * (5.2).  Its cells: the id, whether there is a row with what follows, owner,
 * project, name, type.  Deleted ones count, too.
 */
struct resource {
	const char *action, *type;
	const char *model; /* in the words of Django; NULL: there is no row */
	const char *sql;
	bool is_template; /* of call->template_id, else call->task */
	const char *action_name, *type_name; /* in a refusal of VIEW_REST; NULL:
					      * no such view asks for it */
};

static const struct resource resources[] = {
    [GATE_PROJECT] = {.action = "project_view", .type = "project"},
    [GATE_TASK] = {.action = "task_view",
	.type = "task",
	.model = "TaskFlowInstance",
	.sql = "SELECT t.id,i.id,i.creator,t.project_id,i.name,t.flow_type"
	       " FROM taskflow3_taskflowinstance t"
	       " LEFT JOIN pipeline_pipelineinstance i"
	       " ON i.id=t.pipeline_instance_id WHERE t.id=",
	.action_name = "查看任务",
	.type_name = "任务实例"},
    [GATE_FLOW] = {.action = "flow_view",
	.type = "flow",
	.model = "TaskTemplate",
	.sql = "SELECT t.id,p.id,p.creator,t.project_id,p.name,NULL"
	       " FROM tasktmpl3_tasktemplate t"
	       " LEFT JOIN pipeline_pipelinetemplate p"
	       " ON p.template_id=t.pipeline_template_id WHERE t.id=",
	.is_template = true},
    [GATE_COMMON_FLOW] = {.action = "common_flow_view",
	.type = "common_flow",
	.model = "CommonTemplate",
	.sql = "SELECT t.id,p.id,p.creator,NULL,p.name,NULL"
	       " FROM template_commontemplate t"
	       " LEFT JOIN pipeline_pipelinetemplate p"
	       " ON p.template_id=t.pipeline_template_id WHERE t.id=",
	.is_template = true},
    [GATE_PERIODIC] = {.action = "periodic_task_view",
	.type = "periodic_task",
	.model = "PeriodicTask",
	.sql = "SELECT t.id,p.id,p.creator,t.project_id,p.name,NULL"
	       " FROM periodictask_periodictask t"
	       " LEFT JOIN periodic_task_periodictask p ON p.id=t.task_id"
	       " WHERE t.id="},
    [GATE_FUNCTION] = {.action = "function_view"},
};

static void
add_resource(
    const struct call *call, struct batch *q, const struct resource *resource)
{
	batch_statement(q, "resource");
	batch_sql(q, resource->sql);
	batch_uint(q, resource->is_template ? call->template_id : call->task);
}

static void
add_project(const struct call *call, struct batch *q)
{
	batch_statement(q, "core_project");
	batch_sql(q, "SELECT p.id,p.name,p.from_cmdb,p.bk_biz_id");
	admit_from_projects(call, q);
	batch_sql(q, " LIMIT 2");
}

/* A caller who is to be admitted, and what was read of him. */
struct admission {
	struct call *call;
	enum gate gate;
	bool no_project;
	bool has_resource;
	struct db_row resource;
	size_t nprojects;
};

static bool
asks_whether_trusted(const struct admission *a)
{
	return !a->call->caller.trusted && a->gate != GATE_NONE;
}

/* The row is asked for; there is none for who is trusted. */
static bool
asks_resource(const struct admission *a)
{
	return !a->call->caller.trusted && resources[a->gate].sql != NULL;
}

/* The index of the first statement behind these. */
static size_t
read_caller(struct admission *a, bool whether_trusted, bool resource)
{
	struct call *call = a->call;
	struct sops_project *project = &call->access.project;
	struct db_row row;
	size_t i = 0;

	if (whether_trusted && query_row(call, i++, &row) == STORE_ROW)
		call->caller.trusted =
		    text_list_has(row.cells[0], call->caller.app_code, true);
	if (resource)
		a->has_resource =
		    query_row(call, i++, &a->resource) == STORE_ROW;
	sops_digest_add(call->sops, i);
	if (a->no_project)
		return i;
	a->nprojects = db_rows(call->sops->db, i);
	project->state = query_row(call, i++, &row);
	if (project->state == STORE_ROW) {
		project->id = db_int(row.cells[0]);
		project->name = row.cells[1];
		project->from_cmdb = db_int(row.cells[2]) != 0;
		project->bk_biz_id = db_int(row.cells[3]);
	}
	return i;
}

/* `query` may be NULL, and then there may be nothing to ask. */
static enum db_result
ask(struct admission *a, const struct query *query, void *context)
{
	struct call *call = a->call;
	struct batch *q = batch_new(call->arena);
	bool whether_trusted = asks_whether_trusted(a);
	bool resource = asks_resource(a);
	enum db_result result;
	size_t i;

	if (q == NULL)
		return DB_FAILED;
	if (whether_trusted)
		add_whitelist(q);
	if (resource)
		add_resource(call, q, &resources[a->gate]);
	if (!a->no_project)
		add_project(call, q);
	if (query != NULL)
		query->add(call, q, context);
	else if (!whether_trusted && !resource && a->no_project)
		return DB_OK;
	result = db_ask(call->sops->db, q, call->deadline, &i);
	if (result != DB_OK)
		return result;
	i = read_caller(a, whether_trusted, resource);
	return query == NULL || query->read(call, i, context) ? DB_OK
							      : DB_FAILED;
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
check_project(const struct admission *a, struct text scope)
{
	struct call *call = a->call;

	if (a->nprojects > 1)
		return call_fault(call, "two projects have this bk_biz_id");
	if (a->nprojects == 1)
		return OUTCOME_OK;
	return refuse_outside(call, CODE_NOT_FOUND,
	    ARENA_JOIN(call->arena, TEXT("project("), call->project_typed,
		TEXT(") with scope("), scope, TEXT(") does not exist.")));
}

static struct policy_resource
show_project(const struct call *call)
{
	const struct sops_project *project = &call->access.project;

	return (struct policy_resource){.type = "project",
	    .id = arena_printf(call->arena, "%lld", (long long)project->id),
	    .attributes = {{"name", project->name}}};
}

struct policy_resource
admit_resource(struct call *call, const char *type, const struct text *cells)
{
	struct policy_resource resource = {.type = type,
	    .id = cells[0],
	    .attributes = {
		{"iam_resource_owner", cells[2]}, {"name", cells[4]}}};
	size_t n = 2;

	if (cells[3].s != NULL) {
		resource.attributes[n].name = "_bk_iam_path_";
		resource.attributes[n++].value = ARENA_JOIN(
		    call->arena, TEXT("/project,"), cells[3], TEXT("/"));
	}
	if (cells[5].s != NULL) {
		resource.attributes[n].name = "type";
		resource.attributes[n].value = cells[5];
	}
	return resource;
}

static void
write_system(const struct call *call, struct json_writer *w)
{
	json_member_string(w, "system_id", text_of(call->config->iam_system));
	json_member_string(w, "system_name", TEXT("标准运维"));
}

static void
write_instance(struct json_writer *w, const char *type, const char *type_name,
    struct text id, struct text name)
{
	json_object_open(w);
	json_member_string(w, "type", text_of(type));
	json_member_string(w, "type_name", text_of(type_name));
	json_member_string(w, "id", id);
	json_member_string(w, "name", name);
	json_object_close(w);
}

/* The name of the project is a part of the path that IAM's policies see. */
static void
write_instances(struct call *call, struct json_writer *w,
    const struct resource *asked, const struct text *cells)
{
	json_member_array(w, "instances");
	json_array_open(w);
	if (cells[3].s != NULL)
		write_instance(w, "project", "项目", cells[3],
		    ARENA_JOIN(call->arena, TEXT("project,"), cells[3]));
	write_instance(w, asked->type, asked->type_name, cells[0], cells[4]);
	json_array_close(w);
	json_array_close(w);
}

static void
write_permission(struct call *call, struct json_writer *w,
    const struct resource *asked, const struct text *cells)
{
	json_object_open(w);
	write_system(call, w);
	json_member_array(w, "actions");
	json_object_open(w);
	json_member_string(w, "id", text_of(asked->action));
	json_member_string(w, "name", text_of(asked->action_name));
	json_member_array(w, "related_resource_types");
	json_object_open(w);
	write_system(call, w);
	json_member_string(w, "type", text_of(asked->type));
	json_member_string(w, "type_name", text_of(asked->type_name));
	write_instances(call, w, asked, cells);
	json_object_close(w);
	json_array_close(w);
	json_object_close(w);
	json_array_close(w);
	json_object_close(w);
}

/* 1.6: what IAM would have to grant. */
static enum outcome
refuse_with_permission(struct admission *a)
{
	struct call *call = a->call;
	struct buf json;
	struct json_writer *w;
	bool good;

	buf_init_in(&json, call->arena, PERMISSION_MAX);
	w = json_new(buf_sink, &json);
	if (w == NULL)
		return call_fault(call, "out of memory");
	write_permission(call, w, &resources[a->gate], a->resource.cells);
	good = json_failed(w) == 0;
	json_free(w);
	if (!good)
		return call_fault(
		    call, "what IAM would have to grant cannot be written");
	call->result.permission = buf_text(&json);
	return call_refuse_code(call, CODE_IAM, CALL_DATA_NULL,
	    TEXT("you have no permission to operate"));
}

/* 1.4: as the exception of the decorator reads; views of Django REST framework
 * have none. */
static enum outcome
refuse_permission(struct admission *a)
{
	struct call *call = a->call;
	const struct resource *asked = &resources[a->gate];

	if (call->endpoint->view == VIEW_REST && asked->action_name != NULL)
		return refuse_with_permission(a);
	return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_NULL,
	    ARENA_JOIN(call->arena,
		TEXT("iam authentication exception, please check, action:"),
		text_of(asked->action)));
}

enum outcome
admit_iam_failed(struct call *call, enum permission permission)
{
	if (permission == PERMISSION_CANCELLED)
		return OUTCOME_CANCELLED;
	call->result.is_down = iam_is_away(call->iam);
	return call_fault(
	    call, arena_printf(call->arena, "IAM: %s", iam_why(call->iam)).s);
}

static enum outcome
ask_iam(struct admission *a)
{
	struct call *call = a->call;
	const struct resource *asked = &resources[a->gate];
	struct policy_resource resource;
	enum permission permission;

	if (call->iam == NULL)
		return call_fault(call, "IAM cannot be asked");
	if (a->gate == GATE_PROJECT)
		resource = show_project(call);
	else if (asked->sql != NULL && a->resource.cells[1].s == NULL)
		/* bk-sops has no attributes of it either. */
		return call_fault(
		    call, "what is asked for has no row of the engine");
	else if (asked->sql != NULL)
		resource = admit_resource(call, asked->type, a->resource.cells);
	permission = iam_ask(call->iam, call->arena, call->caller.username,
	    asked->action, asked->type == NULL ? NULL : &resource,
	    call->deadline);
	if (permission == PERMISSION_ALLOWED)
		return OUTCOME_OK;
	return permission == PERMISSION_DENIED
		   ? refuse_permission(a)
		   : admit_iam_failed(call, permission);
}

/* With IAM switched off everybody may, but who is not trusted is told first
 * that there is no such row (sops-current 3.2). */
static enum outcome
check_permission(struct admission *a)
{
	struct call *call = a->call;
	const struct resource *asked = &resources[a->gate];

	if (call->caller.trusted || asked->action == NULL)
		return OUTCOME_OK;
	if (asked->sql != NULL && !a->has_resource)
		return refuse_missing_row(call,
		    ARENA_JOIN(call->arena, text_of(asked->model), TEXT("(id="),
			asked->is_template ? call->template_typed
					   : call->task_typed,
			TEXT(") does not exist.")));
	return call->config->iam == IAM_SKIP ? OUTCOME_OK : ask_iam(a);
}

/* What needs no permission, or nobody's but bk-sops' own word. */
static enum outcome
check_trusted(const struct admission *a)
{
	struct call *call = a->call;

	if (call->caller.trusted || a->gate == GATE_NONE)
		return OUTCOME_OK;
	if (a->gate == GATE_TRUSTED)
		return call->config->release == RELEASE_3_32
			   ? OUTCOME_OK
			   : refuse_outside(call, CODE_FORBIDDEN,
				 TEXT("you have no permission to call this "
				      "api."));
	if (call->config->iam == IAM_TRUSTED)
		return call_forward(call,
		    "The application is not one that bk-sops trusts, and IAM "
		    "is not asked here");
	return OUTCOME_OK;
}

/* 2.4 */
static enum outcome
read_project(struct call *call, struct scope *scope)
{
	if (call->endpoint->json_body && call->has_body &&
	    call->body != CALL_BODY_OBJECT)
		return refuse_outside(
		    call, CODE_PARAM, TEXT("invalid param format"));
	if (!read_scope(call, scope))
		return call_fault(call, "out of memory");
	call->access.project.by_business = scope->cmdb;
	return OUTCOME_OK;
}

enum outcome
admit_read_scope(struct call *call)
{
	struct scope scope;

	return read_project(call, &scope);
}

static enum outcome
admit(struct admission *a, const struct query *query, void *context)
{
	struct call *call = a->call;
	struct scope scope = {.shown = TEXT_NONE};
	enum outcome outcome =
	    a->no_project ? OUTCOME_OK : read_project(call, &scope);

	if (outcome == OUTCOME_OK)
		outcome = call_database(
		    call, sops_expect(call->sops, GENERATION_CURRENT,
			      call->arena, call->deadline));
	if (outcome == OUTCOME_OK)
		outcome = call_database(call, ask(a, query, context));
	if (outcome == OUTCOME_OK)
		outcome = check_trusted(a);
	if (outcome == OUTCOME_OK && !a->no_project)
		outcome = check_project(a, scope.shown);
	return outcome == OUTCOME_OK ? check_permission(a) : outcome;
}

enum outcome
admit_ask(
    struct call *call, enum gate gate, const struct query *query, void *context)
{
	struct admission a = {.call = call, .gate = gate};

	return admit(&a, query, context);
}

enum outcome
admit_ask_without_project(
    struct call *call, enum gate gate, const struct query *query, void *context)
{
	struct admission a = {.call = call, .gate = gate, .no_project = true};

	return admit(&a, query, context);
}

/* `wrong` with its message when the caller is admitted. */
static enum outcome
admit_then(struct admission *a, enum outcome wrong)
{
	struct call *call = a->call;
	struct call_result result = call->result;
	enum outcome outcome;

	/* What is wrong around the view is told before the permission. */
	if (result.outside)
		a->gate = GATE_NONE;
	call->result = (struct call_result){.message = TEXT_NONE};
	outcome = admit(a, NULL, NULL);
	if (outcome != OUTCOME_OK)
		return outcome;
	call->result = result;
	return wrong;
}

enum outcome
admit_wrong(struct call *call, enum gate gate, enum outcome wrong)
{
	struct admission a = {.call = call, .gate = gate};

	return admit_then(&a, wrong);
}

enum outcome
admit_wrong_without_project(
    struct call *call, enum gate gate, enum outcome wrong)
{
	struct admission a = {.call = call, .gate = gate, .no_project = true};

	return admit_then(&a, wrong);
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
