/* SPDX-License-Identifier: MIT */
#include "sops/param_text.h"

#include "python/number.h"

enum outcome
param_refuse(struct call *call, const char *name, const char *why)
{
	return call_refuse(call,
	    ARENA_JOIN(call->arena, text_of(name), TEXT(": "), text_of(why)));
}

enum outcome
param_text(struct call *call, const char *name, struct text *value)
{
	const struct param *p = call_param(call, name);
	struct text text = TEXT_NONE;

	if (p == NULL)
		return OUTCOME_OK;
	switch (p->type) {
	case PARAM_ABSENT:
	case PARAM_NULL:
		return OUTCOME_OK;
	case PARAM_STRING:
	case PARAM_INT:
	case PARAM_FLOAT:
		text = text_strip(p->value);
		break;
	case PARAM_TRUE:
		text = TEXT("True");
		break;
	case PARAM_FALSE:
		text = TEXT("False");
		break;
	case PARAM_LIST:
	case PARAM_OBJECT:
		if (p->empty)
			return OUTCOME_OK;
		return param_refuse(call, name, "must be a text");
	}
	if (text.len > 0 && memchr(text.s, '\0', text.len) != NULL)
		return param_refuse(call, name, "must not have a NUL");
	*value = text;
	return OUTCOME_OK;
}

enum outcome
param_number(struct call *call, const char *name, uint64_t max, uint64_t *value)
{
	struct text text = TEXT_NONE;
	enum outcome outcome = param_text(call, name, &text);
	int64_t number;

	if (outcome != OUTCOME_OK || text.s == NULL)
		return outcome;
	if (!pyint_to_int64(text, &number))
		return param_refuse(call, name, "must be a whole number");
	if (number < 0)
		return param_refuse(
		    call, name, "must be greater or equal to 0");
	if ((uint64_t)number > max)
		return call_refuse(call,
		    arena_printf(call->arena, "%s: must not be above %llu",
			name, (unsigned long long)max));
	*value = (uint64_t)number;
	return OUTCOME_OK;
}

enum outcome
param_flag(struct call *call, const char *name, bool *given, bool *value)
{
	struct text text = TEXT_NONE;
	enum outcome outcome = param_text(call, name, &text);

	*given = false;
	*value = false;
	if (outcome != OUTCOME_OK || text.s == NULL)
		return outcome;
	*given = true;
	*value = text_is_nocase(text, "true");
	if (*value || text.len == 0 || text_is_nocase(text, "false"))
		return OUTCOME_OK;
	return param_refuse(call, name, "must be true or false");
}
