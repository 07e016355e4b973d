/* SPDX-License-Identifier: MIT */
/*
 * The status of a pool under status.path, with php-fpm's names: text, or with
 * a parameter ?json, ?html or ?openmetrics; &full adds every worker.  Other
 * parameters mean nothing, as in php-fpm.
 *
 * An answer is smaller than REPLY_HELD, and shows of requests what a log may
 * show: method and path, never a query.
 */
#ifndef POOL_STATUS_H
#define POOL_STATUS_H

#include "config/config.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"
#include "pool/scoreboard.h"

/* Answers the request.  0, or -1 when it was answered with a 500. */
int status_serve(const struct config_pool *config,
    const struct scoreboard *scoreboard, struct fcgi_request *request,
    struct reply *reply);

/*
 * What an answer shows; inside src/pool/ only.  Read from the scoreboard once,
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
