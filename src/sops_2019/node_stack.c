/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_stack.h"

#include "base/utf8.h"
#include "json/reader.h"

struct stack_reading {
	struct arena *arena;
	struct node_stack *stack;
	bool is_object; /* of which the keys are the elements */
};

/* A scalar that is not text: a stack without elements, or a lost one. */
static int
other(struct stack_reading *r, const char *type, size_t depth)
{
	if (depth == 0)
		r->stack->type = type;
	else if (depth == 1 && !r->is_object)
		r->stack->lost = true;
	return 0;
}

static int
add(struct stack_reading *r, struct text id)
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

		if (len == 0 || add(r, (struct text){value.s, len}) != 0)
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

	switch (event) {
	case JSON_NULL:
		return other(r, "NoneType", depth);
	case JSON_FALSE:
	case JSON_TRUE:
		return other(r, "bool", depth);
	case JSON_INT:
		/* sys.maxint has 19 digits. */
		return other(r, text.len > 19 ? "long" : "int", depth);
	case JSON_FLOAT:
	case JSON_NOT_FINITE:
		return other(r, "float", depth);
	case JSON_STRING:
		if (depth == 0)
			return add_characters(r, text);
		return depth == 1 && !r->is_object ? add(r, text) : 0;
	case JSON_KEY:
		return depth == 1 ? add(r, text) : 0;
	case JSON_OBJECT:
	case JSON_ARRAY:
		other(r, NULL, depth);
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
