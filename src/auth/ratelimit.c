/* SPDX-License-Identifier: MIT */
#include "auth/ratelimit.h"

#include "fcgi/params.h"

/* Not params_find: an app code may hold a NUL. */
static const struct param *
member(const struct params *object, struct text name)
{
	for (size_t i = 0; i < object->count; i++)
		if (text_eq(object->items[i].name, name))
			return &object->items[i];
	return NULL;
}

static bool
read_object(struct arena *arena, struct text json, struct params *object)
{
	return text_starts(text_strip(json), "{") &&
	       params_parse_json(arena, json, object) == PARAMS_OK;
}

enum ratelimit
ratelimit_of(struct arena *arena, struct text conf, struct text app_code)
{
	struct params limits, apps;
	const struct param *rules;

	if (!read_object(arena, conf, &limits) || limits.count == 0)
		return RATELIMIT_NONE;
	rules = member(&limits, TEXT("app_ratelimit"));
	if (rules == NULL || rules->type != PARAM_OBJECT ||
	    !read_object(arena, rules->value, &apps))
		return RATELIMIT_MALFORMED;
	rules = member(&apps, app_code);
	if (rules == NULL || !param_is_true(rules))
		rules = member(&apps, TEXT("__default"));
	if (rules == NULL || !param_is_true(rules))
		return RATELIMIT_NONE;
	return rules->type == PARAM_LIST ? RATELIMIT_RULES
					 : RATELIMIT_MALFORMED;
}
