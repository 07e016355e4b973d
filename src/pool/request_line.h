/* SPDX-License-Identifier: MIT */
/* A line about a request that was answered, for the access log or the slow
 * log.  It shows of a URL what mask.h lets through. */
#ifndef POOL_REQUEST_LINE_H
#define POOL_REQUEST_LINE_H

#include "api/answer.h"
#include "base/buf.h"
#include "config/access_format.h"

/* Bytes: all parts of a line of JSON at their longest, and more than pipes
 * and syslog take in one piece. */
#define LINE_BYTES 8192

struct finished {
	const char *pool; /* its name */
	const struct fcgi_request *request;
	const struct reply *reply;
	const struct served *served;
	const struct trace *trace;
	struct text path; /* as it was routed */
	enum proc_outcome outcome;
	int status; /* 499: the client went away */
	int64_t took_us;
	int64_t ended_us; /* clock_wall_us */

	/* us of the processor; 0 when nobody asked. */
	int64_t user_us, system_us;
};

/*
 * Both write a line without its newline into a buffer of LINE_BYTES, whose
 * content goes; what does not fit is left out.
 *
 * In the form of access.format; as JSON an object of all that is known
 * (bksops-fcgi.conf(5)).  Empty when out of memory.
 */
void request_line_access(struct buf *line, const struct access_format *format,
    const struct finished *f);

/*
 * Times are milliseconds, those of statements stand behind "sql":
 *
 *	[24-Nov-2026 10:58:02 UTC] [pool www] pid 4711 request 0f3a...:
 *	GET /path/ 200 in 1203.118 ms: queue 0.052, read 0.010, connect 0.000,
 *	work 2.700, write 0.110, sql 1200.308 (app 0.311, task 1199.102)
 */
void request_line_slow(struct buf *line, const struct finished *f);

#endif
