/* SPDX-License-Identifier: MIT */
#include "sops/forwarded.h"

#include "python/repr.h"
#include "json/reader.h"

/*
 * The last element of a list, or key of an object.  The keys of an object in a
 * list count, too.
 */
struct last {
	struct arena *arena;
	struct json_reader reader;
	struct text json;
	size_t depth;
	size_t object;	/* depth of the object that is read, 0 outside of one */
	uint64_t shown; /* where the container begins that Python shows */
	struct text value;
};

static int
element(struct last *k, struct text value)
{
	k->value = arena_copy(k->arena, value);
	return k->value.s == NULL ? -1 : 0;
}

static bool
counts(const struct last *k)
{
	return k->depth <= 2 && k->object == 0;
}

static int
last_null(void *context)
{
	struct last *k = context;

	/* Left out, but written as "None" in a list inside the list. */
	return k->depth == 2 && counts(k) ? element(k, TEXT("None")) : 0;
}

static int
last_boolean(void *context, bool value)
{
	return counts(context)
		   ? element(context, value ? TEXT("True") : TEXT("False"))
		   : 0;
}

static int
last_number(void *context, struct text number, bool is_float)
{
	(void)is_float;
	return counts(context) ? element(context, number) : 0;
}

static int
last_not_finite(void *context, const char *name)
{
	return counts(context) ? element(context, text_of(name)) : 0;
}

static int
last_string(void *context, struct text value)
{
	return counts(context) ? element(context, value) : 0;
}

static int
last_key(void *context, struct text key)
{
	struct last *k = context;

	return k->depth <= 2 && k->depth == k->object ? element(k, key) : 0;
}

static int
last_open(struct last *k, bool is_object)
{
	/* A container in a list in a list is sent as Python shows it. */
	if (k->depth == 2 && counts(k))
		k->shown = k->reader.offset;
	k->depth++;
	if (is_object && k->object == 0)
		k->object = k->depth;
	return 0;
}

static int
last_object_open(void *context)
{
	return last_open(context, true);
}

static int
last_array_open(void *context)
{
	return last_open(context, false);
}

static int
last_close(void *context)
{
	struct last *k = context;
	size_t from = (size_t)k->shown - 1;

	if (k->depth == k->object)
		k->object = 0;
	k->depth--;
	if (k->depth != 2 || k->shown == 0)
		return 0;
	k->shown = 0;
	return element(
	    k, python_repr(k->arena, (struct text){k->json.s + from,
					 (size_t)k->reader.offset - from}));
}

static const struct json_events last_events = {
    .null = last_null,
    .boolean = last_boolean,
    .number = last_number,
    .not_finite = last_not_finite,
    .string = last_string,
    .object_open = last_object_open,
    .key = last_key,
    .object_close = last_close,
    .array_open = last_array_open,
    .array_close = last_close,
};

static struct text
last_of(struct arena *arena, struct text json)
{
	struct last k = {.arena = arena, .json = json};
	struct json_memory memory = {.text = json};

	k.reader = (struct json_reader){.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &last_events,
	    .context = &k,
	    .max_depth = PARAMS_DEPTH_OK + 1,
	    .max_string = json.len};
	/* Out of memory, or too deep to be sent: it does not arrive whole. */
	if (json_read(&k.reader) != JSON_OK)
		return TEXT("");
	return k.value;
}

struct text
forwarded_text(const struct call *call, const char *name)
{
	const struct param *p = call_param(call, name);

	if (p == NULL)
		return TEXT_NONE;
	switch (p->type) {
	case PARAM_ABSENT:
	case PARAM_NULL:
		return TEXT_NONE;
	case PARAM_STRING:
	case PARAM_INT:
	case PARAM_FLOAT:
		return p->value;
	case PARAM_TRUE:
		return TEXT("True");
	case PARAM_FALSE:
		return TEXT("False");
	case PARAM_LIST:
	case PARAM_OBJECT:
		break;
	}
	return last_of(call->arena, p->value);
}
