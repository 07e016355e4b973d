/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_inputs.h"

#include "decode/tree.h"
#include "sops_2019/node_fields.h"

/* What leads to a node: "activities", its id and, of each subprocess around
 * it, also "pipeline"; then at most three keys more. */
#define PATH_MAX_KEYS ((size_t)NODE_STACK_MAX * 3 + 5)

struct place {
	struct call *call;
	struct tree *tree;
	struct text path[PATH_MAX_KEYS];
	size_t flow; /* keys that lead to the flow that the node is in */
	size_t node; /* to the node */
};

static enum outcome
nothing(struct node_inputs *inputs, struct text why)
{
	inputs->ninputs = 0;
	inputs->has_context = false;
	inputs->ex_data = why;
	return OUTCOME_OK;
}

static enum outcome
unknown(struct node_inputs *inputs)
{
	return nothing(inputs, TEXT(NODE_INPUTS_UNKNOWN));
}

static void
lead_to(struct place *p, struct text node, const struct node_stack *stack)
{
	size_t n = 0;

	for (size_t i = 0; i < stack->count; i++) {
		p->path[n++] = TEXT("activities");
		p->path[n++] = stack->ids[i];
		p->path[n++] = TEXT("pipeline");
	}
	p->flow = n;
	p->path[n++] = TEXT("activities");
	p->path[n++] = node;
	p->node = n;
}

/* The JSON behind two keys more than the first `n` of the path, the second may
 * be NULL; TEXT_NONE when there is none. */
static enum outcome
find(struct place *p, size_t n, const char *key, const char *below,
    struct text *json)
{
	const struct text saved[2] = {p->path[n], p->path[n + 1]};
	enum tree_result result;

	p->path[n] = text_of(key);
	p->path[n + 1] = text_of(below);
	result = tree_find(p->tree, p->path, n + (below == NULL ? 1 : 2), json);
	p->path[n] = saved[0];
	p->path[n + 1] = saved[1];
	switch (result) {
	case TREE_OK:
		return OUTCOME_OK;
	case TREE_LARGE: /* too large for an answer */
		*json = TEXT_NONE;
		return OUTCOME_OK;
	default:
		return call_fault(p->call, tree_error(p->tree));
	}
}

static bool
has_formula(struct text json)
{
	return memmem(json.s, json.len, "${", 2) != NULL;
}

/* Variables of these types are their values. */
static bool
is_plain(const struct node_field *field)
{
	static const char *const types[] = {
	    "", "input", "textarea", "int", "datetime"};

	if (text_is(field->source_type, "component_outputs") ||
	    field->value.s == NULL || has_formula(field->value))
		return false;
	if (field->custom_type.s == NULL)
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (text_is(field->custom_type, types[i]))
			return true;
	return false;
}

/* The constant that a value "${name}" is, or NULL. */
static const struct node_field *
constant_of(const struct node_fields *constants, struct text value)
{
	if (value.len < 2 || value.s[0] != '"')
		return NULL;
	value.s++;
	value.len -= 2;
	for (size_t i = 0; i < constants->count; i++)
		if (text_eq(constants->fields[i].key, value))
			return &constants->fields[i];
	return NULL;
}

static enum outcome
read_constants(
    struct place *p, size_t flow, bool below, struct node_fields *constants)
{
	struct text json;
	enum outcome outcome = find(p, flow, below ? "pipeline" : "constants",
	    below ? "constants" : NULL, &json);

	*constants = (struct node_fields){.count = 0};
	if (outcome == OUTCOME_OK && json.s != NULL &&
	    !node_fields_read(p->call->arena, json, constants))
		constants->count = 0;
	return outcome;
}

static bool
add(struct node_inputs *inputs, struct text key, struct text json)
{
	inputs->inputs[inputs->ninputs++] = (struct node_input){key, json};
	return true;
}

/* A parameter of a plugin: as it stands, or that of a constant. */
static bool
add_parameter(struct node_inputs *inputs, const struct node_field *field,
    const struct node_fields *constants)
{
	const struct node_field *constant;

	if (field->value.s == NULL)
		return false;
	if (!has_formula(field->value))
		return add(inputs, field->key, field->value);
	constant = constant_of(constants, field->value);
	return constant != NULL && is_plain(constant) &&
	       add(inputs, field->key, constant->value);
}

static enum outcome
read_activity(struct place *p, struct node_inputs *inputs)
{
	struct node_fields constants, fields;
	struct text json;
	enum outcome outcome = read_constants(p, p->flow, false, &constants);

	if (outcome == OUTCOME_OK)
		outcome = find(p, p->node, "component", "data", &json);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (json.s == NULL || !node_fields_read(p->call->arena, json, &fields))
		return unknown(inputs);
	inputs->inputs =
	    arena_array(p->call->arena, fields.count, sizeof(*inputs->inputs));
	if (inputs->inputs == NULL)
		return call_fault(p->call, "out of memory");
	for (size_t i = 0; i < fields.count; i++)
		if (!add_parameter(inputs, &fields.fields[i], &constants))
			return unknown(inputs);
	return OUTCOME_OK;
}

/* Its parameters are the constants of its flow that are shown. */
static enum outcome
read_subprocess(struct place *p, const struct sops_node_task *task,
    struct node_inputs *inputs)
{
	struct call *call = p->call;
	struct node_fields constants;
	enum outcome outcome = read_constants(p, p->node, true, &constants);

	if (outcome != OUTCOME_OK)
		return outcome;
	inputs->inputs =
	    arena_array(call->arena, constants.count, sizeof(*inputs->inputs));
	if (inputs->inputs == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < constants.count; i++) {
		const struct node_field *field = &constants.fields[i];

		if (!text_is(field->show_type, "show"))
			continue;
		if (!is_plain(field))
			return unknown(inputs);
		add(inputs, field->key, field->value);
	}
	inputs->has_context = true;
	outcome = call_database(
	    call, sops_ask_acting(call->sops, call->arena, &call->caller,
		      task->executor, call->deadline, &inputs->acting));
	if (outcome == OUTCOME_OK && inputs->acting.state != STORE_ROW)
		return call_fault(call, "the maintainers could not be read");
	return outcome;
}

enum outcome
node_inputs_read(struct call *call, const struct sops_node_task *task,
    struct text node, const struct node_stack *stack,
    struct node_inputs *inputs)
{
	struct place *p = arena_alloc(call->arena, sizeof(*p));
	struct text type;
	enum outcome outcome;

	*inputs = (struct node_inputs){.ex_data = TEXT("")};
	if (p == NULL)
		return call_fault(call, "out of memory");
	p->call = call;
	if (stack->type != NULL)
		return nothing(inputs, arena_printf(call->arena,
					   "parser pipeline tree error: '%s' "
					   "object is not iterable",
					   stack->type));
	p->tree = tree_open(call->arena, task->snapshot, NULL);
	if (p->tree == NULL)
		return call_fault(call, "out of memory");
	lead_to(p, node, stack);
	outcome = find(p, p->node, "type", NULL, &type);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (type.s == NULL || stack->lost)
		return nothing(inputs, TEXT("parser pipeline tree error: list "
					    "index out of range"));
	if (text_is(type, "\"SubProcess\""))
		return read_subprocess(p, task, inputs);
	if (text_is(type, "\"ServiceActivity\""))
		return read_activity(p, inputs);
	return unknown(inputs);
}

void
node_inputs_write(struct call *call, const struct node_inputs *inputs,
    const struct sops_node_task *task, const struct sops_business *business,
    struct json_writer *w)
{
	json_object_open(w);
	if (inputs->has_context) {
		json_member_string(w, "language",
		    call->english ? TEXT("en") : TEXT("zh-hans"));
		json_member_int(w, "task_id", task->id);
		json_member_string(w, "task_name", task->name);
		json_member_int(w, "biz_cc_id", business->cc_id);
		json_member_string(w, "biz_cc_name", business->cc_name);
		json_member_string(
		    w, "biz_supplier_account", inputs->acting.supplier);
		json_member_string(w, "executor", inputs->acting.maintainer);
		json_member_string(w, "operator", task->executor);
	}
	for (size_t i = 0; i < inputs->ninputs; i++) {
		json_key(w, inputs->inputs[i].key);
		json_raw(w, inputs->inputs[i].json);
	}
	json_object_close(w);
}
