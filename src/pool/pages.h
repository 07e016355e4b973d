/* SPDX-License-Identifier: MIT */
/* What a pool says of itself: ping, live, ready, status; and to the doctor. */
#ifndef POOL_PAGES_H
#define POOL_PAGES_H

#include "api/api.h"
#include "pool/scoreboard.h"

struct pages {
	const struct config_pool *config;
	struct scoreboard *board;
	struct api *api;
};

/*
 * Answers the request when its path is one of these or it is a question of the
 * doctor's (probe.h): false when it is none.
 * ping and live answer whenever a worker can; ready asks the databases and is
 * 503 when they do not answer; status is of the whole pool.
 */
bool pages_serve(const struct pages *pages, struct fcgi_request *request,
    struct text path, struct reply *reply, struct served *served);

#endif
