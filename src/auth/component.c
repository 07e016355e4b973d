/* SPDX-License-Identifier: MIT */
#include "auth/component.h"

#include "json/reader.h"

#include <strings.h>

/* What is known while the events of one comp_conf come in. */
struct reading {
	struct arena *arena;
	struct component_conf *conf;
	bool list;	    /* of pairs */
	unsigned int depth; /* open containers */
	size_t index;	    /* values so far of the current pair */
	struct text *value; /* where the value of the current key goes, or
			     * NULL */
};

static struct text *
place_of(struct reading *r, struct text key)
{
	if (text_is(key, "dest_path"))
		return &r->conf->dest_path;
	if (text_is(key, "dest_http_method"))
		return &r->conf->dest_http_method;
	if (text_is(key, "name"))
		return &r->conf->name;
	return NULL;
}

/* A value of any type; TEXT_NONE when it is not a string. */
static int
take(struct reading *r, struct text string)
{
	unsigned int level = r->list ? 2 : 1; /* where keys and values are */

	if (r->depth < level)
		return -1;
	if (r->depth > level)
		return 0;
	if (r->list && r->index++ == 0) {
		r->value = place_of(r, string);
		return 0;
	}
	if (r->value != NULL)
		*r->value =
		    string.s == NULL ? TEXT_NONE : arena_copy(r->arena, string);
	return 0;
}

static int
on_null(void *context)
{
	return take(context, TEXT_NONE);
}

static int
on_boolean(void *context, bool value)
{
	(void)value;
	return take(context, TEXT_NONE);
}

static int
on_number(void *context, struct text number, bool is_float)
{
	(void)number;
	(void)is_float;
	return take(context, TEXT_NONE);
}

static int
on_not_finite(void *context, const char *name)
{
	(void)name;
	return take(context, TEXT_NONE);
}

static int
on_string(void *context, struct text value)
{
	return take(context, value.s == NULL ? TEXT("") : value);
}

static int
on_object_open(void *context)
{
	struct reading *r = context;

	if (r->depth > 0 && take(r, TEXT_NONE) != 0)
		return -1;
	r->depth++;
	return 0;
}

static int
on_key(void *context, struct text key)
{
	struct reading *r = context;

	if (!r->list && r->depth == 1)
		r->value = place_of(r, key);
	return 0;
}

static int
on_object_close(void *context)
{
	struct reading *r = context;

	r->depth--;
	return 0;
}

static int
on_array_open(void *context)
{
	struct reading *r = context;

	if (r->depth == 0)
		r->list = true;
	else if (r->list && r->depth == 1)
		r->index = 0;
	else if (take(r, TEXT_NONE) != 0)
		return -1;
	r->depth++;
	return 0;
}

static int
on_array_close(void *context)
{
	struct reading *r = context;

	if (r->list && r->depth == 2 && r->index != 2)
		return -1;
	r->depth--;
	return 0;
}

static const struct json_events events = {.null = on_null,
    .boolean = on_boolean,
    .number = on_number,
    .not_finite = on_not_finite,
    .string = on_string,
    .object_open = on_object_open,
    .key = on_key,
    .object_close = on_object_close,
    .array_open = on_array_open,
    .array_close = on_array_close};

bool
component_conf_read(
    struct arena *arena, struct text json, struct component_conf *conf)
{
	struct json_memory memory = {.text = json};
	struct reading reading = {.arena = arena, .conf = conf};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &events,
	    .context = &reading,
	    .max_depth = PARAMS_DEPTH_OK,
	    .max_string = COMPONENT_CONF_STRING};

	*conf = (struct component_conf){.dest_path = TEXT_NONE};
	if (json.len == 0 || json_read(&reader) != JSON_OK)
		*conf = (struct component_conf){.dest_path = TEXT_NONE};
	if (conf->dest_path.s != NULL && conf->dest_http_method.s != NULL)
		return true;
	conf->dest_path = conf->dest_http_method = TEXT_NONE;
	return false;
}

const struct esb_component *
component_of_conf(
    const struct esb_call *call, const struct component_conf *conf)
{
	for (size_t i = 0; i < call->ncomponents; i++) {
		const struct esb_component *c = &call->components[i];

		if (text_is(conf->dest_path, c->dest_path) &&
		    text_is(conf->dest_http_method, c->method))
			return c;
	}
	return NULL;
}

const struct esb_component *
component_built_in(const struct esb_call *call)
{
	for (size_t i = 0; i < call->ncomponents; i++) {
		const struct esb_component *c = &call->components[i];

		if (text_is(call->path, c->path) &&
		    text_is(call->method, c->method))
			return c;
	}
	return NULL;
}

const struct esb_component *
component_lender(const struct esb_call *call)
{
	const struct esb_component *called = component_built_in(call);

	if (called == NULL || called->like == NULL)
		return NULL;
	for (size_t i = 0; i < call->ncomponents; i++)
		if (strcmp(call->components[i].path, called->like) == 0)
			return &call->components[i];
	return NULL;
}

bool
component_has_path(const struct esb_call *call, struct text path)
{
	for (size_t i = 0; i < call->ncomponents; i++) {
		struct text known = text_of(call->components[i].path);

		if (path.len + 1 == known.len)
			known.len--;
		if (path.len == known.len &&
		    strncasecmp(path.s, known.s, path.len) == 0)
			return true;
	}
	return false;
}
