/* SPDX-License-Identifier: MIT */
#include "auth/whitelist.h"

static bool
is_separator(char c)
{
	return c == ',' || c == ';';
}

bool
whitelist_has(struct text list, struct text app_code)
{
	size_t start = 0;

	if (app_code.len == 0)
		return false;
	for (size_t i = 0; i <= list.len; i++) {
		if (i < list.len && !is_separator(list.s[i]))
			continue;
		if (i > start &&
		    text_eq((struct text){list.s + start, i - start}, app_code))
			return true;
		start = i + 1;
	}
	return false;
}
