/* SPDX-License-Identifier: MIT */
/* What a pool says of itself: ping, live, ready, status; and to the doctor. */
#ifndef POOL_PAGES_H
#define POOL_PAGES_H

#include "api/api.h"
#include "pool/scoreboard.h"

/*
 * How bksops-fcgi --doctor --url finds out which pool a web server asks.  The
 * doctor tells the pool an id on the pool's own socket, sends a request with
 * the id through the web server, and asks the pool whether it came.
 *
 * Who connects to the socket is trusted as the web server is: the doctor's
 * probes are in a parameter that no web server makes of a client's header.
 * The header of a client is compared with the ids that are expected, and
 * leaves nothing behind.  So a client can neither write here nor read.
 */
#define PROBE_ID 32 /* small hexadecimal digits */

/* The header of the request through the web server: an id. */
#define PROBE_HEADER "X-Bksops-Doctor"

/* The FastCGI parameter of a probe: a word, a blank and an id.  The body of
 * the answer is whether the id was seen. */
#define PROBE_QUESTION "BKSOPS_DOCTOR"
#define PROBE_EXPECT   "expect"
#define PROBE_ASK      "ask"
#define PROBE_SEEN     "seen\n"
#define PROBE_UNSEEN   "unseen\n"

struct pages {
	const struct config_pool *config;
	struct scoreboard *scoreboard;
	struct api *api;
};

/*
 * Answers the request when its path is one of these or it is a probe of the
 * doctor's: false when it asks for another page.  Notes the id of a request
 * that a doctor expects. ping and live answer whenever a worker can; ready asks
 * the databases and is 503 when they do not answer; status is of the whole
 * pool.
 */
bool pages_serve(const struct pages *pages, struct fcgi_request *request,
    struct text path, struct reply *reply, struct served *served);

#endif
