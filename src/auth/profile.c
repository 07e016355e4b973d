/* SPDX-License-Identifier: MIT */
#include "auth/profile.h"

static bool
is_empty(const struct param *param)
{
	return !param_is_true(param) &&
	       (param == NULL || param->type == PARAM_ABSENT ||
		   param->type == PARAM_NULL || param->type == PARAM_STRING ||
		   param->type == PARAM_LIST || param->type == PARAM_OBJECT);
}

/* 0 and false are not empty: the older name does not replace them.  They count
 * for nothing all the same. */
static const struct param *
find_not_empty(const struct params *params, const char *name, const char *older)
{
	const struct param *param = params_find(params, name);

	if (is_empty(param))
		param = params_find(params, older);
	return param_is_true(param) ? param : NULL;
}

static const struct esb_profile profiles[] = {
    {.name = "p1", .find_alias = params_find_alias, .looks_up_user = true},
    {.name = "p2",
	.has_authorization = true,
	.find_alias = find_not_empty,
	.has_method_rows = true,
	.reads_body_early = true,
	.has_inactivity = true,
	.names_by_conf = true,
	.keeps_code = true},
};

const struct esb_profile *
esb_profile_find(const char *name)
{
	for (size_t i = 0; i < sizeof(profiles) / sizeof(*profiles); i++)
		if (name != NULL && strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return &profiles[0];
}

bool
esb_profile_answers(const struct esb_profile *profile, struct text method)
{
	if (profile->has_method_rows)
		return method.len > 0;
	return text_is(method, "GET") || text_is(method, "POST");
}
