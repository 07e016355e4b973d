/* SPDX-License-Identifier: MIT */
/* A request that was answered, as logs tell of it; inside src/pool/ only. */
#ifndef POOL_FINISHED_H
#define POOL_FINISHED_H

#include "api/answer.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"

struct finished {
	const char *pool; /* its name */
	const struct fcgi_request *request;
	const struct reply *reply;
	const struct served *served;
	const struct trace *trace;
	struct text path; /* as it was routed */
	enum slot_outcome outcome;
	int status; /* 499: the client went away */
	int64_t took_us;
	int64_t ended_us; /* clock_wall_us */

	/* us of the processor; 0 when nobody asked. */
	int64_t user_us, system_us;
};

/* The path as it was sent, or as it was routed when nobody told. */
struct text finished_path(const struct finished *f);

#endif
