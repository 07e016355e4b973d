/* SPDX-License-Identifier: MIT */
#include "api/routes.h"

#include "api/path.h"
#include "base/decimal.h"
#include "base/log.h"
#include "params/json.h"
#include "params/parse.h"

#include <stdio.h>

/* A request while it is answered. */
struct exchange {
	const struct api *api;
	const struct release *release;
	struct fcgi_request *request;
	struct reply *reply;
	struct served *served;
	struct call call;
	enum outcome outcome; /* of the endpoint's write */
};

static int
success_document(void *context, struct json_writer *w)
{
	struct exchange *x = context;

	return x->release->envelope->success(w, &x->call, &x->outcome);
}

static int
fault_document(void *context, struct json_writer *w)
{
	const struct exchange *x = context;

	return x->release->envelope->fault(w);
}

static int
refusal_document(void *context, struct json_writer *w)
{
	const struct exchange *x = context;

	return x->release->envelope->refusal(w, &x->call);
}

/* HTTP 500, where bk-sops lets an exception escape (sops 3.1.7, design), or
 * another status. */
static void
send_fault(struct exchange *x, int status)
{
	reply_status(x->reply, status);
	answer_send(x->reply, fault_document, x);
}

static void
send_refusal(struct exchange *x)
{
	if (x->call.result.status != 0)
		reply_status(x->reply, x->call.result.status);
	if (answer_send(x->reply, refusal_document, x) != 0)
		send_fault(x, 500);
}

/* Refuses what never became a call. */
static void
refuse_with(struct exchange *x, int status, struct text message)
{
	x->call.result = (struct call_result){
	    .message = message, .status = status, .outside = true};
	send_refusal(x);
}

#define FORWARD_STATUS 501

/*
 * Only bk-sops itself can answer: 501, which nginx's error_page takes to it, or
 * X-Accel-Redirect to a named location, which keeps method and body.
 */
static void
send_forward(struct exchange *x)
{
	const struct config_pool *config = x->api->config;

	x->call.result.message = text_of(x->call.result.why);
	x->call.result.status = FORWARD_STATUS;
	if (config->forward == FORWARD_ACCEL)
		reply_header(x->reply, "X-Accel-Redirect",
		    text_of(config->forward_location));
	send_refusal(x);
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
answer_outcome(
    struct exchange *x, const struct route *route, enum outcome outcome)
{
	struct call *call = &x->call;
	int status = 500;

	switch (outcome) {
	case OUTCOME_OK:
		x->served->outcome = PROC_OK;
		return;
	case OUTCOME_REFUSED:
		send_refusal(x);
		return;
	case OUTCOME_FORWARD:
		x->served->outcome = PROC_FORWARDED;
		log_write(LOG_LEVEL_DEBUG, "%s is forwarded: %s", route->name,
		    call->result.why);
		send_forward(x);
		return;
	case OUTCOME_TIMEOUT:
		x->served->outcome = PROC_TIMEOUT;
		log_call(call, route, "no answer from the database in time");
		status = x->release->envelope->timeout_status;
		break;
	case OUTCOME_CANCELLED:
		x->served->outcome = PROC_CANCELLED;
		break;
	case OUTCOME_FAULT:
		x->served->outcome = PROC_FAULT;
		x->served->refused_pickle = call->result.refused_pickle;
		log_call(call, route, call->result.why);
		break;
	}
	send_fault(x, status);
}

static enum outcome
run_call(struct exchange *x)
{
	enum outcome outcome = call_prepare(&x->call);

	return outcome == OUTCOME_OK ? answer_call(x->reply, &x->call,
					   success_document, x, &x->outcome)
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
		} else if (strcmp(name, "project_id") == 0) {
			call->project_typed = call->variables[i];
			call->project = call->ids[i];
		} else if (strcmp(name, "task_id") == 0) {
			call->task_typed = call->variables[i];
			call->task = call->ids[i];
		} else if (strcmp(name, "template_id") == 0) {
			call->template_typed = call->variables[i];
			call->template_id = call->ids[i];
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

static void
refuse_method(struct exchange *x, const struct route *route)
{
	const struct release *release = x->release;
	enum outcome outcome = OUTCOME_OK;

	if (release->check_method != NULL)
		outcome =
		    release->check_method(x->api, x->request, &x->call, route);
	if (outcome == OUTCOME_OK || x->call.result.status == 405)
		reply_header(x->reply, "Allow", text_of(route->method));
	if (outcome == OUTCOME_OK)
		refuse_with(x, 405,
		    arena_printf(x->request->arena, "%s is asked with %s",
			route->name, route->method));
	else
		answer_outcome(x, route, outcome);
}

/* Whether the endpoint refuses the call before bk-sops needs more than the
 * database for it. */
static bool
is_refused_here(struct exchange *x, const struct route *route)
{
	struct call *call = &x->call;
	struct params params = {NULL, 0};
	bool is_refused;

	if (route->endpoint->prepare == NULL ||
	    !text_is(x->request->method, route->method))
		return false;
	call->params = &params;
	fill_variables(call, route);
	read_body(call, x->request->body, &params);
	is_refused = x->release->check_caller(
			 x->api, x->request, call, x->served) == OUTCOME_OK &&
		     call_prepare(call) == OUTCOME_REFUSED;
	call_finish(call);
	if (!is_refused)
		call->result = (struct call_result){.message = TEXT_NONE};
	return is_refused;
}

/* What only bk-sops answers goes to it as it comes. */
static void
serve_forwarded(struct exchange *x, const struct route *route)
{
	x->served->endpoint = route_number(route);
	answer_outcome(x, route,
	    is_refused_here(x, route)
		? OUTCOME_REFUSED
		: call_forward(&x->call, route->endpoint->forward));
}

/* Django's order: method, identity, the rest (sops 3.1.4). */
static void
serve_route(struct exchange *x, const struct route *route)
{
	struct call *call = &x->call;
	enum params_result parsed = PARAMS_OK;
	enum outcome outcome;
	struct params params = {NULL, 0};

	call->endpoint = route->endpoint;
	if (route->endpoint->forward != NULL) {
		serve_forwarded(x, route);
		return;
	}
	if (!text_is(x->request->method, route->method)) {
		refuse_method(x, route);
		return;
	}
	x->served->endpoint = route_number(route);
	call->params = &params;
	fill_variables(call, route);
	outcome = x->release->check_caller(x->api, x->request, call, x->served);
	if (outcome != OUTCOME_OK) {
		answer_outcome(x, route, outcome);
		return;
	}
	if (route->endpoint->json_body)
		read_body(call, x->request->body, &params);
	else if (call->generation == GENERATION_CURRENT)
		parsed = params_of_current_query(x->request, &params);
	else
		parsed = params_of_query(x->request, &params);
	if (parsed != PARAMS_OK) {
		refuse_with(x, 400, TEXT("The parameters cannot be read"));
		return;
	}
	outcome = run_call(x);
	answer_outcome(x, route, outcome);
	call_finish(call);
}

/*
 * The release whose URLs these are.  With generation = auto the tables say it,
 * and only a pool with auth = jwt may have those of either.
 */
static enum db_result
find_release(const struct api *api, const struct fcgi_request *request,
    const struct release **release)
{
	const struct config_pool *config = api->config;
	enum config_generation which = GENERATION_2019;
	enum db_result result = DB_OK;

	if (config->auth == AUTH_JWT)
		result = sops_generation(
		    api->sops, request->arena, request->deadline, &which);
	*release = release_find(which);
	return result;
}

/* Until the generation is known there is nothing to answer with. */
static void
refuse_unknown(struct exchange *x, enum db_result result)
{
	x->served->outcome = result == DB_CANCELLED ? PROC_CANCELLED
			     : result == DB_TIMEOUT ? PROC_TIMEOUT
						    : PROC_FAULT;
	reply_header(x->reply, "Retry-After", TEXT("1"));
	refuse_with(x, 503,
	    TEXT("The tables of bk-sops cannot be read, or are of no known "
		 "generation"));
}

static void
serve(struct exchange *x, struct text path)
{
	const struct api *api = x->api;
	struct fcgi_request *request = x->request;
	const struct route *route = NULL;
	struct text rest = TEXT_NONE, message;

	if (path_behind(path, api->mount, &rest) &&
	    !path_has_empty_part(request))
		route = route_find(x->release, rest, x->call.variables);
	if (route != NULL && route_exists(route, api->config))
		serve_route(x, route);
	else if (write_component_asked(
		     request->arena, rest, "bk-sops", &message))
		refuse_with(x, WRITE_COMPONENT_STATUS, message);
	else
		refuse_with(x, 404, TEXT("There is no such URL"));
}

void
apigw_serve(const struct api *api, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served)
{
	struct exchange x = {.api = api,
	    .request = request,
	    .reply = reply,
	    .served = served,
	    .outcome = OUTCOME_OK};
	enum db_result known = find_release(api, request, &x.release);

	x.call = api_call(api, request, x.release);
	if (!x.release->envelope->begin(request, reply, &x.call))
		send_fault(&x, 500);
	else if (known != DB_OK)
		refuse_unknown(&x, known);
	else
		serve(&x, path);
	/* What a call did not release that was refused before it began. */
	sops_release(api->sops);
}
