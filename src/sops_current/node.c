/* SPDX-License-Identifier: MIT */
#include "sops_current/node.h"

#include "python/number.h"
#include "sops/param_value.h"
#include "sops_current/admit.h"

/* A refusal whose data is {}. */
static enum outcome
refuse_node(struct call *call, int code, struct text message)
{
	return call_refuse_code(call, code, CALL_DATA_EMPTY, message);
}

/* ---------- the task, the node, its place in the flow (4.6.1) ---------- */

static enum outcome
check_node_task(
    struct call *call, const struct node_words *words, const struct node *node)
{
	if (node->rows.task.state == STORE_ROW)
		return OUTCOME_OK;
	return words->is_detail
		   ? refuse_missing_task(call, "get_task_node_detail")
		   : refuse_missing_row(
			 call, TEXT("TaskFlowInstance matching query does not "
				    "exist."));
}

static enum outcome
read_stack(struct call *call, const struct node_words *words, struct node *node)
{
	struct text json = forwarded_text(call, "subprocess_stack");

	if (json.s == NULL)
		json = TEXT("[]");
	if (node_stack_read(call->arena, json, &node->stack))
		return OUTCOME_OK;
	return call_refuse_code(call, words->stack, CALL_DATA_ABSENT,
	    TEXT("subprocess_stack is not a valid array json"));
}

static enum outcome
check_node(
    struct call *call, const struct node_words *words, const struct node *node)
{
	const struct node_rows *rows = &node->rows;
	bool has = false;
	enum outcome outcome = task_nodes_has(
	    call, &rows->task.nodes, node->tree, rows->node, &has);

	if (outcome != OUTCOME_OK || (has && rows->node.s != NULL))
		return outcome;
	return refuse_node(call, words->unknown,
	    ARENA_JOIN(call->arena, TEXT("节点状态请求失败: 任务[ID: "),
		arena_printf(call->arena, "%lld", (long long)rows->task.id),
		TEXT("]中未找到节点[ID: "),
		rows->node.s == NULL ? TEXT("None") : rows->node,
		TEXT("]. 请重试. 如持续失败可联系管理员处理 | "),
		text_of(words->suffix)));
}

/* get_task_node_data fails over the missing "data" of this refusal. */
static enum outcome
check_engine(
    struct call *call, const struct node_words *words, const struct node *node)
{
	int64_t engine = node->rows.task.engine;

	if (engine == ENGINE_V1 || engine == ENGINE_V2)
		return OUTCOME_OK;
	return words->is_detail
		   ? engine_refuse(call, engine)
		   : call_fault(call, "the engine of the task is unknown");
}

/* NULL: the stack does not lead to the node. */
static const struct tree_node *
find_place(const struct node *node)
{
	const struct node_stack *stack = &node->stack;
	uint32_t flow = 0;

	if (stack->lost || (stack->type != NULL && stack->is_true))
		return NULL;
	for (size_t i = 0; i < stack->count; i++) {
		const struct tree_node *around =
		    tree_flow_find(&node->flow, flow, stack->ids[i]);

		if (around == NULL || !around->has_flow)
			return NULL;
		flow = tree_flow_index(&node->flow, around);
	}
	return tree_flow_find(&node->flow, flow, node->rows.node);
}

/* Keys that lead to a node: three for each subprocess around it, two of its
 * own. */
#define PATH_MAX_KEYS ((size_t)NODE_STACK_MAX * 3 + 2)

static size_t
make_path(const struct node *node, struct text *path)
{
	size_t n = 0;

	for (size_t i = 0; i < node->stack.count; i++) {
		path[n++] = TEXT("activities");
		path[n++] = node->stack.ids[i];
		path[n++] = TEXT("pipeline");
	}
	switch (node->place->kind) {
	case TREE_ACTIVITY:
		path[n++] = TEXT("activities");
		path[n++] = node->rows.node;
		break;
	case TREE_GATEWAY:
		path[n++] = TEXT("gateways");
		path[n++] = node->rows.node;
		break;
	case TREE_START_EVENT:
		path[n++] = TEXT("start_event");
		break;
	case TREE_END_EVENT:
		path[n++] = TEXT("end_event");
		break;
	}
	return n;
}

static enum outcome
fail_tree(struct call *call, const struct node *node)
{
	return call_tree_fault(call, "pipeline_snapshot.data", node->tree);
}

static enum outcome
read_place(struct call *call, struct node *node)
{
	enum { CONSTANTS, IGNORABLE, DATA, PARTS };
	struct text *path =
	    arena_array(call->arena, PATH_MAX_KEYS, sizeof(*path));
	struct tree_part parts[PARTS] = {[CONSTANTS] = {.key = "constants"}};
	size_t n;

	if (path == NULL)
		return call_fault(call, "out of memory");
	if (tree_flow_read(node->tree, &node->flow) != TREE_OK)
		return fail_tree(call, node);
	node->place = find_place(node);
	if (node->place != NULL) {
		n = make_path(node, path);
		parts[IGNORABLE] = (struct tree_part){
		    n, "error_ignorable", NULL, TEXT_NONE, false};
		parts[DATA] = (struct tree_part){
		    n, "component", "data", TEXT_NONE, false};
	}
	if (tree_find(node->tree, path, parts,
		node->place != NULL ? PARTS : CONSTANTS + 1) != TREE_OK)
		return fail_tree(call, node);
	if (parts[CONSTANTS].is_large)
		return call_forward(call,
		    "The constants of the flow are too large to be looked "
		    "through here");
	node->constants = parts[CONSTANTS].json;
	node->error_ignorable = parts[IGNORABLE].json;
	node->component_data = parts[DATA].json;
	return OUTCOME_OK;
}

/* v1 looks only for what it needs: the type of a node that was not
 * executed, and the version of a component. */
static enum outcome
check_place(struct call *call, const struct node *node)
{
	bool is_v1 = node->rows.task.engine == ENGINE_V1;

	if (node->place != NULL || (is_v1 && node->executed))
		return OUTCOME_OK;
	return call_fault(call, "the subprocess_stack does not lead to the "
				"node");
}

/* ---------- values of runs ---------- */

static enum outcome
end_value(struct call *call, enum value_result result, const char *column,
    const char *why)
{
	struct text text;

	switch (result) {
	case VALUE_OK:
		return OUTCOME_OK;
	case VALUE_BROKEN:
		return refuse_node(call, CODE_UNKNOWN,
		    ARENA_JOIN(call->arena, TEXT("fail: "), text_of(why)));
	case VALUE_FAILED:
		break;
	}
	text = arena_printf(call->arena, "%s: %s", column, why);
	return call_fault(call, text.s);
}

/* None of outputs that are no object. */
static enum outcome
read_outs(struct call *call, struct node_values *values)
{
	if (value_is_object(&values->outputs) &&
	    !value_members(
		call, &values->outputs, &values->outs, &values->nouts))
		return call_fault(call, "too many outputs, or out of memory");
	return OUTCOME_OK;
}

static enum outcome
read_v2(struct call *call, const struct stored_values *stored,
    struct node_values *values)
{
	const char *why = "";
	enum value_result result = value_read_eri(call, stored->inputs,
	    stored->inputs_serializer, &values->inputs, &why);
	enum outcome outcome = end_value(call, result, "inputs of eri_*", why);

	if (outcome != OUTCOME_OK)
		return outcome;
	result = value_read_eri(call, stored->outputs,
	    stored->outputs_serializer, &values->outputs, &why);
	outcome = end_value(call, result, "outputs of eri_*", why);
	if (outcome == OUTCOME_OK && !value_is_object(&values->outputs))
		return call_fault(call, "the outputs of a node are no object");
	if (outcome == OUTCOME_OK)
		outcome = read_outs(call, values);
	if (outcome != OUTCOME_OK)
		return outcome;
	values->ex_data =
	    value_find(values->outs, values->nouts, TEXT("ex_data"));
	values->has_ex_data = values->ex_data.kind != VALUE_NONE;
	return OUTCOME_OK;
}

static enum outcome
read_v1(struct call *call, const struct stored_values *stored,
    struct node_values *values)
{
	const struct {
		const char *column;
		struct text blob;
		struct value *value;
	} fields[] = {
	    {"inputs of engine_*", stored->inputs, &values->inputs},
	    {"outputs of engine_*", stored->outputs, &values->outputs},
	    {"ex_data of engine_*", stored->ex_data, &values->ex_data},
	};
	const char *why = "";

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		enum value_result result =
		    value_read_io(call, fields[i].blob, fields[i].value, &why);

		if (result != VALUE_OK)
			return end_value(call, result, fields[i].column, why);
	}
	values->has_ex_data = true;
	return read_outs(call, values);
}

enum outcome
node_values_read(struct call *call, const struct node *node,
    const struct stored_values *stored, struct node_values *values)
{
	enum outcome outcome = node->rows.task.engine == ENGINE_V1
				   ? read_v1(call, stored, values)
				   : read_v2(call, stored, values);

	if (outcome == OUTCOME_OK && !shield_value(call, &values->ex_data))
		return call_fault(call, "out of memory");
	return outcome;
}

/* ---------- what is shown of them (4.6.2, 4.6.3) ---------- */

static void
set_nothing(struct node_values *values)
{
	values->inputs = value_json(TEXT("{}"));
	values->outputs = value_json(TEXT("{}"));
	values->ex_data = value_string(TEXT(""));
}

static bool
has_type(const struct node *node, const char *type)
{
	return node->place != NULL && text_is(node->place->type, type);
}

static enum outcome
refuse_outputs(struct call *call)
{
	return refuse_node(call, CODE_UNKNOWN, TEXT("_format_outputs fail"));
}

static enum outcome
read_node_outputs(struct call *call, struct node *node)
{
	struct node_outputs *outputs = &node->outputs;
	enum declared declared;
	enum outcome outcome;

	if (node->code.len > 0 && node->place == NULL)
		return refuse_outputs(call);
	if (value_is_true(&node->values.outputs) &&
	    !value_is_object(&node->values.outputs))
		return refuse_outputs(call);
	outcome = node_outputs_declare(call, node->code,
	    node->place != NULL ? node->place->version : TEXT_NONE, outputs,
	    &declared);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (declared == DECLARED_NOWHERE)
		return refuse_outputs(call);
	if (declared == DECLARED_ELSEWHERE)
		return call_forward(call,
		    "What this plugin puts out does not stand in "
		    "component_outputs");
	outputs->members = node->values.outs;
	outputs->count = node->values.nouts;
	return node_outputs_rename(
	    call, node->constants, node->rows.node, outputs);
}

/* The values of the loop that is shown.  *is_bare: bk-sops shows nothing, and
 * looks no further. */
static enum outcome
read_run(struct call *call, struct node *node, bool *is_bare)
{
	const struct node_rows *rows = &node->rows;
	const struct stored_values *stored = &rows->current;
	bool is_v1 = rows->task.engine == ENGINE_V1;

	if (node->is_past && rows->nruns == 0) {
		set_nothing(&node->values);
		return is_v1 ? call_fault(call, "the loop has no history")
			     : OUTCOME_OK;
	}
	if (node->is_past)
		stored = &rows->runs[rows->nruns - 1].values;
	if (!stored->exists) {
		set_nothing(&node->values);
		*is_bare = !is_v1;
		return is_v1 && node->is_past
			   ? call_fault(call, "a history has no data")
			   : OUTCOME_OK;
	}
	return node_values_read(call, node, stored, &node->values);
}

static enum outcome
read_executed(struct call *call, struct node *node, bool *is_bare)
{
	enum outcome outcome = read_run(call, node, is_bare);

	node->inputs.value = node->values.inputs;
	if (outcome == OUTCOME_OK && !node->is_past &&
	    has_type(node, "SubProcess") && node->rows.task.engine == ENGINE_V2)
		return node_inputs_unwrap(call, &node->inputs);
	return outcome;
}

/* An unknown plugin is told before the inputs are worked out by somebody
 * else. */
static enum outcome
read_unexecuted(struct call *call, struct node *node)
{
	enum outcome outcome = read_node_outputs(call, node);

	if (outcome != OUTCOME_OK)
		return outcome;
	set_nothing(&node->values);
	node->inputs.value = node->values.inputs;
	if (has_type(node, "SubProcess") && node->rows.task.engine == ENGINE_V2)
		return call_forward(call, "The inputs of a subprocess that was "
					  "not executed yet are worked out by "
					  "bk-sops alone");
	return has_type(node, "ServiceActivity")
		   ? node_inputs_preview(
			 call, node->component_data, &node->inputs)
		   : OUTCOME_OK;
}

/* Whether inputs may be those of the flow although there was a run. */
static bool
may_be_fixed(const struct call *call, const struct node *node)
{
	return call->config->release == RELEASE_3_34 &&
	       node->rows.task.engine == ENGINE_V2 &&
	       has_type(node, "ServiceActivity");
}

static enum outcome
read_node_data(struct call *call, struct node *node)
{
	bool is_bare = false;
	enum outcome outcome;

	if (!node->executed)
		return read_unexecuted(call, node);
	outcome = read_executed(call, node, &is_bare);
	if (outcome != OUTCOME_OK || is_bare)
		return outcome;
	outcome = read_node_outputs(call, node);
	if (outcome == OUTCOME_OK && may_be_fixed(call, node))
		outcome =
		    node_inputs_fix(call, node->component_data, &node->inputs);
	return outcome;
}

/* False when the parameter loop is no number. */
static bool
read_loop(struct call *call, struct node_rows *rows)
{
	struct text loop = forwarded_text(call, "loop");

	rows->has_loop = loop.s != NULL;
	return !rows->has_loop || pyint_of_str(call->arena, loop, &rows->loop);
}

static enum outcome
read_node(struct call *call, struct node *node, bool good_loop)
{
	const struct node_rows *rows = &node->rows;
	enum outcome outcome;

	node->executed = rows->task.engine == ENGINE_V1
			     ? rows->states.has_relations
			     : rows->states.state == STORE_ROW;
	node->is_past = node->executed && node_rows_is_past(rows);
	outcome = read_place(call, node);
	if (outcome == OUTCOME_OK)
		outcome = check_place(call, node);
	if (outcome == OUTCOME_OK && node->executed && !good_loop)
		return call_fault(call, "the loop is no number");
	return outcome == OUTCOME_OK ? read_node_data(call, node) : outcome;
}

enum outcome
node_prepare(
    struct call *call, const struct node_words *words, struct node *node)
{
	bool good_loop = read_loop(call, &node->rows);
	enum outcome outcome;

	node->rows.node = forwarded_text(call, "node_id");
	node->code = forwarded_text(call, "component_code");
	node->rows.is_detail = words->is_detail;
	outcome = node_rows_ask(call, &node->rows);
	if (outcome == OUTCOME_OK)
		outcome = check_node_task(call, words, node);
	if (outcome == OUTCOME_OK)
		outcome = read_stack(call, words, node);
	if (outcome != OUTCOME_OK)
		return outcome;
	node->tree =
	    tree_open(call->arena, node->rows.task.nodes.snapshot, call->trees);
	if (node->tree == NULL)
		return call_fault(call, "out of memory");
	outcome = check_node(call, words, node);
	if (outcome == OUTCOME_OK)
		outcome = check_engine(call, words, node);
	if (outcome == OUTCOME_OK && node->rows.task.nodes.snapshot.s == NULL)
		return call_fault(call, "the task has no snapshot");
	return outcome == OUTCOME_OK ? read_node(call, node, good_loop)
				     : outcome;
}

enum outcome
node_write(struct call *call, struct json_writer *w, const struct node *node)
{
	enum outcome outcome;

	json_key(w, TEXT("inputs"));
	outcome = node_inputs_show(call, w, &node->inputs);
	json_key(w, TEXT("outputs"));
	if (outcome == OUTCOME_OK)
		outcome =
		    node_outputs_write(call, w, "outputs", &node->outputs);
	json_key(w, TEXT("ex_data"));
	if (outcome == OUTCOME_OK)
		outcome =
		    value_write(call, w, "ex_data", &node->values.ex_data);
	return outcome;
}
