/* SPDX-License-Identifier: MIT */
#include "auth/ratelimit.h"

#include "auth/ratelimit_rule.h"
#include "json/reader.h"

/* Containers in each other below a list of rules; a rule has none. */
#define LIST_DEPTH 16

/* Bytes of one string in it. */
#define LIST_STRING 4096

/* Not params_find: an app code may hold a NUL. */
static const struct param *
member(const struct params *object, struct text name)
{
	for (size_t i = 0; i < object->count; i++)
		if (text_eq(object->items[i].name, name))
			return &object->items[i];
	return NULL;
}

static enum params_result
read_object(struct arena *arena, struct text json, struct params *object)
{
	if (!text_starts(text_strip(json), "{"))
		return PARAMS_BAD_JSON;
	return params_parse_json(arena, json, object);
}

/* A list of rules, taken apart into the texts of its objects. */
struct list {
	struct json_reader reader;
	struct text json;
	unsigned int depth; /* open containers */
	uint64_t start;	    /* of the object in hand */
	struct text objects[RATE_RULES_MAX];
	size_t count;
};

/* A value that is no container: there is none beside the rules. */
static int
take_value(struct list *list)
{
	return list->depth == 1 ? -1 : 0;
}

static int
on_null(void *context)
{
	return take_value(context);
}

static int
on_boolean(void *context, bool value)
{
	(void)value;
	return take_value(context);
}

static int
on_number(void *context, struct text number, bool is_float)
{
	(void)number;
	(void)is_float;
	return take_value(context);
}

static int
on_not_finite(void *context, const char *name)
{
	(void)name;
	return take_value(context);
}

static int
on_text(void *context, struct text value)
{
	(void)value;
	return take_value(context);
}

static int
on_object_open(void *context)
{
	struct list *list = context;

	if (list->depth++ == 1)
		list->start = list->reader.offset - 1;
	return 0;
}

static int
on_object_close(void *context)
{
	struct list *list = context;

	if (--list->depth > 1)
		return 0;
	if (list->count == RATE_RULES_MAX)
		return -1;
	list->objects[list->count++] = (struct text){list->json.s + list->start,
	    (size_t)(list->reader.offset - list->start)};
	return 0;
}

static int
on_array_open(void *context)
{
	struct list *list = context;

	return list->depth++ == 1 ? -1 : 0;
}

static int
on_array_close(void *context)
{
	struct list *list = context;

	list->depth--;
	return 0;
}

static const struct json_events events = {.null = on_null,
    .boolean = on_boolean,
    .number = on_number,
    .not_finite = on_not_finite,
    .string = on_text,
    .object_open = on_object_open,
    .key = on_text,
    .object_close = on_object_close,
    .array_open = on_array_open,
    .array_close = on_array_close};

/* False when there is something else in it than objects, or too many. */
static bool
split(struct text json, struct list *list)
{
	struct json_memory memory = {.text = json};

	*list = (struct list){.json = json};
	list->reader = (struct json_reader){.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .events = &events,
	    .context = list,
	    .max_depth = LIST_DEPTH,
	    .max_string = LIST_STRING};
	return json_read(&list->reader) == JSON_OK;
}

static bool
read_rules(struct arena *arena, struct text json, struct rate_rules *rules)
{
	struct list list;

	*rules = (struct rate_rules){.shown = TEXT("")};
	if (!split(json, &list))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		struct params members;
		struct text shown;

		if (read_object(arena, list.objects[i], &members) !=
			PARAMS_OK ||
		    !ratelimit_rule(arena, &members, &rules->items[i], &shown))
			return false;
		rules->shown = ARENA_JOIN(arena, rules->shown,
		    rules->shown.len > 0 ? TEXT(";") : TEXT(""), shown);
		if (rules->shown.s == NULL)
			return false;
		rules->count++;
	}
	return rules->count > 0;
}

/* The rules of this app, else those of all others. */
static const struct param *
choose(const struct params *apps, struct text app_code)
{
	const struct param *own = member(apps, app_code);

	return own != NULL && param_is_true(own)
		   ? own
		   : member(apps, TEXT("__default"));
}

/* Python goes through it without finding anything. */
static bool
is_empty(const struct param *p)
{
	return !param_is_true(p) &&
	       (p->type == PARAM_LIST || p->type == PARAM_OBJECT ||
		   p->type == PARAM_STRING);
}

enum ratelimit
ratelimit_read(struct arena *arena, struct text conf, struct text app_code,
    struct rate_rules *rules)
{
	struct params limits, apps;
	const struct param *p;

	switch (read_object(arena, conf, &limits)) {
	case PARAMS_OK:
		break;
	case PARAMS_BAD_JSON:
		return RATELIMIT_NONE;
	default:
		return RATELIMIT_MALFORMED;
	}
	if (limits.count == 0)
		return RATELIMIT_NONE;
	p = member(&limits, TEXT("app_ratelimit"));
	if (p == NULL || p->type != PARAM_OBJECT ||
	    read_object(arena, p->value, &apps) != PARAMS_OK)
		return RATELIMIT_MALFORMED;
	p = choose(&apps, app_code);
	if (p == NULL || is_empty(p))
		return RATELIMIT_NONE;
	return p->type == PARAM_LIST && read_rules(arena, p->value, rules)
		   ? RATELIMIT_RULES
		   : RATELIMIT_MALFORMED;
}
