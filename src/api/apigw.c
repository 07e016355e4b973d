/* SPDX-License-Identifier: MIT */
#include "api/apigw.h"

#include "api/apigw_answer.h"
#include "api/etag.h"
#include "api/path.h"
#include "api/routes.h"
#include "api/write_component.h"
#include "auth/identity.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "base/log.h"
#include "json/reader.h"
#include "params/json.h"
#include "params/parse.h"

#include <stdio.h>
#include <stdlib.h>

struct apigw_mode {
	const struct config_pool *config;
	struct sops *sops;
	struct tree_store *trees;
	unsigned char etag_salt[ETAG_SALT];
	const struct plugins *plugins;
	char *mount;
};

struct apigw_mode *
apigw_mode_new(const struct config_pool *config, struct sops *sops,
    struct tree_store *trees, const struct plugins *plugins)
{
	struct apigw_mode *mode = calloc(1, sizeof(*mode));

	if (mode == NULL)
		return NULL;
	mode->config = config;
	mode->sops = sops;
	mode->trees = trees;
	mode->plugins = plugins;
	mode->mount = path_mount(config->site_prefix, "/apigw");
	if (!etag_salt(config, mode->etag_salt) || mode->mount == NULL) {
		apigw_mode_free(mode);
		return NULL;
	}
	return mode;
}

void
apigw_mode_free(struct apigw_mode *mode)
{
	if (mode == NULL)
		return;
	free(mode->mount);
	free(mode);
}

const char *
apigw_mode_mount(const struct apigw_mode *mode)
{
	return mode->mount;
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
read_identity(const struct apigw_mode *mode, const struct fcgi_request *request,
    struct identity *identity, const char **why)
{
	if (mode->config->auth == AUTH_JWT)
		return bkapi_jwt_read(request->arena,
		    text_of(mode->config->jwt_public_keys),
		    fcgi_param(request, "HTTP_X_BKAPI_JWT"),
		    clock_wall_us() / 1000000, identity, why);
	header_read(request, identity);
	return BKAPI_JWT_GOOD;
}

/* Who calls.  False when that was answered already. */
static bool
identify(const struct apigw_mode *mode, const struct fcgi_request *request,
    const struct route *route, struct call *call, struct reply *reply,
    struct served *served)
{
	struct identity identity = {TEXT_NONE, TEXT_NONE};
	const char *why = NULL;
	enum bkapi_jwt result = read_identity(mode, request, &identity, &why);

	if (result == BKAPI_JWT_REFUSED) {
		apigw_refuse_token(reply, why);
		return false;
	}
	served->app_code = identity.app_code;
	if (route->endpoint->anonymous)
		return true;
	if (result == BKAPI_JWT_GOOD)
		why = identity_admit(
		    &identity, mode->config->trusted_apps, &call->caller);
	if (why == NULL) {
		served->username = call->caller.username;
		return true;
	}
	served->outcome = SLOT_FAULT;
	log_call(call, route, why);
	apigw_fault(reply);
	return false;
}

static void
answer_call(const struct route *route, struct call *call, struct reply *reply,
    struct served *served)
{
	enum outcome outcome = route->endpoint->prepare(call);

	if (outcome == OUTCOME_OK)
		outcome = apigw_answer(reply, call, route->endpoint);
	switch (outcome) {
	case OUTCOME_OK:
		served->outcome = SLOT_OK;
		break;
	case OUTCOME_REFUSED:
		apigw_refuse_call(reply, call);
		break;
	case OUTCOME_TIMEOUT:
		served->outcome = SLOT_TIMEOUT;
		log_call(call, route, "no answer from the database in time");
		apigw_fault(reply);
		break;
	case OUTCOME_CANCELLED:
		served->outcome = SLOT_CANCELLED;
		apigw_fault(reply);
		break;
	case OUTCOME_FAULT:
		served->outcome = SLOT_FAULT;
		served->refused_pickle = call->refused_pickle;
		log_call(call, route, call->why);
		apigw_fault(reply);
		break;
	}
	route->endpoint->finish(call);
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

static int
discard(void *context, const char *data, size_t len)
{
	(void)context, (void)data, (void)len;
	return 0;
}

/* Whether it is JSON as Python 2 reads it. */
static bool
is_json(struct text body)
{
	struct json_memory memory = {.text = body};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = json_copy,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = body.len};
	bool is = false;

	reader.context = json_new(discard, NULL);
	if (reader.context != NULL)
		is = json_read(&reader) == JSON_OK;
	json_free(reader.context);
	return is;
}

/* A body that is read as JSON, whatever its type. */
static void
read_body(struct call *call, struct text body, struct params *params)
{
	if (params_parse_json(call->arena, body, params) == PARAMS_OK)
		call->body = CALL_BODY_OBJECT;
	else
		call->body = is_json(body) ? CALL_BODY_OTHER : CALL_BODY_BROKEN;
}

/* Django's order: method, identity, the rest (sops 3.1.4). */
static void
serve_route(const struct apigw_mode *mode, struct fcgi_request *request,
    const struct route *route, struct call *call, struct reply *reply,
    struct served *served)
{
	struct params params;
	enum params_result parsed = PARAMS_OK;

	if (!text_is(fcgi_param(request, "REQUEST_METHOD"), route->method)) {
		reply_header(reply, "Allow", text_of(route->method));
		apigw_refuse(reply, 405,
		    arena_printf(request->arena, "%s is asked with %s",
			route->name, route->method));
		return;
	}
	served->endpoint = (size_t)(route - routes);
	fill_variables(call, route);
	if (!identify(mode, request, route, call, reply, served))
		return;
	if (route->endpoint->json_body)
		read_body(call, request->body, &params);
	else
		parsed = params_of_query(request, &params);
	if (parsed != PARAMS_OK) {
		apigw_refuse(reply, 400, TEXT("The parameters cannot be read"));
		return;
	}
	call->endpoint = route->endpoint;
	call->params = &params;
	answer_call(route, call, reply, served);
}

void
apigw_mode_serve(struct apigw_mode *mode, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served)
{
	struct call call = {.config = mode->config,
	    .sops = mode->sops,
	    .trees = mode->trees,
	    .arena = request->arena,
	    .deadline = request->deadline,
	    .now_us = clock_wall_us(),
	    .is_get = text_is(fcgi_param(request, "REQUEST_METHOD"), "GET"),
	    .if_none_match = fcgi_param(request, "HTTP_IF_NONE_MATCH"),
	    .etag_salt = mode->etag_salt,
	    .plugins = mode->plugins};
	const struct route *route = NULL;
	struct text rest = TEXT_NONE, message;

	call.english = apigw_start(request, reply);
	if (path_behind(path, mode->mount, &rest) &&
	    !path_has_empty_part(request))
		route = route_find(rest, call.variables);
	if (route != NULL && route_exists(route, mode->config))
		serve_route(mode, request, route, &call, reply, served);
	else if (write_component_asked(
		     request->arena, rest, "bk-sops", &message))
		apigw_refuse(reply, WRITE_COMPONENT_STATUS, message);
	else
		apigw_refuse(reply, 404, TEXT("There is no such URL"));
}
