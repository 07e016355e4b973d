/* SPDX-License-Identifier: MIT */
/* The read API: a request in, an answer out. */
#ifndef API_API_H
#define API_API_H

#include "config/config.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"

struct api;

/*
 * What one worker needs to answer for a pool; connects to nothing yet.  NULL
 * and a line in the log when it cannot (a time zone that does not exist, out
 * of memory).  Call it before chroot: it loads the time zone.  The config
 * must live as long.
 */
struct api *api_new(const struct config_pool *config);
void api_free(struct api *api);

/*
 * Answers the request.  Never fails: what cannot be answered is answered as
 * an error, and the log says why.
 */
void
api_serve(struct api *api, struct fcgi_request *request, struct reply *reply);

#endif
