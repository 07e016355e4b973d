/* SPDX-License-Identifier: MIT */
/*
 * bk-sops of today, its lines 3.34 and 3.32 (sops-current 0.4): their routes,
 * whom they take for their caller, and what they write around an answer (1.2 to
 * 1.6, 2.1, 2.2).
 */
#include "api/routes.h"

#include "auth/identity.h"
#include "base/clock.h"
#include "base/log.h"
#include "sops_current/admit.h"
#include "sops_current/endpoints.h"

/* In the order of sops-current chapter 3; behind them what only 3.32 has. */
static const struct route routes[] = {
    {"get_template_list", "GET", {"project_id"}, &current_template_list},
    {"get_template_info", "GET", {"template_id", "project_id"},
	&current_template_info},
    {"get_common_template_list", "GET", {NULL}, &current_common_template_list},
    {"get_common_template_info", "GET", {"template_id"},
	&current_common_template_info},
    {"get_template_schemes", "GET", {"project_id", "template_id"},
	&current_template_schemes},
    {"get_task_list", "GET", {"project_id"}, &current_task_list},
    {"get_task_count", "GET", {"project_id"}, &current_task_count},
    {"get_task_detail", "GET", {"task_id", "project_id"}, &current_task_detail},
    {"get_task_status", "GET", {"task_id", "project_id"}, &current_task_status},
    {"get_tasks_status", "POST", {"project_id"}, &current_tasks_status},
    {"get_tasks_manual_intervention_state", "POST", {"project_id"},
	&current_tasks_intervention},
    {"get_task_node_detail", "GET", {"task_id", "project_id"},
	&current_node_detail},
    {"get_task_node_data", "GET", {"project_id", "task_id"},
	&current_node_data},
    {"get_task_operate_record", "GET", {"task_id", "project_id"},
	&current_operate_record},
    {"get_task_effective_time", "GET", {"task_id", "project_id"},
	&current_effective_time},
    {"query_task_count", "POST", {"project_id"}, &current_query_count},
    {"get_periodic_task_list", "GET", {"project_id"}, &current_periodic_list},
    {"get_periodic_task_info", "GET", {"task_id", "project_id"},
	&current_periodic_info},
    {"get_clocked_task_list", "GET", {"project_id"}, &current_clocked_list},
    {"get_functionalization_task_list", "GET", {NULL}, &current_function_list},
    {"get_mini_app_list", "GET", {"project_id"}, &current_mini_app_list},
    {"get_user_project_list", "GET", {NULL}, &current_project_list},
    {"get_user_project_detail", "GET", {"project_id"},
	&current_user_project_detail},
    {"get_plugin_list", "GET", {"project_id"}, &current_plugin_catalogue},
    {"get_plugin_detail", "GET", {"project_id"}, &current_plugin_catalogue},
    {"get_plugin_base_info", "GET", {"project_id"}, &current_plugin_catalogue},
    {"preview_task_tree", "POST", {"project_id", "template_id"},
	&current_preview},
    {"preview_common_task_tree", "POST", {"project_id", "template_id"},
	&current_common_preview},
    {"get_task_node_log", "GET", {"task_id", "project_id"}, &current_node_log},
    {"get_task_plugin_log", "GET", {"task_id", "project_id"},
	&current_plugin_log},
    {"get_node_job_executed_log", "GET", {"task_id", "project_id"},
	&current_job_log},
    {"inner/get_task_effective_time", "GET", {"task_id", "project_id"},
	&current_inner_effective_time},
    {"inner/get_task_node_log", "GET", {NULL}, &current_inner_node_log},
    {"inner/get_task_plugin_log", "GET", {NULL}, &current_plugin_log},
    {"inner/get_node_job_executed_log", "GET", {NULL}, &current_job_log},
    {"plugin-gateway/categories", "GET", {NULL}, &current_gateway_catalogue},
    {"plugin-gateway/plugins", "GET", {NULL}, &current_gateway_catalogue},
    {"plugin-gateway/plugins", "GET", {"plugin_id"},
	&current_gateway_catalogue},
    {"plugin-gateway/runs/status", "GET", {NULL}, &current_plugin_run_status},
    {"plugin-gateway/runs", "GET", {"open_plugin_run_id"}, &current_plugin_run},
    {"dispatch_plugin_query", "POST", {NULL}, &current_plugin_query},
    {"get_node_execution_record", "GET", {"template_id", "project_id"},
	&current_execution_record},
};

_Static_assert(
    sizeof(routes) / sizeof(*routes) <= ROUTES_CURRENT, "PROC_ENDPOINTS");

/* Bytes of a traceparent that are answered; W3C's has 55. */
#define TRACE_ID_MAX 512

/* The whole header traceparent, or a new id, which is that of the request where
 * it has the form. */
static bool
begin_answer(
    const struct fcgi_request *request, struct reply *reply, struct call *call)
{
	call->english = answer_begin(request, reply);
	call->trace_id = arena_show(
	    call->arena, fcgi_param(request, "HTTP_TRACEPARENT"), TRACE_ID_MAX);
	if (call->trace_id.len == 0)
		call->trace_id = answer_new_id(call->arena);
	reply_header(reply, "Sops-Trace-Id", call->trace_id);
	return call->trace_id.s != NULL;
}

static void
write_trace(struct json_writer *w, const struct call *call)
{
	json_member_string(w, "trace_id", call->trace_id);
}

static int
write_success(struct json_writer *w, struct call *call, enum outcome *outcome)
{
	json_object_open(w);
	json_member_bool(w, "result", true);
	json_key(w, TEXT("data"));
	*outcome = call->endpoint->write(call, w);
	if (*outcome != OUTCOME_OK)
		return -1;
	if (call->endpoint->message)
		json_member_string(w, "message", call_notice(call));
	if (call->endpoint->write_extra != NULL)
		call->endpoint->write_extra(call, w);
	if (!call->endpoint->no_code)
		json_member_int(w, "code", 0);
	if (call->endpoint->view != VIEW_REST)
		write_trace(w, call);
	return json_object_close(w);
}

/* Codes of what is refused here and not by bk-sops. */
static int
code_of_status(int status)
{
	switch (status) {
	case 403:
		return CODE_FORBIDDEN;
	case 404:
		return CODE_NOT_FOUND;
	case 400:
		return CODE_PARAM;
	default:
		return CODE_OPERATION;
	}
}

static void
write_no_data(struct json_writer *w, enum call_data data)
{
	switch (data) {
	case CALL_DATA_ABSENT:
		break;
	case CALL_DATA_EMPTY:
		json_member_object(w, "data");
		json_object_close(w);
		break;
	case CALL_DATA_TEXT:
		json_member_string(w, "data", TEXT(""));
		break;
	case CALL_DATA_NULL:
		json_member_null(w, "data");
		break;
	}
}

static int
write_refusal(struct json_writer *w, const struct call *call)
{
	const struct call_result *result = &call->result;
	enum call_view view =
	    call->endpoint == NULL ? VIEW_PLAIN : call->endpoint->view;

	json_object_open(w);
	if (result->is_detail) {
		json_member_string(w, "detail", result->message);
		return json_object_close(w);
	}
	json_member_bool(w, "result", false);
	write_no_data(w, result->data);
	if (result->is_json)
		json_member_raw(w, "message", result->message);
	else
		json_member_string(w, "message", result->message);
	json_member_int(w, "code",
	    result->has_code ? result->code : code_of_status(result->status));
	if (result->permission.s != NULL)
		json_member_raw(w, "permission", result->permission);
	if (view == VIEW_PLUGIN)
		json_member_string(w, "error_type", TEXT(""));
	if (!result->outside && view != VIEW_REST)
		write_trace(w, call);
	return json_object_close(w);
}

/* The code is a text there (1.6, PY500). */
static int
write_fault(struct json_writer *w)
{
	json_object_open(w);
	json_member_bool(w, "result", false);
	json_member_string(w, "code", TEXT("50000"));
	json_member_string(w, "message", TEXT("系统异常,请联系管理员处理"));
	json_member_null(w, "data");
	return json_object_close(w);
}

static const struct envelope_of_release envelope = {
    begin_answer, write_success, write_refusal, write_fault, 504};

/* HTTP 403: there is no good token. */
static enum outcome
refuse_token(struct call *call, const char *why)
{
	call->result.status = 403;
	call->result.outside = true;
	return call_refuse_code(
	    call, CODE_FORBIDDEN, CALL_DATA_NULL, text_of(why));
}

/* The keys that may have signed the token: those of the file, or the one that
 * the token names. */
static enum outcome
find_keys(const struct api *api, struct call *call, struct text token,
    struct text *keys)
{
	struct bkapi_signer signer;
	enum outcome outcome;

	*keys = text_of(api->config->jwt_public_keys);
	if (keys->s != NULL)
		return OUTCOME_OK;
	if (!bkapi_jwt_signer(call->arena, token, &signer))
		return refuse_token(call,
		    "The token in X-Bkapi-JWT is not signed by the API "
		    "gateway");
	if (signer.kid.len == 0)
		signer.kid = text_of(api->config->jwt_gateway);
	outcome = admit_key(call, signer.iss, signer.kid, keys);
	if (outcome == OUTCOME_OK && keys->s == NULL)
		return refuse_token(call,
		    "The key that signed the token in X-Bkapi-JWT is not "
		    "known here");
	return outcome;
}

/* sops-current 2.2 */
static enum outcome
check_user(struct call *call, const struct identity *identity)
{
	struct text username = identity->username;

	if (identity->verified || username.len > 0)
		return OUTCOME_OK;
	call->result.outside = true;
	return call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT,
	    ARENA_JOIN(call->arena,
		TEXT("username cannot be empty, make sure api gateway has sent "
		     "correct params: "),
		username.s == NULL ? TEXT("None") : username));
}

static struct text
find_token(const struct fcgi_request *request)
{
	return bkapi_jwt_trim(fcgi_param(request, "HTTP_X_BKAPI_JWT"));
}

/* Nobody can have a good token then, which is no client's mistake. */
static void
tell_wrong_key(const struct api *api, struct text keys)
{
	const char *wrong = NULL;

	if (api->config->jwt_public_keys == NULL)
		wrong = public_keys_wrong(keys);
	if (wrong != NULL)
		log_error("apigw_manager_context: the key of a token cannot be "
			  "used: %s",
		    wrong);
}

static enum outcome
check_token(const struct api *api, struct call *call, struct text token,
    struct identity *identity)
{
	struct text keys;
	const char *why;
	enum outcome outcome;

	if (token.len == 0)
		return refuse_token(
		    call, "This API can only be accessed through API gateway");
	outcome = find_keys(api, call, token, &keys);
	if (outcome != OUTCOME_OK ||
	    bkapi_jwt_read_current(call->arena, keys, token,
		call->now_us / 1000000, identity, &why) == BKAPI_JWT_GOOD)
		return outcome;
	tell_wrong_key(api, keys);
	return refuse_token(call, why);
}

static bool
is_mcp(const struct config_pool *config, const struct fcgi_request *request,
    struct text app_code)
{
	struct text server = fcgi_param(request, "HTTP_X_BKAPI_MCP_SERVER_ID");

	return text_strip(server).len > 0 ||
	       (*config->mcp_app_prefix != '\0' && app_code.s != NULL &&
		   text_starts(app_code, config->mcp_app_prefix));
}

static enum outcome
check_caller(const struct api *api, const struct fcgi_request *request,
    struct call *call, struct served *served)
{
	struct identity identity = {.verified = false};
	enum outcome outcome =
	    check_token(api, call, find_token(request), &identity);

	if (outcome != OUTCOME_OK)
		return outcome;
	served->app_code = identity.app_code;
	call->caller = (struct sops_caller){.username = identity.username,
	    .app_code = identity.app_code,
	    .is_mcp = is_mcp(api->config, request, identity.app_code)};
	served->username = identity.username;
	/* The list of the database is looked at with the first question. */
	call->caller.trusted = admit_is_trusted(api->config, identity.app_code);
	return check_user(call, &identity);
}

/* What Django REST framework says of a wrong method. */
static enum outcome
refuse_rest_method(struct call *call, struct text method)
{
	call->result.status = 405;
	call->result.is_detail = true;
	return call_refuse(
	    call, call->english ? ARENA_JOIN(call->arena, TEXT("Method \""),
				      method, TEXT("\" not allowed."))
				: ARENA_JOIN(call->arena, TEXT("方法 “"),
				      method, TEXT("” 不被允许。")));
}

/* Two checks of bk-sops come before that of the method: a token must be good,
 * and what might change something wants one (1.2). */
static enum outcome
check_method(const struct api *api, const struct fcgi_request *request,
    struct call *call, const struct route *route)
{
	struct text token = find_token(request), method = request->method;
	struct identity identity;
	enum outcome outcome = OUTCOME_OK;

	if (token.len > 0)
		outcome = check_token(api, call, token, &identity);
	else if (strcmp(route->method, "GET") == 0 &&
		 !text_is(method, "HEAD") && !text_is(method, "OPTIONS") &&
		 !text_is(method, "TRACE"))
		outcome = refuse_token(call,
		    "This URL is not asked with this method, and there is no "
		    "token in X-Bkapi-JWT");
	if (outcome == OUTCOME_OK && route->endpoint->view == VIEW_REST)
		return refuse_rest_method(call, method);
	return outcome;
}

/* The lines 3.34 and 3.32: where they differ, an endpoint asks for the key
 * "release". */
const struct release release_current = {
    .detect = GENERATION_CURRENT,
    .routes = routes,
    .nroutes = sizeof(routes) / sizeof(*routes),
    .check_caller = check_caller,
    .check_method = check_method,
    .envelope = &envelope,
};
