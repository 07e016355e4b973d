/* SPDX-License-Identifier: MIT */
/* What holds for the parameters of any request whatever. */
#ifndef PARAMS_SEEN_H
#define PARAMS_SEEN_H

#include <stdlib.h>

#include "base/utf8.h"
#include "params/parse.h"

#define ARENA_MAX ((size_t)4 << 20)

static inline void
hold(bool condition)
{
	if (!condition)
		abort();
}

static inline bool
in_order(struct text a, struct text b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.s, b.s, len);

	return order < 0 || (order == 0 && a.len < b.len);
}

static inline void
params_seen(enum params_result result, const struct params *params)
{
	hold(result == PARAMS_OK || params->count == 0);
	hold(params->count <= PARAMS_COUNT);
	for (size_t i = 0; i < params->count; i++) {
		const struct param *p = &params->items[i];

		hold(utf8_valid(p->name.s, p->name.len));
		hold(utf8_valid(p->value.s, p->value.len));
		hold(p->type != PARAM_ABSENT);
		if (p->type == PARAM_LIST || p->type == PARAM_OBJECT)
			hold(p->value.len >= 2);
		param_is_true(p);
		hold(i == 0 || in_order(params->items[i - 1].name, p->name));
	}
	params_find_alias(params, "bk_app_code", "app_code");
}

#endif
