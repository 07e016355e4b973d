/* SPDX-License-Identifier: MIT */
#include "sops/call.h"

#include "base/log.h"

const struct param *
call_param(const struct call *call, const char *name)
{
	const char *const *known = call->endpoint->parameters;

	for (; known != NULL && *known != NULL; known++)
		if (strcmp(*known, name) == 0)
			return params_find(call->params, name);
	log_error("%s is not in the endpoint's table of parameters", name);
	return NULL;
}

struct text
call_notice(const struct call *call)
{
	return call->notice.s == NULL ? TEXT("") : call->notice;
}

bool
call_is_steady(const struct call *call)
{
	(void)call;
	return true;
}

enum outcome
call_fault(struct call *call, const char *why)
{
	call->why = why;
	return OUTCOME_FAULT;
}

enum outcome
call_refuse(struct call *call, struct text message)
{
	if (message.s == NULL)
		return call_fault(call, "out of memory");
	call->message = message;
	return OUTCOME_REFUSED;
}

enum outcome
call_refuse_ascii(struct call *call, struct text message)
{
	if (!text_is_ascii(message))
		return call_fault(
		    call, "bk-sops fails over a message that is not ASCII");
	return call_refuse(call, message);
}

struct text
call_task_url(
    struct call *call, const struct sops_business *business, int64_t task)
{
	return arena_printf(call->arena,
	    "%staskflow/execute/%lld/?instance_id=%lld", call->config->app_host,
	    (long long)business->cc_id, (long long)task);
}

enum outcome
call_database(struct call *call, enum db_result result)
{
	switch (result) {
	case DB_OK:
		return OUTCOME_OK;
	case DB_TIMEOUT:
		return OUTCOME_TIMEOUT;
	case DB_CANCELLED:
		return OUTCOME_CANCELLED;
	case DB_FAILED:
		return call_fault(call, "a statement failed");
	case DB_DOWN:
		call->is_down = true;
		return call_fault(call, "the database is away");
	}
	return call_fault(call, "unknown database result");
}

static enum outcome
check_user(struct call *call, const struct sops_user *user)
{
	struct text username = call->caller.username;

	if (user->state == STORE_FAILED)
		return call_fault(call, "the user could not be read");
	if (user->state == STORE_ROW)
		return OUTCOME_OK;
	/* Python's text for a header that was not sent. */
	if (username.s == NULL)
		username = TEXT("None");
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("user[username="), username,
		      TEXT("] does not exist or has not logged in this APP")));
}

enum outcome
call_admit(
    struct call *call, enum db_result result, const struct sops_access *access)
{
	enum outcome outcome = call_database(call, result);
	const struct sops_business *business;

	if (outcome != OUTCOME_OK || access == NULL)
		return outcome;
	if (!call->caller.trusted)
		outcome = check_user(call, &access->user);
	if (outcome != OUTCOME_OK)
		return outcome;
	business = &access->business;
	if (business->state == STORE_FAILED)
		return call_fault(call, "the business could not be read");
	if (business->state != STORE_ROW)
		return call_refuse(
		    call, ARENA_JOIN(call->arena, TEXT("business[bk_biz_id="),
			      call->business_typed, TEXT("] does not exist")));
	if (call->caller.trusted)
		return OUTCOME_OK;
	if (access->permission.state == STORE_FAILED)
		return call_fault(call, "the permission could not be read");
	if (access->permission.allowed)
		return OUTCOME_OK;
	return call_refuse_ascii(call,
	    ARENA_JOIN(call->arena, TEXT("user[username="),
		access->user.username,
		TEXT("] does not have perm of business:[bk_biz_id="),
		arena_printf(call->arena, "%lld", (long long)business->cc_id),
		TEXT("]")));
}
