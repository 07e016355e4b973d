/* SPDX-License-Identifier: MIT */
#include "auth/ratelimit_rule.h"

#include "python/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

bool
ratelimit_rule(struct arena *arena, const struct params *members,
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
