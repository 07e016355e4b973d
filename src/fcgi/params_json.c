/* SPDX-License-Identifier: MIT */
/* A JSON body as Python 2's json module reads it (esb 1.4). */
#include "fcgi/charset.h"
#include "fcgi/params_set.h"
#include "json/reader.h"

struct collector {
	struct json_reader reader;
	struct text body;
	struct params_set set;
	enum params_result result; /* why it stopped the reader */
	size_t depth, deepest;	   /* containers */

	/* The parameter that is being read. */
	struct text name;
	size_t start; /* of a list or object in the body */
	bool empty;   /* so far */
};

/* A text of an event, made to last as long as the request. */
static struct text
keep(const struct collector *c, struct text t)
{
	uintptr_t at = (uintptr_t)t.s, body = (uintptr_t)c->body.s;

	if (t.len > 0 && at >= body && at < body + c->body.len)
		return t;
	return arena_copy(c->set.arena, t);
}

static int
stop(struct collector *c, enum params_result result)
{
	c->result = result;
	return result == PARAMS_OK ? 0 : -1;
}

static int
add(struct collector *c, enum param_type type, struct text value, bool empty)
{
	struct param param = {c->name, type, value, empty};

	if (value.s == NULL)
		return stop(c, PARAMS_MEMORY);
	return stop(c, params_set_add(&c->set, &param));
}

/* Whether a value that starts here is one of a parameter's own. */
static bool
is_parameter(struct collector *c)
{
	if (c->depth > 1)
		c->empty = false;
	return c->depth == 1;
}

static int
scalar(struct collector *c, enum param_type type, struct text value)
{
	if (c->depth == 0)
		return stop(c, PARAMS_BAD_JSON);
	return is_parameter(c) ? add(c, type, value, false) : 0;
}

static int
on_null(void *context)
{
	return scalar(context, PARAM_NULL, TEXT("null"));
}

static int
on_boolean(void *context, bool value)
{
	return value ? scalar(context, PARAM_TRUE, TEXT("true"))
		     : scalar(context, PARAM_FALSE, TEXT("false"));
}

static int
on_number(void *context, struct text number, bool is_float)
{
	struct collector *c = context;

	if (c->depth > 1)
		return scalar(c, PARAM_INT, TEXT(""));
	return scalar(c, is_float ? PARAM_FLOAT : PARAM_INT,
	    arena_copy(c->set.arena, number));
}

static int
on_not_finite(void *context, const char *name)
{
	return scalar(context, PARAM_FLOAT, text_of(name));
}

static int
on_string(void *context, struct text value)
{
	struct collector *c = context;

	return scalar(
	    c, PARAM_STRING, c->depth > 1 ? TEXT("") : keep(c, value));
}

static int
on_key(void *context, struct text key)
{
	struct collector *c = context;

	if (!is_parameter(c))
		return 0;
	c->name = keep(c, key);
	return c->name.s == NULL ? stop(c, PARAMS_MEMORY) : 0;
}

static int
open_container(struct collector *c, bool object)
{
	if (c->depth == 0 && !object)
		return stop(c, PARAMS_BAD_JSON);
	if (is_parameter(c)) {
		c->start = (size_t)c->reader.offset - 1;
		c->empty = true;
	}
	c->depth++;
	if (c->depth > c->deepest)
		c->deepest = c->depth;
	return 0;
}

static int
close_container(struct collector *c, enum param_type type)
{
	static const struct charset utf8 = {NULL};
	struct text value;

	c->depth--;
	if (c->depth != 1)
		return 0;
	value.s = c->body.s + c->start;
	value.len = (size_t)c->reader.offset - c->start;
	/* Python takes encoded surrogates for UTF-8; nobody else does. */
	value = charset_decode(&utf8, c->set.arena, value, CHARSET_REPLACE);
	return add(c, type, value, c->empty);
}

static int
on_object_open(void *context)
{
	return open_container(context, true);
}

static int
on_object_close(void *context)
{
	return close_container(context, PARAM_OBJECT);
}

static int
on_array_open(void *context)
{
	return open_container(context, false);
}

static int
on_array_close(void *context)
{
	return close_container(context, PARAM_LIST);
}

static const struct json_events events = {
    .null = on_null,
    .boolean = on_boolean,
    .number = on_number,
    .not_finite = on_not_finite,
    .string = on_string,
    .object_open = on_object_open,
    .key = on_key,
    .object_close = on_object_close,
    .array_open = on_array_open,
    .array_close = on_array_close,
};

enum params_result
params_parse_json(struct arena *arena, struct text body, struct params *params)
{
	struct json_memory memory = {.text = body};
	struct collector c = {
	    .body = body,
	    .set = params_set_start(arena),
	};

	c.reader = (struct json_reader){
	    .dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &events,
	    .context = &c,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = body.len,
	};
	*params = (struct params){NULL, 0};
	switch (json_read(&c.reader)) {
	case JSON_OK:
		if (c.deepest > PARAMS_DEPTH_OK)
			return PARAMS_TOO_DEEP;
		return params_set_finish(&c.set, params);
	case JSON_STOPPED:
		return c.result;
	case JSON_LARGE:
	case JSON_MEMORY:
		return PARAMS_MEMORY;
	case JSON_BROKEN:
	case JSON_DEEP:
	case JSON_SOURCE:
		break;
	}
	return PARAMS_BAD_JSON;
}
