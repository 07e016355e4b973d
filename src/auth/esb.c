/* SPDX-License-Identifier: MIT */
#include "auth/esb.h"

#include "auth/credentials.h"
#include "auth/limiter.h"
#include "base/clock.h"
#include "base/log.h"

#include <openssl/crypto.h>
#include <stdlib.h>

#define CODENAME       "generic.v2.sops.sops_component"
#define SYSTEM	       "SOPS"
#define NAMELESS       "sops_component" /* a class without a "name" */
#define BUDGET_DEFAULT 30		/* s, esb 5.4 */

/* Of the request's time, what is kept to write an answer when the database
 * took all the rest. */
#define ANSWER_MARGIN 250 /* ms */

/* A longer budget ends no call earlier, but could overflow. */
#define BUDGET_MAX 86400 /* s */

/* An access token dies five minutes early (esb 4.3). */
#define ACCESS_TOKEN_EARLY 300 /* s */

struct esb {
	const struct esb_profile *profile;
	struct db *db; /* of the PaaS */
	bool has_token_key;
	unsigned char token_key[TOKEN_KEY];
	bool ssm_logged;
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
	esb->db = db_new(config, DB_PAAS, trace);
	esb->limiter = limiter_new(config, buckets, trace);
	if (esb->db == NULL || esb->limiter == NULL) {
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
	db_free(esb->db);
	limiter_free(esb->limiter);
	OPENSSL_cleanse(esb->token_key, sizeof(esb->token_key));
	free(esb);
}

/* One esb_admit under way: what its steps share.  Each of them checks, and
 * returns true; or false and *refusal. */
struct admission {
	struct esb *esb;
	const struct esb_call *call;
	struct arena *arena;
	int64_t now;	  /* Unix seconds */
	int64_t deadline; /* clock_ms, of everything that is waited for */
	struct credentials credentials;
	struct paas_answer answer;
	/* Whose row was asked for because there is none of the called one's;
	 * NULL: the row is its own. */
	const struct esb_component *fallback;
	bool has_row;	       /* the channel is a row of esb_channel */
	bool repointed;	       /* its comp_conf names no component of ours */
	struct text conf_name; /* of comp_conf; TEXT_NONE: it has none */
	struct esb_caller *caller;
	struct refusal *refusal;
};

/*
 * A row may be of a component that another service answers: it is ours when
 * its destination is, or when it stands at one of our paths.
 */
static bool
is_ours(struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;

	a->repointed = component_of_conf(a->call, row->comp_conf,
			   &a->caller->component, &a->conf_name) &&
		       a->caller->component == NULL;
	if (a->fallback != NULL) {
		a->repointed |= a->caller->component != a->fallback;
		a->caller->component =
		    a->repointed ? NULL : component_built_in(a->call);
		return true;
	}
	return a->caller->component != NULL ||
	       component_has_path(a->call, row->path);
}

/* Steps 1 to 3. */
static bool
admit_channel(struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;

	if (row->state != STORE_ROW && row->state != STORE_NONE)
		return refuse(a->arena, a->refusal, M23_ABNORMAL);
	a->has_row = row->state == STORE_ROW &&
		     esb_profile_answers(a->esb->profile, a->call->method);
	if (!a->has_row) {
		a->caller->component = component_built_in(a->call);
		return a->caller->component != NULL ||
		       refuse(a->arena, a->refusal, M22_NOT_FOUND);
	}
	if (!is_ours(a))
		return refuse(a->arena, a->refusal, M22_NOT_FOUND);
	if (!row->active)
		return refuse(a->arena, a->refusal, M20_INACTIVE);
	if (!text_is(row->codename, CODENAME))
		return refuse_text(a->arena, a->refusal, M21_NO_CODENAME,
		    row->codename, TEXT_NONE, TEXT_NONE);
	return true;
}

/* Step 4, and in front of it the header.  One that is no object shows only
 * after the body. */
static bool
admit_body(struct admission *a)
{
	enum authorization header = a->credentials.authorization;
	bool early =
	    a->esb->profile->reads_body_early && header == AUTHORIZATION_ABSENT;

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

static bool
check_secret(struct admission *a)
{
	const struct param *given = a->credentials.secret;
	bool ok = false;

	/* Either secret admits; none is skipped, so that time says nothing. */
	if (given->type == PARAM_STRING)
		for (size_t i = 0; i < PAAS_SECRETS; i++)
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

	switch (signature_check(a->arena, &call, a->answer.app.secrets,
	    PAAS_SECRETS, a->now, &why)) {
	case SIGNATURE_OK:
		return true;
	case SIGNATURE_REFUSED:
		return refuse(a->arena, a->refusal, why);
	case SIGNATURE_ERROR:
		break;
	}
	return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
}

/* Step 5: the app, by secret or by signature (esb chapter 3). */
static bool
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
	/* A number is looked up by its digits (esb 3.3). */
	if (c->app_code->type != PARAM_STRING && c->app_code->type != PARAM_INT)
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
	if (!a->esb->has_token_key)
		return refuse_login(a);
	if (!a->credentials.token_opened)
		return refuse(a->arena, a->refusal, M9_WRONG_TOKEN);
	switch (token_check(
	    a->esb->profile, &a->credentials.opened, &a->answer, a->now)) {
	case TOKEN_GOOD:
		/* What was decrypted is wiped before the answer. */
		a->caller->username =
		    a->esb->profile->looks_up_user
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
is_separator(char c)
{
	return c == ',' || c == ';';
}

/*
 * True when `app_code` is an entry of `list` (esb 4.4): entries are runs of
 * characters other than "," and ";", taken as they stand, blanks and newlines
 * included.  An empty app code is no entry; TEXT_NONE is an empty list.
 */
static bool
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

/* Step 6: the user.  Only the first credential that is true counts; when it is
 * rejected, nothing else is tried (esb chapter 4). */
static bool
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

/* SQL NULL as Python prints it. */
static struct text
or_none(struct text name)
{
	return name.s == NULL ? TEXT("None") : name;
}

static bool
refuse_permission(struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;

	if (a->esb->profile->names_by_conf)
		return refuse_text(a->arena, a->refusal, M13_NO_PERMISSION,
		    a->conf_name.s != NULL ? a->conf_name : TEXT(NAMELESS),
		    TEXT(SYSTEM), TEXT_NONE);
	if (row->system_failed)
		return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	return refuse_text(a->arena, a->refusal, M13_NO_PERMISSION,
	    or_none(row->component_name), or_none(row->system_name), TEXT_NONE);
}

/* Step 7. */
static bool
admit_permission(struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;

	if (!a->has_row || row->perm_level == 0 || a->answer.grant == STORE_ROW)
		return true;
	if (a->answer.grant != STORE_NONE)
		return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	return refuse_permission(a);
}

static bool
count(struct admission *a, const struct rate_app *app,
    const struct rate_rules *rules)
{
	const struct paas_channel *row = &a->answer.channel;
	int64_t wait;

	switch (limiter_take(a->esb->limiter, a->arena, app, row->id, rules,
	    a->deadline, &wait)) {
	case LIMITER_ALLOWED:
		return true;
	case LIMITER_EXCEEDED:
		refuse_text(a->arena, a->refusal, M14_RATE_LIMIT, app->received,
		    a->call->path, rules->shown);
		a->refusal->retry_after = wait;
		return false;
	case LIMITER_FAULT:
		break;
	}
	log_error("esb_channel %lld: no memory to count the call",
	    (long long)row->id);
	return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
}

/* Step 8. */
static bool
admit_rate(struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;
	const struct rate_app app = {
	    .received = a->caller->app_code, .stored = a->answer.app.code};
	struct rate_rules rules;

	if (!a->has_row || !row->rate_limit_required)
		return true;
	switch (ratelimit_read(a->arena, row->rate_limit_conf, &app, &rules)) {
	case RATELIMIT_NONE:
		return true;
	case RATELIMIT_RULES:
		return count(a, &app, &rules);
	case RATELIMIT_MALFORMED:
		break;
	}
	log_warning("esb_channel %lld: rate_limit_conf is malformed",
	    (long long)row->id);
	return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
}

/* The destination of the row is one that is served here (esb 5.1); last, as
 * ESB reads comp_conf after all of the above. */
static bool
admit_component(struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;

	if (a->caller->component != NULL)
		return true;
	log_warning("esb_channel %lld, %.*s: %s", (long long)row->id,
	    TEXT_ARG(row->path),
	    a->repointed ? "refused, it is re-pointed to another destination "
			   "than the shipped one"
			 : "comp_conf cannot be read");
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
ask_paas(struct admission *a)
{
	struct paas_query query;
	enum db_result result;

	credentials_query(a->esb->profile, &a->credentials, a->call, &query);
	result =
	    paas_ask(a->esb->db, a->arena, &query, a->deadline, &a->answer);
	if (result == DB_OK && a->answer.channel.state == STORE_NONE)
		a->fallback = component_fallback(a->call);
	if (a->fallback != NULL) {
		query.path = text_of(a->fallback->path);
		if (query.method.s != NULL)
			query.method = text_of(a->fallback->method);
		result = paas_ask(
		    a->esb->db, a->arena, &query, a->deadline, &a->answer);
	}
	if (result != DB_OK && result != DB_FAILED)
		return refuse(a->arena, a->refusal, M23_ABNORMAL);
	return true;
}

static bool
decide(struct admission *a)
{
	if (!ask_paas(a))
		return false;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		if (!steps[i](a))
			return false;
	return true;
}

/* Seconds that the row grants for the answer (esb 5.4). */
static int64_t
channel_budget(const struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;

	if (a->has_row && row->timeout > 0)
		return row->timeout;
	if (a->has_row && row->system_execute_timeout > 0)
		return row->system_execute_timeout;
	return BUDGET_DEFAULT;
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
log_ssm(const struct admission *a)
{
	if (a->refusal->which != P2_BAD_ACCESS_TOKEN || a->esb->ssm_logged)
		return;
	a->esb->ssm_logged = true;
	log_warning("refused an access_token in X-Bkapi-Authorization: only "
		    "ESB can verify it");
}

bool
esb_admit(struct esb *esb, const struct esb_call *call,
    struct esb_caller *caller, struct refusal *refusal)
{
	struct admission a = {.esb = esb,
	    .call = call,
	    .arena = call->request->arena,
	    .now = clock_wall_us() / 1000000,
	    .deadline = call->request->deadline - ANSWER_MARGIN,
	    .caller = caller,
	    .refusal = refusal};
	bool ok;

	*caller = (struct esb_caller){.component = NULL};
	credentials_read(esb->profile, call,
	    esb->has_token_key ? esb->token_key : NULL, &a.credentials);
	ok = decide(&a);
	token_close(&a.credentials.opened);
	if (!ok) {
		log_ssm(&a);
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
	db_try(esb->db, deadline);
}

bool
esb_is_ready(struct esb *esb, struct arena *arena, int64_t deadline)
{
	return db_is_ready(esb->db, arena, deadline);
}

void
esb_release(struct esb *esb)
{
	db_release(esb->db);
}
