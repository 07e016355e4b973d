/* SPDX-License-Identifier: MIT */
#include "sops/param_value.h"

#include "params/json.h"
#include "python/number.h"
#include "python/repr.h"
#include "json/reader.h"

/* As str() of this Python shows it. */
static struct text
show_value(struct arena *arena, const struct param *param, bool three)
{
	char out[PYTHON_NUMBER_MAX];
	size_t n;

	switch (param->type) {
	case PARAM_ABSENT:
	case PARAM_NULL:
		return TEXT("None");
	case PARAM_TRUE:
		return TEXT("True");
	case PARAM_FALSE:
		return TEXT("False");
	case PARAM_STRING:
	case PARAM_INT:
		return param->value;
	case PARAM_FLOAT:
		n = three ? python_float_repr(param_real(param), out)
			  : python_float_str(param_real(param), out);
		return arena_copy(arena, (struct text){out, n});
	case PARAM_LIST:
	case PARAM_OBJECT:
		break;
	}
	return three ? python3_repr(arena, param->value)
		     : python_repr(arena, param->value);
}

struct text
python_str(struct arena *arena, const struct param *param)
{
	return show_value(arena, param, false);
}

struct text
python3_str(struct arena *arena, const struct param *param)
{
	return show_value(arena, param, true);
}

struct text
python_str_tuple(struct arena *arena, const struct param *param)
{
	struct text list = python_str(arena, param);
	struct members members;

	if (param->type != PARAM_LIST || list.s == NULL || list.len < 2 ||
	    !members_read(arena, param->value, &members))
		return list;
	list.s++;
	list.len -= 2;
	return ARENA_JOIN(arena, TEXT("("), list,
	    members.count == 1 ? TEXT(",)") : TEXT(")"));
}

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

enum outcome
param_refuse(struct call *call, const char *name, const char *why)
{
	return call_refuse(call,
	    ARENA_JOIN(call->arena, text_of(name), TEXT(": "), text_of(why)));
}

enum outcome
param_text(struct call *call, const char *name, struct text *value)
{
	const struct param *p = call_param(call, name);
	struct text text = TEXT_NONE;

	if (p == NULL)
		return OUTCOME_OK;
	switch (p->type) {
	case PARAM_ABSENT:
	case PARAM_NULL:
		return OUTCOME_OK;
	case PARAM_STRING:
	case PARAM_INT:
	case PARAM_FLOAT:
		text = text_strip(p->value);
		break;
	case PARAM_TRUE:
		text = TEXT("True");
		break;
	case PARAM_FALSE:
		text = TEXT("False");
		break;
	case PARAM_LIST:
	case PARAM_OBJECT:
		if (p->empty)
			return OUTCOME_OK;
		return param_refuse(call, name, "must be a text");
	}
	if (text.len > 0 && memchr(text.s, '\0', text.len) != NULL)
		return param_refuse(call, name, "must not have a NUL");
	*value = text;
	return OUTCOME_OK;
}

enum outcome
param_number(struct call *call, const char *name, uint64_t max, uint64_t *value)
{
	struct text text = TEXT_NONE;
	enum outcome outcome = param_text(call, name, &text);
	int64_t number;

	if (outcome != OUTCOME_OK || text.s == NULL)
		return outcome;
	if (!pyint_to_int64(text, &number))
		return param_refuse(call, name, "must be a whole number");
	if (number < 0)
		return param_refuse(
		    call, name, "must be greater or equal to 0");
	if ((uint64_t)number > max)
		return call_refuse(call,
		    arena_printf(call->arena, "%s: must not be above %llu",
			name, (unsigned long long)max));
	*value = (uint64_t)number;
	return OUTCOME_OK;
}

enum outcome
param_flag(struct call *call, const char *name, bool *given, bool *value)
{
	struct text text = TEXT_NONE;
	enum outcome outcome = param_text(call, name, &text);

	*given = false;
	*value = false;
	if (outcome != OUTCOME_OK || text.s == NULL)
		return outcome;
	*given = true;
	*value = text_is_nocase(text, "true");
	if (*value || text.len == 0 || text_is_nocase(text, "false"))
		return OUTCOME_OK;
	return param_refuse(call, name, "must be true or false");
}
