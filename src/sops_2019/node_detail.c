/* SPDX-License-Identifier: MIT */
/* get_task_node_detail (sops 3.5): one node of a task. */
#include "sops_2019/endpoints.h"

#include "decode/tree.h"
#include "sops/param_value.h"
#include "sops/plugins.h"
#include "sops_2019/node_inputs.h"
#include "sops_2019/status_tree.h"

/* An earlier execution of the node. */
struct history {
	const struct stored_history *row;
	struct node_data data;
	struct text start_time, finish_time;
	int64_t elapsed;
};

/* The list of a node's outputs. */
struct outputs {
	const struct component *component; /* whose outputs come first */
	bool unknown; /* there is no such plugin: no outputs at all */
	const struct pickle_value *dict; /* NULL: none */
	size_t *order;			 /* of its items */
};

struct detail {
	struct node_rows rows;
	struct tree *snapshot;
	struct text code; /* of the plugin whose outputs are named */
	struct node_stack stack;

	bool has_data; /* or else what bk-sops would work out */
	struct node_data data;
	struct node_inputs worked_out;
	struct outputs outputs;
	struct state_tree *tree;
	struct history *histories;
};

/* Of the stored value, NULL without one; `code` is the parameter
 * component_code, of which "" is none. */
static enum outcome
read_outputs(struct call *call, const struct pickle_value *value,
    struct text code, struct outputs *outputs)
{
	*outputs = (struct outputs){.component = NULL};
	if (code.len > 0) {
		outputs->component = plugins_find(call->plugins, code);
		outputs->unknown = outputs->component == NULL;
	}
	if (value == NULL || outputs->unknown)
		return OUTCOME_OK;
	if (!pickle_is_dict(value)) {
		/* Python asks what is not empty for the declared keys. */
		if (outputs->component != NULL && pickle_is_true(value))
			return call_fault(
			    call, "engine_data.outputs is no dict");
		return OUTCOME_OK;
	}
	outputs->dict = value;
	outputs->order = pickle_dict_order(call->arena, value);
	return outputs->order != NULL ? OUTCOME_OK
				      : call_fault(call, "out of memory");
}

static bool
is_declared(const struct outputs *outputs, size_t item)
{
	const struct component *c = outputs->component;

	for (size_t i = 0; c != NULL && i < c->noutputs; i++)
		if (pickle_dict_key_is(outputs->dict, item, c->outputs[i].key))
			return true;
	return false;
}

static enum outcome
write_declared(struct call *call, const struct outputs *outputs,
    const struct component_output *output, struct json_writer *w)
{
	const struct pickle_value *value = NULL;
	enum outcome outcome = OUTCOME_OK;

	if (outputs->dict != NULL)
		value = pickle_dict_get(outputs->dict, output->key);
	json_object_open(w);
	json_member_string(
	    w, "name", call->english ? output->en : output->zh_hans);
	json_member_string(w, "key", output->key);
	json_key(w, TEXT("value"));
	if (value == NULL)
		json_string(w, TEXT(""));
	else
		outcome =
		    call_write_pickle(call, w, "engine_data.outputs", value);
	json_member_bool(w, "preset", true);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_other(struct call *call, const struct outputs *outputs, size_t item,
    struct json_writer *w)
{
	const struct pickle_value *key = pickle_dict_key(outputs->dict, item);
	enum outcome outcome = OUTCOME_OK;

	json_object_open(w);
	if (outputs->component != NULL) {
		json_key(w, TEXT("name"));
		outcome =
		    call_write_pickle(call, w, "engine_data.outputs", key);
	}
	json_key(w, TEXT("key"));
	if (outcome == OUTCOME_OK)
		outcome =
		    call_write_pickle(call, w, "engine_data.outputs", key);
	json_key(w, TEXT("value"));
	if (outcome == OUTCOME_OK)
		outcome = call_write_pickle(call, w, "engine_data.outputs",
		    pickle_dict_value(outputs->dict, item));
	json_member_bool(w, "preset", false);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_outputs(
    struct call *call, const struct outputs *outputs, struct json_writer *w)
{
	const struct component *c = outputs->component;
	size_t n = outputs->dict == NULL ? 0 : pickle_dict_size(outputs->dict);
	enum outcome outcome = OUTCOME_OK;

	json_array_open(w);
	for (size_t i = 0; c != NULL && i < c->noutputs; i++) {
		if (outcome == OUTCOME_OK)
			outcome =
			    write_declared(call, outputs, &c->outputs[i], w);
	}
	for (size_t i = 0; i < n && outcome == OUTCOME_OK; i++)
		if (!is_declared(outputs, outputs->order[i]))
			outcome =
			    write_other(call, outputs, outputs->order[i], w);
	json_array_close(w);
	return outcome;
}

/* A refusal of bk-sops's that has data, {}. */
static enum outcome
refuse_node(struct call *call, struct text message)
{
	call->result.data = CALL_DATA_EMPTY;
	return call_refuse(call, message);
}

static enum outcome
check_task(struct call *call, const struct detail *d)
{
	const struct node_task *task = &d->rows.task;

	if (task->state == STORE_FAILED)
		return call_fault(call, "the task could not be read");
	if (task->state != STORE_ROW)
		return call_refuse_ascii(call,
		    ARENA_JOIN(call->arena, TEXT("task[id="),
			call->variables[0], TEXT("] of business[bk_biz_id="),
			call->business_typed, TEXT("] does not exist")));
	return OUTCOME_OK;
}

static enum outcome
read_stack(struct call *call, struct detail *d)
{
	struct text json = forwarded_text(call, "subprocess_stack");

	if (json.s == NULL)
		json = TEXT("[]");
	if (node_stack_read(call->arena, json, &d->stack))
		return OUTCOME_OK;
	return call_refuse(
	    call, TEXT("subprocess_stack is not a valid array json"));
}

/* What is stored of the task's nodes wins over its tree. */
static enum outcome
has_node(struct call *call, struct detail *d, bool *has)
{
	const struct node_task *task = &d->rows.task;
	const char *column = task->has_info ? "pipeline_treeinfo.data"
					    : "pipeline_snapshot.data";
	struct tree *tree = d->snapshot;
	enum tree_result result;

	if (!task->has_instance)
		return call_fault(call, "the task has no pipeline instance");
	if ((task->has_info ? task->info.s : task->snapshot.s) == NULL)
		return call_fault(call, "the nodes of the task are not stored");
	if (task->has_info)
		tree = tree_open(call->arena, task->info, NULL);
	if (tree == NULL)
		return call_fault(call, "out of memory");
	result = task->has_info ? tree_info_has_node(tree, d->rows.node, has)
				: tree_has_node(tree, d->rows.node, has);
	return result == TREE_OK ? OUTCOME_OK
				 : call_tree_fault(call, column, tree);
}

static enum outcome
check_node(struct call *call, struct detail *d)
{
	bool has = false;
	enum outcome outcome = has_node(call, d, &has);

	if (outcome != OUTCOME_OK || (has && d->rows.node.s != NULL))
		return outcome;
	/* bk-sops puts the id into a text of bytes. */
	if (!text_is_ascii(d->rows.node))
		return call_fault(
		    call, "the node is unknown, and its id is not ASCII");
	return refuse_node(call,
	    ARENA_JOIN(call->arena, TEXT("node[node_id="),
		d->rows.node.s == NULL ? TEXT("None") : d->rows.node,
		TEXT("] not found in task[task_id="),
		arena_printf(call->arena, "%lld", (long long)d->rows.task.id),
		TEXT("]")));
}

static enum outcome
read_stored(struct call *call, struct detail *d)
{
	enum outcome outcome = call_read_data(
	    call, "engine_data", &d->rows.data, NODE_PROTOCOL, &d->data);

	d->has_data = true;
	return outcome == OUTCOME_OK
		   ? read_outputs(call, d->data.outputs, d->code, &d->outputs)
		   : outcome;
}

/* What a node that was not executed has is never shown. */
static enum outcome
work_out(struct call *call, struct detail *d)
{
	enum outcome outcome = read_outputs(call, NULL, d->code, &d->outputs);

	if (outcome != OUTCOME_OK || !d->rows.states.has_relations)
		return outcome;
	return node_inputs_read(call, &d->rows.task, d->snapshot, d->rows.node,
	    &d->stack, &d->worked_out);
}

/* bk-sops reads the snapshot whether it is needed or not. */
static enum outcome
read_data(struct call *call, struct detail *d)
{
	const struct node_rows *rows = &d->rows;

	if (rows->data_state == STORE_FAILED)
		return call_fault(call, "the node's data could not be read");
	if (rows->states.state != STORE_ROW)
		return call_fault(call, "the states could not be read");
	if (!rows->task.has_snapshot)
		return call_fault(call, "the task has no snapshot");
	return rows->data_state == STORE_ROW ? read_stored(call, d)
					     : work_out(call, d);
}

static enum outcome
read_states(struct call *call, struct detail *d)
{
	struct text why = TEXT_NONE;

	switch (
	    status_tree_build(call, &d->rows.states, NULL, &d->tree, &why)) {
	case STATUS_TREE_OK:
		return OUTCOME_OK;
	case STATUS_TREE_MEMORY:
		return call_fault(call, "out of memory");
	case STATUS_TREE_VALUE_ERROR:
	case STATUS_TREE_ERROR:
		break;
	}
	/* Of Python's exceptions only this one is caught. */
	if (!d->rows.states.has_relations)
		return refuse_node(call, why);
	why = ARENA_JOIN(call->arena, TEXT("the states make no tree: "), why);
	return call_fault(call, why.s);
}

static enum outcome
read_times(struct call *call, struct history *h)
{
	const char *format = call->config->time_format;
	struct datetime start = datetime_read_stored(h->row->started_time);
	struct datetime finish = datetime_read_stored(h->row->archived_time);

	h->start_time = datetime_format(call->arena, start, format);
	h->finish_time = datetime_format(call->arena, finish, format);
	h->elapsed = datetime_elapsed(start, finish, call->now_us);
	if (h->start_time.s == NULL || h->finish_time.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	return OUTCOME_OK;
}

static enum outcome
read_history(struct call *call, struct history *h)
{
	enum outcome outcome;

	if (h->row->data_state != STORE_ROW)
		return call_fault(call, "a history has no data");
	outcome = call_read_data(
	    call, "engine_historydata", &h->row->data, NODE_PROTOCOL, &h->data);
	return outcome == OUTCOME_OK ? read_times(call, h) : outcome;
}

static enum outcome
read_histories(struct call *call, struct detail *d)
{
	const struct node_rows *rows = &d->rows;
	enum outcome outcome = OUTCOME_OK;

	if (rows->histories_state == STORE_FAILED)
		return call_fault(call, "the histories could not be read");
	d->histories =
	    arena_array(call->arena, rows->nhistories, sizeof(*d->histories));
	if (d->histories == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < rows->nhistories && outcome == OUTCOME_OK; i++) {
		d->histories[i].row = &rows->histories[i];
		outcome = read_history(call, &d->histories[i]);
	}
	return outcome;
}

static enum outcome
prepare_node(struct call *call)
{
	struct detail *d = call->state;
	enum outcome outcome;

	d->rows.node = forwarded_text(call, "node_id");
	d->code = forwarded_text(call, "component_code");
	outcome = node_rows_admit(call, &d->rows);
	if (outcome == OUTCOME_OK)
		outcome = check_task(call, d);
	if (outcome != OUTCOME_OK)
		return outcome;
	d->snapshot =
	    tree_open(call->arena, d->rows.task.snapshot, call->trees);
	if (d->snapshot == NULL)
		return call_fault(call, "out of memory");
	outcome = read_stack(call, d);
	if (outcome == OUTCOME_OK)
		outcome = check_node(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_data(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_states(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_histories(call, d);
	return outcome;
}

static enum outcome
write_values(struct call *call, const struct history *h, struct json_writer *w)
{
	enum outcome outcome;

	json_key(w, TEXT("inputs"));
	outcome = call_write_pickle(
	    call, w, "engine_historydata.inputs", h->data.inputs);
	json_key(w, TEXT("outputs"));
	if (outcome == OUTCOME_OK)
		outcome = call_write_pickle(
		    call, w, "engine_historydata.outputs", h->data.outputs);
	json_key(w, TEXT("ex_data"));
	if (outcome == OUTCOME_OK)
		outcome = call_write_pickle(
		    call, w, "engine_historydata.ex_data", h->data.ex_data);
	return outcome;
}

static enum outcome
write_history(struct call *call, const struct history *h, struct json_writer *w)
{
	enum outcome outcome;

	json_object_open(w);
	json_member_string(w, "state", TEXT("FAILED"));
	json_member_string(w, "start_time", h->start_time);
	json_member_string(w, "finish_time", h->finish_time);
	json_member_int(w, "elapsed_time", h->elapsed);
	json_member_int(w, "loop", h->row->loop);
	call_write_flag(w, "skip", h->row->skip);
	json_member_object(w, "children");
	json_object_close(w);
	outcome = write_values(call, h, w);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_histories(
    struct call *call, const struct detail *d, struct json_writer *w)
{
	enum outcome outcome = OUTCOME_OK;

	json_member_array(w, "histories");
	for (size_t i = 0; i < d->rows.nhistories && outcome == OUTCOME_OK; i++)
		outcome = write_history(call, &d->histories[i], w);
	json_array_close(w);
	return outcome;
}

static enum outcome
write_inputs(struct call *call, const struct detail *d, struct json_writer *w)
{
	json_key(w, TEXT("inputs"));
	if (!d->has_data) {
		node_inputs_write(call, &d->worked_out, &d->rows.task, w);
		return OUTCOME_OK;
	}
	if (pickle_is_dict(d->data.inputs))
		return call_write_pickle(
		    call, w, "engine_data.inputs", d->data.inputs);
	json_object_open(w);
	json_object_close(w);
	return OUTCOME_OK;
}

static enum outcome
write_ex_data(struct call *call, const struct detail *d, struct json_writer *w)
{
	json_key(w, TEXT("ex_data"));
	if (d->outputs.unknown)
		json_string(
		    w, ARENA_JOIN(call->arena,
			   TEXT("get component[component_code="), d->code,
			   TEXT("] format error: 'NoneType' object has "
				"no attribute 'outputs_format'")));
	else if (d->has_data)
		return call_write_pickle(
		    call, w, "engine_data.ex_data", d->data.ex_data);
	else
		json_string(w, d->worked_out.ex_data);
	return OUTCOME_OK;
}

static enum outcome
write_node(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	enum outcome outcome;

	json_object_open(w);
	status_tree_write_members(d->tree, w);
	outcome = write_histories(call, d, w);
	if (outcome == OUTCOME_OK)
		outcome = write_inputs(call, d, w);
	json_key(w, TEXT("outputs"));
	if (outcome == OUTCOME_OK)
		outcome = write_outputs(call, &d->outputs, w);
	if (outcome == OUTCOME_OK)
		outcome = write_ex_data(call, d, w);
	json_object_close(w);
	return outcome;
}

static const char *const parameters[] = {
    "node_id", "component_code", "subprocess_stack", NULL};

const struct endpoint endpoint_node_detail = {
    .parameters = parameters,
    .message = true,
    .state_size = sizeof(struct detail),
    .prepare = prepare_node,
    .write = write_node,
};
