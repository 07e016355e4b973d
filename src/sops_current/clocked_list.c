/* SPDX-License-Identifier: MIT */
/*
 * get_clocked_task_list (sops-current 4.11): the tasks of a project that wait
 * for a time, the newest first.
 */
#include "sops_current/endpoints.h"

#include "python/number.h"
#include "sops/param_value.h"
#include "sops_current/admit.h"
#include "sops_current/listing.h"
#include "sops_current/value.h"

/* Which of them; a text that is empty or has .s NULL admits all. */
struct clocked_filter {
	bool has_id;
	bool is_no_id; /* negative, or beyond what a column holds */
	uint64_t id;
	struct text name, creator, editor, state;
};

struct clocked {
	struct text id, creator, project, name;
	struct text editor, state, params;
	struct text plan_start_time, create_time, edit_time; /* then as shown */
	struct text task, template_id, template_name, template_source, timer;
	/* The project template of that id which is not deleted. */
	struct text flow, flow_creator, flow_project, flow_name;

	struct value parameters;
	unsigned allowed;
};

struct clocked_tasks {
	struct listing_zone zone;
	struct listing_page page;
	struct clocked_filter filter;
	struct clocked *items;
	size_t count;
	int64_t total;
};

/* What IAM is asked, in one question: about the tasks, and whether the template
 * of each may be seen (5.1). */
static const char *const asked_actions[] = {"clocked_task_view",
    "clocked_task_edit", "clocked_task_delete", "flow_view", NULL};
static const char *const actions_of_clocked[] = {
    "clocked_task_view", "clocked_task_edit", "clocked_task_delete", NULL};
static const char *const flow_actions[] = {"flow_view", NULL};
#define FLOW_VIEW 3

/* ---------- statements ---------- */

static void
add_clocked_from(
    const struct call *call, struct batch *q, const struct clocked_filter *f)
{
	batch_sql(q, " FROM clocked_task_clockedtask c WHERE c.project_id=");
	admit_add_project_id(call, q);
	if (f->is_no_id)
		batch_sql(q, " AND 1=0");
	else if (f->has_id) {
		batch_sql(q, " AND c.id=");
		batch_uint(q, f->id);
	}
	listing_add_contains(q, "c.task_name", f->name);
	listing_add_contains(q, "c.creator", f->creator);
	listing_add_contains(q, "c.editor", f->editor);
	if (f->state.len > 0) {
		batch_sql(q, " AND c.state=");
		batch_text(q, f->state);
	}
}

static void
add_clocked(const struct call *call, struct batch *q, void *context)
{
	const struct clocked_tasks *l = context;

	batch_statement(q, "clocked_task_clockedtask");
	batch_sql(q, "SELECT c.id,c.creator,c.project_id,c.task_name,c.editor,"
		     "c.state,c.task_params,c.plan_start_time,c.create_time,"
		     "c.edit_time,c.task_id,c.template_id,c.template_name,"
		     "c.template_source,c.clocked_task_id,"
		     "t.id,p.creator,t.project_id,p.name"
		     " FROM (SELECT c.id");
	add_clocked_from(call, q, &l->filter);
	listing_add_page(q, "c.id", &l->page);
	batch_sql(q, ") page JOIN clocked_task_clockedtask c ON c.id=page.id"
		     " LEFT JOIN tasktmpl3_tasktemplate t"
		     " ON t.id=c.template_id AND t.is_deleted=0"
		     " LEFT JOIN pipeline_pipelinetemplate p"
		     " ON p.template_id=t.pipeline_template_id"
		     " ORDER BY c.id DESC");
	batch_statement(q, "count of clocked_task_clockedtask");
	batch_sql(q, "SELECT COUNT(*)");
	add_clocked_from(call, q, &l->filter);
}

static void
read_row(const struct text *cell, struct clocked *task)
{
	*task = (struct clocked){.id = cell[0],
	    .creator = cell[1],
	    .project = cell[2],
	    .name = cell[3],
	    .editor = cell[4],
	    .state = cell[5],
	    .params = cell[6],
	    .plan_start_time = cell[7],
	    .create_time = cell[8],
	    .edit_time = cell[9],
	    .task = cell[10],
	    .template_id = cell[11],
	    .template_name = cell[12],
	    .template_source = cell[13],
	    .timer = cell[14],
	    .flow = cell[15],
	    .flow_creator = cell[16],
	    .flow_project = cell[17],
	    .flow_name = cell[18]};
}

static bool
read_clocked(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct clocked_tasks *l = context;

	l->items = listing_read_counts(
	    call, i, sizeof(*l->items), &l->count, &l->total);
	if (l->items == NULL)
		return false;
	for (size_t r = 0; r < l->count; r++)
		read_row(db_get(db, i, r).cells, &l->items[r]);
	return true;
}

/* ---------- parameters ---------- */

static enum outcome
read_id(struct call *call, struct clocked_filter *f)
{
	struct text id = forwarded_text(call, "id"), digits;
	bool negative = false;

	if (id.len == 0)
		return OUTCOME_OK;
	if (!pyint_parse_str(call->arena, id, &negative, &digits))
		return call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT,
		    TEXT("参数id必须为数字"));
	f->has_id = true;
	f->is_no_id = !text_to_uint64(digits, &f->id) || negative;
	return OUTCOME_OK;
}

static enum outcome
read_state(struct call *call, struct clocked_filter *f)
{
	f->state = forwarded_text(call, "state");
	if (f->state.len == 0 || text_is(f->state, "not_started") ||
	    text_is(f->state, "started") || text_is(f->state, "start_failed"))
		return OUTCOME_OK;
	return call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT,
	    TEXT("参数state必须为以下值之一: not_started, started, "
		 "start_failed"));
}

static enum outcome
read_clocked_params(struct call *call, struct clocked_tasks *l)
{
	enum outcome outcome = listing_read_zone(call, &l->zone);

	if (outcome == OUTCOME_OK)
		outcome = read_id(call, &l->filter);
	if (outcome == OUTCOME_OK)
		outcome = read_state(call, &l->filter);
	l->filter.name = forwarded_text(call, "task_name");
	l->filter.creator = forwarded_text(call, "creator");
	l->filter.editor = forwarded_text(call, "editor");
	return outcome == OUTCOME_OK ? listing_read_page(call, &l->page)
				     : outcome;
}

/* ---------- the answer ---------- */

static enum outcome
show_task(struct call *call, struct clocked *task)
{
	struct text *times[] = {
	    &task->plan_start_time, &task->create_time, &task->edit_time};
	enum outcome outcome = OUTCOME_OK;
	const char *why;

	for (size_t i = 0; i < 3 && outcome == OUTCOME_OK; i++)
		outcome = listing_format_time(call, times[i]);
	if (outcome != OUTCOME_OK)
		return outcome;
	task->parameters = value_json(TEXT("{}"));
	if (task->params.len > 0 &&
	    value_read_json(task->params, &task->parameters, &why) != VALUE_OK)
		return call_fault(call,
		    "clocked_task_clockedtask.task_params cannot be read");
	return OUTCOME_OK;
}

static enum outcome
show_tasks(struct call *call, struct clocked_tasks *l)
{
	enum outcome outcome = listing_enter_zone(call, &l->zone), left;

	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++)
		outcome = show_task(call, &l->items[i]);
	left = listing_leave_zone(call, &l->zone);
	return outcome == OUTCOME_OK ? left : outcome;
}

/* Of a template that is deleted or of another kind bk-sops knows no actions. */
static enum outcome
decide_flow(struct call *call, const struct listing_actions *actions,
    struct clocked *task)
{
	const struct text cells[] = {task->flow, TEXT_NONE, task->flow_creator,
	    task->flow_project, task->flow_name, TEXT_NONE};
	enum outcome outcome;
	unsigned allowed;

	if (task->flow.s == NULL)
		return OUTCOME_OK;
	outcome =
	    listing_decide_actions(call, actions, "flow", cells, &allowed);
	if (outcome == OUTCOME_OK && (allowed & 1U) != 0)
		task->allowed |= 1U << FLOW_VIEW;
	return outcome;
}

static enum outcome
decide_task(struct call *call, const struct listing_actions *actions,
    struct clocked *task)
{
	const struct text cells[] = {task->id, TEXT_NONE, task->creator,
	    task->project, task->name, TEXT_NONE};
	enum outcome outcome = listing_decide_actions(
	    call, actions, "clocked_task", cells, &task->allowed);

	task->allowed &= (1U << FLOW_VIEW) - 1;
	return outcome;
}

/* 5.2; the answer to one question, taken apart by the kind of resource. */
static enum outcome
decide_clocked_tasks(struct call *call, struct clocked_tasks *l)
{
	struct listing_actions clocked, flow;
	enum outcome outcome =
	    listing_ask_actions(call, &clocked, asked_actions, l->count);

	flow = clocked;
	flow.names = flow_actions;
	flow.policies[0] = clocked.policies[FLOW_VIEW];
	clocked.names = actions_of_clocked;
	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++) {
		outcome = decide_task(call, &clocked, &l->items[i]);
		if (outcome == OUTCOME_OK)
			outcome = decide_flow(call, &flow, &l->items[i]);
	}
	return outcome;
}

static enum outcome
prepare_clocked_tasks(struct call *call)
{
	static const struct query query = {add_clocked, read_clocked};
	struct clocked_tasks *l = call->state;
	enum outcome outcome = listing_check_actions(call);

	if (outcome != OUTCOME_OK)
		return outcome;
	outcome = read_clocked_params(call, l);
	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PROJECT, outcome);
	outcome = admit_ask(call, GATE_PROJECT, &query, l);
	if (outcome == OUTCOME_OK)
		outcome = decide_clocked_tasks(call, l);
	return outcome == OUTCOME_OK ? show_tasks(call, l) : outcome;
}

static enum outcome
write_task(struct call *call, struct json_writer *w, const struct clocked *task)
{
	enum outcome outcome;

	json_object_open(w);
	call_write_number(w, "id", task->id);
	json_key(w, TEXT("task_parameters"));
	outcome = value_write(
	    call, w, "clocked_task_clockedtask.task_params", &task->parameters);
	json_member_string(w, "creator", task->creator);
	json_member_string(w, "editor", task->editor);
	json_member_string(w, "state", task->state);
	json_member_string(w, "plan_start_time", task->plan_start_time);
	json_member_string(w, "create_time", task->create_time);
	json_member_string(w, "edit_time", task->edit_time);
	call_write_number(w, "project_id", task->project);
	call_write_number(w, "task_id", task->task);
	json_member_string(w, "task_name", task->name);
	call_write_number(w, "template_id", task->template_id);
	json_member_string(w, "template_name", task->template_name);
	json_member_string(w, "template_source", task->template_source);
	call_write_number(w, "clocked_task_id", task->timer);
	listing_write_actions(w, asked_actions, task->allowed);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_clocked_tasks(struct call *call, struct json_writer *w)
{
	const struct clocked_tasks *l = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_array_open(w);
	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++)
		outcome = write_task(call, w, &l->items[i]);
	json_array_close(w);
	return outcome;
}

static void
write_total(const struct call *call, struct json_writer *w)
{
	const struct clocked_tasks *l = call->state;

	json_member_int(w, "count", l->total);
}

static const char *const parameters[] = {"scope", "expected_timezone", "id",
    "task_name", "creator", "editor", "state", "offset", "limit", NULL};

const struct endpoint current_clocked_list = {
    .parameters = parameters,
    .state_size = sizeof(struct clocked_tasks),
    .prepare = prepare_clocked_tasks,
    .write = write_clocked_tasks,
    .write_extra = write_total,
    .cacheable = call_is_cacheable,
};
