/* SPDX-License-Identifier: MIT */
#include "sops/date_text.h"

#include <time.h>

struct date {
	struct tm tm;
	int us;
	bool has_zone;
	int offset; /* s, east */
};

/* `least` to `most` digits at the front of *t. */
static bool
take(struct text *t, size_t least, size_t most, int *number)
{
	size_t n = 0;

	*number = 0;
	while (n < most && n < t->len && t->s[n] >= '0' && t->s[n] <= '9')
		*number = *number * 10 + (t->s[n++] - '0');
	t->s += n;
	t->len -= n;
	return n >= least;
}

static bool
skip(struct text *t, char c)
{
	if (t->len == 0 || t->s[0] != c)
		return false;
	t->s++;
	t->len--;
	return true;
}

static bool
take_day(struct text *t, struct tm *tm)
{
	int year, month;

	if (!take(t, 4, 4, &year) || !skip(t, '-') || !take(t, 1, 2, &month) ||
	    !skip(t, '-') || !take(t, 1, 2, &tm->tm_mday) || year < 1)
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	return true;
}

/* Digits behind a point: tenths, hundredths, ... */
static bool
take_fraction(struct text *t, int *us)
{
	size_t before = t->len;

	if (!take(t, 1, 6, us))
		return false;
	for (size_t n = before - t->len; n < 6; n++)
		*us *= 10;
	return true;
}

/* `iso`: behind a T. */
static bool
take_time(struct text *t, bool iso, struct date *d)
{
	struct tm *tm = &d->tm;

	if (!take(t, 1, 2, &tm->tm_hour) || !skip(t, ':') ||
	    !take(t, 1, 2, &tm->tm_min))
		return false;
	if (!skip(t, ':'))
		return !iso;
	if (!take(t, 1, 2, &tm->tm_sec))
		return false;
	return !iso || !skip(t, '.') || take_fraction(t, &d->us);
}

static bool
take_zone(struct text *t, struct date *d)
{
	int hours, minutes, sign;

	d->has_zone = true;
	if (skip(t, 'Z'))
		return true;
	sign = skip(t, '-') ? -1 : 1;
	if ((sign == 1 && !skip(t, '+')) || !take(t, 2, 2, &hours))
		return false;
	skip(t, ':');
	if (!take(t, 2, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	d->offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool
parse(struct text t, bool end, struct date *d)
{
	bool iso;

	if (!take_day(&t, &d->tm))
		return false;
	if (t.len == 0) {
		if (end) {
			d->tm.tm_hour = 23;
			d->tm.tm_min = d->tm.tm_sec = 59;
			d->us = 999999;
		}
		return true;
	}
	iso = skip(&t, 'T');
	if ((!iso && !skip(&t, ' ')) || !take_time(&t, iso, d))
		return false;
	if (t.len == 0)
		return !iso;
	if (!iso)
		skip(&t, ' ');
	return take_zone(&t, d) && t.len == 0;
}

/* A day or an hour that does not exist comes out as another one. */
static bool
is_same(const struct tm *a, const struct tm *b)
{
	return a->tm_mday == b->tm_mday && a->tm_mon == b->tm_mon &&
	       a->tm_hour == b->tm_hour && a->tm_min == b->tm_min &&
	       a->tm_sec == b->tm_sec;
}

bool
date_text_read(
    struct arena *arena, struct text t, bool end, struct text *stored)
{
	struct date d = {.us = 0};
	struct tm tm;
	time_t seconds;

	if (!parse(text_strip(t), end, &d))
		return false;
	tm = d.tm;
	tm.tm_isdst = -1;
	seconds = d.has_zone ? timegm(&tm) : mktime(&tm);
	if (!is_same(&tm, &d.tm))
		return false;
	seconds -= d.offset;
	if (gmtime_r(&seconds, &tm) == NULL || tm.tm_year < 1 - 1900 ||
	    tm.tm_year > 9999 - 1900)
		return false;
	*stored = arena_printf(arena, "%04d-%02d-%02d %02d:%02d:%02d.%06d",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, d.us);
	return stored->s != NULL;
}
