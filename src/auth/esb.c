/* SPDX-License-Identifier: MIT */
#include "auth/esb.h"

#include "auth/admission.h"
#include "auth/component.h"
#include "base/clock.h"
#include "base/log.h"

#include <openssl/crypto.h>
#include <stdlib.h>

/* Of the request's time, what is kept to write an answer when the database
 * took all the rest. */
#define ANSWER_MARGIN 250 /* ms */

/* A longer budget ends no call earlier, but could overflow. */
#define BUDGET_MAX 86400 /* s */

struct esb {
	const struct esb_profile *profile;
	struct paas *paas;
	bool has_token_key;
	unsigned char token_key[TOKEN_KEY];
	bool ssm_noted;
	struct limiter *limiter;
};

struct esb *
esb_new(const struct config_pool *config, struct buckets *buckets,
    struct trace *trace)
{
	struct esb *esb = calloc(1, sizeof(*esb));

	if (esb == NULL)
		return NULL;
	esb->profile = esb_profile_find(config->esb_profile);
	esb->paas = paas_new(config, trace);
	esb->limiter = limiter_new(config, buckets, trace);
	if (esb->paas == NULL || esb->limiter == NULL) {
		esb_free(esb);
		return NULL;
	}
	esb->has_token_key =
	    token_key(text_of(config->login_secret_key), esb->token_key);
	/* The process of status.listen has none, and verifies none. */
	if (!esb->has_token_key && *config->login_secret_key != '\0')
		log_warning("the MD5 of login.secret_key cannot be had: no "
			    "bk_token can be verified");
	return esb;
}

void
esb_free(struct esb *esb)
{
	if (esb == NULL)
		return;
	paas_free(esb->paas);
	limiter_free(esb->limiter);
	OPENSSL_cleanse(esb->token_key, sizeof(esb->token_key));
	free(esb);
}

/* Step 4, and in front of it the header.  One that is no object shows only
 * after the body. */
static bool
admit_body(struct admission *a)
{
	enum authorization header = a->credentials.authorization;
	bool early =
	    a->profile->reads_body_early && header == AUTHORIZATION_ABSENT;

	if (header == AUTHORIZATION_NOT_JSON)
		return refuse(a->arena, a->refusal, P2_BAD_AUTHORIZATION);
	switch (a->credentials.parsed) {
	case PARAMS_OK:
		a->caller->params = a->credentials.params;
		return header != AUTHORIZATION_UNUSABLE ||
		       refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	case PARAMS_BAD_JSON:
		return refuse(
		    a->arena, a->refusal, early ? P2_BAD_JSON : M1_BAD_JSON);
	case PARAMS_TOO_DEEP:
	case PARAMS_BAD_FORM:
	case PARAMS_MEMORY:
		break;
	}
	return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
}

/* In the order of esb 2.1. */
static bool (*const steps[])(struct admission *a) = {
    admit_channel,
    admit_body,
    admit_app,
    admit_user,
    admit_permission,
    admit_rate,
    admit_component,
};

static bool
ask(struct esb *esb, struct admission *a)
{
	struct paas_question question;
	enum db_result result;

	credentials_question(a->profile, &a->credentials, a->call, &question);
	result =
	    paas_ask(esb->paas, a->arena, &question, a->deadline, &a->answer);
	if (result == DB_OK && a->answer.channel.state == STORE_NONE)
		a->lender = component_lender(a->call);
	if (a->lender != NULL) {
		question.path = text_of(a->lender->path);
		if (question.method.s != NULL)
			question.method = text_of(a->lender->method);
		result = paas_ask(
		    esb->paas, a->arena, &question, a->deadline, &a->answer);
	}
	if (result != DB_OK && result != DB_FAILED)
		return refuse(a->arena, a->refusal, M23_ABNORMAL);
	return true;
}

static bool
decide(struct esb *esb, struct admission *a)
{
	if (!ask(esb, a))
		return false;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		if (!steps[i](a))
			return false;
	return true;
}

static void
set_deadline(const struct admission *a)
{
	int64_t budget = channel_budget(a);
	int64_t end =
	    clock_ms() + (budget < BUDGET_MAX ? budget : BUDGET_MAX) * 1000;

	a->caller->budget = budget;
	a->caller->deadline = end < a->deadline ? end : a->deadline;
}

static void
note_ssm(struct esb *esb, const struct admission *a)
{
	if (a->refusal->which != P2_BAD_ACCESS_TOKEN || esb->ssm_noted)
		return;
	esb->ssm_noted = true;
	log_warning("refused an access_token in X-Bkapi-Authorization: only "
		    "ESB can verify it");
}

bool
esb_admit(struct esb *esb, const struct esb_call *call,
    struct esb_caller *caller, struct refusal *refusal)
{
	struct admission a = {.profile = esb->profile,
	    .call = call,
	    .arena = call->request->arena,
	    .has_token_key = esb->has_token_key,
	    .now = clock_wall_us() / 1000000,
	    .deadline = call->request->deadline - ANSWER_MARGIN,
	    .limiter = esb->limiter,
	    .caller = caller,
	    .refusal = refusal};
	bool ok;

	*caller = (struct esb_caller){.component = NULL};
	credentials_read(esb->profile, call,
	    esb->has_token_key ? esb->token_key : NULL, &a.credentials);
	ok = decide(esb, &a);
	credentials_wipe(&a.credentials);
	if (!ok) {
		note_ssm(esb, &a);
		/* The path says it, whatever the row is like. */
		if (caller->component == NULL)
			caller->component = component_built_in(call);
		return false;
	}
	set_deadline(&a);
	return true;
}

void
esb_try(struct esb *esb, int64_t deadline)
{
	paas_try(esb->paas, deadline);
}

bool
esb_is_ready(struct esb *esb, struct arena *arena, int64_t deadline)
{
	return paas_is_ready(esb->paas, arena, deadline);
}

void
esb_release(struct esb *esb)
{
	paas_release(esb->paas);
}
