/* SPDX-License-Identifier: MIT */
#include "api/template_item.h"
#include "json/reader.h"

/*
 * ESB sends the parameter on in a URL: a list as the name repeated, an object
 * as its keys, and bk-sops takes the last.  An object's keys count in stored
 * order.
 */
struct last {
	size_t depth;
	size_t object; /* depth of the object that is read, 0 outside of one */
	bool any;
	bool is_business;
};

static int
element(struct last *k, bool is_business)
{
	k->any = true;
	k->is_business = is_business;
	return 0;
}

static bool
counts(const struct last *k)
{
	return k->depth <= 2 && k->object == 0;
}

static int
last_null(void *context)
{
	struct last *k = context;

	/* Left out, but written as "None" in a list inside the list. */
	return k->depth == 2 && counts(k) ? element(k, false) : 0;
}

static int
last_boolean(void *context, bool value)
{
	(void)value;
	return counts(context) ? element(context, false) : 0;
}

static int
last_number(void *context, struct text number, bool is_float)
{
	(void)number, (void)is_float;
	return last_boolean(context, false);
}

static int
last_not_finite(void *context, const char *name)
{
	(void)name;
	return last_boolean(context, false);
}

static int
last_string(void *context, struct text value)
{
	return counts(context) ? element(context, text_is(value, "business"))
			       : 0;
}

static int
last_key(void *context, struct text key)
{
	struct last *k = context;

	return k->depth <= 2 && k->depth == k->object
		   ? element(k, text_is(key, "business"))
		   : 0;
}

static int
last_open(struct last *k, bool is_object)
{
	/* A container in a list in a list is sent as Python shows it. */
	if (k->depth == 2 && counts(k))
		element(k, false);
	k->depth++;
	if (is_object && k->object == 0)
		k->object = k->depth;
	return 0;
}

static int
last_object_open(void *context)
{
	return last_open(context, true);
}

static int
last_array_open(void *context)
{
	return last_open(context, false);
}

static int
last_close(void *context)
{
	struct last *k = context;

	if (k->depth == k->object)
		k->object = 0;
	k->depth--;
	return 0;
}

static const struct json_events last_events = {
    .null = last_null,
    .boolean = last_boolean,
    .number = last_number,
    .not_finite = last_not_finite,
    .string = last_string,
    .object_open = last_object_open,
    .key = last_key,
    .object_close = last_close,
    .array_open = last_array_open,
    .array_close = last_close,
};

static bool
last_is_business(struct text json)
{
	struct last k = {.any = false};
	struct json_memory memory = {.text = json};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &last_events,
	    .context = &k,
	    .max_depth = PARAMS_DEPTH_OK + 1,
	    .max_string = json.len};

	return json_read(&reader) == JSON_OK && (!k.any || k.is_business);
}

/* "business" is the default; anything else is common, whatever it is. */
static bool
is_business(const struct param *p)
{
	if (p == NULL)
		return true;
	switch (p->type) {
	case PARAM_ABSENT:
	case PARAM_NULL:
		return true;
	case PARAM_STRING:
		return text_is(p->value, "business");
	case PARAM_LIST:
	case PARAM_OBJECT:
		return last_is_business(p->value);
	case PARAM_INT:
	case PARAM_FLOAT:
	case PARAM_TRUE:
	case PARAM_FALSE:
		break;
	}
	return false;
}

struct sops_templates
template_source(const struct call *call)
{
	return (struct sops_templates){.caller = &call->caller,
	    .common =
		!is_business(params_find(call->params, "template_source"))};
}
