/* SPDX-License-Identifier: MIT */
/* Time: a monotonic clock for deadlines, the wall clock for answers. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/text.h"

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

/* Bytes of the name of a time zone with its NUL; the longest has 32. */
#define CLOCK_ZONE_MAX 64

enum clock_zone {
	CLOCK_ZONE_FOUND,
	CLOCK_ZONE_UNKNOWN,
	CLOCK_ZONE_NO_DATA /* the system's zones cannot be read here */
};

/*
 * Looks for a time zone whatever the case of its letters; `name` gets it as the
 * system writes it.  It reads a directory for each part of the name, below what
 * chroot left.
 */
enum clock_zone clock_find_zone(struct text wanted, char name[CLOCK_ZONE_MAX]);

/* Waits until poll(2) tells of one of the events, or an error, on the
 * descriptor. False with errno, ETIMEDOUT at the deadline, after which it looks
 * but does not wait; signals do not end it. */
bool clock_wait(int fd, short events, int64_t deadline);

/* Sleeps `ms` milliseconds, less when a signal arrives. */
void clock_pause(int64_t ms);

#endif
