/* SPDX-License-Identifier: MIT */
/* Step 6 of esb 2.1: the user.  Only the first credential that is true
 * counts; when it is rejected, nothing else is tried (esb chapter 4). */
#include "auth/admission.h"
#include "auth/whitelist.h"

/* An access token dies five minutes early (esb 4.3). */
#define ACCESS_TOKEN_EARLY 300 /* s */

static bool
by_access_token(struct admission *a)
{
	if (a->credentials.access_token->type != PARAM_STRING ||
	    a->answer.access_token.state == STORE_NONE)
		return refuse(a->arena, a->refusal, M11_NO_ACCESS_TOKEN);
	if (a->answer.access_token.state != STORE_ROW)
		return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	if (a->answer.access_token.seconds_left < ACCESS_TOKEN_EARLY)
		return refuse(a->arena, a->refusal, M12_ACCESS_TOKEN_EXPIRED);
	a->caller->username = a->answer.access_token.username;
	return true;
}

/* What ESB says when the login service answers 500 (esb 4.2). */
static bool
refuse_login(struct admission *a)
{
	return refuse_text(a->arena, a->refusal, M17_BACKEND, TEXT("BK_LOGIN"),
	    TEXT("is_login"),
	    TEXT("Status Code: 500, Error Message: Third-party system "
		 "internal error"));
}

static bool
by_token(struct admission *a)
{
	if (!a->has_token_key)
		return refuse_login(a);
	if (!a->credentials.token_opened)
		return refuse(a->arena, a->refusal, M9_WRONG_TOKEN);
	switch (token_check(
	    a->profile, &a->credentials.opened, &a->answer, a->now)) {
	case TOKEN_GOOD:
		/* What was decrypted is wiped before the answer. */
		a->caller->username =
		    a->profile->looks_up_user
			? a->answer.user.username
			: arena_copy(a->arena, a->credentials.opened.username);
		return true;
	case TOKEN_REFUSED:
		return refuse(a->arena, a->refusal, M9_WRONG_TOKEN);
	case TOKEN_FAILED:
		break;
	}
	return refuse_login(a);
}

static bool
by_name(struct admission *a)
{
	const struct param *name = a->credentials.username;

	if (a->answer.whitelist.state != STORE_ROW &&
	    a->answer.whitelist.state != STORE_NONE)
		return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	/* A number is in no list of texts (esb 52). */
	if (a->answer.whitelist.state == STORE_NONE ||
	    !a->answer.whitelist.on || a->caller->app_type != PARAM_STRING ||
	    !whitelist_has(a->answer.whitelist.list, a->caller->app_code))
		return refuse(a->arena, a->refusal, M10_NO_USER);
	a->caller->user_type = name->type;
	a->caller->username = name->value;
	return true;
}

bool
admit_user(struct admission *a)
{
	const struct credentials *c = &a->credentials;

	a->caller->user_type = PARAM_STRING;
	if (c->access_token != NULL)
		return by_access_token(a);
	if (c->token != NULL)
		return by_token(a);
	if (c->username != NULL)
		return by_name(a);
	return refuse(a->arena, a->refusal, M10_NO_USER);
}
