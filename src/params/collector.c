/* SPDX-License-Identifier: MIT */
#include "params/collector.h"

struct reading {
	struct collector *c;
	struct json_reader reader;
	struct text json;
	enum json_result stopped; /* why this did stop the reader */

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

static int
open_container(struct reading *r, bool object, size_t depth)
{
	if (depth == 0 && r->c->object_only && !object)
		return stop(r, JSON_BROKEN);
	if (depth == 1) {
		r->start = (size_t)r->reader.offset - 1;
		r->empty = true;
	}
	if (depth + 1 > r->c->deepest)
		r->c->deepest = depth + 1;
	return 0;
}

static int
close_container(struct reading *r, enum param_type type)
{
	struct text value;

	value.s = r->json.s + r->start;
	value.len = (size_t)r->reader.offset - r->start;
	return take(r, type, value, r->empty);
}

/* An event of the members that are taken. */
static int
member_event(struct reading *r, enum json_event event, struct text text)
{
	switch (event) {
	case JSON_NULL:
		return take(r, PARAM_NULL, TEXT("null"), false);
	case JSON_FALSE:
		return take(r, PARAM_FALSE, TEXT("false"), false);
	case JSON_TRUE:
		return take(r, PARAM_TRUE, TEXT("true"), false);
	case JSON_INT:
	case JSON_FLOAT:
		/* A copy has a NUL behind it. */
		return take(r, event == JSON_INT ? PARAM_INT : PARAM_FLOAT,
		    arena_copy(r->c->arena, text), false);
	case JSON_NOT_FINITE:
		return take(r, PARAM_FLOAT, text, false);
	case JSON_STRING:
		return take(r, PARAM_STRING, keep(r, text), false);
	case JSON_KEY:
		r->name = keep(r, text);
		return r->name.s == NULL ? stop(r, JSON_MEMORY) : 0;
	case JSON_OBJECT_END:
		return close_container(r, PARAM_OBJECT);
	case JSON_ARRAY_END:
		return close_container(r, PARAM_LIST);
	case JSON_OBJECT:
	case JSON_ARRAY:
		break;
	}
	return 0;
}

static int
collector_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct reading *r = context;

	if (depth > 1 && (json_value_begins(event) || event == JSON_KEY))
		r->empty = false;
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		return open_container(r, event == JSON_OBJECT, depth);
	if (depth == 0)
		return json_value_begins(event) ? stop(r, JSON_BROKEN) : 0;
	return depth == 1 ? member_event(r, event, text) : 0;
}

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
	    .event = collector_event,
	    .context = &r,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = json.len,
	};
	result = json_read(&r.reader);
	return result == JSON_STOPPED ? r.stopped : result;
}
