/* SPDX-License-Identifier: MIT */
#include "api/routes.h"

#include "api/path.h"
#include "base/decimal.h"
#include "base/log.h"
#include "params/json.h"
#include "params/parse.h"

#include <stdio.h>

struct success {
	const struct envelope_of_release *envelope;
	struct call *call;
	enum outcome outcome;
};

static int
success_document(void *context, struct json_writer *w)
{
	struct success *s = context;

	return s->envelope->success(w, s->call, &s->outcome);
}

static int
fault_document(void *context, struct json_writer *w)
{
	const struct envelope_of_release *envelope = context;

	return envelope->fault(w);
}

/* HTTP 500, where bk-sops lets an exception escape (sops 3.1.7, design). */
static void
send_fault(const struct api *api, struct reply *reply)
{
	reply_status(reply, 500);
	answer_send(
	    reply, fault_document, (void *)(uintptr_t)api->release->envelope);
}

struct refused {
	const struct envelope_of_release *envelope;
	const struct call_result *result;
};

static int
refusal_document(void *context, struct json_writer *w)
{
	const struct refused *refused = context;

	return refused->envelope->refusal(w, refused->result);
}

static void
send_refusal(const struct api *api, struct reply *reply,
    const struct call_result *result)
{
	struct refused refused = {api->release->envelope, result};

	if (answer_send(reply, refusal_document, &refused) != 0)
		send_fault(api, reply);
}

/* Refuses what never became a call. */
static void
refuse_with(
    const struct api *api, struct reply *reply, int status, struct text message)
{
	const struct call_result result = {.message = message};

	reply_status(reply, status);
	send_refusal(api, reply, &result);
}

/* A line of the log about a call; its path are digits and known names.  Of a
 * database that is away there is one already. */
static void
log_call(const struct call *call, const struct route *route, const char *why)
{
	struct text ids = TEXT("");

	for (size_t i = 0; i < CALL_VARIABLES; i++)
		if (route->variables[i] != NULL)
			ids = arena_printf(call->arena, "%.*s %.*s",
			    TEXT_ARG(ids), TEXT_ARG(call->variables[i]));
	log_write(call->result.is_down ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR,
	    "%s%.*s: %s", route->name, TEXT_ARG(ids), why);
}

/* Sends what became of a call. */
static void
answer_outcome(const struct api *api, const struct route *route,
    struct call *call, enum outcome outcome, struct reply *reply,
    struct served *served)
{
	switch (outcome) {
	case OUTCOME_OK:
		served->outcome = PROC_OK;
		return;
	case OUTCOME_REFUSED:
		send_refusal(api, reply, &call->result);
		return;
	case OUTCOME_TIMEOUT:
		served->outcome = PROC_TIMEOUT;
		log_call(call, route, "no answer from the database in time");
		break;
	case OUTCOME_CANCELLED:
		served->outcome = PROC_CANCELLED;
		break;
	case OUTCOME_FAULT:
		served->outcome = PROC_FAULT;
		served->refused_pickle = call->result.refused_pickle;
		log_call(call, route, call->result.why);
		break;
	}
	send_fault(api, reply);
}

static enum outcome
run_call(const struct api *api, struct call *call, struct reply *reply)
{
	struct success s = {api->release->envelope, call, OUTCOME_OK};
	enum outcome outcome = call_prepare(call);

	return outcome == OUTCOME_OK
		   ? answer_call(reply, call, success_document, &s, &s.outcome)
		   : outcome;
}

static void
fill_variables(struct call *call, const struct route *route)
{
	for (size_t i = 0; i < CALL_VARIABLES; i++) {
		const char *name = route->variables[i];

		if (name == NULL)
			continue;
		decimal_to_uint64(call->variables[i], &call->ids[i]);
		if (strcmp(name, "bk_biz_id") == 0) {
			call->business_typed = call->variables[i];
			call->caller.business = call->ids[i];
		}
	}
}

/* A body that is read as JSON, whatever its type. */
static void
read_body(struct call *call, struct text body, struct params *params)
{
	if (params_parse_json(call->arena, body, params) == PARAMS_OK)
		call->body = CALL_BODY_OBJECT;
	else
		call->body = params_is_json(body, PARAMS_DEPTH_JSON)
				 ? CALL_BODY_OTHER
				 : CALL_BODY_BROKEN;
}

/* Django's order: method, identity, the rest (sops 3.1.4). */
static void
serve_route(const struct api *api, struct fcgi_request *request,
    const struct route *route, struct call *call, struct reply *reply,
    struct served *served)
{
	enum params_result parsed = PARAMS_OK;
	enum outcome outcome;
	struct params params;

	if (!text_is(request->method, route->method)) {
		reply_header(reply, "Allow", text_of(route->method));
		refuse_with(api, reply, 405,
		    arena_printf(request->arena, "%s is asked with %s",
			route->name, route->method));
		return;
	}
	served->endpoint = (size_t)(route - api->release->routes);
	call->endpoint = route->endpoint;
	call->params = &params;
	fill_variables(call, route);
	outcome = api->release->check_caller(api, request, call, served);
	if (outcome != OUTCOME_OK) {
		answer_outcome(api, route, call, outcome, reply, served);
		return;
	}
	if (route->endpoint->json_body)
		read_body(call, request->body, &params);
	else
		parsed = params_of_query(request, &params);
	if (parsed != PARAMS_OK) {
		refuse_with(
		    api, reply, 400, TEXT("The parameters cannot be read"));
		return;
	}
	outcome = run_call(api, call, reply);
	answer_outcome(api, route, call, outcome, reply, served);
	call_finish(call);
}

void
apigw_serve(const struct api *api, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served)
{
	struct call call = api_call(api, request);
	const struct route *route = NULL;
	struct text rest = TEXT_NONE, message;

	call.english = api->release->envelope->begin(request, reply);
	if (path_behind(path, api->mount, &rest) &&
	    !path_has_empty_part(request))
		route = route_find(api->release, rest, call.variables);
	if (route != NULL && route_exists(route, api->config))
		serve_route(api, request, route, &call, reply, served);
	else if (write_component_asked(
		     request->arena, rest, "bk-sops", &message))
		refuse_with(api, reply, WRITE_COMPONENT_STATUS, message);
	else
		refuse_with(api, reply, 404, TEXT("There is no such URL"));
}
