/* SPDX-License-Identifier: MIT */
#include "params/params.h"

#include "params/params_header.h"

static enum params_result
parse_form(const struct fcgi_request *request, struct text content_type,
    struct text form, struct params *params)
{
	struct text charset;
	enum params_result result = params_header_value(
	    request->arena, content_type, "charset", &charset);

	if (result != PARAMS_OK)
		return result;
	return params_parse_form(request->arena, form, charset, params);
}

enum params_result
params_of_query(const struct fcgi_request *request, struct params *params)
{
	*params = (struct params){NULL, 0};
	return parse_form(request, fcgi_param(request, "CONTENT_TYPE"),
	    fcgi_param(request, "QUERY_STRING"), params);
}

static enum params_result
params_of_body(const struct fcgi_request *request, struct params *params)
{
	struct text type = fcgi_param(request, "CONTENT_TYPE");

	/* The reader gets the body with what the test here overlooks: for it
	 * 0x0B and 0x0C are no blanks. */
	if (text_starts(text_strip(request->body), "{"))
		return params_parse_json(request->arena, request->body, params);
	if (!text_is(fcgi_param(request, "REQUEST_METHOD"), "POST"))
		return PARAMS_OK;
	if (text_starts(type, "application/x-www-form-urlencoded"))
		return parse_form(request, type, request->body, params);
	if (text_starts(type, "multipart/form-data"))
		return params_parse_multipart(
		    request->arena, type, request->body, params);
	return PARAMS_OK;
}

enum params_result
params_of_request(const struct fcgi_request *request, struct params *params)
{
	struct text method = fcgi_param(request, "REQUEST_METHOD");

	*params = (struct params){NULL, 0};
	if (method.len == 0 || text_is(method, "GET"))
		return params_of_query(request, params);
	return params_of_body(request, params);
}
