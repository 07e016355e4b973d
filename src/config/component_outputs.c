/* SPDX-License-Identifier: MIT */
#include "config/component_outputs.h"

#include "json/reader.h"

/* Containers in each other: plugins, outputs, an output, its names. */
#define DEPTH 4

#define WANT_FILE    "it must be an object of plugins by their codes"
#define WANT_OUTPUTS "the value of a plugin must be an array of its outputs"
#define WANT_OUTPUT \
	"an output must be an object with the members \"key\" and \"name\""
#define WANT_KEY "\"key\" must be text that is not empty"
#define WANT_NAME                                                         \
	"\"name\" must be text, or an object with the texts \"zh-hans\" " \
	"and \"en\""
#define WANT_MEMBER                                                         \
	"an output has no other members than \"key\" and \"name\", a name " \
	"none but \"zh-hans\" and \"en\""

struct reading {
	struct json_reader reader;
	struct arena *arena;
	struct component_outputs *out;
	const char *wrong; /* NULL: it is out of memory */

	struct component *component; /* the one that is read */
	struct component_output output;
	enum {
		MEMBER_NONE,
		MEMBER_KEY,
		MEMBER_NAME,
		MEMBER_ZH,
		MEMBER_EN
	} member;
};

static int
stop(struct reading *r, const char *wrong)
{
	r->wrong = wrong;
	return -1;
}

static int
add_output(struct reading *r, struct component_output output)
{
	struct component *c = r->component;
	struct component_output *outputs;

	for (size_t i = 0; i < c->noutputs; i++)
		if (text_eq(c->outputs[i].key, output.key))
			return stop(r, "a plugin has each \"key\" once");
	outputs =
	    arena_grow(r->arena, c->outputs, c->noutputs, sizeof(*outputs));
	if (outputs == NULL)
		return stop(r, NULL);
	c->outputs = outputs;
	c->outputs[c->noutputs++] = output;
	return 0;
}

static int
add_component(struct reading *r, struct text code)
{
	struct component_outputs *out = r->out;
	struct component *components;

	if (code.len == 0)
		return stop(r, "the code of a plugin is not empty");
	for (size_t i = 0; i < out->count; i++)
		if (text_eq(out->components[i].code, code))
			return stop(r, "a plugin must stand here once");
	components = arena_grow(
	    r->arena, out->components, out->count, sizeof(*components));
	if (components == NULL)
		return stop(r, NULL);
	out->components = components;
	r->component = &out->components[out->count];
	*r->component = (struct component){.code = arena_copy(r->arena, code)};
	if (r->component->code.s == NULL)
		return stop(r, NULL);
	out->count++;
	return 0;
}

/* The engine writes _result for each plugin (sops appendix B). */
static int
end_component(struct reading *r)
{
	const struct component *c = r->component;

	for (size_t i = 0; i < c->noutputs; i++)
		if (text_is(c->outputs[i].key, "_result"))
			return 0;
	return add_output(r, (struct component_output){TEXT("_result"),
				 TEXT("执行结果"), TEXT("Execution Result")});
}

static int
end_output(struct reading *r)
{
	if (r->output.key.s == NULL || r->output.zh_hans.s == NULL ||
	    r->output.en.s == NULL)
		return stop(r, WANT_OUTPUT);
	return add_output(r, r->output);
}

static int
unexpected(struct reading *r, size_t depth)
{
	switch (depth) {
	case 0:
		return stop(r, WANT_FILE);
	case 1:
		return stop(r, WANT_OUTPUTS);
	case 2:
		return stop(r, WANT_OUTPUT);
	default:
		return stop(r, r->member == MEMBER_KEY ? WANT_KEY : WANT_NAME);
	}
}

static int
outputs_string(struct reading *r, struct text value, size_t depth)
{
	struct text copy;

	if (depth < 3 || (r->member == MEMBER_KEY && value.len == 0))
		return unexpected(r, depth);
	copy = arena_copy(r->arena, value);
	if (copy.s == NULL)
		return stop(r, NULL);
	if (r->member == MEMBER_KEY)
		r->output.key = copy;
	if (r->member == MEMBER_NAME || r->member == MEMBER_ZH)
		r->output.zh_hans = copy;
	if (r->member == MEMBER_NAME || r->member == MEMBER_EN)
		r->output.en = copy;
	return 0;
}

static int
outputs_key(struct reading *r, struct text key, size_t depth)
{
	if (depth == 1)
		return add_component(r, key);
	r->member = MEMBER_NONE;
	if (depth == 3)
		r->member = text_is(key, "key")	   ? MEMBER_KEY
			    : text_is(key, "name") ? MEMBER_NAME
						   : MEMBER_NONE;
	else
		r->member = text_is(key, "zh-hans") ? MEMBER_ZH
			    : text_is(key, "en")    ? MEMBER_EN
						    : MEMBER_NONE;
	return r->member == MEMBER_NONE ? stop(r, WANT_MEMBER) : 0;
}

static int
outputs_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct reading *r = context;

	switch (event) {
	case JSON_STRING:
		return outputs_string(r, text, depth);
	case JSON_KEY:
		return outputs_key(r, text, depth);
	case JSON_OBJECT:
		if (depth == 1 || (depth == 3 && r->member != MEMBER_NAME))
			return unexpected(r, depth);
		if (depth == 2)
			r->output = (struct component_output){.key = TEXT_NONE};
		return 0;
	case JSON_OBJECT_END:
		if (depth == 3 &&
		    (r->output.zh_hans.s == NULL || r->output.en.s == NULL))
			return stop(r, WANT_NAME);
		return depth == 2 ? end_output(r) : 0;
	case JSON_ARRAY:
		return depth == 1 ? 0 : unexpected(r, depth);
	case JSON_ARRAY_END:
		return end_component(r);
	default:
		return unexpected(r, depth);
	}
}

/* Where byte `offset` is. */
static void
place(struct text json, uint64_t offset, int *line, int *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < json.len && i + 1 < offset; i++) {
		++*column;
		if (json.s[i] == '\n') {
			++*line;
			*column = 1;
		}
	}
}

const char *
component_outputs_read(struct arena *arena, struct text json,
    struct component_outputs *outputs, int *line, int *column)
{
	struct json_memory memory = {.text = json};
	struct reading r = {.arena = arena, .out = outputs};

	*outputs = (struct component_outputs){.count = 0};
	*line = *column = 1;
	r.reader = (struct json_reader){.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = outputs_event,
	    .context = &r,
	    .max_depth = DEPTH,
	    .max_string = COMPONENT_OUTPUTS_MAX};
	switch (json_read(&r.reader)) {
	case JSON_OK:
		return NULL;
	case JSON_STOPPED:
		place(json, r.reader.offset, line, column);
		return r.wrong != NULL ? r.wrong : "out of memory";
	case JSON_MEMORY:
		return "out of memory";
	default:
		break;
	}
	place(json, r.reader.offset, line, column);
	return "it must be JSON in UTF-8";
}
