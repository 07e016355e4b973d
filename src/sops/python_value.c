/* SPDX-License-Identifier: MIT */
#include "sops/python_value.h"

#include "params/members.h"
#include "python/number.h"
#include "python/repr.h"

struct text
python_str(struct arena *arena, const struct param *param)
{
	char out[PYTHON_NUMBER_MAX];
	size_t n;

	switch (param->type) {
	case PARAM_ABSENT:
	case PARAM_NULL:
		return TEXT("None");
	case PARAM_TRUE:
		return TEXT("True");
	case PARAM_FALSE:
		return TEXT("False");
	case PARAM_STRING:
	case PARAM_INT:
		return param->value;
	case PARAM_FLOAT:
		n = python_float_str(param_real(param), out);
		return arena_copy(arena, (struct text){out, n});
	case PARAM_LIST:
	case PARAM_OBJECT:
		break;
	}
	return python_repr(arena, param->value);
}

struct text
python_str_tuple(struct arena *arena, const struct param *param)
{
	struct text list = python_str(arena, param);
	struct members members;

	if (param->type != PARAM_LIST || list.s == NULL || list.len < 2 ||
	    !members_read(arena, param->value, &members))
		return list;
	list.s++;
	list.len -= 2;
	return ARENA_JOIN(arena, TEXT("("), list,
	    members.count == 1 ? TEXT(",)") : TEXT(")"));
}
