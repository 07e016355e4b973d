/* SPDX-License-Identifier: MIT */
/*
 * What a check found: one line for people.  Findings cross a pipe, each in one
 * write, from the process that checks a pool to the one that prints.
 */
#ifndef DOCTOR_FINDING_H
#define DOCTOR_FINDING_H

#include "base/text.h"

/* A check finds no accepted ones: a warning that doctor.accept names becomes
 * one in the report. */
enum finding_level {
	FINDING_OK,
	FINDING_ACCEPTED,
	FINDING_WARNING,
	FINDING_ERROR
};

/* "ok", "accepted", "warning", "error" */
const char *finding_level_name(enum finding_level level);

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

/* Returns 0, or -1 when nobody reads. */
int finding_send(int fd, const struct finding *finding);

enum finding_received {
	FINDING_END,   /* the sender has closed its side */
	FINDING_CAME,  /* one was received */
	FINDING_LATE,  /* none came before the deadline */
	FINDING_BROKEN /* what came is no finding of a check */
};

/* `deadline` is of clock_ms. */
enum finding_received
finding_receive(int fd, struct finding *finding, int64_t deadline);

#endif
