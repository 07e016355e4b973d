/* SPDX-License-Identifier: MIT */
#include "sops/moment.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SECOND 1000000 /* us */

/* A formatted time; the default format gives 25 characters. */
#define FORMATTED_MAX 256

bool
moment_set_zone(const char *zone)
{
	if (!clock_has_zone(zone) || setenv("TZ", zone, 1) != 0)
		return false;
	tzset();
	return true;
}

static int
days_of(int month, int year)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* Exactly `n` digits at *p, and then `after` unless that is NUL. */
static bool
take(const char **p, const char *end, int n, char after, int *number)
{
	*number = 0;
	if (end - *p < n + (after != '\0'))
		return false;
	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		*number = *number * 10 + (**p - '0');
	}
	return after == '\0' || *(*p)++ == after;
}

static int
microseconds(const char *p, const char *end)
{
	int us = 0, unit = SECOND / 10;

	if (p == end || *p++ != '.')
		return 0;
	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		us += (*p - '0') * unit;
		unit /= 10;
	}
	return us;
}

struct moment
moment_parse(struct text stored)
{
	const char *p = stored.s, *end;
	struct tm tm = {0};
	int year, month;

	if (stored.s == NULL)
		return (struct moment){.is_set = false};
	end = stored.s + stored.len;
	if (!take(&p, end, 4, '-', &year) || !take(&p, end, 2, '-', &month) ||
	    !take(&p, end, 2, ' ', &tm.tm_mday) ||
	    !take(&p, end, 2, ':', &tm.tm_hour) ||
	    !take(&p, end, 2, ':', &tm.tm_min) ||
	    !take(&p, end, 2, '\0', &tm.tm_sec))
		return (struct moment){.is_set = false};
	if (year < 1 || month < 1 || month > 12 || tm.tm_mday < 1 ||
	    tm.tm_mday > days_of(month, year) || tm.tm_hour > 23 ||
	    tm.tm_min > 59 || tm.tm_sec > 59)
		return (struct moment){.is_set = false};
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	return (struct moment){.is_set = true,
	    .us = (int64_t)timegm(&tm) * SECOND + microseconds(p, end)};
}

/* The broken-down time in the process's zone. */
static bool
to_local(struct moment m, struct tm *tm)
{
	time_t t = (time_t)(m.us / SECOND - (m.us % SECOND < 0)), shifted;
	long offset;

	if (localtime_r(&t, tm) == NULL)
		return false;
	/* Local mean time has seconds in its offset; pytz rounds them away. */
	offset = tm->tm_gmtoff + (tm->tm_gmtoff < 0 ? -30 : 30);
	offset -= offset % 60;
	shifted = t + offset;
	if (gmtime_r(&shifted, tm) == NULL)
		return false;
	tm->tm_gmtoff = offset;
	return true;
}

/* False for a year that Python's strftime or datetime does not have. */
static bool
to_local_date(struct moment m, struct tm *tm)
{
	return to_local(m, tm) && tm->tm_year >= 0 &&
	       tm->tm_year <= 9999 - 1900;
}

bool
moment_is_odd(struct moment m)
{
	struct tm unused;

	return m.is_set && !to_local_date(m, &unused);
}

int
moment_year(struct moment m)
{
	struct tm tm;

	return to_local(m, &tm) ? tm.tm_year + 1900 : 0;
}

struct text
moment_format(struct arena *arena, struct moment m, const char *format)
{
	char out[FORMATTED_MAX];
	struct tm tm;
	size_t n;

	if (!m.is_set || *format == '\0')
		return TEXT("");
	if (!to_local_date(m, &tm))
		return TEXT_NONE;
	n = strftime(out, sizeof(out), format, &tm);
	return arena_copy(arena, (struct text){out, n});
}

int64_t
moment_elapsed(struct moment start, struct moment finish, int64_t now_us)
{
	if (!start.is_set)
		return 0;
	return ((finish.is_set ? finish.us : now_us) - start.us) / SECOND;
}
