/* SPDX-License-Identifier: MIT */
/*
 * Rows of a list with a time that has no date in the local zone, over which
 * bk-sops fails the whole call (sops 3.1.10).  Here all dates of such a row are
 * null, and the answer's message names it.
 */
#ifndef SOPS_ODD_DATES_H
#define SOPS_ODD_DATES_H

#include "sops/call.h"

#define ODD_DATES_NAMED 50 /* ids in the message; a log line has some room */

struct odd_dates {
	const char *what; /* "task": what the ids are of */
	size_t count;
	int64_t ids[ODD_DATES_NAMED]; /* the first ones */
};

/* True, and the row is noted, when one of its `count` stored times is odd. */
bool odd_dates_check(
    struct odd_dates *odd, int64_t id, const struct text *times, size_t count);

/* Notes a row of which that is known already. */
void odd_dates_add(struct odd_dates *odd, int64_t id);

/* One line in the log when there were any; the same text, in the arena, for
 * call->notice.  TEXT_NONE: there were none, or no memory. */
struct text
odd_dates_tell(const struct call *call, const struct odd_dates *odd);

#endif
