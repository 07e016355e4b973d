/* SPDX-License-Identifier: MIT */
/*
 * The findings of all pools on standard output: as lines below the pool and the
 * server or URL that they are about
 *
 *	[www]
 *	  ok: time_zone: ...
 *	[www] mysql.sops: bk_sops at socket /run/mysqld/mysqld.sock
 *	  ok: clock: ...
 *	2 ok, 0 warnings, 0 errors
 *
 * coloured on a terminal, or as one JSON object, {"findings": [{"pool",
 * "place", "check", "level", "text"}], "ok", "accepted", "warnings", "errors",
 * "status"}.
 */
#ifndef DOCTOR_REPORT_H
#define DOCTOR_REPORT_H

#include "config/config.h"
#include "json/writer.h"

/* A check finds no accepted ones: a warning that doctor.accept names becomes
 * one in the report. */
enum finding_level {
	FINDING_OK,
	FINDING_ACCEPTED,
	FINDING_WARNING,
	FINDING_ERROR
};

/* What a check found: one line for people.  Findings cross a pipe, each in one
 * write, from the process that checks a pool to the one that prints. */
struct finding {
	enum finding_level level;
	unsigned char once; /* 1: of a shared server, for the first pool */
	char check[16];	    /* "grants" */
	char place[384];    /* the server or URL that was looked at; "": none */
	char text[3072];
};

/*
 * As snprintf, on one line and in UTF-8: what a server says may be neither.
 * "..." ends what is cut; `size` is 4 at least.
 */
void finding_print(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A finding of no place, with such a text; what to do is part of it. */
void finding_set(struct finding *finding, enum finding_level level,
    const char *check, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#define REPORT_EXIT_WARNINGS 1
#define REPORT_EXIT_ERRORS   2

struct report {
	const struct config *config; /* for doctor.accept of its pools */
	struct json_writer *json;    /* NULL: lines */
	bool quiet;		     /* only warnings and errors, and no sum */
	bool coloured;
	char group[1024];     /* the line above the findings; "": none yet */
	struct finding *said; /* those that are said once */
	size_t nsaid;
	unsigned int count[FINDING_ERROR + 1];
};

/* Returns 0, or -1 when out of memory.  The configuration must live as long. */
int report_begin(
    struct report *report, const struct config *config, bool json, bool quiet);

/* A finding that is said once counts once, too: for the first pool.  A warning
 * that the pool of that name accepts is accepted. */
void report_add(
    struct report *report, const char *pool, const struct finding *finding);

/* Returns the exit status of the program: 0, one of the above, or EX_IOERR
 * when not all could be written. */
int report_end(struct report *report);

#endif
