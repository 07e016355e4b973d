/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_fields.h"

#include "json/reader.h"

struct fields_reading {
	struct json_reader reader;
	struct arena *arena;
	struct text json;
	struct node_fields *out;
	size_t depth;
	enum { IN_OTHER, IN_VALUE, IN_TEXT } member;
	struct text *text; /* IN_TEXT: where it goes */
	size_t from;	   /* IN_VALUE: where it begins */
};

static struct node_field *
last(const struct fields_reading *r)
{
	return &r->out->fields[r->out->count - 1];
}

/* A value begins; the members of a field are at depth 2. */
static int
value_begins(const struct fields_reading *r, bool is_object)
{
	return r->depth < 2 && !is_object ? -1 : 0;
}

static int
value_ends(struct fields_reading *r)
{
	if (r->depth == 2 && r->member == IN_VALUE)
		last(r)->value = (struct text){
		    r->json.s + r->from, (size_t)r->reader.offset - r->from};
	return 0;
}

static int
fields_null(void *context)
{
	return value_begins(context, false) == 0 ? value_ends(context) : -1;
}

static int
fields_boolean(void *context, bool value)
{
	(void)value;
	return fields_null(context);
}

static int
fields_number(void *context, struct text number, bool is_float)
{
	(void)number, (void)is_float;
	return fields_null(context);
}

static int
fields_not_finite(void *context, const char *name)
{
	(void)name;
	return fields_null(context);
}

static int
fields_string(void *context, struct text value)
{
	struct fields_reading *r = context;

	if (r->depth == 2 && r->member == IN_TEXT) {
		*r->text = arena_copy(r->arena, value);
		if (r->text->s == NULL)
			return -1;
	}
	return fields_null(context);
}

static int
add(struct fields_reading *r, struct text key)
{
	struct node_fields *out = r->out;
	struct node_field *more;

	if ((out->count & (out->count + 1)) == 0) {
		more = arena_array(r->arena, 2 * out->count + 1, sizeof(*more));
		if (more == NULL)
			return -1;
		if (out->count > 0)
			memcpy(more, out->fields, out->count * sizeof(*more));
		out->fields = more;
	}
	out->fields[out->count++] =
	    (struct node_field){.key = arena_copy(r->arena, key)};
	return last(r)->key.s == NULL ? -1 : 0;
}

static int
fields_key(void *context, struct text key)
{
	struct fields_reading *r = context;

	if (r->depth == 1)
		return add(r, key);
	if (r->depth != 2)
		return 0;
	r->member = IN_TEXT;
	if (text_is(key, "value")) {
		r->member = IN_VALUE;
		r->from = (size_t)r->reader.offset + 1; /* behind a colon */
	} else if (text_is(key, "show_type"))
		r->text = &last(r)->show_type;
	else if (text_is(key, "source_type"))
		r->text = &last(r)->source_type;
	else if (text_is(key, "custom_type"))
		r->text = &last(r)->custom_type;
	else
		r->member = IN_OTHER;
	return 0;
}

static int
fields_object_open(void *context)
{
	struct fields_reading *r = context;

	r->depth++;
	return 0;
}

static int
fields_array_open(void *context)
{
	struct fields_reading *r = context;

	if (value_begins(r, false) != 0)
		return -1;
	r->depth++;
	return 0;
}

static int
fields_close(void *context)
{
	struct fields_reading *r = context;

	r->depth--;
	return value_ends(r);
}

static const struct json_events fields_events = {
    .null = fields_null,
    .boolean = fields_boolean,
    .number = fields_number,
    .not_finite = fields_not_finite,
    .string = fields_string,
    .object_open = fields_object_open,
    .key = fields_key,
    .object_close = fields_close,
    .array_open = fields_array_open,
    .array_close = fields_close,
};

bool
node_fields_read(struct arena *arena, struct text json, struct node_fields *out)
{
	struct fields_reading r = {.arena = arena, .json = json, .out = out};
	struct json_memory memory = {.text = json};

	*out = (struct node_fields){.count = 0};
	r.reader = (struct json_reader){.dialect = JSON_UJSON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &fields_events,
	    .context = &r,
	    .max_depth = 1000,
	    .max_string = json.len};
	return json_read(&r.reader) == JSON_OK;
}
