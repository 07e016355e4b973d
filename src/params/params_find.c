/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"
#include "params/params.h"

const struct param *
params_find(const struct params *params, const char *name)
{
	for (size_t i = 0; i < params->count; i++)
		if (text_is(params->items[i].name, name))
			return &params->items[i];
	return NULL;
}

double
param_real(const struct param *param)
{
	double real;

	decimal_to_double(param->value, &real);
	return real;
}

bool
param_is_true(const struct param *param)
{
	if (param == NULL)
		return false;
	switch (param->type) {
	case PARAM_ABSENT:
	case PARAM_FALSE:
	case PARAM_NULL:
		return false;
	case PARAM_TRUE:
		return true;
	case PARAM_STRING:
		return param->value.len > 0;
	case PARAM_INT:
		return !text_is(param->value, "0");
	case PARAM_FLOAT:
		/* Not 0 for NaN, 0 for 1e-400, as in Python. */
		return param_real(param) != 0;
	case PARAM_LIST:
	case PARAM_OBJECT:
		return !param->empty;
	}
	return false;
}

const struct param *
params_find_alias(
    const struct params *params, const char *name, const char *older)
{
	const struct param *param = params_find(params, name);

	if (param_is_true(param))
		return param;
	param = params_find(params, older);
	return param_is_true(param) ? param : NULL;
}
