/* SPDX-License-Identifier: MIT */
#include "auth/component.h"

#include "json/reader.h"

#include <strings.h>

static bool
is_empty(const struct param *param)
{
	return !param_is_true(param) &&
	       (param == NULL || param->type == PARAM_ABSENT ||
		   param->type == PARAM_NULL || param->type == PARAM_STRING ||
		   param->type == PARAM_LIST || param->type == PARAM_OBJECT);
}

/* 0 and false are not empty: the older name does not replace them.  They count
 * for nothing all the same. */
static const struct param *
find_not_empty(const struct params *params, const char *name, const char *older)
{
	const struct param *param = params_find(params, name);

	if (is_empty(param))
		param = params_find(params, older);
	return param_is_true(param) ? param : NULL;
}

static const struct esb_profile profiles[] = {
    {.name = "p1", .find_alias = params_find_alias, .looks_up_user = true},
    {.name = "p2",
	.has_authorization = true,
	.find_alias = find_not_empty,
	.has_method_rows = true,
	.reads_body_early = true,
	.has_inactivity = true,
	.names_by_conf = true,
	.keeps_code = true},
};

const struct esb_profile *
esb_profile_find(const char *name)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(*profiles); i++)
		if (name != NULL && strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return &profiles[0];
}

bool
esb_profile_answers(const struct esb_profile *profile, struct text method)
{
	if (profile->has_method_rows)
		return method.len > 0;
	return text_is(method, "GET") || text_is(method, "POST");
}

int
esb_profile_code(
    const struct esb_profile *profile, const int *code, int otherwise)
{
	return profile->keeps_code && code != NULL ? *code : otherwise;
}

/*
 * Longest string in a comp_conf that is read, in bytes.  The values that count
 * are shorter than 255, labels and descriptions may be longer.
 */
#define CONF_STRING 65536

/* Of a comp_conf; TEXT_NONE: it has none. */
struct conf {
	struct text dest_path;
	struct text dest_http_method;
	struct text name;
};

/* What is known while the events of one comp_conf come in. */
struct reading {
	struct arena *arena;
	struct conf *conf;
	bool list;	    /* of pairs */
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

/* A value begins at or below the level of keys and values. */
static int
take_value(struct reading *r, enum json_event event, struct text text)
{
	if (r->list && r->index++ == 0) {
		r->value = place_of(r, event == JSON_STRING ? text : TEXT_NONE);
		return 0;
	}
	if (r->value != NULL)
		*r->value = event == JSON_STRING ? arena_copy(r->arena, text)
						 : TEXT_NONE;
	return 0;
}

static int
conf_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct reading *r = context;
	size_t level = r->list ? 2 : 1; /* where keys and values are */

	if (depth == 0) {
		r->list |= event == JSON_ARRAY;
		return json_value_begins(event) && event != JSON_OBJECT &&
			       event != JSON_ARRAY
			   ? -1
			   : 0;
	}
	if (event == JSON_KEY && !r->list && depth == 1)
		r->value = place_of(r, text);
	if (r->list && depth == 1 && event == JSON_ARRAY) {
		r->index = 0;
		return 0;
	}
	if (r->list && depth == 1 && event == JSON_ARRAY_END)
		return r->index == 2 ? 0 : -1;
	if (!json_value_begins(event))
		return 0;
	if (depth < level)
		return -1;
	return depth == level ? take_value(r, event, text) : 0;
}

/* False when it is neither object nor list, or lacks the destination. */
static bool
read_conf(struct arena *arena, struct text json, struct conf *conf)
{
	struct json_memory memory = {.text = json};
	struct reading reading = {.arena = arena, .conf = conf};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = conf_event,
	    .context = &reading,
	    .max_depth = PARAMS_DEPTH_OK,
	    .max_string = CONF_STRING};

	*conf = (struct conf){.dest_path = TEXT_NONE};
	if (json.len == 0 || json_read(&reader) != JSON_OK)
		*conf = (struct conf){.dest_path = TEXT_NONE};
	return conf->dest_path.s != NULL && conf->dest_http_method.s != NULL;
}

bool
component_of_conf(const struct esb_call *call, struct text json,
    const struct esb_component **component, struct text *name)
{
	struct conf conf;
	bool ok = read_conf(call->request->arena, json, &conf);

	*component = NULL;
	*name = conf.name;
	for (size_t i = 0; ok && i < call->ncomponents; i++) {
		const struct esb_component *c = &call->components[i];

		if (text_is(conf.dest_path, c->dest_path) &&
		    text_is(conf.dest_http_method, c->method)) {
			*component = c;
			break;
		}
	}
	return ok;
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
component_fallback(const struct esb_call *call)
{
	const struct esb_component *called = component_built_in(call);

	if (called == NULL || called->fallback == NULL)
		return NULL;
	for (size_t i = 0; i < call->ncomponents; i++)
		if (strcmp(call->components[i].path, called->fallback) == 0)
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
