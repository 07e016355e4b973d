/* SPDX-License-Identifier: MIT */
/* The read API: a request in, an answer out. */
#ifndef API_API_H
#define API_API_H

#include "api/answer.h"
#include "auth/bucket.h"
#include "config/config.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"

struct api;

/*
 * What one worker needs to answer for a pool; connects to nothing yet.  NULL
 * and a line in the log when it cannot (a time zone that does not exist, out
 * of memory).  Call it before chroot: it loads the time zone and looks up
 * hosts.  The config, the pool's buckets for rate limits and the trace (or
 * NULL) must live as long.
 */
struct api *api_new(const struct config_pool *config, struct buckets *buckets,
    struct trace *trace);
void api_free(struct api *api);

/* The names of what is served, by number; NULL of one that nothing has. */
const char *api_endpoint_name(size_t endpoint);

/*
 * Answers the request, whose api_path is `path`; `served` was started.  Never
 * fails: what cannot be answered is answered as an error, and the log says why.
 */
void api_serve(struct api *api, struct fcgi_request *request, struct text path,
    struct reply *reply, struct served *served);

/* The request waited too long for a worker: 503 with Retry-After. */
void api_shed(
    struct fcgi_request *request, struct reply *reply, struct served *served);

/* Who asks here is told that nothing is served under this URL. */
void api_no_page(
    struct fcgi_request *request, struct reply *reply, struct served *served);

/* Connects to both databases and leaves again, for up to `timeout` ms, so
 * that the log tells of one that is away or refuses before a client finds it
 * out. */
void api_try(struct api *api, int64_t timeout);

/* Whether both databases answer, within `timeout` ms. */
bool api_is_ready(struct api *api, struct arena *arena, int64_t timeout);

/* The path of the request as routes compare it, without the query. */
struct text api_path(const struct api *api, struct fcgi_request *request);

#endif
