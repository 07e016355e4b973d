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

/* A value begins that is an element, or part of one. */
static int
last_begins(
    struct last *k, enum json_event event, struct text text, size_t depth)
{
	bool counts = depth <= 2 && k->object == 0;

	switch (event) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		/* A container in a list in a list is sent as Python shows it.
		 */
		if (depth == 2 && counts)
			k->shown = k->reader.offset;
		if (event == JSON_OBJECT && k->object == 0)
			k->object = depth + 1;
		return 0;
	case JSON_NULL:
		/* Left out, but written as "None" in a list inside the list. */
		return depth == 2 && counts ? element(k, TEXT("None")) : 0;
	case JSON_FALSE:
	case JSON_TRUE:
		text = event == JSON_TRUE ? TEXT("True") : TEXT("False");
		break;
	default:
		break;
	}
	return counts ? element(k, text) : 0;
}

static int
last_ends(struct last *k, size_t depth)
{
	size_t from = (size_t)k->shown - 1;

	if (depth + 1 == k->object)
		k->object = 0;
	if (depth != 2 || k->shown == 0)
		return 0;
	k->shown = 0;
	return element(
	    k, python_repr(k->arena, (struct text){k->json.s + from,
					 (size_t)k->reader.offset - from}));
}

static int
last_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct last *k = context;

	if (event == JSON_KEY)
		return depth <= 2 && depth == k->object ? element(k, text) : 0;
	if (event == JSON_OBJECT_END || event == JSON_ARRAY_END)
		return last_ends(k, depth);
	return last_begins(k, event, text, depth);
}

static struct text
last_of(struct arena *arena, struct text json)
{
	struct last k = {.arena = arena, .json = json};
	struct json_memory memory = {.text = json};

	k.reader = (struct json_reader){.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = last_event,
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
