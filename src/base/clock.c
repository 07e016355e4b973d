/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
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

/* What names of zones are made of: nothing that leaves the directory. */
static bool
may_be_zone(struct text t)
{
	static const char known[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "_+-/";

	for (size_t i = 0; i < t.len; i++)
		if (t.s[i] == '\0' || strchr(known, t.s[i]) == NULL)
			return false;
	return t.len > 0 && t.len < CLOCK_ZONE_MAX;
}

/* Files beside the zones, and copies of them that count other seconds. */
static bool
is_other_file(const char *part)
{
	static const char *const others[] = {
	    "posix", "right", "posixrules", "localtime", "Factory"};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcasecmp(part, others[i]) == 0)
			return true;
	return false;
}

/* Replaces `part`, the end of the path, by its name in the directory. */
static bool
spell_part(DIR *dir, char *part)
{
	const struct dirent *entry;

	while ((entry = readdir(dir)) != NULL)
		if (strcasecmp(entry->d_name, part) == 0) {
			memcpy(part, entry->d_name, strlen(part));
			return true;
		}
	return false;
}

static bool
is_zone_file(const char *path)
{
	char magic[4];
	FILE *in = fopen(path, "re");
	bool is_zone = in != NULL &&
		       fread(magic, 1, sizeof(magic), in) == sizeof(magic) &&
		       memcmp(magic, "TZif", sizeof(magic)) == 0;

	if (in != NULL)
		fclose(in);
	return is_zone;
}

enum clock_zone
clock_find_zone(struct text wanted, char name[CLOCK_ZONE_MAX])
{
	char path[sizeof(ZONES) + CLOCK_ZONE_MAX] = ZONES;
	char *end = path + sizeof(ZONES) - 1;
	struct text part;

	if (!may_be_zone(wanted))
		return CLOCK_ZONE_UNKNOWN;
	for (bool first = true; text_split(&wanted, '/', &part);
	     first = false) {
		DIR *dir = opendir(path);
		bool found;

		if (dir == NULL)
			return first ? CLOCK_ZONE_NO_DATA : CLOCK_ZONE_UNKNOWN;
		memcpy(end, part.s, part.len);
		end[part.len] = '\0';
		found = part.len > 0 && !(first && is_other_file(end)) &&
			spell_part(dir, end);
		closedir(dir);
		if (!found)
			return CLOCK_ZONE_UNKNOWN;
		end += part.len;
		*end++ = '/';
		*end = '\0';
	}
	end[-1] = '\0';
	if (!is_zone_file(path))
		return CLOCK_ZONE_UNKNOWN;
	memcpy(name, path + sizeof(ZONES) - 1,
	    (size_t)(end - path) - (sizeof(ZONES) - 1));
	return CLOCK_ZONE_FOUND;
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
