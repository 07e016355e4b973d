/* SPDX-License-Identifier: MIT */
/*
 * The calendar: times as databases store them (naive UTC), as clients write
 * them and as the API shows them (sops 3.1.10, 3.1.11).
 */
#ifndef SOPS_DATETIME_H
#define SOPS_DATETIME_H

#include "base/arena.h"

struct datetime {
	bool is_set; /* false: NULL, a zero date, an impossible date */
	int64_t us;  /* microseconds since 1970 UTC */
};

/*
 * Makes `zone` ("Asia/Shanghai") the time zone of this process.  False when
 * the system does not know it.  The zone is loaded here, so that a later
 * chroot does not lose it.
 */
bool datetime_set_zone(const char *zone);

/* Reads a column of type DATETIME: "YYYY-MM-DD HH:MM:SS[.ffffff]". */
struct datetime datetime_read_stored(struct text stored);

/*
 * Reads a parameter of get_task_list (sops-current 4.1), one of
 *
 *	YYYY-MM-DD  YYYY-MM-DD HH:MM[:SS]  in the process's zone
 *	YYYY-MM-DD HH:MM[:SS][ ]ZONE
 *	YYYY-MM-DDTHH:MM:SS[.ffffff]ZONE
 *
 * with ZONE "Z", "+0800" or "+08:00"; but for the year, numbers may have one
 * digit.  A date alone is its first or, with `end`, its last microsecond.  Not
 * set when it has another form or no such time exists.
 */
struct datetime datetime_read_param(struct text text, bool end);

/*
 * Reads what Django takes for a time (sops 3.8):
 * YYYY-MM-DD[ HH:MM[:SS[.ffffff]]] with T for the blank, and Z, +08:00, +0800
 * or +08 at the end; without a zone it is local.  Not set when it has another
 * form, or outside of the years 1 to 9999.
 */
struct datetime datetime_read_django(struct text text);

/*
 * Milliseconds since 1970, a JSON number, and so many seconds; those of an
 * integer are cut to seconds, as Python 2 divides it.  Not set outside of the
 * years 1 to 9999.
 */
struct datetime datetime_of_ms(struct text number, bool is_float, int64_t more);

/* A set time as a column has it, with six digits, in the arena; .s is NULL when
 * out of memory. */
struct text datetime_to_stored(struct arena *arena, struct datetime time);

/* The form of DjangoJSONEncoder (sops-current 1.5): in UTC, with milliseconds
 * if it has any, and Z.  TEXT_NONE of a time that is not set. */
struct text datetime_to_iso(struct arena *arena, struct datetime time);

/* The form of Django REST framework (sops-current 1.8): in the process's zone,
 * with six digits of a second if it has any, and +08:00 or Z.  TEXT_NONE of a
 * time that is not set, or whose local year is not 1 to 9999. */
struct text datetime_to_rest(struct arena *arena, struct datetime time);

/*
 * The time in the process's zone by a strftime format, "" when it is not set.
 * The offset is rounded to minutes as pytz does.  .s is NULL when the local
 * year is not 1900 to 9999, where Python fails, or out of memory.
 */
struct text
datetime_format(struct arena *arena, struct datetime time, const char *format);

/* True where datetime_format fails with every format but the empty one. */
bool datetime_is_odd(struct datetime time);

/* The year of a set time in the process's zone, also where datetime_format
 * fails. */
int datetime_year(struct datetime time);

/*
 * Seconds from start to finish, or to `now_us` while there is no finish; 0
 * without a start.  Truncated toward zero.
 */
int64_t
datetime_elapsed(struct datetime start, struct datetime finish, int64_t now_us);

/* The same rounded, half to even, as the current generation has it
 * (sops-current 1.8). */
int64_t datetime_elapsed_rounded(
    struct datetime start, struct datetime finish, int64_t now_us);

#endif
