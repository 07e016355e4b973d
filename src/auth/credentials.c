/* SPDX-License-Identifier: MIT */
#include "auth/credentials.h"

#include "auth/signature.h"
#include "params/json.h"
#include "params/parse.h"

/* Fills *params with AUTHORIZATION_OK; otherwise there are none. */
static enum authorization
read_authorization(const struct fcgi_request *request, struct params *params)
{
	struct text header = fcgi_param(request, "HTTP_X_BKAPI_AUTHORIZATION");

	*params = (struct params){NULL, 0};
	if (header.s == NULL)
		return AUTHORIZATION_ABSENT;
	if (!text_starts(text_strip(header), "{"))
		return params_is_json(header, PARAMS_DEPTH_OK)
			   ? AUTHORIZATION_UNUSABLE
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

static const struct param *
find_true(const struct params *params, const char *name)
{
	return params_find_alias(params, name, name);
}

/* A GET has one set of parameters, a POST may have a query string besides. */
static void
read_params(const struct esb_call *call, struct credentials *c)
{
	c->parsed = params_of_request(call->request, &c->params);
	if (text_is(call->method, "GET")) {
		c->query = c->params;
		c->query_parsed = c->parsed;
	} else
		c->query_parsed = params_of_query(call->request, &c->query);
}

/* Of the header when there is one, else of the parameters: never of both.  A
 * bk_access_token is a parameter in any case (esb 4.3). */
static void
find_credentials(const struct esb_profile *profile, struct credentials *c)
{
	const struct params *from =
	    c->authorization == AUTHORIZATION_ABSENT ? &c->params : &c->header;

	c->app_code = profile->find_alias(from, "bk_app_code", "app_code");
	c->secret = profile->find_alias(from, "bk_app_secret", "app_secret");
	c->ssm_token = find_true(&c->header, "access_token");
	c->access_token = find_true(&c->params, "bk_access_token");
	c->token = find_true(from, "bk_token");
	c->username = profile->find_alias(from, "bk_username", "username");
}

void
credentials_read(const struct esb_profile *profile, const struct esb_call *call,
    const unsigned char *key, struct credentials *c)
{
	memset(c, 0, sizeof(*c));
	if (!esb_profile_answers(profile, call->method))
		return;
	if (profile->has_authorization)
		c->authorization =
		    read_authorization(call->request, &c->header);
	read_params(call, c);
	if (c->query_parsed == PARAMS_OK)
		c->signature = signature_of(&c->query);
	if (c->parsed != PARAMS_OK)
		return;
	find_credentials(profile, c);
	/* P1 makes text of a token of another type, and none of those is a
	 * token (esb 4.2). */
	c->token_opened = key != NULL && c->access_token == NULL &&
			  c->token != NULL && c->token->type == PARAM_STRING &&
			  token_open(key, c->token->value, &c->opened);
}

/* The app code can be looked up: esb M2, M3 and odd types are out.  A number is
 * looked up by its digits; nothing else is like the text (esb 3.3). */
static bool
name_app(const struct credentials *c)
{
	return c->ssm_token == NULL &&
	       (c->signature != NULL || c->secret != NULL) &&
	       c->app_code != NULL &&
	       (c->app_code->type == PARAM_STRING ||
		   c->app_code->type == PARAM_INT);
}

void
credentials_query(const struct esb_profile *profile,
    const struct credentials *c, const struct esb_call *call,
    struct paas_query *query)
{
	*query = (struct paas_query){.path = call->path};
	if (profile->has_method_rows)
		query->method = call->method;
	if (!name_app(c))
		return;
	query->app_code = c->app_code->value;
	if (c->access_token != NULL) {
		/* A number would be compared as one (esb 3.3). */
		if (c->access_token->type == PARAM_STRING)
			query->access_token = c->access_token->value;
	} else if (c->token != NULL) {
		if (c->token_opened) {
			query->token = c->token->value;
			if (profile->looks_up_user)
				query->token_user = c->opened.username;
		}
	} else
		query->whitelist = c->username != NULL;
}
