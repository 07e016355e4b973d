/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_inputs.h"

#include "decode/tree.h"
#include "json/reader.h"

/*
 * The parameters of a node and the constants of a flow, both of which are an
 * object of objects: of each, the members that say what its value is.
 */
struct node_field {
	struct text key;
	struct text value; /* JSON text; TEXT_NONE: it has none */
	struct text show_type, source_type, custom_type;
};

struct node_fields {
	struct node_field *fields;
	size_t count;
};

struct fields_reading {
	struct json_reader reader;
	struct arena *arena;
	struct text json;
	struct node_fields *out;
	enum { IN_OTHER, IN_VALUE, IN_TEXT } member;
	struct text *text; /* IN_TEXT: where it goes */
	size_t from;	   /* IN_VALUE: where it begins */
};

static struct node_field *
last(const struct fields_reading *r)
{
	return &r->out->fields[r->out->count - 1];
}

static int
add_field(struct fields_reading *r, struct text key)
{
	struct node_fields *out = r->out;
	struct node_field *more;

	if ((out->count & (out->count + 1)) == 0) {
		more = arena_array(r->arena, 2 * out->count + 1, sizeof(*more));
		if (more == NULL)
			return -1;
		if (out->count > 0)
			memcpy(more, out->fields, out->count * sizeof(*more));
		out->fields = more;
	}
	out->fields[out->count++] =
	    (struct node_field){.key = arena_copy(r->arena, key)};
	return last(r)->key.s == NULL ? -1 : 0;
}

static void
member_begins(struct fields_reading *r, struct text key)
{
	r->member = IN_TEXT;
	if (text_is(key, "value")) {
		r->member = IN_VALUE;
		r->from = (size_t)r->reader.offset + 1; /* behind a colon */
	} else if (text_is(key, "show_type"))
		r->text = &last(r)->show_type;
	else if (text_is(key, "source_type"))
		r->text = &last(r)->source_type;
	else if (text_is(key, "custom_type"))
		r->text = &last(r)->custom_type;
	else
		r->member = IN_OTHER;
}

/* The members of a field are at depth 2. */
static int
fields_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct fields_reading *r = context;

	if (event == JSON_KEY && depth == 1)
		return add_field(r, text);
	if (depth < 2)
		return json_value_begins(event) && event != JSON_OBJECT ? -1
									: 0;
	if (depth > 2)
		return 0;
	if (event == JSON_KEY)
		member_begins(r, text);
	if (event == JSON_STRING && r->member == IN_TEXT) {
		*r->text = arena_copy(r->arena, text);
		if (r->text->s == NULL)
			return -1;
	}
	if (json_value_ends(event) && r->member == IN_VALUE)
		last(r)->value = (struct text){
		    r->json.s + r->from, (size_t)r->reader.offset - r->from};
	return 0;
}

/* Reads JSON that a json_writer wrote, which must live as long.  False when it
 * is no such object, or out of memory. */
static bool
read_fields(struct arena *arena, struct text json, struct node_fields *out)
{
	struct fields_reading r = {.arena = arena, .json = json, .out = out};
	struct json_memory memory = {.text = json};

	*out = (struct node_fields){.count = 0};
	r.reader = (struct json_reader){.dialect = JSON_UJSON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = fields_event,
	    .context = &r,
	    .max_depth = 1000,
	    .max_string = json.len};
	return json_read(&r.reader) == JSON_OK;
}

/* What leads to a node: "activities", its id and, of each subprocess around
 * it, also "pipeline". */
#define PATH_MAX_KEYS ((size_t)NODE_STACK_MAX * 3 + 2)

/* Of the tree, what says what a node's inputs are; JSON, TEXT_NONE: there is
 * none. */
enum {
	NODE_TYPE,
	NODE_DATA,	/* of its component */
	NODE_CONSTANTS, /* of the flow that it is */
	FLOW_CONSTANTS, /* of the flow that it is in */
	PARTS
};

struct node_parts {
	struct call *call;
	struct tree_part parts[PARTS];
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

static enum outcome
find_parts(struct node_parts *p, struct tree *tree, struct text node,
    const struct node_stack *stack)
{
	struct text *path =
	    arena_array(p->call->arena, PATH_MAX_KEYS, sizeof(*path));
	size_t n = 0, flow;

	if (path == NULL)
		return call_fault(p->call, "out of memory");
	for (size_t i = 0; i < stack->count; i++) {
		path[n++] = TEXT("activities");
		path[n++] = stack->ids[i];
		path[n++] = TEXT("pipeline");
	}
	flow = n;
	path[n++] = TEXT("activities");
	path[n++] = node;
	p->parts[NODE_TYPE] =
	    (struct tree_part){n, "type", NULL, TEXT_NONE, false};
	p->parts[NODE_DATA] =
	    (struct tree_part){n, "component", "data", TEXT_NONE, false};
	p->parts[NODE_CONSTANTS] =
	    (struct tree_part){n, "pipeline", "constants", TEXT_NONE, false};
	p->parts[FLOW_CONSTANTS] =
	    (struct tree_part){flow, "constants", NULL, TEXT_NONE, false};
	return tree_find(tree, path, p->parts, PARTS) == TREE_OK
		   ? OUTCOME_OK
		   : call_tree_fault(p->call, "pipeline_snapshot.data", tree);
}

static bool
has_formula(struct text json)
{
	return memmem(json.s, json.len, "${", 2) != NULL;
}

/* Variables of these types are their values. */
static bool
is_plain_value(const struct node_field *field)
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

static void
read_constants(
    const struct node_parts *p, size_t part, struct node_fields *constants)
{
	struct text json = p->parts[part].json;

	if (json.s == NULL || !read_fields(p->call->arena, json, constants))
		*constants = (struct node_fields){.count = 0};
}

static bool
add_input(struct node_inputs *inputs, struct text key, struct text json)
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
		return add_input(inputs, field->key, field->value);
	constant = constant_of(constants, field->value);
	return constant != NULL && is_plain_value(constant) &&
	       add_input(inputs, field->key, constant->value);
}

static enum outcome
read_activity(const struct node_parts *p, struct node_inputs *inputs)
{
	struct text json = p->parts[NODE_DATA].json;
	struct node_fields constants, fields;

	read_constants(p, FLOW_CONSTANTS, &constants);
	if (json.s == NULL || !read_fields(p->call->arena, json, &fields))
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
read_subprocess(const struct node_parts *p, const struct node_task *task,
    struct node_inputs *inputs)
{
	struct call *call = p->call;
	struct node_fields constants;
	enum outcome outcome;

	read_constants(p, NODE_CONSTANTS, &constants);
	inputs->inputs =
	    arena_array(call->arena, constants.count, sizeof(*inputs->inputs));
	if (inputs->inputs == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < constants.count; i++) {
		const struct node_field *field = &constants.fields[i];

		if (!text_is(field->show_type, "show"))
			continue;
		if (!is_plain_value(field))
			return unknown(inputs);
		add_input(inputs, field->key, field->value);
	}
	inputs->has_context = true;
	outcome = call_database(
	    call, node_acting_try(call, task->executor, &inputs->acting));
	if (outcome == OUTCOME_OK && inputs->acting.state != STORE_ROW)
		return call_fault(call, "the maintainers could not be read");
	return outcome;
}

enum outcome
node_inputs_read(struct call *call, const struct node_task *task,
    struct tree *tree, struct text node, const struct node_stack *stack,
    struct node_inputs *inputs)
{
	struct node_parts p = {.call = call};
	enum outcome outcome;
	struct text type;

	*inputs = (struct node_inputs){.ex_data = TEXT("")};
	if (stack->type != NULL)
		return nothing(inputs, arena_printf(call->arena,
					   "parser pipeline tree error: '%s' "
					   "object is not iterable",
					   stack->type));
	outcome = find_parts(&p, tree, node, stack);
	if (outcome != OUTCOME_OK)
		return outcome;
	type = p.parts[NODE_TYPE].json;
	if (type.s == NULL || stack->lost)
		return nothing(inputs, TEXT("parser pipeline tree error: list "
					    "index out of range"));
	if (text_is(type, "\"SubProcess\""))
		return read_subprocess(&p, task, inputs);
	if (text_is(type, "\"ServiceActivity\""))
		return read_activity(&p, inputs);
	return unknown(inputs);
}

void
node_inputs_write(struct call *call, const struct node_inputs *inputs,
    const struct node_task *task, struct json_writer *w)
{
	json_object_open(w);
	if (inputs->has_context) {
		json_member_string(w, "language",
		    call->english ? TEXT("en") : TEXT("zh-hans"));
		json_member_int(w, "task_id", task->id);
		json_member_string(w, "task_name", task->name);
		json_member_int(w, "biz_cc_id", call->access.business.cc_id);
		json_member_string(
		    w, "biz_cc_name", call->access.business.cc_name);
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
