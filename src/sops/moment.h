/* SPDX-License-Identifier: MIT */
/* Stored times (naive UTC) and how the API shows them (sops 3.1.10, 3.1.11). */
#ifndef SOPS_MOMENT_H
#define SOPS_MOMENT_H

#include "base/arena.h"

struct moment {
	bool is_set; /* false: NULL, a zero date, an impossible date */
	int64_t us;  /* microseconds since 1970 UTC */
};

/*
 * Makes `zone` ("Asia/Shanghai") the time zone of this process.  False when
 * the system does not know it.  The zone is loaded here, so that a later
 * chroot does not lose it.
 */
bool moment_set_zone(const char *zone);

/* Reads "YYYY-MM-DD HH:MM:SS[.ffffff]". */
struct moment moment_parse(struct text stored);

/*
 * The moment in the process's zone by a strftime format, "" when it is not
 * set.  The offset is rounded to minutes as pytz does.  .s is NULL when the
 * local year is not 1900 to 9999, where Python fails, or out of memory.
 */
struct text
moment_format(struct arena *arena, struct moment m, const char *format);

/* True where moment_format fails with every format but the empty one. */
bool moment_is_odd(struct moment m);

/* The year of a set moment in the process's zone, also where moment_format
 * fails. */
int moment_year(struct moment m);

/*
 * Seconds from start to finish, or to `now_us` while there is no finish; 0
 * without a start.  Truncated toward zero.
 */
int64_t
moment_elapsed(struct moment start, struct moment finish, int64_t now_us);

#endif
