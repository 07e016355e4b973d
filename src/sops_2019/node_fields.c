/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_fields.h"

#include "json/reader.h"

struct fields_reading {
	struct json_reader reader;
	struct arena *arena;
	struct text json;
	struct node_fields *out;
	enum { IN_OTHER, IN_VALUE, IN_TEXT } member;
	struct text *text; /* IN_TEXT: where it goes */
	size_t from;	   /* IN_VALUE: where it begins */
};

static struct node_field *
last(const struct fields_reading *r)
{
	return &r->out->fields[r->out->count - 1];
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

static void
member_begins(struct fields_reading *r, struct text key)
{
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
}

/* The members of a field are at depth 2. */
static int
fields_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct fields_reading *r = context;

	if (event == JSON_KEY && depth == 1)
		return add(r, text);
	if (depth < 2)
		return json_value_begins(event) && event != JSON_OBJECT ? -1
									: 0;
	if (depth > 2)
		return 0;
	if (event == JSON_KEY)
		member_begins(r, text);
	if (event == JSON_STRING && r->member == IN_TEXT) {
		*r->text = arena_copy(r->arena, text);
		if (r->text->s == NULL)
			return -1;
	}
	if (json_value_ends(event) && r->member == IN_VALUE)
		last(r)->value = (struct text){
		    r->json.s + r->from, (size_t)r->reader.offset - r->from};
	return 0;
}

bool
node_fields_read(struct arena *arena, struct text json, struct node_fields *out)
{
	struct fields_reading r = {.arena = arena, .json = json, .out = out};
	struct json_memory memory = {.text = json};

	*out = (struct node_fields){.count = 0};
	r.reader = (struct json_reader){.dialect = JSON_UJSON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = fields_event,
	    .context = &r,
	    .max_depth = 1000,
	    .max_string = json.len};
	return json_read(&r.reader) == JSON_OK;
}
