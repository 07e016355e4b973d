/* SPDX-License-Identifier: MIT */
/* What the row of esb_channel decides. */
#include "auth/admission.h"
#include "auth/component.h"
#include "base/log.h"

#define CODENAME       "generic.v2.sops.sops_component"
#define SYSTEM	       "SOPS"
#define NAMELESS       "sops_component" /* a class without a "name" */
#define BUDGET_DEFAULT 30		/* s, esb 5.4 */

/*
 * A row may be of a component that another service answers: it is ours when
 * its destination is, or when it stands at one of our paths.
 */
static bool
is_ours(struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;
	struct component_conf conf;

	if (component_conf_read(a->arena, row->comp_conf, &conf)) {
		a->caller->component = component_of_conf(a->call, &conf);
		a->repointed = a->caller->component == NULL;
	}
	a->conf_name = conf.name;
	if (a->lender != NULL) {
		a->repointed |= a->caller->component != a->lender;
		a->caller->component =
		    a->repointed ? NULL : component_built_in(a->call);
		return true;
	}
	return a->caller->component != NULL ||
	       component_has_path(a->call, row->path);
}

bool
admit_channel(struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;

	if (row->state != STORE_ROW && row->state != STORE_NONE)
		return refuse(a->arena, a->refusal, M23_ABNORMAL);
	a->has_row = row->state == STORE_ROW &&
		     esb_profile_answers(a->profile, a->call->method);
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

	if (a->profile->names_by_conf)
		return refuse_text(a->arena, a->refusal, M13_NO_PERMISSION,
		    a->conf_name.s != NULL ? a->conf_name : TEXT(NAMELESS),
		    TEXT(SYSTEM), TEXT_NONE);
	if (row->system_failed)
		return refuse(a->arena, a->refusal, M19_COMPONENT_ERROR);
	return refuse_text(a->arena, a->refusal, M13_NO_PERMISSION,
	    or_none(row->component_name), or_none(row->system_name), TEXT_NONE);
}

bool
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

	switch (limiter_take(
	    a->limiter, a->arena, app, row->id, rules, a->deadline, &wait)) {
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

bool
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

bool
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

int64_t
channel_budget(const struct admission *a)
{
	const struct paas_channel *row = &a->answer.channel;

	if (a->has_row && row->timeout > 0)
		return row->timeout;
	if (a->has_row && row->system_execute_timeout > 0)
		return row->system_execute_timeout;
	return BUDGET_DEFAULT;
}
