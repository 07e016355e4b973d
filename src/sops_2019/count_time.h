/* SPDX-License-Identifier: MIT */
/* Times in the conditions of query_task_count (sops 3.8). */
#ifndef SOPS_2019_COUNT_TIME_H
#define SOPS_2019_COUNT_TIME_H

#include "base/arena.h"

enum count_time {
	COUNT_TIME_OK,
	COUNT_TIME_BAD, /* no time, or outside of the years 1 to 9999 */
	COUNT_TIME_MEMORY
};

/*
 * What Django reads as a time: YYYY-MM-DD[ HH:MM[:SS[.ffffff]]] with T for the
 * blank, and Z, +08:00, +0800 or +08 at the end; without a zone it is local.
 * *sql is the same in UTC as columns have it, in the arena.
 */
enum count_time
count_time_read(struct arena *arena, struct text text, struct text *sql);

/* Milliseconds since 1970 and so many seconds, in the same form. */
enum count_time count_time_of_ms(struct arena *arena, struct text number,
    bool is_float, int64_t more, struct text *sql);

#endif
