/* SPDX-License-Identifier: MIT */
#include "endpoint/python_value.h"

#include "fcgi/members.h"
#include "python/float.h"
#include "python/repr.h"

static struct text
show(struct arena *arena, const struct param *param, bool repr)
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
		return repr ? python_repr_text(arena, "u", param->value)
			    : param->value;
	case PARAM_INT:
		return repr && python_is_long(param->value)
			   ? ARENA_JOIN(arena, param->value, TEXT("L"))
			   : param->value;
	case PARAM_FLOAT:
		n = repr ? python_float_repr(param_real(param), out)
			 : python_float_str(param_real(param), out);
		return arena_copy(arena, (struct text){out, n});
	case PARAM_LIST:
	case PARAM_OBJECT:
		break;
	}
	return python_repr(arena, param->value);
}

struct text
python_str(struct arena *arena, const struct param *param)
{
	return show(arena, param, false);
}

struct text
python_repr_of(struct arena *arena, const struct param *param)
{
	return show(arena, param, true);
}

struct text
python_str_tuple(struct arena *arena, const struct param *param)
{
	struct text list = show(arena, param, false);
	struct members members;

	if (param->type != PARAM_LIST || list.s == NULL || list.len < 2 ||
	    !members_read(arena, param->value, &members))
		return list;
	list.s++;
	list.len -= 2;
	return ARENA_JOIN(arena, TEXT("("), list,
	    members.count == 1 ? TEXT(",)") : TEXT(")"));
}

const char *
python_type_of(const struct param *param)
{
	switch (param->type) {
	case PARAM_ABSENT:
	case PARAM_NULL:
		return "NoneType";
	case PARAM_TRUE:
	case PARAM_FALSE:
		return "bool";
	case PARAM_STRING:
		return "unicode";
	case PARAM_INT:
		return python_is_long(param->value) ? "long" : "int";
	case PARAM_FLOAT:
		return "float";
	case PARAM_LIST:
		return "list";
	case PARAM_OBJECT:
		break;
	}
	return "dict";
}
