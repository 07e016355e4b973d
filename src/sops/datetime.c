/* SPDX-License-Identifier: MIT */
#include "sops/datetime.h"

#include "base/clock.h"
#include "base/decimal.h"
#include "python/number.h"

#include <stdlib.h>
#include <time.h>

#define SECOND 1000000 /* us */

/* Python's datetime, in seconds since 1970. */
#define FIRST_SECOND INT64_C(-62135596800) /* 0001-01-01 */
#define LAST_SECOND  INT64_C(253402300799) /* 9999-12-31 23:59:59 */

/* A formatted time; the default format gives 25 characters. */
#define FORMATTED_MAX 256

/* What a text says, and how: which forms are allowed depends on who reads. */
struct parts {
	struct tm tm;
	int us;
	int offset; /* s, east of Greenwich */
	bool has_clock, has_seconds, has_fraction, has_zone;
	bool has_t;	      /* between day and clock */
	bool has_more_digits; /* of the fraction, than six */
	bool has_blank;	      /* in front of the zone */
	bool has_minutes;     /* of the zone */
	bool is_wide; /* a zone of 24 hours, or of 60 minutes, or more */
};

bool
datetime_set_zone(const char *zone)
{
	if (!clock_has_zone(zone) || setenv("TZ", zone, 1) != 0)
		return false;
	tzset();
	return true;
}

/* `least` to `most` digits at the front of *t. */
static bool
take_digits(struct text *t, size_t least, size_t most, int *number)
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

static int
days_of(int month, int year)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

static bool
take_day(struct text *t, struct tm *tm)
{
	int year, month;

	if (!take_digits(t, 4, 4, &year) || !skip(t, '-') ||
	    !take_digits(t, 1, 2, &month) || !skip(t, '-') ||
	    !take_digits(t, 1, 2, &tm->tm_mday))
		return false;
	if (year < 1 || month < 1 || month > 12 || tm->tm_mday < 1 ||
	    tm->tm_mday > days_of(month, year))
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	return true;
}

/* Digits behind a point: tenths, hundredths, ...; twelve at most. */
static bool
take_fraction(struct text *t, struct parts *p)
{
	size_t before = t->len;
	int unused;

	p->has_fraction = true;
	if (!take_digits(t, 1, 6, &p->us))
		return false;
	for (size_t n = before - t->len; n < 6; n++)
		p->us *= 10;
	before = t->len;
	take_digits(t, 0, 6, &unused);
	p->has_more_digits = t->len < before;
	return true;
}

static bool
take_clock(struct text *t, struct parts *p)
{
	struct tm *tm = &p->tm;

	p->has_clock = true;
	if (!take_digits(t, 1, 2, &tm->tm_hour) || !skip(t, ':') ||
	    !take_digits(t, 1, 2, &tm->tm_min))
		return false;
	if (skip(t, ':')) {
		p->has_seconds = true;
		if (!take_digits(t, 1, 2, &tm->tm_sec))
			return false;
		if (skip(t, '.') && !take_fraction(t, p))
			return false;
	}
	return tm->tm_hour <= 23 && tm->tm_min <= 59 && tm->tm_sec <= 59;
}

static bool
take_zone(struct text *t, struct parts *p)
{
	int hours, minutes = 0, sign;

	p->has_blank = skip(t, ' ');
	p->has_zone = p->has_minutes = true;
	if (skip(t, 'Z'))
		return true;
	sign = skip(t, '-') ? -1 : 1;
	if ((sign == 1 && !skip(t, '+')) || !take_digits(t, 2, 2, &hours))
		return false;
	p->has_minutes = t->len > 0;
	if (p->has_minutes) {
		skip(t, ':');
		if (!take_digits(t, 2, 2, &minutes))
			return false;
	}
	p->offset = sign * (hours * 3600 + minutes * 60);
	p->is_wide = hours > 23 || minutes > 59;
	return true;
}

/* All forms that anybody allows; dates and hours that exist. */
static bool
read_parts(struct text t, struct parts *p)
{
	*p = (struct parts){.us = 0};
	if (t.s == NULL || !take_day(&t, &p->tm))
		return false;
	if (t.len == 0)
		return true;
	p->has_t = skip(&t, 'T');
	if ((!p->has_t && !skip(&t, ' ')) || !take_clock(&t, p))
		return false;
	return t.len == 0 || (take_zone(&t, p) && t.len == 0);
}

/* Without a zone the parts are local; an hour that does not exist there comes
 * out as another one. */
static struct datetime
to_datetime(const struct parts *p, struct tm *tm)
{
	int64_t seconds;

	*tm = p->tm;
	tm->tm_isdst = -1;
	seconds = p->has_zone ? timegm(tm) - p->offset : mktime(tm);
	if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
		return (struct datetime){.is_set = false};
	return (struct datetime){
	    .is_set = true, .us = seconds * SECOND + p->us};
}

struct datetime
datetime_read_stored(struct text stored)
{
	struct parts p;

	if (!read_parts(stored, &p) || !p.has_seconds || p.has_zone)
		return (struct datetime){.is_set = false};
	return (struct datetime){
	    .is_set = true, .us = (int64_t)timegm(&p.tm) * SECOND + p.us};
}

static bool
is_param(const struct parts *p)
{
	if (p->has_zone && (!p->has_minutes || p->is_wide))
		return false;
	if (!p->has_t)
		return !p->has_fraction;
	return p->has_seconds && p->has_zone && !p->has_more_digits &&
	       !p->has_blank;
}

struct datetime
datetime_read_param(struct text text, bool end)
{
	struct datetime time;
	struct parts p;
	struct tm tm;

	if (!read_parts(text_strip(text), &p) || !is_param(&p))
		return (struct datetime){.is_set = false};
	if (end && !p.has_clock) {
		p.tm.tm_hour = 23;
		p.tm.tm_min = p.tm.tm_sec = 59;
		p.us = SECOND - 1;
	}
	time = to_datetime(&p, &tm);
	/* Zones leave out hours, and some of them a day. */
	if (tm.tm_mon != p.tm.tm_mon || tm.tm_mday != p.tm.tm_mday ||
	    tm.tm_hour != p.tm.tm_hour || tm.tm_min != p.tm.tm_min ||
	    tm.tm_sec != p.tm.tm_sec)
		time.is_set = false;
	return time;
}

struct datetime
datetime_read_django(struct text text)
{
	struct parts p;
	struct tm unused;

	/* A newline at the end does not count. */
	if (text.len > 0 && text.s[text.len - 1] == '\n')
		text.len--;
	if (!read_parts(text, &p) || p.has_blank)
		return (struct datetime){.is_set = false};
	return to_datetime(&p, &unused);
}

struct datetime
datetime_of_ms(struct text number, bool is_float, int64_t more)
{
	int64_t seconds, ms = 0, us = 0;
	double real;

	if (!is_float) {
		pyint_to_int64(number, &ms);
		seconds = ms / 1000 - (ms % 1000 < 0);
	} else {
		decimal_to_double(number, &real);
		real /= 1000;
		if (!(real > -1e12 && real < 1e12))
			return (struct datetime){.is_set = false};
		seconds = (int64_t)real - (real < (double)(int64_t)real);
		us = (int64_t)((real - (double)seconds) * SECOND);
	}
	if (seconds < FIRST_SECOND || seconds > LAST_SECOND - more)
		return (struct datetime){.is_set = false};
	return (struct datetime){
	    .is_set = true, .us = (seconds + more) * SECOND + us};
}

/* Writes a number of `n` digits and what comes after it. */
static char *
put_digits(char *p, int n, int number, char after)
{
	for (int i = n; i-- > 0; number /= 10)
		p[i] = (char)('0' + number % 10);
	p[n] = after;
	return p + n + 1;
}

/* Writes a time up to its seconds, and `after` behind them.  A list has two
 * times a task: printf took a tenth of its CPU time. */
static char *
put_tm(char *p, const struct tm *tm, char between, char after)
{
	p = put_digits(p, 4, tm->tm_year + 1900, '-');
	p = put_digits(p, 2, tm->tm_mon + 1, '-');
	p = put_digits(p, 2, tm->tm_mday, between);
	p = put_digits(p, 2, tm->tm_hour, ':');
	p = put_digits(p, 2, tm->tm_min, ':');
	return put_digits(p, 2, tm->tm_sec, after);
}

/* Microseconds in the second that the time is in. */
static int
us_of(struct datetime time)
{
	return (int)((time.us % SECOND + SECOND) % SECOND);
}

/*
 * put_tm of the time in UTC, into a buffer that has room for
 * sizeof("YYYY-MM-DD HH:MM:SS.ffffffZ"); *us is what is left.  NULL when there
 * is no such year.
 */
static char *
put_seconds(char *p, struct datetime time, char between, char after, int *us)
{
	time_t seconds = (time_t)(time.us / SECOND - (time.us % SECOND < 0));
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		return NULL;
	*us = us_of(time);
	return put_tm(p, &tm, between, after);
}

struct text
datetime_to_stored(struct arena *arena, struct datetime time)
{
	char out[sizeof("YYYY-MM-DD HH:MM:SS.ffffffZ")];
	int us;
	char *p = put_seconds(out, time, ' ', '.', &us);

	if (p == NULL)
		return TEXT_NONE;
	p = put_digits(p, 6, us, '\0') - 1;
	return arena_copy(arena, (struct text){out, (size_t)(p - out)});
}

struct text
datetime_to_iso(struct arena *arena, struct datetime time)
{
	char out[sizeof("YYYY-MM-DDTHH:MM:SS.ffffffZ")], *p;
	int us;

	if (!time.is_set)
		return TEXT_NONE;
	p = put_seconds(out, time, 'T', '.', &us);
	if (p == NULL)
		return TEXT_NONE;
	if (us == 0)
		p[-1] = 'Z';
	else
		p = put_digits(p, 3, us / 1000, 'Z');
	return arena_copy(arena, (struct text){out, (size_t)(p - out)});
}

/* The broken-down time in the process's zone. */
static bool
to_local(struct datetime time, struct tm *tm)
{
	time_t t = (time_t)(time.us / SECOND - (time.us % SECOND < 0)), shifted;
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

struct text
datetime_to_rest(struct arena *arena, struct datetime time)
{
	char out[sizeof("YYYY-MM-DDTHH:MM:SS.ffffff+HH:MM")], *p;
	struct tm tm;
	int us = us_of(time), offset;

	if (!time.is_set || !to_local(time, &tm) || tm.tm_year < 1 - 1900 ||
	    tm.tm_year > 9999 - 1900)
		return TEXT_NONE;
	p = put_tm(out, &tm, 'T', '.');
	if (us == 0)
		p--;
	else
		p = put_digits(p, 6, us, '\0') - 1;
	offset = (int)(tm.tm_gmtoff / 60);
	if (offset == 0)
		*p++ = 'Z';
	else {
		*p++ = offset < 0 ? '-' : '+';
		p = put_digits(p, 2, abs(offset) / 60, ':');
		p = put_digits(p, 2, abs(offset) % 60, '\0') - 1;
	}
	return arena_copy(arena, (struct text){out, (size_t)(p - out)});
}

/* False for a year that Python's strftime or datetime does not have. */
static bool
to_local_date(struct datetime time, struct tm *tm)
{
	return to_local(time, tm) && tm->tm_year >= 0 &&
	       tm->tm_year <= 9999 - 1900;
}

bool
datetime_is_odd(struct datetime time)
{
	struct tm unused;

	return time.is_set && !to_local_date(time, &unused);
}

int
datetime_year(struct datetime time)
{
	struct tm tm;

	return to_local(time, &tm) ? tm.tm_year + 1900 : 0;
}

struct text
datetime_format(struct arena *arena, struct datetime time, const char *format)
{
	char out[FORMATTED_MAX];
	struct tm tm;
	size_t n;

	if (!time.is_set || *format == '\0')
		return TEXT("");
	if (!to_local_date(time, &tm))
		return TEXT_NONE;
	n = strftime(out, sizeof(out), format, &tm);
	return arena_copy(arena, (struct text){out, n});
}

static int64_t
elapsed_us(struct datetime start, struct datetime finish, int64_t now_us)
{
	if (!start.is_set)
		return 0;
	return (finish.is_set ? finish.us : now_us) - start.us;
}

int64_t
datetime_elapsed(struct datetime start, struct datetime finish, int64_t now_us)
{
	return elapsed_us(start, finish, now_us) / SECOND;
}

int64_t
datetime_elapsed_rounded(
    struct datetime start, struct datetime finish, int64_t now_us)
{
	int64_t us = elapsed_us(start, finish, now_us);
	int64_t seconds = us / SECOND, twice = us % SECOND * 2;

	if (twice > SECOND || (twice == SECOND && seconds % 2 != 0))
		return seconds + 1;
	if (twice < -SECOND || (twice == -SECOND && seconds % 2 != 0))
		return seconds - 1;
	return seconds;
}
