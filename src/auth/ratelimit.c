/* SPDX-License-Identifier: MIT */
#include "auth/ratelimit.h"

#include "auth/ratelimit_rule.h"
#include "params/members.h"

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

static bool
read_rules(struct arena *arena, struct text json, struct rate_rules *rules)
{
	struct members list;

	*rules = (struct rate_rules){.shown = TEXT("")};
	if (!members_read(arena, json, &list) || list.count > RATE_RULES_MAX)
		return false;
	for (size_t i = 0; i < list.count; i++) {
		struct params members;
		struct text shown;

		if (list.items[i].type != PARAM_OBJECT ||
		    params_parse_json(arena, list.items[i].value, &members) !=
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
choose(const struct params *apps, const struct rate_app *app)
{
	const struct param *own = member(apps, app->received);

	if (own == NULL || !param_is_true(own))
		own = member(apps, app->stored);
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
ratelimit_read(struct arena *arena, struct text conf,
    const struct rate_app *app, struct rate_rules *rules)
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
	p = choose(&apps, app);
	if (p == NULL || is_empty(p))
		return RATELIMIT_NONE;
	return p->type == PARAM_LIST && read_rules(arena, p->value, rules)
		   ? RATELIMIT_RULES
		   : RATELIMIT_MALFORMED;
}
