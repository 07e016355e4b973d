/* SPDX-License-Identifier: MIT */
/*
 * bk-sops of 2019 (V3.3): its routes, whom it takes for its caller, and what it
 * writes around an answer (sops 3.1).
 */
#include "api/routes.h"

#include "auth/identity.h"
#include "base/clock.h"
#include "sops_2019/endpoints.h"

/* In the order of esb chapter 7; behind them what only later releases of
 * bk-sops have. */
static const struct route routes[] = {
    {"get_template_list", "GET", {"bk_biz_id"}, &endpoint_template_list},
    {"get_common_template_list", "GET", {NULL}, &endpoint_common_template_list},
    {"get_template_info", "GET", {"template_id", "bk_biz_id"},
	&endpoint_template_info},
    {"get_common_template_info", "GET", {"template_id"},
	&endpoint_common_template_info},
    {"get_task_status", "GET", {"task_id", "bk_biz_id"}, &endpoint_task_status},
    {"get_task_detail", "GET", {"task_id", "bk_biz_id"}, &endpoint_task_detail},
    {"get_task_node_detail", "GET", {"task_id", "bk_biz_id"},
	&endpoint_node_detail},
    {"query_task_count", "POST", {"bk_biz_id"}, &endpoint_task_count},
    {"get_periodic_task_list", "GET", {"bk_biz_id"}, &endpoint_periodic_list},
    {"get_periodic_task_info", "GET", {"task_id", "bk_biz_id"},
	&endpoint_periodic_info},
    {"get_task_list", "GET", {"bk_biz_id"}, &endpoint_task_list},
    {"get_tasks_status", "POST", {"bk_biz_id"}, &endpoint_tasks_status},
};

_Static_assert(
    sizeof(routes) / sizeof(*routes) <= ROUTES_2019, "PROC_ENDPOINTS");

/* Sets the headers that every answer has (sops 3.1.8, 3.1.9), and the call's
 * language. */
static bool
begin_answer(
    const struct fcgi_request *request, struct reply *reply, struct call *call)
{
	call->english = answer_begin(request, reply);
	return true;
}

static int
write_success(struct json_writer *w, struct call *call, enum outcome *outcome)
{
	json_object_open(w);
	if (call->endpoint->message || call->result.notice.len > 0)
		json_member_string(w, "message", call_notice(call));
	json_key(w, TEXT("data"));
	*outcome = call->endpoint->write(call, w);
	if (*outcome != OUTCOME_OK)
		return -1;
	if (call->endpoint->write_extra != NULL)
		call->endpoint->write_extra(call, w);
	json_member_bool(w, "result", true);
	return json_object_close(w);
}

/* Members come in the order that bk-sops was seen to send. */
static int
write_refusal(struct json_writer *w, const struct call *call)
{
	const struct call_result *result = &call->result;

	json_object_open(w);
	json_member_string(w, "message", result->message);
	if (result->data == CALL_DATA_EMPTY) {
		json_member_object(w, "data");
		json_object_close(w);
	} else if (result->data == CALL_DATA_NULL)
		json_member_null(w, "data");
	json_member_bool(w, "result", false);
	return json_object_close(w);
}

static int
write_fault(struct json_writer *w)
{
	json_object_open(w);
	json_member_int(w, "status_code", 50000);
	json_member_string(w, "message", TEXT("系统异常,请联系管理员处理"));
	json_member_int(w, "code", 1306000);
	json_member_bool(w, "result", false);
	return json_object_close(w);
}

static const struct envelope_of_release envelope = {
    begin_answer, write_success, write_refusal, write_fault, 500};

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

static enum outcome
check_caller(const struct api *api, const struct fcgi_request *request,
    struct call *call, struct served *served)
{
	struct identity identity = {.verified = false};
	const char *why = NULL;
	enum bkapi_jwt result = read_identity(api, request, &identity, &why);

	if (result == BKAPI_JWT_REFUSED) {
		call->result.data = CALL_DATA_NULL; /* sops 3.1.6 */
		return call_refuse(call, text_of(why));
	}
	served->app_code = identity.app_code;
	if (call->endpoint->anonymous)
		return OUTCOME_OK;
	if (result == BKAPI_JWT_GOOD)
		why = identity_admit(
		    &identity, api->config->trusted_apps, &call->caller);
	if (why != NULL)
		return call_fault(call, why);
	served->username = call->caller.username;
	return OUTCOME_OK;
}

const struct release release_2019 = {
    .detect = GENERATION_2019,
    .routes = routes,
    .nroutes = sizeof(routes) / sizeof(*routes),
    .check_caller = check_caller,
    .envelope = &envelope,
};
