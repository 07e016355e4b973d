/* SPDX-License-Identifier: MIT */
#include "sops/count.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "params/json.h"
#include "python/number.h"
#include "sops/param_value.h"

#include <math.h>

const char count_elsewhere[] =
    "query_task_count: only bk-sops itself knows what one of the conditions "
    "means";

#define NO_NUMBER "must be a whole number"
#define NO_TIME                               \
	"must be a time such as YYYY-MM-DD, " \
	"YYYY-MM-DD HH:MM:SS or YYYY-MM-DDTHH:MM:SS+HH:MM"

static bool
no(struct count_values *v, const char *why)
{
	v->why = why;
	return false;
}

static void
set_number(struct count_value *value, bool negative, uint64_t number)
{
	*value = (struct count_value){
	    .is_number = true, .negative = negative, .number = number};
}

static bool
real_number(struct count_values *v, double real, struct count_value *value)
{
	bool negative;

	if (!isfinite(real))
		return no(v, NO_NUMBER);
	negative = real <= -1;
	if (real < 0)
		real = -real;
	set_number(
	    value, negative, real >= 1.8e19 ? UINT64_MAX : (uint64_t)real);
	return true;
}

/* Digits of any script as those of ASCII, which is what int() does first. */
static bool
to_ascii(struct count_values *v, struct text text, struct text *ascii)
{
	char *out = arena_alloc(v->arena, text.len + 1);
	size_t n = 0;

	if (out == NULL)
		return no(v, NULL);
	while (text.len > 0) {
		uint32_t c = 0;
		size_t len = utf8_get(text.s, text.len, &c);
		char digit = decimal_digit(c);

		if (digit == '\0' && (c == 0 || c > 0xFF))
			return no(v, NO_NUMBER);
		if (digit != '\0' || c <= 0x7F) {
			out[n++] = digit != '\0' ? digit : (char)c;
		} else {
			out[n++] = text.s[0];
			out[n++] = text.s[1];
		}
		text.s += len == 0 ? 1 : len;
		text.len -= len == 0 ? 1 : len;
	}
	*ascii = (struct text){out, n};
	return true;
}

static bool
text_number(struct count_values *v, struct text text, struct count_value *value)
{
	struct text digits;
	bool negative;
	uint64_t number;

	if (!to_ascii(v, text, &text))
		return false;
	if (!pyint_parse(text, &negative, &digits))
		return no(v, NO_NUMBER);
	text_to_uint64(digits, &number);
	set_number(value, negative, number);
	return true;
}

static bool
integer(struct count_values *v, const struct param *param,
    struct count_value *value)
{
	switch (param->type) {
	case PARAM_TRUE:
	case PARAM_FALSE:
		set_number(value, false, param->type == PARAM_TRUE ? 1 : 0);
		return true;
	case PARAM_FLOAT:
		return real_number(v, param_real(param), value);
	case PARAM_INT:
	case PARAM_STRING:
		return text_number(v, param->value, value);
	default:
		break;
	}
	return no(v, NO_NUMBER);
}

static bool
boolean(struct count_values *v, const struct param *param,
    struct count_value *value)
{
	struct text t = param->value;
	bool is_text = param->type == PARAM_STRING;
	bool is_int = param->type == PARAM_INT;
	double real = param->type == PARAM_FLOAT ? param_real(param) : 2;

	if (param->type == PARAM_TRUE || (is_int && text_is(t, "1")) ||
	    real == 1 ||
	    (is_text &&
		(text_is(t, "1") || text_is(t, "t") || text_is(t, "True")))) {
		set_number(value, false, 1);
		return true;
	}
	if (param->type == PARAM_FALSE || (is_int && text_is(t, "0")) ||
	    real == 0 ||
	    (is_text &&
		(text_is(t, "0") || text_is(t, "f") || text_is(t, "False")))) {
		set_number(value, false, 0);
		return true;
	}
	return no(v, "must be true or false");
}

/* Forms of ISO 8601 that Python reads since 3.11, such as 20260702T10. */
static bool
is_perhaps_time(struct text t)
{
	bool is_day =
	    t.len == sizeof("YYYY-MM-DD") - 1 && t.s[4] == '-' && t.s[7] == '-';

	return t.len > 0 && t.s[0] >= '0' && t.s[0] <= '9' && !is_day;
}

static bool
time_value(struct count_values *v, const struct param *param,
    struct count_value *value)
{
	struct datetime time = {.is_set = false};

	if (param->type == PARAM_STRING)
		time = datetime_read_django(param->value);
	if (!time.is_set)
		return no(v, v->current && param->type == PARAM_STRING &&
				     is_perhaps_time(param->value)
				 ? count_elsewhere
				 : NO_TIME);
	value->text = datetime_to_stored(v->arena, time);
	return value->text.s != NULL || no(v, NULL);
}

/* What Django shows as text, whatever it is; lists and objects alone are not
 * what they seem in the versions of today. */
static bool
text_value(struct count_values *v, const struct param *param, struct text *text)
{
	if (!v->current)
		*text = python_str_tuple(v->arena, param);
	else if (param->type == PARAM_LIST || param->type == PARAM_OBJECT)
		return no(v, count_elsewhere);
	else
		*text = python3_str(v->arena, param);
	return text->s != NULL || no(v, NULL);
}

bool
count_value(struct count_values *v, enum count_kind kind,
    const struct param *param, struct count_value *value)
{
	*value = (struct count_value){.is_number = false};
	if (param->type == PARAM_NULL)
		return true;
	switch (kind) {
	case COUNT_INTEGER:
	case COUNT_RELATION:
		return integer(v, param, value);
	case COUNT_BOOLEAN:
		return boolean(v, param, value);
	case COUNT_TIME:
		return time_value(v, param, value);
	case COUNT_TEXT:
	case COUNT_OTHER:
		break;
	}
	return text_value(v, param, &value->text);
}

/* The text of a pattern for LIKE. */
static struct text
like(struct arena *arena, struct text t, bool any_before, bool any_behind)
{
	char *out = arena_alloc(arena, 2 * t.len + 2);
	size_t n = 0;

	if (out == NULL)
		return TEXT_NONE;
	if (any_before)
		out[n++] = '%';
	for (size_t i = 0; i < t.len; i++) {
		if (t.s[i] == '%' || t.s[i] == '_' || t.s[i] == '\\')
			out[n++] = '\\';
		out[n++] = t.s[i];
	}
	if (any_behind)
		out[n++] = '%';
	return (struct text){out, n};
}

/* The pattern of a lookup that takes any value as text. */
static void
make_pattern(struct count_values *v, enum count_lookup lookup, struct text t,
    struct text *text)
{
	switch (lookup) {
	case COUNT_CONTAINS:
	case COUNT_ICONTAINS:
		*text = like(v->arena, t, true, true);
		break;
	case COUNT_STARTSWITH:
	case COUNT_ISTARTSWITH:
		*text = like(v->arena, t, false, true);
		break;
	case COUNT_ENDSWITH:
	case COUNT_IENDSWITH:
		*text = like(v->arena, t, true, false);
		break;
	case COUNT_IEXACT:
		*text = like(v->arena, t, false, false);
		break;
	default:
		*text = t;
		break;
	}
}

/* What Python iterates over: elements, keys, characters. */
static bool
elements(
    struct count_values *v, const struct param *param, struct members *members)
{
	struct text rest = param->value;
	uint32_t c;

	if (param->type == PARAM_LIST || param->type == PARAM_OBJECT) {
		if (!members_read(v->arena, param->value, members))
			return no(v, "too many values");
		for (size_t i = 0; i < members->count; i++)
			if (param->type == PARAM_OBJECT)
				members->items[i] =
				    (struct param){.type = PARAM_STRING,
					.value = members->items[i].name};
		return true;
	}
	if (param->type != PARAM_STRING)
		return no(v, "must be a list");
	members->items =
	    arena_array(v->arena, rest.len, sizeof(*members->items));
	if (members->items == NULL)
		return no(v, NULL);
	for (members->count = 0; rest.len > 0; members->count++) {
		size_t len = utf8_get(rest.s, rest.len, &c);

		len = len == 0 ? 1 : len;
		members->items[members->count] = (struct param){
		    .type = PARAM_STRING, .value = {rest.s, len}};
		rest.s += len;
		rest.len -= len;
	}
	return true;
}

static bool
several(struct count_values *v, const struct param *param,
    struct count_condition *c)
{
	struct members members = {.count = 0};

	if (!elements(v, param, &members))
		return false;
	if (members.count > COUNT_VALUES)
		return no(v, "too many values");
	if (c->lookup == COUNT_RANGE && members.count != 2)
		return no(v, "must be two values");
	c->nvalues = members.count;
	c->values = arena_array(v->arena, c->nvalues, sizeof(*c->values));
	if (c->values == NULL)
		return no(v, NULL);
	for (size_t i = 0; i < c->nvalues; i++)
		if (!count_value(
			v, c->field->kind, &members.items[i], &c->values[i]))
			return false;
	return true;
}

bool
count_values(struct count_values *v, const struct param *param,
    struct count_condition *c)
{
	struct text text;

	if (c->lookup == COUNT_IN || c->lookup == COUNT_RANGE)
		return several(v, param, c);
	c->nvalues = 1;
	c->values = arena_alloc(v->arena, sizeof(*c->values));
	if (c->values == NULL)
		return no(v, NULL);
	if (c->lookup < COUNT_CONTAINS || c->lookup > COUNT_IREGEX)
		return count_value(v, c->field->kind, param, c->values);
	if (!text_value(v, param, &text))
		return false;
	make_pattern(v, c->lookup, text, &c->values->text);
	return c->values->text.s != NULL || no(v, NULL);
}
