/* SPDX-License-Identifier: MIT */
/* Step 5 of esb 2.1: the app, by secret or by signature (esb chapter 3). */
#include "auth/admission.h"
#include "auth/signature.h"

#define SECRETS 2 /* of paas_app and of esb_app_account */

_Static_assert(sizeof(((struct paas_answer *)NULL)->app.secrets) ==
		   SECRETS * sizeof(struct text),
    "one secret of each table");

static bool
check_secret(struct admission *a)
{
	const struct param *given = a->credentials.secret;
	bool ok = false;

	/* Either secret admits; none is skipped, so that time says nothing. */
	if (given->type == PARAM_STRING)
		for (size_t i = 0; i < SECRETS; i++)
			ok |= text_same_secret(
			    a->answer.app.secrets[i], given->value);
	return ok || refuse_text(a->arena, a->refusal, M5_WRONG_SECRET,
			 a->caller->app_code, TEXT_NONE, TEXT_NONE);
}

static bool
check_signature(struct admission *a)
{
	const struct signed_call call = {.method = a->call->method,
	    .path = a->call->raw_path,
	    .query = &a->credentials.query,
	    .signature = a->credentials.signature,
	    .body = a->call->request->body};
	enum refusal_message why = M6_WRONG_SIGNATURE;

	switch (signature_check(
	    a->arena, &call, a->answer.app.secrets, SECRETS, a->now, &why)) {
	case SIGNATURE_OK:
		return true;
	case SIGNATURE_REFUSED:
		return refuse(a->arena, a->refusal, why);
	case SIGNATURE_ERROR:
		break;
	}
	return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
}

bool
admit_app(struct admission *a)
{
	const struct credentials *c = &a->credentials;

	if (c->ssm_token != NULL)
		return refuse(a->arena, a->refusal, P2_BAD_ACCESS_TOKEN);
	if (c->query_parsed != PARAMS_OK)
		return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	if (c->signature == NULL && c->secret == NULL)
		return refuse(a->arena, a->refusal, M2_NO_SECRET);
	if (c->app_code == NULL)
		return refuse(a->arena, a->refusal, M3_NO_APP_CODE);
	if (!credentials_name_app(c))
		return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	if (a->answer.app.state == STORE_NONE)
		return refuse_text(a->arena, a->refusal, M4_UNKNOWN_APP,
		    c->app_code->value, TEXT_NONE, TEXT_NONE);
	if (a->answer.app.state != STORE_ROW)
		return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	a->caller->app_type = c->app_code->type;
	a->caller->app_code = c->app_code->value;
	return c->signature != NULL ? check_signature(a) : check_secret(a);
}
