/* SPDX-License-Identifier: MIT */
/*
 * get_task_detail (sops-current 4.3): one task with its tree, constants and
 * outputs.  Everything comes in one round trip, whatever the size of the tree.
 * Callers of an MCP server get a trimmed tree, or none (2.5).
 */
#include "sops_current/endpoints.h"

#include "python/number.h"
#include "sops_current/admit.h"
#include "sops_current/engine.h"
#include "sops_current/flags.h"
#include "sops_current/shown_tree.h"
#include "sops_current/value.h"

/* Times are "YYYY-MM-DD HH:MM:SS[.ffffff]" in UTC; .s NULL for NULL. */
struct task {
	enum store_state state;
	int64_t id;
	int64_t engine;
	struct text create_method;
	struct text template_id;
	bool has_instance;
	struct text name, creator, executor;
	struct text create_time, start_time, finish_time;
	struct text snapshot; /* CompressJSON; .s NULL: no snapshot */
	bool has_outputs;     /* a row of its engine's table */
	struct text outputs, serializer, ex_data;
};

struct detail {
	struct task task;
	struct tree_label *labels;
	size_t nlabels;

	struct text create_time, start_time, finish_time, template_id;
	int64_t elapsed; /* seconds */
	bool is_running; /* they are until now */
	struct tree *tree;
	bool wants_tree;    /* a caller of an MCP server does */
	const char *column; /* of the outputs, for the log */
	struct value_member *outputs;
	struct tree_wanted *wanted; /* one for each output */
	size_t noutputs;
	struct value ex_data;
};

/* ---------- statements ---------- */

static void
add_from_instance(const struct call *call, struct batch *q, const char *join)
{
	admit_from_tasks(call, q);
	batch_sql(q, join);
	batch_sql(q, " pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id");
}

/* Deleted tasks are answered, too. */
static void
add_detail_task(const struct call *call, struct batch *q)
{
	batch_statement(q, "task");
	batch_sql(q, "SELECT t.id,t.engine_ver,t.create_method,t.template_id,"
		     "i.id,i.name,i.creator,i.executor,"
		     "i.create_time,i.start_time,i.finish_time,s.data,"
		     "d.id,d.outputs,d.ex_data,"
		     "e.node_id,e.outputs,e.outputs_serializer");
	add_from_instance(call, q, " LEFT JOIN");
	batch_sql(q,
	    " LEFT JOIN pipeline_snapshot s ON s.id=i.execution_snapshot_id"
	    " LEFT JOIN engine_data d"
	    " ON d.id=i.instance_id AND t.engine_ver=1"
	    " LEFT JOIN eri_executiondata e"
	    " ON e.node_id=i.instance_id AND t.engine_ver=2"
	    " WHERE t.id=");
	batch_uint(q, call->task);
}

/* A row for each label, and one for a node without labels. */
static void
add_labels(const struct call *call, struct batch *q)
{
	batch_statement(q, "labels");
	batch_sql(q, "SELECT n.node_id,l.code,g.code");
	add_from_instance(call, q, " JOIN");
	batch_sql(q, " JOIN pipeline_web_core_nodeininstance n"
		     " ON n.instance_id=i.instance_id"
		     " LEFT JOIN pipeline_web_label_nodeininstanceattrlabel a"
		     " ON a.node_id=n.id"
		     " LEFT JOIN"
		     " pipeline_web_label_nodeininstanceattrlabel_labels m"
		     " ON m.nodeininstanceattrlabel_id=a.id"
		     " LEFT JOIN pipeline_web_label_label l ON l.id=m.label_id"
		     " LEFT JOIN pipeline_web_label_labelgroup g"
		     " ON g.id=l.group_id"
		     " WHERE t.id=");
	batch_uint(q, call->task);
	batch_sql(q, " ORDER BY n.id,m.id");
}

static void
add_detail(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	add_detail_task(call, q);
	/* A trimmed tree has none. */
	if (!call->caller.is_mcp)
		add_labels(call, q);
}

static void
read_detail_task(struct call *call, size_t i, struct task *task)
{
	struct db_row row;

	task->state = query_row(call, i, &row);
	if (task->state != STORE_ROW)
		return;
	task->id = db_int(row.cells[0]);
	task->engine = db_int(row.cells[1]);
	task->create_method = row.cells[2];
	task->template_id = row.cells[3];
	task->has_instance = row.cells[4].s != NULL;
	task->name = row.cells[5];
	task->creator = row.cells[6];
	task->executor = row.cells[7];
	task->create_time = row.cells[8];
	task->start_time = row.cells[9];
	task->finish_time = row.cells[10];
	task->snapshot = row.cells[11];
	task->outputs = row.cells[13];
	task->ex_data = row.cells[14];
	if (task->engine == ENGINE_V2)
		task->outputs = row.cells[16];
	task->serializer = row.cells[17];
	task->has_outputs =
	    row.cells[task->engine == ENGINE_V2 ? 15 : 12].s != NULL;
}

static bool
read_detail(struct call *call, size_t i, void *context)
{
	struct detail *d = context;

	read_detail_task(call, i, &d->task);
	return call->caller.is_mcp ||
	       shown_tree_labels(call, i + 1, &d->labels, &d->nlabels);
}

/* ---------- what is worked out of them ---------- */

static enum outcome
check_detail_task(struct call *call, const struct task *task)
{
	if (task->state != STORE_ROW)
		return refuse_missing_task(call, "get_task_detail");
	if (!task->has_instance)
		return call_fault(call, "the task has no pipeline instance");
	if (task->snapshot.s == NULL)
		return call_fault(call, "the task has no snapshot");
	if (task->engine != ENGINE_V1 && task->engine != ENGINE_V2)
		return call_fault(call, "the task is of no known engine");
	return OUTCOME_OK;
}

static enum outcome
read_detail_times(struct call *call, struct detail *d)
{
	const char *format = call->config->time_format;
	struct datetime created = datetime_read_stored(d->task.create_time);
	struct datetime start = datetime_read_stored(d->task.start_time);
	struct datetime finish = datetime_read_stored(d->task.finish_time);

	d->create_time = datetime_format(call->arena, created, format);
	d->start_time = datetime_format(call->arena, start, format);
	d->finish_time = datetime_format(call->arena, finish, format);
	d->is_running = start.is_set && !finish.is_set;
	d->elapsed = datetime_elapsed_rounded(start, finish, call->now_us);
	if (d->create_time.s == NULL || d->start_time.s == NULL ||
	    d->finish_time.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	return OUTCOME_OK;
}

/* The number of a template, or none. */
static enum outcome
read_template(struct call *call, struct detail *d)
{
	struct text stored = d->task.template_id;

	d->template_id = TEXT("\"\"");
	if (stored.len == 0 ||
	    pyint_of_unicode(call->arena, stored, &d->template_id))
		return OUTCOME_OK;
	return call_fault(call, "taskflow3_taskflowinstance.template_id is no "
				"number");
}

/* What an engine's value that could not be read comes to. */
static enum outcome
value_fault(struct call *call, const char *why)
{
	const struct detail *d = call->state;
	struct text text = arena_printf(call->arena, "%s: %s", d->column, why);

	return call_fault(call, text.s);
}

/* The outputs of bamboo-engine; what cannot be read there is left out. */
static enum outcome
read_v2(struct call *call, struct detail *d, struct value *outputs)
{
	const char *why = "";
	enum value_result result = value_read_eri(
	    call, d->task.outputs, d->task.serializer, outputs, &why);

	if (result == VALUE_BROKEN)
		*outputs = value_json(TEXT("{}"));
	else if (result != VALUE_OK)
		return value_fault(call, why);
	return OUTCOME_OK;
}

static enum outcome
read_v1(struct call *call, struct detail *d, struct value *outputs)
{
	const char *why = "";
	enum value_result result =
	    value_read_io(call, d->task.outputs, outputs, &why);

	if (result == VALUE_OK)
		result =
		    value_read_io(call, d->task.ex_data, &d->ex_data, &why);
	return result == VALUE_OK ? OUTCOME_OK : value_fault(call, why);
}

/* The keys of constants are text: other ones are none of them. */
static bool
is_named(struct call *call, const struct value_member *output)
{
	struct text text;

	return output->key.s != NULL &&
	       (output->own == NULL ||
		   pickle_str(call->arena, output->own, &text));
}

/* The outputs one by one; their names are found in the tree. */
static enum outcome
index_outputs(struct call *call, struct detail *d, const struct value *outputs)
{
	if (!value_is_object(outputs))
		return call_fault(call, "the outputs are no object");
	if (!value_members(call, outputs, &d->outputs, &d->noutputs))
		return call_fault(call, "too many outputs, or out of memory");
	d->wanted = arena_array(call->arena, d->noutputs, sizeof(*d->wanted));
	if (d->wanted == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < d->noutputs; i++) {
		if (!is_named(call, &d->outputs[i]))
			return call_fault(
			    call, "the name of an output is no text");
		d->wanted[i].key = d->outputs[i].key;
	}
	return OUTCOME_OK;
}

static enum outcome
read_task_outputs(struct call *call, struct detail *d)
{
	bool is_v2 = d->task.engine == ENGINE_V2;
	struct value outputs;
	enum outcome outcome;

	d->ex_data = value_string(TEXT(""));
	d->column = is_v2 ? "eri_executiondata.outputs" : "engine_data";
	if (!d->task.has_outputs)
		return OUTCOME_OK;
	outcome =
	    is_v2 ? read_v2(call, d, &outputs) : read_v1(call, d, &outputs);
	if (outcome == OUTCOME_OK)
		outcome = index_outputs(call, d, &outputs);
	if (outcome == OUTCOME_OK && is_v2) {
		struct value ex_data =
		    value_find(d->outputs, d->noutputs, TEXT("ex_data"));

		if (value_is_true(&ex_data))
			d->ex_data = ex_data;
	}
	return outcome;
}

static enum outcome
open_tree(struct call *call, struct detail *d)
{
	d->wants_tree = shown_tree_is_wanted(call);
	d->tree = tree_open_labelled(
	    call->arena, d->task.snapshot, call->trees, d->labels, d->nlabels);
	return d->tree != NULL ? OUTCOME_OK : call_fault(call, "out of memory");
}

static enum outcome
check_history(struct call *call, bool wanted)
{
	if (!wanted || call->caller.is_mcp)
		return OUTCOME_OK;
	return call_forward(
	    call, "The history of webhooks is not answered here");
}

static enum outcome
prepare_detail(struct call *call)
{
	static const struct query query = {add_detail, read_detail};
	struct flag flags[] = {{"include_webhook_history", false},
	    {"include_edit_info", false}, {"include_children_status", false}};
	struct detail *d = call->state;
	enum outcome outcome = admit_ask(call, GATE_TASK, &query, d);

	if (outcome == OUTCOME_OK)
		outcome =
		    flags_read(call, flags, sizeof(flags) / sizeof(*flags));
	if (outcome == OUTCOME_OK)
		outcome = check_detail_task(call, &d->task);
	if (outcome == OUTCOME_OK)
		outcome = read_detail_times(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_template(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_task_outputs(call, d);
	if (outcome == OUTCOME_OK)
		outcome = check_history(call, flags[0].value);
	return outcome == OUTCOME_OK ? open_tree(call, d) : outcome;
}

/* ---------- the answer ---------- */

static void
write_fields(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	const struct task *task = &d->task;
	const struct sops_project *project = &call->access.project;

	json_member_int(w, "id", task->id);
	json_member_int(w, "project_id", project->id);
	json_member_string(w, "project_name", project->name);
	json_member_string(w, "name", task->name);
	json_member_string(w, "create_time", d->create_time);
	json_member_string(w, "creator", task->creator);
	json_member_string(w, "create_method", task->create_method);
	json_member_raw(w, "template_id", d->template_id);
	json_member_string(w, "start_time", d->start_time);
	json_member_string(w, "finish_time", d->finish_time);
	json_member_string(w, "executor", task->executor);
	json_member_int(w, "elapsed_time", d->elapsed);
	json_member_string(w, "task_url", call_task_url(call, task->id));
}

static enum outcome
write_tree(struct call *call, struct json_writer *w)
{
	struct detail *d = call->state;
	bool trimmed = call->caller.is_mcp;
	enum outcome outcome = call_write_tree(
	    call, trimmed ? NULL : w, d->tree, d->wanted, d->noutputs);

	if (outcome == OUTCOME_OK && trimmed && d->wants_tree) {
		json_key(w, TEXT("pipeline_tree"));
		if (tree_write_trimmed(d->tree, w) != TREE_OK)
			outcome = call_tree_fault(
			    call, "pipeline_snapshot.data", d->tree);
	}
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("constants"));
	if (tree_write_constants(d->tree, w) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", d->tree);
	return OUTCOME_OK;
}

static enum outcome
write_output(struct call *call, struct json_writer *w, size_t i)
{
	const struct detail *d = call->state;
	const struct tree_wanted *output = &d->wanted[i];
	enum outcome outcome;

	if (!output->has_name)
		return call_fault(
		    call, "an output is not among the constants of the tree");
	json_object_open(w);
	json_member_string(w, "key", output->key);
	json_key(w, TEXT("value"));
	outcome = value_write(call, w, d->column, &d->outputs[i].value);
	json_member_raw(w, "name", output->name);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_outputs(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_member_array(w, "outputs");
	for (size_t i = 0; i < d->noutputs && outcome == OUTCOME_OK; i++)
		outcome = write_output(call, w, i);
	json_array_close(w);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("ex_data"));
	return value_write(call, w, d->column, &d->ex_data);
}

static enum outcome
write_detail(struct call *call, struct json_writer *w)
{
	enum outcome outcome;

	json_object_open(w);
	write_fields(call, w);
	outcome = write_tree(call, w);
	if (outcome == OUTCOME_OK)
		outcome = write_outputs(call, w);
	json_object_close(w);
	return outcome;
}

static bool
is_detail_cacheable(const struct call *call)
{
	const struct detail *d = call->state;

	return !d->is_running;
}

enum db_result
sops_current_newest_task(struct sops *sops, struct arena *arena,
    int64_t deadline, struct newest_task *task)
{
	return sops_newest_task(sops, GENERATION_CURRENT,
	    "SELECT t.id,t.project_id"
	    " FROM taskflow3_taskflowinstance t FORCE INDEX(PRIMARY)"
	    " STRAIGHT_JOIN pipeline_pipelineinstance i"
	    " ON i.id=t.pipeline_instance_id"
	    " WHERE i.execution_snapshot_id IS NOT NULL"
	    " ORDER BY t.id DESC LIMIT 1",
	    arena, deadline, task);
}

static const char *const parameters[] = {"scope", "include_webhook_history",
    "include_edit_info", "include_children_status", "include_pipeline_tree",
    NULL};

const struct endpoint current_task_detail = {
    .parameters = parameters,
    .state_size = sizeof(struct detail),
    .prepare = prepare_detail,
    .write = write_detail,
    .cacheable = is_detail_cacheable,
};
