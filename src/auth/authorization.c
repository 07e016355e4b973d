/* SPDX-License-Identifier: MIT */
#include "auth/authorization.h"

#include "json/reader.h"
#include "json/writer.h"

static int
drop(void *context, const char *data, size_t len)
{
	(void)context;
	(void)data;
	(void)len;
	return 0;
}

/* Whether it is JSON at all. */
static bool
is_json(struct text text)
{
	struct json_memory memory = {.text = text};
	struct json_writer *nowhere = json_new(drop, NULL);
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = json_copy,
	    .context = nowhere,
	    .max_depth = PARAMS_DEPTH_OK,
	    .max_string = FCGI_PARAMS_MAX};
	enum json_result result = JSON_MEMORY;

	if (nowhere != NULL && text.len > 0)
		result = json_read(&reader);
	json_free(nowhere);
	return result == JSON_OK;
}

enum authorization
authorization_read(const struct fcgi_request *request, struct params *params)
{
	struct text header = fcgi_param(request, "HTTP_X_BKAPI_AUTHORIZATION");

	*params = (struct params){NULL, 0};
	if (header.s == NULL)
		return AUTHORIZATION_ABSENT;
	if (!text_starts(text_strip(header), "{"))
		return is_json(header) ? AUTHORIZATION_UNUSABLE
				       : AUTHORIZATION_NOT_JSON;
	switch (params_parse_json(request->arena, header, params)) {
	case PARAMS_OK:
		return AUTHORIZATION_OK;
	case PARAMS_BAD_JSON:
		*params = (struct params){NULL, 0};
		return AUTHORIZATION_NOT_JSON;
	default:
		*params = (struct params){NULL, 0};
		return AUTHORIZATION_UNUSABLE;
	}
}
