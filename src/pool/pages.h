/* SPDX-License-Identifier: MIT */
/*
 * What a pool says of itself: ping, live, ready, status; and to the doctor.
 *
 * The status of a pool under status.path, with php-fpm's names: text, or with
 * a parameter ?json, ?html or ?openmetrics; &full adds every worker.  Other
 * parameters mean nothing, as in php-fpm.
 *
 * An answer is smaller than REPLY_HELD, and shows of requests what a log may
 * show: method and path, never a query.
 */
#ifndef POOL_PAGES_H
#define POOL_PAGES_H

#include "api/api.h"
#include "config/config.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"
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

/*
 * What a status shows; inside src/pool/ only.  Read from the scoreboard once,
 * and checked, as any worker can write there: times are never negative nor in
 * the future, phases are phases, texts are printable ASCII.
 */
struct status_worker {
	int32_t pid;
	int phase;
	int64_t start_s; /* since 1970 */
	int64_t since_s; /* how long it has lived */
	uint64_t requests;
	int64_t duration_us; /* of the request in hand, else of the last one */
	uint64_t resident;   /* bytes, after the last request or some before */
	char method[PROC_PATH + 1]; /* "-": no request yet */
	char path[PROC_PATH + 1];
	char statement[PROC_STATEMENT + 1]; /* waited for; "-": none */
};

struct status_view {
	const struct config_pool *config;
	const struct scoreboard *scoreboard; /* for its plain counters */
	struct scoreboard_sum sum;
	int64_t start_s;
	int64_t since_s;
	uint64_t requests;    /* answered, of all endpoints and outcomes */
	uint64_t most_active; /* the master looks now and then only */
	bool full;
	struct status_worker *workers; /* in the arena; none unless full */
	size_t nworkers;
};

/* The body of ?openmetrics, in status_metrics.c.  One that does not fit shows
 * in the reply. */
int status_metrics(const struct status_view *view, struct reply *reply);

#endif
