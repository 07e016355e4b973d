/* SPDX-License-Identifier: MIT */
#include "sops/task_node.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "json/reader.h"

enum outcome
task_nodes_has(struct call *call, const struct task_nodes *nodes,
    struct tree *snapshot, struct text node, bool *has)
{
	const char *column = nodes->has_info ? "pipeline_treeinfo.data"
					     : "pipeline_snapshot.data";
	struct tree *tree = snapshot;
	enum tree_result result;

	if (!nodes->has_instance)
		return call_fault(call, "the task has no pipeline instance");
	if ((nodes->has_info ? nodes->info.s : nodes->snapshot.s) == NULL)
		return call_fault(call, "the nodes of the task are not stored");
	if (nodes->has_info)
		tree = tree_open(call->arena, nodes->info, NULL);
	if (tree == NULL)
		return call_fault(call, "out of memory");
	result = nodes->has_info ? tree_info_has_node(tree, node, has)
				 : tree_has_node(tree, node, has);
	return result == TREE_OK ? OUTCOME_OK
				 : call_tree_fault(call, column, tree);
}

struct stack_reading {
	struct arena *arena;
	struct node_stack *stack;
	bool is_object; /* of which the keys are the elements */
};

/* A scalar that is not text: a stack without elements, or a lost one. */
static int
take_other(
    struct stack_reading *r, const char *type, bool is_true, size_t depth)
{
	if (depth == 0) {
		r->stack->type = type;
		r->stack->is_true = is_true;
	} else if (depth == 1 && !r->is_object)
		r->stack->lost = true;
	return 0;
}

static int
add_id(struct stack_reading *r, struct text id)
{
	struct node_stack *stack = r->stack;

	if (stack->count == NODE_STACK_MAX) {
		stack->lost = true;
		return 0;
	}
	stack->ids[stack->count] = arena_copy(r->arena, id);
	return stack->ids[stack->count++].s == NULL ? -1 : 0;
}

/* The elements of a text are its characters. */
static int
add_characters(struct stack_reading *r, struct text value)
{
	uint32_t character;

	while (value.len > 0 && !r->stack->lost) {
		size_t len = utf8_get(value.s, value.len, &character);

		if (len == 0 || add_id(r, (struct text){value.s, len}) != 0)
			return -1;
		value.s += len;
		value.len -= len;
	}
	return 0;
}

static int
stack_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct stack_reading *r = context;
	double number = 0;

	switch (event) {
	case JSON_NULL:
		return take_other(r, "NoneType", false, depth);
	case JSON_FALSE:
	case JSON_TRUE:
		return take_other(r, "bool", event == JSON_TRUE, depth);
	case JSON_INT:
		/* sys.maxint has 19 digits. */
		return take_other(r, text.len > 19 ? "long" : "int",
		    !text_is(text, "0"), depth);
	case JSON_FLOAT:
		decimal_to_double(text, &number);
		return take_other(r, "float", number != 0, depth);
	case JSON_NOT_FINITE:
		return take_other(r, "float", true, depth);
	case JSON_STRING:
		if (depth == 0)
			return add_characters(r, text);
		return depth == 1 && !r->is_object ? add_id(r, text) : 0;
	case JSON_KEY:
		return depth == 1 ? add_id(r, text) : 0;
	case JSON_OBJECT:
	case JSON_ARRAY:
		take_other(r, NULL, true, depth);
		r->is_object |= event == JSON_OBJECT && depth == 0;
		return 0;
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		break;
	}
	return 0;
}

bool
node_stack_read(struct arena *arena, struct text json, struct node_stack *stack)
{
	struct stack_reading r = {.arena = arena, .stack = stack};
	struct json_memory memory = {.text = json};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = stack_event,
	    .context = &r,
	    .max_depth = NODE_STACK_DEPTH,
	    .max_string = json.len};

	*stack = (struct node_stack){.count = 0};
	return json_read(&reader) == JSON_OK;
}
