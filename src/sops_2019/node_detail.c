/* SPDX-License-Identifier: MIT */
/* get_task_node_detail (sops 3.5): one node of a task. */
#include "sops_2019/endpoints.h"

#include "decode/tree.h"
#include "sops/forwarded.h"
#include "sops_2019/node_histories.h"
#include "sops_2019/node_inputs.h"
#include "sops_2019/node_outputs.h"
#include "sops_2019/status_tree.h"

struct detail {
	struct node_detail_answer row;
	struct text node; /* TEXT_NONE: not given */
	struct text code; /* of the plugin whose outputs are named */
	struct node_stack stack;

	bool has_data; /* or else what bk-sops would work out */
	const struct pickle_value *inputs, *ex_data;
	struct node_inputs worked_out;
	struct node_outputs outputs;
	struct status_tree *tree;
	struct node_histories *histories;
};

/* A refusal of bk-sops's that has data, {}. */
static enum outcome
refuse(struct call *call, struct text message)
{
	call->empty_data = true;
	return call_refuse(call, message);
}

static enum outcome
check_task(struct call *call, const struct detail *d)
{
	const struct sops_node_task *task = &d->row.task;

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

static enum outcome
tree_fault(struct call *call, const char *column, const struct tree *tree)
{
	struct text t =
	    arena_printf(call->arena, "%s: %s", column, tree_error(tree));

	return call_fault(call, t.s == NULL ? "out of memory" : t.s);
}

/* What is stored of the task's nodes wins over its tree. */
static enum outcome
has_node(struct call *call, const struct detail *d, bool *has)
{
	const struct sops_node_task *task = &d->row.task;
	struct text blob = task->has_info ? task->info : task->snapshot;
	const char *column = task->has_info ? "pipeline_treeinfo.data"
					    : "pipeline_snapshot.data";
	struct tree *tree;
	enum tree_result result;

	if (!task->has_instance)
		return call_fault(call, "the task has no pipeline instance");
	if (blob.s == NULL)
		return call_fault(call, "the nodes of the task are not stored");
	tree = tree_open(call->arena, blob, NULL);
	if (tree == NULL)
		return call_fault(call, "out of memory");
	result = task->has_info ? tree_info_has_node(tree, d->node, has)
				: tree_has_node(tree, d->node, has);
	return result == TREE_OK ? OUTCOME_OK : tree_fault(call, column, tree);
}

static enum outcome
check_node(struct call *call, const struct detail *d)
{
	bool has = false;
	enum outcome outcome = has_node(call, d, &has);

	if (outcome != OUTCOME_OK || (has && d->node.s != NULL))
		return outcome;
	/* bk-sops puts the id into a text of bytes. */
	if (!text_is_ascii(d->node))
		return call_fault(
		    call, "the node is unknown, and its id is not ASCII");
	return refuse(call,
	    ARENA_JOIN(call->arena, TEXT("node[node_id="),
		d->node.s == NULL ? TEXT("None") : d->node,
		TEXT("] not found in task[task_id="),
		arena_printf(call->arena, "%lld", (long long)d->row.task.id),
		TEXT("]")));
}

/* Python decodes all three fields whenever it needs one (sops 2.3.1). */
static enum outcome
read_stored(struct call *call, struct detail *d)
{
	const struct sops_node_data *data = &d->row.data;
	const struct pickle_value *outputs;
	enum outcome outcome;

	d->has_data = true;
	outcome = pickled_read(call, "engine_data.inputs", data->inputs,
	    data->protocol, &d->inputs);
	if (outcome == OUTCOME_OK)
		outcome = pickled_read(call, "engine_data.outputs",
		    data->outputs, data->protocol, &outputs);
	if (outcome == OUTCOME_OK)
		outcome = pickled_read(call, "engine_data.ex_data",
		    data->ex_data, data->protocol, &d->ex_data);
	return outcome == OUTCOME_OK
		   ? node_outputs_read(call, outputs, d->code, &d->outputs)
		   : outcome;
}

/* What a node that was not executed has is never shown. */
static enum outcome
work_out(struct call *call, struct detail *d)
{
	enum outcome outcome =
	    node_outputs_read(call, NULL, d->code, &d->outputs);

	if (outcome != OUTCOME_OK || !d->row.tree.has_relations)
		return outcome;
	return node_inputs_read(
	    call, &d->row.task, d->node, &d->stack, &d->worked_out);
}

/* bk-sops reads the snapshot whether it is needed or not. */
static enum outcome
read_data(struct call *call, struct detail *d)
{
	const struct node_detail_answer *row = &d->row;

	if (row->data.state == STORE_FAILED)
		return call_fault(call, "the node's data could not be read");
	if (row->tree.state != STORE_ROW)
		return call_fault(call, "the states could not be read");
	if (!row->task.has_snapshot)
		return call_fault(call, "the task has no snapshot");
	return row->data.state == STORE_ROW ? read_stored(call, d)
					    : work_out(call, d);
}

static enum outcome
read_states(struct call *call, struct detail *d)
{
	struct text why = TEXT_NONE;

	switch (status_tree_build(call, &d->row.tree, NULL, &d->tree, &why)) {
	case STATUS_TREE_OK:
		return OUTCOME_OK;
	case STATUS_TREE_MEMORY:
		return call_fault(call, "out of memory");
	case STATUS_TREE_VALUE_ERROR:
	case STATUS_TREE_ERROR:
		break;
	}
	/* Of Python's exceptions only this one is caught. */
	if (!d->row.tree.has_relations)
		return refuse(call, why);
	why = ARENA_JOIN(call->arena, TEXT("the states make no tree: "), why);
	return call_fault(call, why.s == NULL ? "out of memory" : why.s);
}

static enum outcome
ask(struct call *call, struct detail *d)
{
	struct node_detail_answer *row = &d->row;
	enum outcome outcome = call_admit(call,
	    sops_ask_node_detail(call->sops, call->arena, &call->caller,
		call->ids[0], d->node, call->deadline, row),
	    &row->access);

	return outcome == OUTCOME_OK ? check_task(call, d) : outcome;
}

static enum outcome
prepare(struct call *call)
{
	struct detail *d = arena_alloc(call->arena, sizeof(*d));
	enum outcome outcome;

	if (d == NULL)
		return call_fault(call, "out of memory");
	call->state = d;
	d->node = forwarded_text(call, "node_id");
	d->code = forwarded_text(call, "component_code");
	outcome = ask(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_stack(call, d);
	if (outcome == OUTCOME_OK)
		outcome = check_node(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_data(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_states(call, d);
	if (outcome == OUTCOME_OK)
		outcome = node_histories_read(call, &d->row, &d->histories);
	return outcome;
}

static void
finish(struct call *call)
{
	sops_release(call->sops);
}

static enum outcome
write_inputs(struct call *call, const struct detail *d, struct json_writer *w)
{
	json_key(w, TEXT("inputs"));
	if (!d->has_data) {
		node_inputs_write(call, &d->worked_out, &d->row.task,
		    &d->row.access.business, w);
		return OUTCOME_OK;
	}
	if (pickle_is_dict(d->inputs))
		return pickled_write(call, w, "engine_data.inputs", d->inputs);
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
		return pickled_write(
		    call, w, "engine_data.ex_data", d->ex_data);
	else
		json_string(w, d->worked_out.ex_data);
	return OUTCOME_OK;
}

static enum outcome
write_data(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	enum outcome outcome;

	json_object_open(w);
	status_tree_write_members(d->tree, w);
	json_key(w, TEXT("histories"));
	outcome = node_histories_write(call, d->histories, w);
	if (outcome == OUTCOME_OK)
		outcome = write_inputs(call, d, w);
	json_key(w, TEXT("outputs"));
	if (outcome == OUTCOME_OK)
		outcome = node_outputs_write(call, &d->outputs, w);
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
    .prepare = prepare,
    .write = write_data,
    .finish = finish,
};
