/* SPDX-License-Identifier: MIT */
#include "api/api.h"

#include "api/answer.h"
#include "api/apigw.h"
#include "api/esb.h"
#include "api/moment.h"
#include "api/path.h"
#include "base/log.h"
#include "decode/tree_store.h"

#include <stdlib.h>

#define MEBIBYTE ((size_t)1024 * 1024)

struct api {
	const struct config_pool *config;
	struct sops *sops;
	struct tree_store *trees;
	struct esb_mode *esb; /* of the two modes one is NULL */
	struct apigw_mode *apigw;
};

struct api *
api_new(const struct config_pool *config)
{
	struct api *api = calloc(1, sizeof(*api));

	if (!moment_set_zone(config->time_zone)) {
		log_error("time_zone = %s: no such zone on this system",
		    config->time_zone);
		free(api);
		return NULL;
	}
	if (api == NULL)
		return NULL;
	api->config = config;
	api->trees = tree_store_new((size_t)config->snapshot_memory * MEBIBYTE);
	api->sops = sops_new(config);
	if (api->sops != NULL && config->auth == AUTH_ESB)
		api->esb = esb_mode_new(config, api->sops, api->trees);
	else if (api->sops != NULL)
		api->apigw = apigw_mode_new(config, api->sops, api->trees);
	if (api->esb == NULL && api->apigw == NULL) {
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
	esb_mode_free(api->esb);
	apigw_mode_free(api->apigw);
	sops_free(api->sops);
	tree_store_free(api->trees);
	free(api);
}

static void
serve_ping(struct reply *reply)
{
	reply_header(reply, "Content-Type", TEXT("text/plain; charset=utf-8"));
	reply_header(reply, "Cache-Control", TEXT("no-store"));
	reply_write(reply, "pong", 4);
	reply_finish(reply);
}

void
api_serve(struct api *api, struct fcgi_request *request, struct reply *reply)
{
	struct text path;

	reply->no_body = text_is(fcgi_param(request, "REQUEST_METHOD"), "HEAD");
	if (request->params_too_large) {
		answer_plain(reply, 431, "The request header is too large");
		return;
	}
	if (request->body_too_large) {
		answer_plain(
		    reply, 413, "The request body is larger than 1 MiB");
		return;
	}
	path = path_canonical(request,
	    api->esb != NULL ? ESB_MOUNT : apigw_mode_mount(api->apigw));
	if (*api->config->ping_path != '\0' &&
	    text_is(path, api->config->ping_path))
		serve_ping(reply);
	else if (api->apigw != NULL)
		apigw_mode_serve(api->apigw, request, reply, path);
	else
		esb_mode_serve(api->esb, request, reply, path);
}
