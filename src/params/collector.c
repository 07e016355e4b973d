/* SPDX-License-Identifier: MIT */
#include "params/collector.h"

struct reading {
	struct collector *c;
	struct json_reader reader;
	struct text json;
	enum json_result stopped; /* why this did stop the reader */
	size_t depth;

	/* What is being read. */
	struct text name;
	size_t start; /* of a list or object */
	bool empty;   /* so far */
};

/* A text of an event, made to last as long as the document. */
static struct text
keep(const struct reading *r, struct text t)
{
	uintptr_t at = (uintptr_t)t.s, json = (uintptr_t)r->json.s;

	if (t.len > 0 && at >= json && at < json + r->json.len)
		return t;
	return arena_copy(r->c->arena, t);
}

static int
stop(struct reading *r, enum json_result why)
{
	r->stopped = why;
	return -1;
}

static int
take(struct reading *r, enum param_type type, struct text value, bool empty)
{
	struct param param = {r->name, type, value, empty};

	if (value.s == NULL)
		return stop(r, JSON_MEMORY);
	if (r->c->take(r->c->context, &param) != 0)
		return stop(r, JSON_STOPPED);
	return 0;
}

/* Whether a value that starts here is one of those that are taken. */
static bool
is_member(struct reading *r)
{
	if (r->depth > 1)
		r->empty = false;
	return r->depth == 1;
}

static int
scalar(struct reading *r, enum param_type type, struct text value)
{
	if (r->depth == 0)
		return stop(r, JSON_BROKEN);
	return is_member(r) ? take(r, type, value, false) : 0;
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
	struct reading *r = context;

	/* A copy has a NUL behind it. */
	if (r->depth == 1)
		number = arena_copy(r->c->arena, number);
	return scalar(r, is_float ? PARAM_FLOAT : PARAM_INT, number);
}

static int
on_not_finite(void *context, const char *name)
{
	return scalar(context, PARAM_FLOAT, text_of(name));
}

static int
on_string(void *context, struct text value)
{
	struct reading *r = context;

	return scalar(r, PARAM_STRING, r->depth == 1 ? keep(r, value) : value);
}

static int
on_key(void *context, struct text key)
{
	struct reading *r = context;

	if (!is_member(r))
		return 0;
	r->name = keep(r, key);
	return r->name.s == NULL ? stop(r, JSON_MEMORY) : 0;
}

static int
open_container(struct reading *r, bool object)
{
	if (r->depth == 0 && r->c->object_only && !object)
		return stop(r, JSON_BROKEN);
	if (is_member(r)) {
		r->start = (size_t)r->reader.offset - 1;
		r->empty = true;
	}
	r->depth++;
	if (r->depth > r->c->deepest)
		r->c->deepest = r->depth;
	return 0;
}

static int
close_container(struct reading *r, enum param_type type)
{
	struct text value;

	r->depth--;
	if (r->depth != 1)
		return 0;
	value.s = r->json.s + r->start;
	value.len = (size_t)r->reader.offset - r->start;
	return take(r, type, value, r->empty);
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

enum json_result
collector_read(struct collector *c, struct text json)
{
	struct json_memory memory = {.text = json};
	struct reading r = {.c = c, .json = json};
	enum json_result result;

	c->deepest = 0;
	r.reader = (struct json_reader){
	    .dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &events,
	    .context = &r,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = json.len,
	};
	result = json_read(&r.reader);
	return result == JSON_STOPPED ? r.stopped : result;
}
