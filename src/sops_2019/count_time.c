/* SPDX-License-Identifier: MIT */
#include "sops_2019/count_time.h"

#include "base/decimal.h"
#include "python/number.h"

#include <time.h>

#define SECOND 1000000 /* microseconds */

/* Python's datetime, in seconds since 1970. */
#define FIRST_SECOND INT64_C(-62135596800) /* 0001-01-01 */
#define LAST_SECOND  INT64_C(253402300799) /* 9999-12-31 23:59:59 */

static struct text
format(struct arena *arena, int64_t seconds, int us)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL)
		return TEXT_NONE;
	return arena_printf(arena, "%04d-%02d-%02d %02d:%02d:%02d.%06d",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, us);
}

/* `least` to `most` digits as a number. */
static bool
take_digits(struct text *rest, size_t least, size_t most, int *number)
{
	size_t n = 0;

	*number = 0;
	while (
	    n < most && n < rest->len && rest->s[n] >= '0' && rest->s[n] <= '9')
		*number = *number * 10 + (rest->s[n++] - '0');
	rest->s += n;
	rest->len -= n;
	return n >= least;
}

static bool
take(struct text *rest, const char *any)
{
	if (rest->len == 0 || rest->s[0] == '\0' ||
	    strchr(any, rest->s[0]) == NULL)
		return false;
	rest->s++;
	rest->len--;
	return true;
}

/* A newline at the end does not count. */
static bool
at_end(struct text rest)
{
	return rest.len == 0 || (rest.len == 1 && rest.s[0] == '\n');
}

struct parts {
	struct tm tm;
	int us;
	bool has_zone;
	int64_t offset; /* s east of Greenwich */
};

static bool
take_fraction(struct text *rest, struct parts *p)
{
	struct text before = *rest;
	int unused;

	if (!take_digits(rest, 1, 6, &p->us))
		return false;
	for (size_t n = before.len - rest->len; n < 6; n++)
		p->us *= 10;
	take_digits(rest, 0, 6, &unused);
	return true;
}

static bool
take_zone(struct text *rest, struct parts *p)
{
	bool west = rest->len > 0 && rest->s[0] == '-';
	int hours, minutes = 0;

	p->has_zone = true;
	if (take(rest, "Z"))
		return true;
	if (!take(rest, "+-") || !take_digits(rest, 2, 2, &hours))
		return false;
	if (!at_end(*rest)) {
		take(rest, ":");
		if (!take_digits(rest, 2, 2, &minutes))
			return false;
	}
	p->offset = (hours * 60 + minutes) * (west ? -60 : 60);
	return true;
}

static bool
take_clock(struct text *rest, struct parts *p)
{
	if (!take_digits(rest, 1, 2, &p->tm.tm_hour) || !take(rest, ":") ||
	    !take_digits(rest, 1, 2, &p->tm.tm_min))
		return false;
	if (take(rest, ":")) {
		if (!take_digits(rest, 1, 2, &p->tm.tm_sec))
			return false;
		if (take(rest, ".") && !take_fraction(rest, p))
			return false;
	}
	return at_end(*rest) || take_zone(rest, p);
}

static bool
take_apart(struct text rest, struct parts *p)
{
	int year, month;

	*p = (struct parts){.us = 0};
	if (!take_digits(&rest, 4, 4, &year) || !take(&rest, "-") ||
	    !take_digits(&rest, 1, 2, &month) || !take(&rest, "-") ||
	    !take_digits(&rest, 1, 2, &p->tm.tm_mday))
		return false;
	p->tm.tm_year = year - 1900;
	p->tm.tm_mon = month - 1;
	if (take(&rest, " T") && !take_clock(&rest, p))
		return false;
	return at_end(rest);
}

static bool
exists(const struct parts *p)
{
	struct tm tm = p->tm;

	if (tm.tm_year < 1 - 1900 || tm.tm_hour > 23 || tm.tm_min > 59 ||
	    tm.tm_sec > 59)
		return false;
	timegm(&tm);
	return tm.tm_mon == p->tm.tm_mon && tm.tm_mday == p->tm.tm_mday;
}

enum count_time
count_time_read(struct arena *arena, struct text text, struct text *sql)
{
	struct parts p;
	int64_t seconds;

	if (!take_apart(text, &p) || !exists(&p))
		return COUNT_TIME_BAD;
	p.tm.tm_isdst = -1;
	seconds = p.has_zone ? timegm(&p.tm) - p.offset : mktime(&p.tm);
	if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
		return COUNT_TIME_BAD;
	*sql = format(arena, seconds, p.us);
	return sql->s != NULL ? COUNT_TIME_OK : COUNT_TIME_MEMORY;
}

/* Python divides integers to the next lower one. */
static void
divide(struct text number, bool is_float, int64_t *seconds, int *us)
{
	int64_t ms = 0;
	double real;

	*us = 0;
	if (!is_float) {
		pyint_to_int64(number, &ms);
		*seconds = ms / 1000 - (ms % 1000 < 0);
		return;
	}
	decimal_to_double(number, &real);
	real /= 1000;
	if (!(real > -1e12 && real < 1e12)) {
		*seconds = INT64_MAX;
		return;
	}
	*seconds = (int64_t)real;
	if ((double)*seconds > real)
		--*seconds;
	*us = (int)((real - (double)*seconds) * SECOND);
}

enum count_time
count_time_of_ms(struct arena *arena, struct text number, bool is_float,
    int64_t more, struct text *sql)
{
	int64_t seconds;
	int us;

	divide(number, is_float, &seconds, &us);
	if (seconds < FIRST_SECOND || seconds > LAST_SECOND - more)
		return COUNT_TIME_BAD;
	*sql = format(arena, seconds + more, us);
	return sql->s != NULL ? COUNT_TIME_OK : COUNT_TIME_MEMORY;
}
