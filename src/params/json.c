/* SPDX-License-Identifier: MIT */
#include "params/json.h"

#include "params/charset.h"
#include "json/reader.h"
#include "json/writer.h"

/*
 * The members of a JSON object, or the elements of a list, are read as
 * parameters, one by one in the order of the document.
 */
struct reading {
	struct arena *arena;
	bool object_only; /* a list is JSON_BROKEN */
	/* Takes one, whose texts stand in the arena, in the JSON or in the
	 * program, and of which only a number surely has a NUL behind it; an
	 * element has no name.  0, or -1 to stop. */
	int (*take)(void *context, const struct param *param);
	void *context;

	struct json_reader reader;
	struct text json;
	enum json_result stopped; /* why this did stop the reader */
	size_t deepest;		  /* so far: containers in each other */

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
	return arena_copy(r->arena, t);
}

static int
stop(struct reading *r, enum json_result why)
{
	r->stopped = why;
	return -1;
}

static int
take_value(
    struct reading *r, enum param_type type, struct text value, bool empty)
{
	struct param param = {r->name, type, value, empty};

	if (value.s == NULL)
		return stop(r, JSON_MEMORY);
	if (r->take(r->context, &param) != 0)
		return stop(r, JSON_STOPPED);
	return 0;
}

static int
open_container(struct reading *r, bool object, size_t depth)
{
	if (depth == 0 && r->object_only && !object)
		return stop(r, JSON_BROKEN);
	if (depth == 1) {
		r->start = (size_t)r->reader.offset - 1;
		r->empty = true;
	}
	if (depth + 1 > r->deepest)
		r->deepest = depth + 1;
	return 0;
}

static int
close_container(struct reading *r, enum param_type type)
{
	struct text value;

	value.s = r->json.s + r->start;
	value.len = (size_t)r->reader.offset - r->start;
	return take_value(r, type, value, r->empty);
}

/* An event of the members that are taken. */
static int
member_event(struct reading *r, enum json_event event, struct text text)
{
	switch (event) {
	case JSON_NULL:
		return take_value(r, PARAM_NULL, TEXT("null"), false);
	case JSON_FALSE:
		return take_value(r, PARAM_FALSE, TEXT("false"), false);
	case JSON_TRUE:
		return take_value(r, PARAM_TRUE, TEXT("true"), false);
	case JSON_INT:
	case JSON_FLOAT:
		/* A copy has a NUL behind it. */
		return take_value(r,
		    event == JSON_INT ? PARAM_INT : PARAM_FLOAT,
		    arena_copy(r->arena, text), false);
	case JSON_NOT_FINITE:
		return take_value(r, PARAM_FLOAT, text, false);
	case JSON_STRING:
		return take_value(r, PARAM_STRING, keep(r, text), false);
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
reading_event(
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

/*
 * Reads `json` as Python's json module does.  JSON_BROKEN also when it is
 * neither object nor list, JSON_STOPPED when `take` said so.
 */
static enum json_result
read_members(struct reading *r, struct text json)
{
	struct json_memory memory = {.text = json};
	enum json_result result;

	r->json = json;
	r->reader = (struct json_reader){
	    .dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = reading_event,
	    .context = r,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = json.len,
	};
	result = json_read(&r->reader);
	return result == JSON_STOPPED ? r->stopped : result;
}

struct body {
	struct params_set set;
	enum params_result result; /* why a parameter was not taken */
};

static int
take_param(void *context, const struct param *param)
{
	static const struct charset utf8 = {NULL};
	struct body *body = context;
	struct param taken = *param;

	/* Python takes encoded surrogates for UTF-8; nobody else does. */
	if (taken.type == PARAM_LIST || taken.type == PARAM_OBJECT)
		taken.value = charset_decode(
		    &utf8, body->set.arena, taken.value, CHARSET_REPLACE);
	body->result = taken.value.s == NULL
			   ? PARAMS_MEMORY
			   : params_set_add(&body->set, &taken);
	return body->result == PARAMS_OK ? 0 : -1;
}

enum params_result
params_parse_json(struct arena *arena, struct text text, struct params *params)
{
	struct body body = {.set = {.arena = arena}};
	struct reading r = {.arena = arena,
	    .object_only = true,
	    .take = take_param,
	    .context = &body};

	*params = (struct params){NULL, 0};
	switch (read_members(&r, text)) {
	case JSON_OK:
		if (r.deepest > PARAMS_DEPTH_OK)
			return PARAMS_TOO_DEEP;
		return params_set_finish(&body.set, params);
	case JSON_STOPPED:
		return body.result;
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

static int
discard(void *context, const char *data, size_t len)
{
	(void)context, (void)data, (void)len;
	return 0;
}

/* The writer refuses what the reader alone does not: text that is no UTF-8. */
bool
params_is_json(struct text text, size_t max_depth)
{
	struct json_memory memory = {.text = text};
	struct json_writer *w = json_new(discard, NULL);
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = json_copy,
	    .context = w,
	    .max_depth = max_depth,
	    .max_string = text.len};
	bool is = w != NULL && json_read(&reader) == JSON_OK;

	json_free(w);
	return is;
}

/* Objects of more have their names compared with no others: 4096 names would
 * take eight million comparisons, and are refused by whoever reads them. */
#define NAMES_COMPARED 512

struct list {
	struct arena *arena;
	struct members *members;
};

static struct param *
find_member(const struct members *m, struct text name)
{
	if (name.s == NULL || m->count > NAMES_COMPARED)
		return NULL;
	for (size_t i = 0; i < m->count; i++)
		if (text_eq(m->items[i].name, name))
			return &m->items[i];
	return NULL;
}

static int
take_member(void *context, const struct param *param)
{
	struct list *list = context;
	struct members *m = list->members;
	struct param *p = find_member(m, param->name), *items;

	if (p != NULL) {
		*p = *param;
		return 0;
	}
	if (m->count == MEMBERS_MAX)
		return -1;
	items = arena_grow(list->arena, m->items, m->count, sizeof(*items));
	if (items == NULL)
		return -1;
	m->items = items;
	items[m->count++] = *param;
	return 0;
}

bool
members_read(struct arena *arena, struct text json, struct members *members)
{
	struct list list = {.arena = arena, .members = members};
	struct reading r = {
	    .arena = arena, .take = take_member, .context = &list};

	*members = (struct members){.count = 0};
	return read_members(&r, json) == JSON_OK;
}
