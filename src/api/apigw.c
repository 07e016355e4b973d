/* SPDX-License-Identifier: MIT */
#include "api/apigw.h"

#include "api/path.h"
#include "auth/identity.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "base/log.h"
#include "params/json.h"
#include "params/parse.h"

#include <stdio.h>

/* Sets the headers that every answer has (sops 3.1.8, 3.1.9); whether its
 * language is English. */
static bool
start_answer(const struct fcgi_request *request, struct reply *reply)
{
	const char *language = language_choose(
	    &language_of_bk_sops, request->cookie, request->accept_language);

	reply_header(reply, "Content-Type", TEXT("application/json"));
	reply_header(reply, "Vary", TEXT("Accept-Language, Cookie"));
	reply_header(reply, "Content-Language", text_of(language));
	return strcmp(language, "en") == 0;
}

struct success {
	struct call *call;
	enum outcome outcome;
};

static int
success_document(void *context, struct json_writer *w)
{
	struct success *s = context;

	json_object_open(w);
	if (s->call->endpoint->message || s->call->notice.len > 0) {
		json_key(w, TEXT("message"));
		json_string(w, call_notice(s->call));
	}
	json_key(w, TEXT("data"));
	s->outcome = s->call->endpoint->write(s->call, w);
	if (s->outcome != OUTCOME_OK)
		return -1;
	if (s->call->endpoint->beside != NULL)
		s->call->endpoint->beside(s->call, w);
	json_key(w, TEXT("result"));
	json_bool(w, true);
	return json_object_close(w);
}

/* Writes and sends {"data": ..., "result": true}, for some endpoints with a
 * message "", as answer_call. */
static enum outcome
send_data(struct reply *reply, struct call *call)
{
	struct success s = {call, OUTCOME_OK};

	return answer_call(reply, call, success_document, &s, &s.outcome);
}

struct refused {
	struct text message;
	struct text data; /* JSON; TEXT_NONE: there is no such member */
};

/* Members come in the order that bk-sops was seen to send. */
static int
refusal_document(void *context, struct json_writer *w)
{
	const struct refused *refused = context;

	json_object_open(w);
	json_key(w, TEXT("message"));
	json_string(w, refused->message);
	if (refused->data.s != NULL) {
		json_key(w, TEXT("data"));
		json_raw(w, refused->data);
	}
	json_key(w, TEXT("result"));
	json_bool(w, false);
	return json_object_close(w);
}

static int
fault_document(void *context, struct json_writer *w)
{
	(void)context;
	json_object_open(w);
	json_key(w, TEXT("status_code"));
	json_int(w, 50000);
	json_key(w, TEXT("message"));
	json_string(w, TEXT("系统异常,请联系管理员处理"));
	json_key(w, TEXT("code"));
	json_int(w, 1306000);
	json_key(w, TEXT("result"));
	json_bool(w, false);
	return json_object_close(w);
}

/* HTTP 500, where bk-sops lets an exception escape (sops 3.1.7, design). */
static void
send_fault(struct reply *reply)
{
	reply_status(reply, 500);
	answer_send(reply, fault_document, NULL);
}

static void
send_refusal(struct reply *reply, struct refused refused)
{
	if (answer_send(reply, refusal_document, &refused) != 0)
		send_fault(reply);
}

/* {"message": ..., "result": false} */
static void
refuse_with(struct reply *reply, int status, struct text message)
{
	reply_status(reply, status);
	send_refusal(reply, (struct refused){.message = message});
}

/* The message of a refused call, for some with "data": {}. */
static void
refuse_call(struct reply *reply, const struct call *call)
{
	send_refusal(reply, (struct refused){call->message,
				call->empty_data ? TEXT("{}") : TEXT_NONE});
}

/* What is said about a JWT (sops 3.1.6): the same with "data": null. */
static void
refuse_token(struct reply *reply, const char *message)
{
	send_refusal(reply, (struct refused){text_of(message), TEXT("null")});
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
	log_write(call->is_down ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR,
	    "%s%.*s: %s", route->name, TEXT_ARG(ids), why);
}

/* What the gateway says.  A fault is one for those who must be known. */
static enum bkapi_jwt
read_identity(const struct api *api, const struct fcgi_request *request,
    struct identity *identity, const char **why)
{
	if (api->config->auth == AUTH_JWT)
		return bkapi_jwt_read(request->arena,
		    text_of(api->config->jwt_public_keys),
		    fcgi_param(request, "HTTP_X_BKAPI_JWT"),
		    clock_wall_us() / 1000000, identity, why);
	header_read(request, identity);
	return BKAPI_JWT_GOOD;
}

/* Who calls.  False when that was answered already. */
static bool
identify(const struct api *api, const struct fcgi_request *request,
    const struct route *route, struct call *call, struct reply *reply,
    struct served *served)
{
	struct identity identity = {TEXT_NONE, TEXT_NONE};
	const char *why = NULL;
	enum bkapi_jwt result = read_identity(api, request, &identity, &why);

	if (result == BKAPI_JWT_REFUSED) {
		refuse_token(reply, why);
		return false;
	}
	served->app_code = identity.app_code;
	if (route->endpoint->anonymous)
		return true;
	if (result == BKAPI_JWT_GOOD)
		why = identity_admit(
		    &identity, api->config->trusted_apps, &call->caller);
	if (why == NULL) {
		served->username = call->caller.username;
		return true;
	}
	served->outcome = SLOT_FAULT;
	log_call(call, route, why);
	send_fault(reply);
	return false;
}

static void
run_route(const struct route *route, struct call *call, struct reply *reply,
    struct served *served)
{
	enum outcome outcome = call_prepare(call);

	if (outcome == OUTCOME_OK)
		outcome = send_data(reply, call);
	switch (outcome) {
	case OUTCOME_OK:
		served->outcome = SLOT_OK;
		break;
	case OUTCOME_REFUSED:
		refuse_call(reply, call);
		break;
	case OUTCOME_TIMEOUT:
		served->outcome = SLOT_TIMEOUT;
		log_call(call, route, "no answer from the database in time");
		send_fault(reply);
		break;
	case OUTCOME_CANCELLED:
		served->outcome = SLOT_CANCELLED;
		send_fault(reply);
		break;
	case OUTCOME_FAULT:
		served->outcome = SLOT_FAULT;
		served->refused_pickle = call->refused_pickle;
		log_call(call, route, call->why);
		send_fault(reply);
		break;
	}
	call_finish(call);
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
	struct params params;
	enum params_result parsed = PARAMS_OK;

	if (!text_is(request->method, route->method)) {
		reply_header(reply, "Allow", text_of(route->method));
		refuse_with(reply, 405,
		    arena_printf(request->arena, "%s is asked with %s",
			route->name, route->method));
		return;
	}
	served->endpoint = (size_t)(route - routes);
	fill_variables(call, route);
	if (!identify(api, request, route, call, reply, served))
		return;
	if (route->endpoint->json_body)
		read_body(call, request->body, &params);
	else
		parsed = params_of_query(request, &params);
	if (parsed != PARAMS_OK) {
		refuse_with(reply, 400, TEXT("The parameters cannot be read"));
		return;
	}
	call->endpoint = route->endpoint;
	call->params = &params;
	run_route(route, call, reply, served);
}

void
apigw_serve(const struct api *api, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served)
{
	struct call call = api_call(api, request);
	const struct route *route = NULL;
	struct text rest = TEXT_NONE, message;

	call.english = start_answer(request, reply);
	if (path_behind(path, api->mount, &rest) &&
	    !path_has_empty_part(request))
		route = route_find(rest, call.variables);
	if (route != NULL && route_exists(route, api->config))
		serve_route(api, request, route, &call, reply, served);
	else if (write_component_asked(
		     request->arena, rest, "bk-sops", &message))
		refuse_with(reply, WRITE_COMPONENT_STATUS, message);
	else
		refuse_with(reply, 404, TEXT("There is no such URL"));
}
