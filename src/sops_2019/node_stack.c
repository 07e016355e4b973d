/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_stack.h"

#include "base/utf8.h"
#include "json/reader.h"

struct stack_reading {
	struct arena *arena;
	struct node_stack *stack;
	size_t depth;
	bool is_object; /* of which the keys are the elements */
};

/* A scalar that is not text: a stack without elements, or a lost one. */
static int
other(struct stack_reading *r, const char *type)
{
	if (r->depth == 0)
		r->stack->type = type;
	else if (r->depth == 1 && !r->is_object)
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

static int
stack_null(void *context)
{
	return other(context, "NoneType");
}

static int
stack_boolean(void *context, bool value)
{
	(void)value;
	return other(context, "bool");
}

static int
stack_number(void *context, struct text number, bool is_float)
{
	/* sys.maxint has 19 digits. */
	return other(context, is_float		? "float"
			      : number.len > 19 ? "long"
						: "int");
}

static int
stack_not_finite(void *context, const char *name)
{
	(void)name;
	return other(context, "float");
}

static int
stack_string(void *context, struct text value)
{
	struct stack_reading *r = context;
	uint32_t character;

	if (r->depth == 1 && !r->is_object)
		return add(r, value);
	/* The elements of a text are its characters. */
	while (r->depth == 0 && value.len > 0 && !r->stack->lost) {
		size_t len = utf8_get(value.s, value.len, &character);

		if (len == 0 || add(r, (struct text){value.s, len}) != 0)
			return -1;
		value.s += len;
		value.len -= len;
	}
	return 0;
}

static int
stack_key(void *context, struct text key)
{
	struct stack_reading *r = context;

	return r->depth == 1 ? add(r, key) : 0;
}

static int
stack_object_open(void *context)
{
	struct stack_reading *r = context;

	other(r, NULL);
	r->is_object |= r->depth == 0;
	r->depth++;
	return 0;
}

static int
stack_array_open(void *context)
{
	struct stack_reading *r = context;

	other(r, NULL);
	r->depth++;
	return 0;
}

static int
stack_close(void *context)
{
	struct stack_reading *r = context;

	r->depth--;
	return 0;
}

static const struct json_events stack_events = {
    .null = stack_null,
    .boolean = stack_boolean,
    .number = stack_number,
    .not_finite = stack_not_finite,
    .string = stack_string,
    .object_open = stack_object_open,
    .key = stack_key,
    .object_close = stack_close,
    .array_open = stack_array_open,
    .array_close = stack_close,
};

bool
node_stack_read(struct arena *arena, struct text json, struct node_stack *stack)
{
	struct stack_reading r = {.arena = arena, .stack = stack};
	struct json_memory memory = {.text = json};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &stack_events,
	    .context = &r,
	    .max_depth = NODE_STACK_DEPTH,
	    .max_string = json.len};

	*stack = (struct node_stack){.count = 0};
	return json_read(&reader) == JSON_OK;
}
