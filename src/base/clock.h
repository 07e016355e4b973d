/* SPDX-License-Identifier: MIT */
/* Time: a monotonic clock for deadlines, the wall clock for answers. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds of the monotonic clock; only differences mean anything. */
int64_t clock_ms(void);

/* The same clock in microseconds. */
int64_t clock_us(void);

/* Microseconds since 1970-01-01 00:00:00 UTC, of the wall clock. */
int64_t clock_wall_us(void);

/* Milliseconds left until `deadline` (a value of clock_ms), never negative. */
int64_t clock_left(int64_t deadline);

/* Whether this system has the time zone, "Asia/Shanghai": TZ takes what it
 * does not know for UTC. */
bool clock_has_zone(const char *zone);

/* Waits until poll(2) tells of one of the events, or an error, on the
 * descriptor. False with errno, ETIMEDOUT at the deadline, after which it looks
 * but does not wait; signals do not end it. */
bool clock_wait(int fd, short events, int64_t deadline);

/* Sleeps `ms` milliseconds, less when a signal arrives. */
void clock_pause(int64_t ms);

#endif
