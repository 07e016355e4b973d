/* SPDX-License-Identifier: MIT */
#include "api/esb.h"

#include "api/envelope.h"
#include "api/etag.h"
#include "api/forward.h"
#include "api/path.h"
#include "api/routes.h"
#include "api/write_component.h"
#include "auth/component.h"
#include "auth/esb.h"
#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>

struct esb_mode {
	const struct config_pool *config;
	const struct esb_profile *profile;
	struct sops *sops;
	struct tree_store *trees;
	unsigned char etag_salt[ETAG_SALT];
	const struct plugins *plugins;
	char *mount;
	struct esb *esb;
	struct arena *arena; /* of the components */
	struct esb_component *components;
};

#define ESB_SYSTEM "/v2/sops"

/* Bytes of the texts of all components; one has less than 200. */
#define COMPONENTS_MEMORY 65536

/* The component of a route (esb chapter 7).  False when out of memory. */
static bool
build_component(struct arena *arena, struct esb_component *component,
    const struct route *route)
{
	const char *like = route->endpoint->like;
	struct text path, dest, lender = TEXT_NONE;

	if (like != NULL) {
		lender = arena_printf(arena, ESB_SYSTEM "/%s/", like);
		if (lender.s == NULL)
			return false;
	}
	path = arena_printf(arena, ESB_SYSTEM "/%s/", route->name);
	dest = arena_printf(arena, "/o/bk_sops/apigw/%s/", route->name);
	for (size_t i = 0; i < CALL_VARIABLES && dest.s != NULL; i++)
		if (route->variables[i] != NULL)
			dest = arena_printf(
			    arena, "%s{%s}/", dest.s, route->variables[i]);
	*component = (struct esb_component){
	    route->name, path.s, route->method, dest.s, lender.s};
	return path.s != NULL && dest.s != NULL;
}

/* One component for each route, in the same order.  -1: out of memory. */
static int
build_components(struct esb_mode *mode)
{
	mode->arena = arena_new(COMPONENTS_MEMORY);
	if (mode->arena == NULL)
		return -1;
	mode->components =
	    arena_array(mode->arena, routes_count, sizeof(*mode->components));
	if (mode->components == NULL)
		return -1;
	for (size_t i = 0; i < routes_count; i++)
		if (!build_component(
			mode->arena, &mode->components[i], &routes[i]))
			return -1;
	return 0;
}

struct esb_mode *
esb_mode_new(const struct config_pool *config, struct sops *sops,
    struct tree_store *trees, const struct plugins *plugins,
    struct buckets *buckets, struct trace *trace)
{
	struct esb_mode *mode = calloc(1, sizeof(*mode));

	if (mode == NULL)
		return NULL;
	mode->config = config;
	mode->profile = esb_profile_find(config->esb_profile);
	mode->sops = sops;
	mode->trees = trees;
	mode->plugins = plugins;
	mode->mount = path_mount(config->esb_path, "");
	if (mode->mount != NULL && etag_salt(config, mode->etag_salt) &&
	    build_components(mode) == 0)
		mode->esb = esb_new(config, buckets, trace);
	if (mode->esb == NULL) {
		esb_mode_free(mode);
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
	arena_free(mode->arena);
	free(mode->mount);
	free(mode);
}

const char *
esb_mode_mount(const struct esb_mode *mode)
{
	return mode->mount;
}

void
esb_mode_try(struct esb_mode *mode, int64_t deadline)
{
	esb_try(mode->esb, deadline);
}

bool
esb_mode_is_ready(struct esb_mode *mode, struct arena *arena, int64_t deadline)
{
	return esb_is_ready(mode->esb, arena, deadline);
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
answer_outcome(struct envelope *e, struct call *call, const struct route *route,
    enum outcome outcome, int64_t budget)
{
	switch (outcome) {
	case OUTCOME_OK:
		e->served->outcome = SLOT_OK;
		return;
	case OUTCOME_REFUSED:
		envelope_refused_by_backend(e, call);
		return;
	case OUTCOME_TIMEOUT:
		e->served->outcome = SLOT_TIMEOUT;
		log_warning("%s: no answer from the database in %lld seconds",
		    route->name, (long long)budget);
		refuse_backend(e, call->arena, route->name,
		    arena_printf(call->arena,
			"Third-party system interface response time exceeds "
			"%lld seconds",
			(long long)budget));
		return;
	case OUTCOME_CANCELLED:
		/* Whoever reads on after he closed his end is told, too. */
		e->served->outcome = SLOT_CANCELLED;
		refuse_backend(e, call->arena, route->name,
		    TEXT("the client closed its connection"));
		return;
	case OUTCOME_FAULT:
		e->served->outcome = SLOT_FAULT;
		e->served->refused_pickle = call->refused_pickle;
		/* Of a database that is away there is a line already. */
		log_write(call->is_down ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR,
		    "%s: %s", route->name, call->why);
		refuse_backend(e, call->arena, route->name,
		    TEXT("Status Code: 500, Error Message: Third-party system "
			 "internal error"));
		return;
	}
}

/* Steps 11 to 13 of esb 2.1: what ESB leaves to bk-sops.  ESB does not send on
 * what the client says of its language. */
static void
ask_backend(struct esb_mode *mode, struct envelope *e,
    struct fcgi_request *request, const struct esb_caller *caller,
    const struct route *route)
{
	struct call call = {.config = mode->config,
	    .endpoint = route->endpoint,
	    .sops = mode->sops,
	    .trees = mode->trees,
	    .arena = request->arena,
	    .params = &caller->params,
	    .deadline = caller->deadline,
	    .now_us = clock_wall_us(),
	    .is_get = text_is(fcgi_param(request, "REQUEST_METHOD"), "GET"),
	    .if_none_match = fcgi_param(request, "HTTP_IF_NONE_MATCH"),
	    .etag_salt = mode->etag_salt,
	    .plugins = mode->plugins};
	struct text detail;
	enum outcome outcome;

	if (!forward_call(&call, caller, route, &detail)) {
		refuse_backend(e, request->arena, route->name, detail);
		return;
	}
	outcome = route->endpoint->prepare(&call);
	if (outcome == OUTCOME_OK)
		outcome = envelope_answer(e, &call, route->endpoint);
	answer_outcome(e, &call, route, outcome, caller->budget);
	route->endpoint->finish(&call);
}

/* Whether the path is of a component that writes, which is answered then. */
static bool
refuse_write(struct envelope *e, struct arena *arena, struct text path)
{
	struct text rest, message;

	if (!path_behind(path, ESB_SYSTEM, &rest) ||
	    !write_component_asked(arena, rest, "ESB", &message))
		return false;
	envelope_no_component(e, WRITE_COMPONENT_STATUS, message);
	return true;
}

/* For the logs: what is known of a call, whether it was admitted or not. */
static void
note_caller(const struct esb_mode *mode, const struct esb_caller *caller,
    struct arena *arena, struct served *served)
{
	if (caller->component != NULL)
		served->endpoint =
		    (size_t)(caller->component - mode->components);
	served->app_code = caller->app_code;
	/* It may be that of a row, which esb_release frees. */
	if (caller->username.s != NULL)
		served->username = arena_copy(arena, caller->username);
}

void
esb_mode_serve(struct esb_mode *mode, struct fcgi_request *request,
    struct reply *reply, struct text path, struct served *served)
{
	struct esb_call call = {.request = request,
	    .method = fcgi_param(request, "REQUEST_METHOD"),
	    .raw_path = path_raw(request),
	    .components = mode->components,
	    .ncomponents = routes_count};
	struct esb_caller caller;
	struct refusal refusal;
	struct envelope e;
	const struct route *route;
	bool admitted;

	envelope_start(&e, mode->profile, request, reply, served);
	if (!path_below(request->arena, path, mode->mount, &call.path)) {
		refuse(request->arena, &refusal, M22_NOT_FOUND);
		envelope_refuse(&e, &refusal);
		return;
	}
	if (refuse_write(&e, request->arena, call.path))
		return;
	admitted = esb_admit(mode->esb, &call, &caller, &refusal);
	note_caller(mode, &caller, request->arena, served);
	route = admitted ? &routes[served->endpoint] : NULL;
	if (admitted && forward_check(request, &caller, route, &refusal))
		ask_backend(mode, &e, request, &caller, route);
	else
		envelope_refuse(&e, &refusal);
	esb_release(mode->esb);
}
