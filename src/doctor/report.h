/* SPDX-License-Identifier: MIT */
/*
 * The findings of all pools on standard output: as lines
 *
 *	[www] ok: clock: ...
 *
 * or as one JSON object, {"findings": [{"pool", "check", "level", "text"}],
 * "ok", "warnings", "errors", "status"}.
 */
#ifndef DOCTOR_REPORT_H
#define DOCTOR_REPORT_H

#include "doctor/finding.h"
#include "json/writer.h"

#define REPORT_EXIT_WARNINGS 1
#define REPORT_EXIT_ERRORS   2

struct report {
	struct json_writer *json; /* NULL: lines */
	unsigned int count[FINDING_ERROR + 1];
};

/* 0, or -1 when out of memory. */
int report_begin(struct report *report, bool json);

void report_add(
    struct report *report, const char *pool, const struct finding *finding);

/* The exit status of the program: 0, one of the above, or EX_IOERR when not
 * all could be written. */
int report_end(struct report *report);

#endif
