/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define ZONES "/usr/share/zoneinfo/"

int64_t
clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t
clock_wall_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t
clock_left(int64_t deadline)
{
	int64_t left = deadline - clock_ms();

	return left > 0 ? left : 0;
}

bool
clock_has_zone(const char *zone)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), ZONES "%s", zone);
	struct stat st;

	if (strcmp(zone, "UTC") == 0)
		return true;
	return *zone != '\0' && *zone != '/' && n > 0 &&
	       (size_t)n < sizeof(path) && strstr(zone, "..") == NULL &&
	       stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool
clock_wait(int fd, short events, int64_t deadline)
{
	struct pollfd pollfd = {.fd = fd, .events = events};
	int n;

	do {
		int64_t left = clock_left(deadline);

		n = poll(&pollfd, 1, left < INT_MAX ? (int)left : INT_MAX);
	} while (n < 0 && errno == EINTR);
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0;
}

void
clock_pause(int64_t ms)
{
	struct timespec ts = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&ts, NULL);
}
