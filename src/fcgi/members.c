/* SPDX-License-Identifier: MIT */
#include "fcgi/members.h"

#include "json/reader.h"

/* Objects of more have their names compared with no others: 4096 names would
 * take eight million comparisons, and are refused by whoever reads them. */
#define NAMES_COMPARED 512

struct collector {
	struct json_reader reader;
	struct arena *arena;
	struct text json;
	struct members *members;
	size_t room;
	size_t depth;
	struct text name;
	size_t start; /* of a list or object in it */
	bool empty;   /* so far */
};

static bool
grow(struct collector *c)
{
	struct members *m = c->members;
	size_t room = c->room == 0 ? 16 : 2 * c->room;
	struct param *items;

	if (m->count < c->room)
		return true;
	if (m->count == MEMBERS_MAX)
		return false;
	items = arena_array(c->arena, room, sizeof(*items));
	if (items == NULL)
		return false;
	if (m->count > 0)
		memcpy(items, m->items, m->count * sizeof(*items));
	m->items = items;
	c->room = room;
	return true;
}

static struct param *
find(const struct collector *c)
{
	struct members *m = c->members;

	if (c->name.s == NULL || m->count > NAMES_COMPARED)
		return NULL;
	for (size_t i = 0; i < m->count; i++)
		if (text_eq(m->items[i].name, c->name))
			return &m->items[i];
	return NULL;
}

static int
add(struct collector *c, enum param_type type, struct text value, bool empty)
{
	struct param *p = find(c);

	if (value.s == NULL || (p == NULL && !grow(c)))
		return -1;
	if (p == NULL)
		p = &c->members->items[c->members->count++];
	*p = (struct param){c->name, type, value, empty};
	return 0;
}

static int
scalar(struct collector *c, enum param_type type, struct text value)
{
	c->empty = false;
	if (c->depth == 0)
		return -1;
	return c->depth == 1 ? add(c, type, arena_copy(c->arena, value), false)
			     : 0;
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
	return scalar(context, is_float ? PARAM_FLOAT : PARAM_INT, number);
}

static int
on_not_finite(void *context, const char *name)
{
	return scalar(context, PARAM_FLOAT, text_of(name));
}

static int
on_string(void *context, struct text value)
{
	return scalar(context, PARAM_STRING, value);
}

static int
on_key(void *context, struct text key)
{
	struct collector *c = context;

	if (c->depth != 1)
		return 0;
	c->name = arena_copy(c->arena, key);
	return c->name.s != NULL ? 0 : -1;
}

static int
on_open(void *context)
{
	struct collector *c = context;

	if (c->depth == 1)
		c->start = (size_t)c->reader.offset - 1;
	c->empty = c->depth == 1;
	c->depth++;
	return 0;
}

static int
close_container(struct collector *c, enum param_type type)
{
	struct text value;

	c->depth--;
	if (c->depth != 1)
		return 0;
	value.s = c->json.s + c->start;
	value.len = (size_t)c->reader.offset - c->start;
	return add(c, type, value, c->empty);
}

static int
on_object_close(void *context)
{
	return close_container(context, PARAM_OBJECT);
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
    .object_open = on_open,
    .key = on_key,
    .object_close = on_object_close,
    .array_open = on_open,
    .array_close = on_array_close,
};

bool
members_read(struct arena *arena, struct text json, struct members *members)
{
	struct json_memory memory = {.text = json};
	struct collector c = {.arena = arena, .json = json, .members = members};

	*members = (struct members){.count = 0};
	c.reader = (struct json_reader){.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &events,
	    .context = &c,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = json.len};
	return json_read(&c.reader) == JSON_OK;
}
