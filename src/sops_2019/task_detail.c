/* SPDX-License-Identifier: MIT */
/*
 * get_task_detail (sops 3.2): one task with its tree, constants and outputs.
 * The answer is the union of what the code and its document promise (design:
 * superset).
 */
#include "sops_2019/task_detail.h"
#include "sops_2019/endpoints.h"

#include "decode/tree.h"
#include "sops/moment.h"
#include "sops/pickled.h"

struct detail {
	struct task_detail_answer row;
	struct text create_time, start_time, finish_time;
	int64_t elapsed;
	bool is_running;		    /* elapsed is until now */
	struct tree *tree;		    /* NULL: the task has no snapshot */
	const struct pickle_value *outputs; /* NULL: no row in engine_data */
	const struct pickle_value *ex_data;
	struct tree_wanted *wanted; /* one per output, same order */
	const struct pickle_value **values;
	size_t noutputs;
};

static enum outcome
read_times(struct call *call, struct detail *d)
{
	const struct sops_task *task = &d->row.task;
	const char *format = call->config->time_format;
	struct moment created = moment_parse(task->create_time);
	struct moment start = moment_parse(task->start_time);
	struct moment finish = moment_parse(task->finish_time);

	d->create_time = moment_format(call->arena, created, format);
	d->start_time = moment_format(call->arena, start, format);
	d->finish_time = moment_format(call->arena, finish, format);
	d->is_running = start.is_set && !finish.is_set;
	d->elapsed = moment_elapsed(start, finish, call->now_us);
	if (d->create_time.s == NULL || d->start_time.s == NULL ||
	    d->finish_time.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	return OUTCOME_OK;
}

/* Outputs by key; what else belongs to a key is found in the tree. */
static enum outcome
index_outputs(struct call *call, struct detail *d)
{
	size_t n;

	if (!pickle_is_dict(d->outputs))
		return call_fault(call, "engine_data.outputs is no dict");
	n = pickle_dict_size(d->outputs);
	d->wanted = arena_array(call->arena, n, sizeof(*d->wanted));
	d->values = arena_array(call->arena, n, sizeof(*d->values));
	if (d->wanted == NULL || d->values == NULL)
		return call_fault(call, "out of memory");
	d->noutputs = n;
	for (size_t i = 0; i < n; i++)
		if (!pickle_dict_item(call->arena, d->outputs, i,
			&d->wanted[i].key, &d->values[i]))
			return call_fault(call, "a key of engine_data.outputs "
						"is no text");
	return OUTCOME_OK;
}

/* Python decodes all three fields whenever it needs one (sops 2.3.1). */
static enum outcome
read_data(struct call *call, struct detail *d)
{
	const struct sops_task *task = &d->row.task;
	const struct pickle_value *inputs;
	enum outcome outcome;

	if (!task->has_data)
		return OUTCOME_OK;
	outcome = pickled_read(call, "engine_data.inputs", task->data_inputs,
	    PICKLE_PROTOCOL, &inputs);
	if (outcome == OUTCOME_OK)
		outcome = pickled_read(call, "engine_data.outputs",
		    task->data_outputs, PICKLE_PROTOCOL, &d->outputs);
	if (outcome == OUTCOME_OK)
		outcome = pickled_read(call, "engine_data.ex_data",
		    task->data_ex_data, PICKLE_PROTOCOL, &d->ex_data);
	return outcome == OUTCOME_OK ? index_outputs(call, d) : outcome;
}

static enum outcome
check_task(struct call *call, const struct sops_task *task)
{
	if (task->state == STORE_FAILED)
		return call_fault(call, "the task could not be read");
	if (task->state != STORE_ROW)
		return call_refuse_ascii(call,
		    ARENA_JOIN(call->arena, TEXT("task[id="),
			call->variables[0], TEXT("] of business[bk_biz_id="),
			call->business_typed, TEXT("] does not exist")));
	if (!task->has_instance)
		return call_fault(call, "the task has no pipeline instance");
	return OUTCOME_OK;
}

static enum outcome
prepare(struct call *call)
{
	struct detail *d = arena_alloc(call->arena, sizeof(*d));
	struct task_detail_answer *row;
	enum outcome outcome;

	if (d == NULL)
		return call_fault(call, "out of memory");
	call->state = d;
	row = &d->row;
	outcome = call_admit(call,
	    sops_ask_task_detail(call->sops, call->arena, &call->caller,
		call->ids[0], call->deadline, row),
	    &row->access);
	if (outcome == OUTCOME_OK)
		outcome = check_task(call, &row->task);
	if (outcome == OUTCOME_OK)
		outcome = read_times(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_data(call, d);
	if (outcome != OUTCOME_OK || row->task.snapshot.s == NULL)
		return outcome;
	d->tree = tree_open(call->arena, row->task.snapshot, call->trees);
	return d->tree != NULL ? OUTCOME_OK : call_fault(call, "out of memory");
}

static void
finish(struct call *call)
{
	sops_release(call->sops);
}

static void
write_fields(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	const struct sops_task *task = &d->row.task;
	const struct sops_business *business = &d->row.access.business;
	struct text number;

	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_member_int(w, "business_id", business->cc_id);
	json_member_string(w, "business_name", business->cc_name);
	if (template_id_number(call->arena, task->template_id, &number))
		json_member_raw(w, "template_id", number);
	else
		json_member_string(w, "template_id", task->template_id);
	json_member_string(w, "create_time", d->create_time);
	json_member_string(w, "create_method", task->create_method);
	json_member_string(w, "start_time", d->start_time);
	json_member_string(w, "finish_time", d->finish_time);
	json_member_int(w, "elapsed_time", d->elapsed);
	json_member_string(w, "creator", task->creator);
	json_member_string(w, "executor", task->executor);
	json_member_string(
	    w, "task_url", call_task_url(call, business, task->id));
	if (call->config->document_fields) {
		json_member_string(w, "instance_name", task->name);
		json_member_string(w, "end_time", d->finish_time);
	}
}

static enum outcome
tree_fault(struct call *call, const struct detail *d)
{
	struct text t = arena_printf(
	    call->arena, "pipeline_snapshot.data: %s", tree_error(d->tree));

	return call_fault(call, t.s == NULL ? "out of memory" : t.s);
}

static enum outcome
write_tree(struct call *call, struct json_writer *w)
{
	struct detail *d = call->state;
	struct tree_summary summary;

	if (d->tree == NULL) {
		json_member_null(w, "pipeline_tree");
		json_member_null(w, "constants");
		return OUTCOME_OK;
	}
	json_key(w, TEXT("pipeline_tree"));
	if (tree_write(d->tree, w, d->wanted, d->noutputs, &summary) != TREE_OK)
		return tree_fault(call, d);
	if (!summary.is_object)
		return call_fault(call, "the tree is no object");
	if (!summary.has_constants)
		return call_fault(call, "the tree has no constants");
	json_key(w, TEXT("constants"));
	if (tree_write_constants(d->tree, w) != TREE_OK)
		return tree_fault(call, d);
	return OUTCOME_OK;
}

static enum outcome
write_outputs(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_member_array(w, "outputs");
	for (size_t i = 0; i < d->noutputs && outcome == OUTCOME_OK; i++) {
		const struct tree_wanted *output = &d->wanted[i];

		json_object_open(w);
		json_member_string(w, "key", output->key);
		if (output->has_name)
			json_member_raw(w, "name", output->name);
		else
			json_member_string(w, "name", output->key);
		json_key(w, TEXT("value"));
		outcome =
		    pickled_write(call, w, "engine_data.outputs", d->values[i]);
		if (call->config->document_fields) {
			json_member_bool(w, "preset", output->from_component);
		}
		json_object_close(w);
	}
	json_array_close(w);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("ex_data"));
	if (d->ex_data == NULL)
		json_string(w, TEXT(""));
	else
		outcome =
		    pickled_write(call, w, "engine_data.ex_data", d->ex_data);
	return outcome;
}

static enum outcome
write_data(struct call *call, struct json_writer *w)
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
is_steady(const struct call *call)
{
	const struct detail *d = call->state;

	return !d->is_running;
}

const struct endpoint endpoint_task_detail = {
    .prepare = prepare,
    .write = write_data,
    .steady = is_steady,
    .finish = finish,
};
