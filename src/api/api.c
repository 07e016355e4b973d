/* SPDX-License-Identifier: MIT */
#include "api/api.h"

#include "api/path.h"
#include "api/routes.h"
#include "auth/esb.h"
#include "auth/iam.h"
#include "base/clock.h"
#include "base/log.h"
#include "decode/tree.h"
#include "sops/datetime.h"
#include "sops/plugins.h"

#include <stdlib.h>

#define MEBIBYTE ((size_t)1024 * 1024)

/* False when out of memory. */
static bool
init_esb(struct api *api, struct buckets *buckets, struct trace *trace)
{
	api->profile = esb_profile_find(api->config->esb_profile);
	api->arena = arena_new(ESB_COMPONENTS_MEMORY);
	if (api->arena != NULL)
		api->components = esb_components(api->arena, api->release);
	api->esb = esb_new(api->config, buckets, trace);
	return api->components != NULL && api->esb != NULL;
}

/* False when out of memory. */
static bool
init_iam(struct api *api, struct trace *trace)
{
	if (api->config->auth != AUTH_JWT || api->config->iam != IAM_ASK)
		return true;
	api->iam = iam_new(api->config, trace);
	return api->iam != NULL;
}

static bool
init(struct api *api, struct buckets *buckets, struct trace *trace)
{
	const struct config_pool *config = api->config;

	api->trees = tree_store_new((size_t)config->snapshot_memory * MEBIBYTE);
	api->sops = sops_new(config, trace);
	api->plugins = plugins_new(config);
	api->mount = config->auth == AUTH_ESB
			 ? path_mount(config->esb_path, "")
			 : path_mount(config->site_prefix, "/apigw");
	return api->sops != NULL && api->plugins != NULL &&
	       api->mount != NULL && init_iam(api, trace) &&
	       etag_salt(config, api->etag_salt) &&
	       (config->auth != AUTH_ESB || init_esb(api, buckets, trace));
}

struct api *
api_new(const struct config_pool *config, struct buckets *buckets,
    struct trace *trace)
{
	struct api *api;

	if (!datetime_set_zone(config->time_zone)) {
		log_error("time_zone = %s: no such zone on this system",
		    config->time_zone);
		return NULL;
	}
	api = calloc(1, sizeof(*api));
	if (api == NULL)
		return NULL;
	api->config = config;
	api->release = release_find((enum config_generation)config->generation);
	if (*config->chroot != '\0')
		db_before_chroot(config->chroot);
	if (!init(api, buckets, trace)) {
		log_error("out of memory");
		api_free(api);
		return NULL;
	}
	return api;
}

void
api_free(struct api *api)
{
	if (api == NULL)
		return;
	esb_free(api->esb);
	arena_free(api->arena);
	iam_free(api->iam);
	sops_free(api->sops);
	tree_store_free(api->trees);
	plugins_free(api->plugins);
	free(api->mount);
	free(api);
}

const char *
api_endpoint_name(size_t endpoint)
{
	return route_name(endpoint);
}

struct text
api_path(const struct api *api, struct fcgi_request *request)
{
	return path_canonical(request, api->mount);
}

void
api_try(struct api *api, int64_t timeout)
{
	/* A database that hangs leaves the other one its share. */
	if (api->esb != NULL)
		esb_try(api->esb, clock_ms() + timeout / 2);
	sops_try(api->sops, clock_ms() + timeout / 2);
}

bool
api_is_ready(struct api *api, struct arena *arena, int64_t timeout)
{
	int64_t deadline = clock_ms() + timeout;

	if (api->esb != NULL && !esb_is_ready(api->esb, arena, deadline))
		return false;
	return sops_is_ready(api->sops, arena, deadline);
}

static int
plain_document(void *context, struct json_writer *w)
{
	json_object_open(w);
	json_member_string(w, "message", text_of(context));
	json_member_null(w, "data");
	json_member_bool(w, "result", false);
	return json_object_close(w);
}

/*
 * {"message": ..., "data": null, "result": false} for what never became a call
 * (esb 1.6).  `message` is a literal.
 */
static void
answer_plain(struct reply *reply, int status, const char *message)
{
	reply_status(reply, status);
	reply_header(
	    reply, "Content-Type", TEXT("application/json; charset=utf-8"));
	answer_send(reply, plain_document, (void *)(uintptr_t)message);
}

void
api_shed(
    struct fcgi_request *request, struct reply *reply, struct served *served)
{
	reply->no_body = text_is(request->method, "HEAD");
	served->outcome = PROC_SHED;
	reply_header(reply, "Retry-After", TEXT("1"));
	answer_plain(reply, 503, "All workers are busy");
}

/* Refuses a request that did not arrive as it was sent.  True: it was
 * refused. */
static bool
refuse_incomplete(
    struct fcgi_request *request, struct reply *reply, struct served *served)
{
	served->outcome = PROC_REFUSED;
	reply->no_body = text_is(request->method, "HEAD");
	if (request->params_too_large)
		answer_plain(reply, 431, "The request header is too large");
	else if (request->body_too_large)
		answer_plain(
		    reply, 413, "The request body is larger than 1 MiB");
	else if (request->body_length_differs)
		answer_plain(reply, 400,
		    "CONTENT_LENGTH is not the length of the request body");
	else
		return false;
	return true;
}

void
api_no_page(
    struct fcgi_request *request, struct reply *reply, struct served *served)
{
	if (!refuse_incomplete(request, reply, served))
		answer_plain(reply, 404, "There is no such page");
}

void
api_serve(struct api *api, struct fcgi_request *request, struct text path,
    struct reply *reply, struct served *served)
{
	if (refuse_incomplete(request, reply, served))
		return;
	if (api->esb != NULL)
		esb_serve(api, request, reply, path, served);
	else
		apigw_serve(api, request, reply, path, served);
}
