/* SPDX-License-Identifier: MIT */
/* A JSON body as Python 2's json module reads it (esb 1.4). */
#include "params/charset.h"
#include "params/collector.h"
#include "params/params_set.h"

struct body {
	struct params_set set;
	enum params_result result; /* why a parameter was not taken */
};

static int
take(void *context, const struct param *param)
{
	static const struct charset utf8 = {NULL};
	struct body *body = context;
	struct param taken = *param;

	/* Python takes encoded surrogates for UTF-8; nobody else does. */
	if (taken.type == PARAM_LIST || taken.type == PARAM_OBJECT)
		taken.value = charset_decode(
		    &utf8, body->set.arena, taken.value, CHARSET_REPLACE);
	body->result = taken.value.s == NULL
			   ? PARAMS_MEMORY
			   : params_set_add(&body->set, &taken);
	return body->result == PARAMS_OK ? 0 : -1;
}

enum params_result
params_parse_json(struct arena *arena, struct text text, struct params *params)
{
	struct body body = {.set = params_set_start(arena)};
	struct collector c = {.arena = arena,
	    .object_only = true,
	    .take = take,
	    .context = &body};

	*params = (struct params){NULL, 0};
	switch (collector_read(&c, text)) {
	case JSON_OK:
		if (c.deepest > PARAMS_DEPTH_OK)
			return PARAMS_TOO_DEEP;
		return params_set_finish(&body.set, params);
	case JSON_STOPPED:
		return body.result;
	case JSON_LARGE:
	case JSON_MEMORY:
		return PARAMS_MEMORY;
	case JSON_BROKEN:
	case JSON_DEEP:
	case JSON_SOURCE:
		break;
	}
	return PARAMS_BAD_JSON;
}
