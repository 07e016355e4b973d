/* SPDX-License-Identifier: MIT */
/*
 * What a status answer shows: read from the scoreboard once, and checked, as
 * any worker can write there.  Times are never negative nor in the future,
 * phases are phases, texts are printable ASCII.
 */
#ifndef POOL_STATUS_VIEW_H
#define POOL_STATUS_VIEW_H

#include "base/arena.h"
#include "config/config.h"
#include "pool/scoreboard.h"

/* Workers that are shown: pm.max_children is not larger.  Those that finish
 * after a reload may be more; they are counted all the same. */
#define STATUS_WORKERS 1024

struct status_worker {
	int32_t pid;
	int phase;
	int64_t start_s; /* since 1970 */
	int64_t since_s; /* how long it has lived */
	uint64_t requests;
	int64_t duration_us; /* of the request in hand, else of the last one */
	uint64_t resident;   /* bytes, after the last request or some before */
	char method[SLOT_PATH + 1]; /* "-": no request yet */
	char path[SLOT_PATH + 1];
	char statement[SLOT_STATEMENT + 1]; /* waited for; "-": none */
};

struct status_view {
	const struct config_pool *config;
	const struct scoreboard *board; /* for its plain counters */
	struct scoreboard_sum sum;
	int64_t start_s;
	int64_t since_s;
	uint64_t requests;    /* answered, of all endpoints and outcomes */
	uint64_t most_active; /* the master looks now and then only */
	bool full;
	struct status_worker *workers; /* in the arena; none unless full */
	size_t nworkers;
};

/* 0, or -1 when out of memory. */
int status_view_read(struct status_view *view, const struct config_pool *config,
    const struct scoreboard *board, struct arena *arena, bool full);

/* One line of the status, in php-fpm's order. */
struct status_field {
	const char *name;
	const char *json_name; /* where php-fpm has two */
	enum { STATUS_NUMBER, STATUS_TEXT, STATUS_TIME } kind;
	uint64_t number;  /* or seconds since 1970 */
	const char *text; /* printable ASCII */
};

#define STATUS_FIELDS 24 /* at most, of a pool or of a worker */

size_t status_pool_fields(
    const struct status_view *view, struct status_field fields[STATUS_FIELDS]);
size_t status_worker_fields(const struct status_worker *worker,
    struct status_field fields[STATUS_FIELDS]);

#define STATUS_DATE 32 /* bytes of a time as text, with NUL */

/* "24/Nov/2026:10:58:02 +0000", as php-fpm writes a time. */
const char *status_date(int64_t seconds, char out[STATUS_DATE]);

#endif
