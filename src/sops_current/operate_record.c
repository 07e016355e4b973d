/* SPDX-License-Identifier: MIT */
/*
 * get_task_operate_record (sops-current 4.15): who did what to a task, or to
 * one of its nodes, the oldest first.  bk-sops looks at no task: one that was
 * deleted for good has its records still.
 */
#include "sops_current/endpoints.h"

#include "sops/param_value.h"
#include "sops_current/admit.h"
#include "sops_current/value.h"

/* All are held in memory; a task has a handful, and some for each retry. */
#define RECORDS_MAX 10000

/* A type or source of operations as stored, and its name (4.0.4). */
struct operate_name {
	const char *code, *chinese, *english;
};

static const struct operate_name types[] = {
    {"create", "创建", "Create"},
    {"task_clone", "克隆(创建)", "Clone(Create)"},
    {"start", "执行", "Execute"},
    {"pause", "暂停", "Pause"},
    {"resume", "继续", "Continue"},
    {"revoke", "撤消", "Terminate"},
    {"delete", "删除", "Delete"},
    {"update", "修改", "Modify"},
    {"callback", "回调", "Callback"},
    {"retry", "重试", "Retry"},
    {"skip", "跳过", "Skip"},
    {"skip_exg", "跳过失败网关", "Skip failed gateway"},
    {"skip_cpg", "跳过并行条件网关", "Skip parallel conditional gateway"},
    {"pause_subproc", "暂停节点", "Pause Node"},
    {"resume_subproc", "继续节点", "Continue Node"},
    {"forced_fail", "强制失败", "Force Failed"},
    {"spec_nodes_timer_reset", "调整时间", "Change Time"},
    {"task_action", "任务操作", "task operation"},
    {"nodes_action", "节点操作", "node operation"},
    {"none", "None", "None"},
    {NULL, NULL, NULL},
};

/* bk-sops has no English for "parent". */
static const struct operate_name sources[] = {
    {"app", "app 页面", "app page"},
    {"api", "api 接口", "app interface"},
    {"parent", "父任务", "父任务"},
    {"project", "项目流程", "Project Flow"},
    {"common", "公共流程", "Common Flow"},
    {"onetime", "一次性任务", "One-Time Task"},
    {NULL, NULL, NULL},
};

struct record {
	int64_t project, task;
	struct text operator, type, time, source, node, extra_info;

	/* by show_record */
	struct text date;      /* TEXT_NONE: null */
	struct text type_name; /* TEXT_NONE: null */
	struct text source_name;
	struct value extra;
};

struct records {
	struct text node; /* all have it; empty: whatever they have */
	struct record *records;
	size_t count;
};

/* 3.34 takes the number of the URL for that of the project, whatever "scope"
 * says of it (0.4). */
static void
add_records(const struct call *call, struct batch *q, void *context)
{
	const struct records *r = context;

	batch_statement(q, "operate_record_taskoperaterecord");
	batch_sql(q, "SELECT r.project_id,r.instance_id,r.operator,"
		     "r.operate_type,r.operate_date,r.operate_source,r.node_id,"
		     "r.extra_info FROM operate_record_taskoperaterecord r"
		     " WHERE r.project_id=");
	if (call->config->release == RELEASE_3_34)
		batch_uint(q, call->project);
	else
		admit_add_project_id(call, q);
	batch_sql(q, " AND r.instance_id=");
	batch_uint(q, call->task);
	if (r->node.len > 0) {
		batch_sql(q, " AND r.node_id=");
		batch_text(q, r->node);
	}
	batch_sql(q, " ORDER BY r.id LIMIT ");
	batch_uint(q, RECORDS_MAX + 1);
}

static bool
read_records(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct records *r = context;

	r->count = db_rows(db, i);
	r->records = arena_array(call->arena, r->count, sizeof(*r->records));
	if (r->records == NULL)
		return false;
	for (size_t n = 0; n < r->count; n++) {
		const struct text *cells = db_get(db, i, n).cells;

		r->records[n] = (struct record){.project = db_int(cells[0]),
		    .task = db_int(cells[1]),
		    .operator= cells[2],
		    .type = cells[3],
		    .time = cells[4],
		    .source = cells[5],
		    .node = cells[6],
		    .extra_info = cells[7]};
	}
	return true;
}

/* TEXT_NONE: there is no such code. */
static struct text
find_name(
    const struct call *call, const struct operate_name *names, struct text code)
{
	for (; names->code != NULL; names++)
		if (text_is(code, names->code))
			return text_of(
			    call->english ? names->english : names->chinese);
	return TEXT_NONE;
}

static enum outcome
show_date(struct call *call, struct record *record)
{
	struct datetime time = datetime_read_stored(record->time);

	record->date = datetime_to_rest(call->arena, time);
	if (time.is_set && record->date.s == NULL)
		return call_fault(call,
		    "operate_record_taskoperaterecord.operate_date has no date "
		    "in the local zone");
	return OUTCOME_OK;
}

static enum outcome
show_extra(struct call *call, struct record *record)
{
	const char *why = "";
	struct text text;

	record->extra = value_json(TEXT("{}"));
	if (record->extra_info.len == 0 ||
	    value_read_json(record->extra_info, &record->extra, &why) ==
		VALUE_OK)
		return OUTCOME_OK;
	text = arena_printf(call->arena,
	    "operate_record_taskoperaterecord.extra_info: %s", why);
	return call_fault(call, text.s);
}

static enum outcome
show_record(struct call *call, struct record *record)
{
	enum outcome outcome = show_date(call, record);

	if (outcome == OUTCOME_OK)
		outcome = show_extra(call, record);
	if (outcome != OUTCOME_OK)
		return outcome;
	record->type_name = find_name(call, types, record->type);
	if (record->type.len > 0 && record->type_name.s == NULL)
		return call_fault(call,
		    "operate_record_taskoperaterecord.operate_type is unknown");
	record->source_name = find_name(call, sources, record->source);
	if (record->source_name.s == NULL)
		return call_fault(call,
		    "operate_record_taskoperaterecord.operate_source is "
		    "unknown");
	return OUTCOME_OK;
}

static enum outcome
prepare_records(struct call *call)
{
	static const struct query query = {add_records, read_records};
	struct records *r = call->state;
	enum outcome outcome;

	r->node = forwarded_text(call, "node_id");
	outcome = admit_ask(call, GATE_TASK, &query, r);
	if (outcome == OUTCOME_OK && r->count > RECORDS_MAX)
		return call_forward(call,
		    "The task has more than 10,000 records of "
		    "operations, which are not answered here");
	for (size_t i = 0; i < r->count && outcome == OUTCOME_OK; i++)
		outcome = show_record(call, &r->records[i]);
	return outcome;
}

static enum outcome
write_record(struct call *call, struct json_writer *w, const struct record *r)
{
	enum outcome outcome;

	json_object_open(w);
	json_member_int(w, "project_id", r->project);
	json_member_int(w, "instance_id", r->task);
	json_member_string(w, "operator", r->operator);
	json_member_string(w, "operate_type", r->type);
	json_member_string(w, "operate_date", r->date);
	json_member_string(w, "operate_source", r->source);
	json_member_string(w, "node_id", r->node);
	json_key(w, TEXT("extra_info"));
	outcome = value_write(
	    call, w, "operate_record_taskoperaterecord.extra_info", &r->extra);
	json_member_string(w, "operate_type_name", r->type_name);
	json_member_string(w, "operate_source_name", r->source_name);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_records(struct call *call, struct json_writer *w)
{
	const struct records *r = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_array_open(w);
	for (size_t i = 0; i < r->count && outcome == OUTCOME_OK; i++)
		outcome = write_record(call, w, &r->records[i]);
	json_array_close(w);
	return outcome;
}

static const char *const parameters[] = {"scope", "node_id", NULL};

const struct endpoint current_operate_record = {
    .parameters = parameters,
    .state_size = sizeof(struct records),
    .prepare = prepare_records,
    .write = write_records,
    .cacheable = call_is_cacheable,
};
