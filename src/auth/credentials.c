/* SPDX-License-Identifier: MIT */
#include "auth/credentials.h"

#include "auth/signature.h"

bool
credentials_method(struct text method)
{
	return text_is(method, "GET") || text_is(method, "POST");
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

void
credentials_read(const struct esb_call *call, const unsigned char *key,
    struct credentials *c)
{
	memset(c, 0, sizeof(*c));
	if (!credentials_method(call->method))
		return;
	read_params(call, c);
	if (c->query_parsed == PARAMS_OK)
		c->signature = signature_of(&c->query);
	if (c->parsed != PARAMS_OK)
		return;
	c->app_code = params_find_alias(&c->params, "bk_app_code", "app_code");
	c->secret =
	    params_find_alias(&c->params, "bk_app_secret", "app_secret");
	c->access_token = find_true(&c->params, "bk_access_token");
	c->token = find_true(&c->params, "bk_token");
	c->username = params_find_alias(&c->params, "bk_username", "username");
	/* P1 makes text of a token of another type, and none of those is a
	 * token (esb 4.2). */
	c->token_opened = key != NULL && c->access_token == NULL &&
			  c->token != NULL && c->token->type == PARAM_STRING &&
			  token_open(key, c->token->value, &c->opened);
}

void
credentials_wipe(struct credentials *c)
{
	token_close(&c->opened);
}

bool
credentials_name_app(const struct credentials *c)
{
	return (c->signature != NULL || c->secret != NULL) &&
	       c->app_code != NULL && c->app_code->type == PARAM_STRING;
}

void
credentials_question(const struct credentials *c, struct text path,
    struct paas_question *question)
{
	*question = (struct paas_question){.path = path};
	if (!credentials_name_app(c))
		return;
	question->app_code = c->app_code->value;
	if (c->access_token != NULL) {
		/* A number would be compared as one (esb 3.3). */
		if (c->access_token->type == PARAM_STRING)
			question->access_token = c->access_token->value;
	} else if (c->token != NULL) {
		if (c->token_opened) {
			question->token = c->token->value;
			question->token_user = c->opened.username;
		}
	} else
		question->whitelist = c->username != NULL;
}
