/* SPDX-License-Identifier: MIT */
/* Calls of datetime and pytz: texts as sops 2.4 shows them. */
#include <stdio.h>
#include <stdlib.h>

#include "decode/pickle_call.h"

#define DAY	 86400
#define MILLION	 1000000
#define DAYS_MAX 999999999 /* of a timedelta */

/* Arguments of a timedelta; more than that is out of range anyway. */
#define PART_MAX ((int64_t)1000000000000000)

/* The parts of a datetime as its state holds them. */
struct stored_datetime {
	unsigned year, month, day, hour, minute, second, micros;
};

static unsigned
byte_at(struct text state, size_t i)
{
	return (unsigned char)state.s[i];
}

static void
read_date(struct text state, struct stored_datetime *m)
{
	m->year = byte_at(state, 0) << 8 | byte_at(state, 1);
	/* The first bit is Python 3's "fold". */
	m->month = byte_at(state, 2) & 0x7F;
	m->day = byte_at(state, 3);
}

static void
read_time(struct text state, struct stored_datetime *m)
{
	m->hour = byte_at(state, 0) & 0x7F;
	m->minute = byte_at(state, 1);
	m->second = byte_at(state, 2);
	m->micros = byte_at(state, 3) << 16 | byte_at(state, 4) << 8 |
		    byte_at(state, 5);
}

static bool
exists(const struct stored_datetime *m)
{
	return m->year >= 1 && m->year <= 9999 && m->month >= 1 &&
	       m->month <= 12 && m->day >= 1 && m->day <= 31 && m->hour < 24 &&
	       m->minute < 60 && m->second < 60 && m->micros < MILLION;
}

/* The state of a datetime; false after a refusal, or when it is nonsense. */
static bool
read_datetime(const struct pickle_call *call, struct stored_datetime *m)
{
	struct text state = call->count == 0 ? TEXT("") : call->args[0]->text;

	*m = (struct stored_datetime){2000, 1, 1, 0, 0, 0, 0};
	if (call->count == 0 || call->args[0]->kind != KIND_BYTES)
		return pickle_call_refuse(call);
	if (call->name->meaning == MEANS_DATE && state.len == 4) {
		read_date(state, m);
	} else if (call->name->meaning == MEANS_TIME && state.len == 6) {
		read_time(state, m);
	} else if (call->name->meaning == MEANS_DATETIME && state.len == 10) {
		read_date(state, m);
		read_time((struct text){state.s + 4, 6}, m);
	} else {
		return pickle_broken(call->vm, "a datetime of a wrong length");
	}
	return exists(m) ||
	       pickle_broken(call->vm, "a datetime that does not exist");
}

static struct pickle_value *
no_form(const struct pickle_call *call, struct text why)
{
	return pickle_text(call->vm, KIND_NOFORM, why);
}

/* The second argument; *zone is NULL when there is none. */
static bool
zone_argument(const struct pickle_call *call, const struct pickle_zone **zone)
{
	*zone = NULL;
	if (call->count < 2 || call->args[1]->kind == KIND_NONE)
		return true;
	if (call->count > 2 || call->args[1]->kind != KIND_ZONE)
		return pickle_call_refuse(call);
	*zone = call->args[1]->zone;
	return true;
}

#define OFFSET_MAX 8 /* bytes of "+08:00" with its NUL, rounded */

static void
offset_text(int32_t offset, char out[OFFSET_MAX])
{
	int minutes = abs(offset) / 60;

	snprintf(out, OFFSET_MAX, "%c%02d:%02d", offset < 0 ? '-' : '+',
	    minutes / 60 % 24, minutes % 60);
}

static struct pickle_value *
call_datetime(const struct pickle_call *call, const struct stored_datetime *m)
{
	char millis[8] = "", offset[OFFSET_MAX] = "";
	const struct pickle_zone *zone;

	if (!zone_argument(call, &zone))
		return NULL;
	if (zone != NULL && (!zone->fixed || zone->offset % 60 != 0))
		return no_form(
		    call, TEXT("a datetime whose offset is not known"));
	if (zone != NULL && zone->offset == 0)
		strcpy(offset, "Z");
	else if (zone != NULL)
		offset_text(zone->offset, offset);
	if (m->micros > 0)
		snprintf(
		    millis, sizeof(millis), ".%03u", m->micros / 1000 % 1000);
	return pickle_text(call->vm, KIND_SHOWN,
	    arena_printf(call->vm->arena, "%04u-%02u-%02uT%02u:%02u:%02u%s%s",
		m->year, m->month, m->day, m->hour, m->minute, m->second,
		millis, offset));
}

static struct pickle_value *
call_time(const struct pickle_call *call, const struct stored_datetime *m)
{
	const struct pickle_zone *zone;
	char millis[8] = "";

	if (!zone_argument(call, &zone))
		return NULL;
	if (zone != NULL)
		return no_form(call, TEXT("a time with a time zone"));
	if (m->micros > 0)
		snprintf(
		    millis, sizeof(millis), ".%03u", m->micros / 1000 % 1000);
	return pickle_text(call->vm, KIND_SHOWN,
	    arena_printf(call->vm->arena, "%02u:%02u:%02u%s", m->hour,
		m->minute, m->second, millis));
}

/* Rounds towards minus infinity; the divisor is positive. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static struct pickle_value *
call_timedelta(const struct pickle_call *call)
{
	int64_t part[3] = {0, 0, 0}, seconds;
	struct pickle_value *v;

	if (call->count > 3)
		return pickle_call_refuse(call);
	for (size_t i = 0; i < call->count; i++) {
		if (!pickle_is_int(call->args[i]))
			return pickle_call_refuse(call);
		part[i] = call->args[i]->number;
		if (part[i] > PART_MAX || part[i] < -PART_MAX)
			return pickle_broken(call->vm, "a timedelta too long");
	}
	if (part[0] > 2 * (int64_t)DAYS_MAX || part[0] < -2 * (int64_t)DAYS_MAX)
		return pickle_broken(call->vm, "a timedelta too long");
	seconds = part[0] * DAY + part[1] + floor_div(part[2], MILLION);
	if (floor_div(seconds, DAY) > DAYS_MAX ||
	    floor_div(seconds, DAY) < -DAYS_MAX)
		return pickle_broken(call->vm, "a timedelta too long");
	v = pickle_new(call->vm, KIND_DELTA);
	if (v != NULL)
		v->delta = (struct pickle_delta){seconds,
		    (int32_t)(part[2] - floor_div(part[2], MILLION) * MILLION)};
	return v;
}

static struct pickle_value *
call_of_datetime(const struct pickle_call *call)
{
	struct stored_datetime m;

	if (call->name->meaning == MEANS_TIMEDELTA)
		return call_timedelta(call);
	if (!read_datetime(call, &m))
		return NULL;
	if (call->name->meaning == MEANS_DATETIME)
		return call_datetime(call, &m);
	if (call->name->meaning == MEANS_TIME)
		return call_time(call, &m);
	if (call->count != 1)
		return pickle_call_refuse(call);
	return pickle_text(call->vm, KIND_SHOWN,
	    arena_printf(
		call->vm->arena, "%04u-%02u-%02u", m.year, m.month, m.day));
}

static struct pickle_value *
new_zone(const struct pickle_call *call, struct text name, int64_t offset,
    bool fixed)
{
	struct pickle_value *v;

	if (offset <= -DAY || offset >= DAY)
		return pickle_broken(call->vm, "a time zone too far away");
	if (name.s == NULL)
		return pickle_fail(
		    call->vm, PICKLE_MEMORY, "the arena is full");
	v = pickle_new(call->vm, KIND_ZONE);
	if (v == NULL)
		return NULL;
	v->zone = pickle_alloc(call->vm, sizeof(*v->zone));
	if (v->zone == NULL)
		return NULL;
	*v->zone = (struct pickle_zone){name, (int32_t)offset, fixed};
	return v;
}

/* pytz._p(zone[, utcoffset, dstoffset, abbreviation]) */
static struct pickle_value *
call_pytz(const struct pickle_call *call)
{
	bool fixed = call->count == 4;

	if ((call->count != 1 && !fixed) || !pickle_is_text(call->args[0]) ||
	    (fixed && !pickle_is_int(call->args[1])))
		return pickle_call_refuse(call);
	return new_zone(call, call->args[0]->text,
	    fixed ? call->args[1]->number : 0, fixed);
}

/* datetime.timezone(timedelta[, name]) */
static struct pickle_value *
call_timezone(const struct pickle_call *call)
{
	char text[OFFSET_MAX] = "";
	struct text name;
	int64_t offset;

	if (call->count == 0 || call->count > 2 ||
	    call->args[0]->kind != KIND_DELTA ||
	    (call->count == 2 && !pickle_is_text(call->args[1])))
		return pickle_call_refuse(call);
	offset = call->args[0]->delta.seconds;
	if (offset != 0 && offset > -DAY && offset < DAY)
		offset_text((int32_t)offset, text);
	name = call->count == 2 ? call->args[1]->text
				: arena_printf(call->vm->arena, "UTC%s", text);
	return new_zone(call, name, offset, true);
}

static struct pickle_value *
call_zone(const struct pickle_call *call)
{
	int64_t minutes;

	if (call->name->meaning == MEANS_PYTZ)
		return call_pytz(call);
	if (call->name->meaning == MEANS_TIMEZONE)
		return call_timezone(call);
	if (call->name->meaning == MEANS_PYTZ_UTC && call->count == 0)
		return new_zone(call, TEXT("UTC"), 0, true);
	if (call->name->meaning != MEANS_PYTZ_FIXED || call->count != 1 ||
	    !pickle_is_int(call->args[0]))
		return pickle_call_refuse(call);
	minutes = call->args[0]->number;
	if (minutes <= -DAY / 60 || minutes >= DAY / 60)
		return pickle_broken(call->vm, "a time zone too far away");
	return new_zone(call,
	    arena_printf(call->vm->arena, "pytz.FixedOffset(%d)", (int)minutes),
	    minutes * 60, true);
}

struct pickle_value *
pickle_call_datetime(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_DATETIME:
	case MEANS_DATE:
	case MEANS_TIME:
	case MEANS_TIMEDELTA:
		return call_of_datetime(call);
	default:
		return call_zone(call);
	}
}
