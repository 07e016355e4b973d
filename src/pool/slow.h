/* SPDX-License-Identifier: MIT */
/* One line of a slow log.  Inside src/pool/ only. */
#ifndef POOL_SLOW_H
#define POOL_SLOW_H

#include "pool/finished.h"
#include "pool/line.h"

/*
 * Adds the line, without newline; times are milliseconds, those of statements
 * stand behind "sql":
 *
 *	[24-Nov-2026 10:58:02 UTC] [pool www] pid 4711 request 0f3a...:
 *	GET /path/ 200 in 1203.118 ms: queue 0.052, read 0.010, connect 0.000,
 *	work 2.700, write 0.110, sql 1200.308 (app 0.311, task 1199.102)
 */
void slow_line(struct line *line, const struct finished *f);

#endif
