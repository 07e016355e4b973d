/* SPDX-License-Identifier: MIT */
#include "auth/ratelimit.h"

#include "params/json.h"
#include "python/number.h"

#include <math.h>

struct unit {
	const char *name;
	int64_t seconds;
};

/* In the order in which Python 2 goes through its dictionary: of several units
 * in a rule the first one here counts. */
static const struct unit units[] = {
    {"second", 1}, {"hour", 3600}, {"minute", 60}, {"day", 86400}};

/* Python's int(value * factor), as far as that is within +-max. */
static bool
read_number(
    const struct param *value, int64_t factor, int64_t max, int64_t *number)
{
	double real;

	switch (value->type) {
	case PARAM_STRING:
		if (factor != 1) /* Python repeats the text */
			return false;
		/* fallthrough */
	case PARAM_INT:
		if (!pyint_to_int64(value->value, number) ||
		    *number > max / factor || *number < -(max / factor))
			return false;
		*number *= factor;
		return true;
	case PARAM_FLOAT:
		real = param_real(value) * (double)factor;
		if (!(fabs(real) <= (double)max))
			return false;
		*number = (int64_t)real;
		return true;
	case PARAM_TRUE:
	case PARAM_FALSE:
		*number = value->type == PARAM_TRUE ? factor : 0;
		return true;
	default:
		return false;
	}
}

/* Python's str() of a float. */
static struct text
show_float(struct arena *arena, const struct param *value)
{
	struct text shown = arena_printf(arena, "%.12g", param_real(value));

	if (shown.s != NULL && strcspn(shown.s, ".en") == shown.len)
		return ARENA_JOIN(arena, shown, TEXT(".0"));
	return shown;
}

static struct text
show_value(struct arena *arena, const struct param *value)
{
	switch (value->type) {
	case PARAM_FLOAT:
		return show_float(arena, value);
	case PARAM_TRUE:
		return TEXT("True");
	case PARAM_FALSE:
		return TEXT("False");
	case PARAM_NULL:
		return TEXT("None");
	default:
		return value->value;
	}
}

static struct text
show(struct arena *arena, int64_t tokens, const struct params *members)
{
	struct text all = TEXT(""),
		    n = arena_printf(arena, "%lld/", (long long)tokens);

	for (size_t i = 0; i < members->count; i++) {
		const struct param *m = &members->items[i];

		if (text_is(m->name, "tokens"))
			continue;
		all = ARENA_JOIN(
		    arena, all, TEXT(";"), n, show_value(arena, m), m->name);
		if (all.s == NULL)
			return TEXT_NONE;
	}
	return (struct text){all.s + 1, all.len - 1};
}

static bool
read_period(const struct params *members, int64_t *seconds)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		const struct param *m = params_find(members, units[i].name);

		if (m != NULL)
			return read_number(m, units[i].seconds,
				   RATE_SECONDS_MAX, seconds) &&
			       *seconds >= 1;
	}
	return false;
}

/*
 * Reads {"tokens": N, "<unit>": M}.  *shown is "N/M<unit>", and so on for what
 * else is in it, joined by ";".  False when it is malformed or the arena full.
 */
static bool
read_rule(struct arena *arena, const struct params *members,
    struct rate_rule *rule, struct text *shown)
{
	const struct param *tokens = params_find(members, "tokens");

	if (tokens == NULL ||
	    !read_number(tokens, 1, RATE_TOKENS_MAX, &rule->tokens) ||
	    !read_period(members, &rule->seconds))
		return false;
	*shown = show(arena, rule->tokens, members);
	return shown->s != NULL;
}

/* Not params_find: an app code may hold a NUL. */
static const struct param *
find_member(const struct params *object, struct text name)
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
		    !read_rule(arena, &members, &rules->items[i], &shown))
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
	const struct param *own = find_member(apps, app->received);

	if (own == NULL || !param_is_true(own))
		own = find_member(apps, app->stored);
	return own != NULL && param_is_true(own)
		   ? own
		   : find_member(apps, TEXT("__default"));
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
	p = find_member(&limits, TEXT("app_ratelimit"));
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
