/* SPDX-License-Identifier: MIT */
#include "api/esb.h"

#include "api/envelope.h"
#include "api/forward.h"
#include "api/path.h"
#include "api/task_detail.h"
#include "api/template_info.h"
#include "api/template_list.h"
#include "auth/esb.h"
#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>

struct esb_mode {
	const struct config_pool *config;
	struct sops *sops;
	struct tree_store *trees;
	struct esb *esb;
};

/* The components served here, in the order of esb 7. */
static const struct esb_component components[] = {
    {"get_template_list", "/v2/sops/get_template_list/", "GET",
	"/o/bk_sops/apigw/get_template_list/{bk_biz_id}/"},
    {"get_common_template_list", "/v2/sops/get_common_template_list/", "GET",
	"/o/bk_sops/apigw/get_common_template_list/"},
    {"get_template_info", "/v2/sops/get_template_info/", "GET",
	"/o/bk_sops/apigw/get_template_info/{template_id}/{bk_biz_id}/"},
    {"get_common_template_info", "/v2/sops/get_common_template_info/", "GET",
	"/o/bk_sops/apigw/get_common_template_info/{template_id}/"},
    {"get_task_detail", "/v2/sops/get_task_detail/", "GET",
	"/o/bk_sops/apigw/get_task_detail/{task_id}/{bk_biz_id}/"},
};

/* In the same order. */
static const struct endpoint *const endpoints[] = {
    &endpoint_template_list,
    &endpoint_common_template_list,
    &endpoint_template_info,
    &endpoint_common_template_info,
    &endpoint_task_detail,
};

struct esb_mode *
esb_mode_new(const struct config_pool *config, struct sops *sops,
    struct tree_store *trees)
{
	struct esb_mode *mode = calloc(1, sizeof(*mode));

	if (mode == NULL)
		return NULL;
	mode->config = config;
	mode->sops = sops;
	mode->trees = trees;
	mode->esb = esb_new(config);
	if (mode->esb == NULL) {
		free(mode);
		return NULL;
	}
	return mode;
}

void
esb_mode_free(struct esb_mode *mode)
{
	if (mode == NULL)
		return;
	esb_free(mode->esb);
	free(mode);
}

/* M17 with a detail of esb 6.4. */
static void
refuse_backend(struct envelope *e, struct arena *arena, const char *component,
    struct text detail)
{
	struct refusal refusal;

	refuse_text(arena, &refusal, M17_BACKEND, TEXT("SOPS"),
	    text_of(component), detail);
	envelope_refuse(e, &refusal);
}

static void
answer_outcome(struct envelope *e, struct call *call,
    const struct endpoint *endpoint, enum outcome outcome, int64_t budget)
{
	switch (outcome) {
	case OUTCOME_OK:
		return;
	case OUTCOME_REFUSED:
		envelope_refused_by_backend(e, call->message);
		return;
	case OUTCOME_ABSENT:
		refuse_backend(
		    e, call->arena, endpoint->name, TEXT(FORWARD_NO_JSON));
		return;
	case OUTCOME_TIMEOUT:
		log_warning("%s: request %s: no answer from the database in "
			    "%lld seconds",
		    endpoint->name, e->request_id, (long long)budget);
		refuse_backend(e, call->arena, endpoint->name,
		    arena_printf(call->arena,
			"Third-party system interface response time exceeds "
			"%lld seconds",
			(long long)budget));
		return;
	case OUTCOME_FAULT:
		log_error("%s: request %s: %s", endpoint->name, e->request_id,
		    call->why);
		refuse_backend(e, call->arena, endpoint->name,
		    TEXT("Status Code: 500, Error Message: Third-party system "
			 "internal error"));
		return;
	}
}

/* Steps 11 to 13 of esb 2.1: what P1 leaves to bk-sops. */
static void
ask_backend(struct esb_mode *mode, struct envelope *e,
    struct fcgi_request *request, const struct esb_caller *caller,
    const struct endpoint *endpoint)
{
	struct call call = {.config = mode->config,
	    .sops = mode->sops,
	    .trees = mode->trees,
	    .arena = request->arena,
	    .params = &caller->params,
	    .deadline = caller->deadline,
	    .now_us = clock_wall_us()};
	struct text detail;
	enum outcome outcome;

	if (!forward_call(&call, caller, endpoint, &detail)) {
		refuse_backend(e, request->arena, endpoint->name, detail);
		return;
	}
	outcome = endpoint->prepare(&call);
	if (outcome == OUTCOME_OK)
		outcome = envelope_answer(e, &call, endpoint);
	answer_outcome(e, &call, endpoint, outcome, caller->budget);
	endpoint->finish(&call);
}

void
esb_mode_serve(struct esb_mode *mode, struct fcgi_request *request,
    struct reply *reply, struct text path)
{
	struct esb_call call = {.request = request,
	    .method = fcgi_param(request, "REQUEST_METHOD"),
	    .raw_path = path_raw(request),
	    .components = components,
	    .ncomponents = sizeof(components) / sizeof(*components)};
	struct esb_caller caller;
	struct refusal refusal;
	struct envelope e;
	const struct endpoint *endpoint;

	envelope_start(&e, request, reply);
	if (!path_below(request->arena, path, ESB_MOUNT, &call.path)) {
		refuse(request->arena, &refusal, M22_NOT_FOUND);
		envelope_refuse(&e, &refusal);
		return;
	}
	if (!esb_admit(mode->esb, &call, &caller, &refusal)) {
		envelope_refuse(&e, &refusal);
		esb_release(mode->esb);
		return;
	}
	endpoint = endpoints[caller.component - components];
	if (forward_check(request, &caller, endpoint, &refusal))
		ask_backend(mode, &e, request, &caller, endpoint);
	else
		envelope_refuse(&e, &refusal);
	esb_release(mode->esb);
}
