/* SPDX-License-Identifier: MIT */
/* What query_task_count has of Python: times, and values as it shows them. */
#include "unit.h"

#include "base/buf.h"
#include "params/json.h"
#include "sops/datetime.h"
#include "sops/param_value.h"

#include <stdio.h>
#include <time.h>

static struct arena *arena;

struct time_row {
	const char *name;
	const char *text;
	const char *sql; /* NULL: none */
};

static struct time_row time_rows[] = {
    {"sops 182: local", "2018-07-12 10:00:00", "2018-07-12 02:00:00.000000"},
    {"a date", "2018-7-2", "2018-07-01 16:00:00.000000"},
    {"T and Z", "2018-07-12T10:00Z", "2018-07-12 10:00:00.000000"},
    {"a zone", "2018-07-12 10:00:00.5-0130", "2018-07-12 11:30:00.500000"},
    {"twelve digits of a second", "2018-07-12 10:00:00.123456789012+00",
	"2018-07-12 10:00:00.123456"},
    {"a newline at the end", "2018-07-12 10:00Z\n",
	"2018-07-12 10:00:00.000000"},
    {"a leap day", "2020-02-29 08:00", "2020-02-29 00:00:00.000000"},
    {"sops 183: a blank before the zone", "2018-07-12 10:00:00 +0800", NULL},
    {"an hour alone", "2018-07-12 10", NULL},
    {"thirteen digits of a second", "2018-07-12 10:00:00.1234567890123", NULL},
    {"a point alone", "2018-07-12 10:00:00.", NULL},
    {"nothing", "", NULL},
    {"two digits of a year", "18-07-12", NULL},
    {"half a zone", "2018-07-12 10:00+8", NULL},
    {"hour 24", "2018-07-12 24:00", NULL},
    {"February 29", "2019-02-29 00:00", NULL},
    {"month 0", "2019-00-01", NULL},
    {"year 0", "0000-01-01", NULL},
    {"before the year 1 in UTC", "0001-01-01 00:00+08:00", NULL},
};

static void
check_time(void **state)
{
	const struct time_row *row = *state;
	struct datetime time = datetime_read_django(text_of(row->text));

	assert_int_equal(time.is_set, row->sql != NULL);
	if (row->sql != NULL)
		assert_true(text_is(datetime_to_stored(arena, time), row->sql));
}

struct param_time_row {
	const char *name;
	const char *zone, *text;
	const char *sql; /* NULL: none */
};

static struct param_time_row param_time_rows[] = {
    {"sops-current 4.1: local", "Asia/Shanghai", "2018-07-12 10:00",
	"2018-07-12 02:00:00.000000"},
    {"an hour that a zone left out", "America/New_York", "2019-03-10 02:30",
	NULL},
    {"a day that a zone left out", "Pacific/Apia", "2011-12-30", NULL},
    {"the day before it", "Pacific/Apia", "2011-12-29",
	"2011-12-29 10:00:00.000000"},
};

static void
check_param_time(void **state)
{
	const struct param_time_row *row = *state;
	struct datetime time;

	assert_true(datetime_set_zone(row->zone));
	time = datetime_read_param(text_of(row->text), false);
	datetime_set_zone("Asia/Shanghai");
	assert_int_equal(time.is_set, row->sql != NULL);
	if (row->sql != NULL)
		assert_true(text_is(datetime_to_stored(arena, time), row->sql));
}

struct ms_row {
	const char *name;
	const char *number;
	bool is_float;
	int64_t more;
	const char *sql; /* NULL: none */
};

static struct ms_row ms_rows[] = {
    {"sops 3.8: milliseconds are cut", "1531360800999", false, 0,
	"2018-07-12 02:00:00.000000"},
    {"of a float they are not", "1531360800500.0", true, 0,
	"2018-07-12 02:00:00.500000"},
    {"a little before 1970", "-1e-20", true, 0, "1970-01-01 00:00:00.000000"},
    {"before 1970", "-1", false, 0, "1969-12-31 23:59:59.000000"},
    {"a day more", "0", false, 86400, "1970-01-02 00:00:00.000000"},
    {"the last second", "253402300799999", false, 0,
	"9999-12-31 23:59:59.000000"},
    {"and a day more", "253402300799999", false, 86400, NULL},
    {"the year 10000", "253402300800000", false, 0, NULL},
    {"the first second", "-62135596800000", false, 0,
	"0001-01-01 00:00:00.000000"},
    {"the year 0", "-62135596800001", false, 0, NULL},
    {"10^20", "100000000000000000000", false, 0, NULL},
    {"1e400", "1e400", true, 0, NULL},
    {"NaN", "NaN", true, 0, NULL},
};

static void
check_ms(void **state)
{
	const struct ms_row *row = *state;
	struct datetime time =
	    datetime_of_ms(text_of(row->number), row->is_float, row->more);

	assert_int_equal(time.is_set, row->sql != NULL);
	if (row->sql != NULL)
		assert_true(text_is(datetime_to_stored(arena, time), row->sql));
}

struct member_row {
	const char *name;
	const char *json;
	const char *shown; /* name=%s for each; NULL: none are read */
};

static struct member_row member_rows[] = {
    {"an object in the order of the document", "{\"b\": 1, \"a\": [2, {}]}",
	"b=1;a=[2, {}];"},
    {"a name that comes twice", "{\"a\":1,\"b\":2,\"a\":\"x\"}", "a=x;b=2;"},
    {"a list", "[1.50, null, true, \"\\u4e2d\", {\"k\": NaN}]",
	"=1.5;=None;=True;=\xE4\xB8\xAD;={u'k': nan};"},
    {"a long",
	"[9223372036854775808, [9223372036854775807, 9223372036854775808, "
	"-9223372036854775808, -9223372036854775809, 1e30]]",
	"=9223372036854775808;=[9223372036854775807, 9223372036854775808L, "
	"-9223372036854775808, -9223372036854775809L, 1e+30];"},
    {"nothing in it", "{}", ""},
    {"no JSON", "{\"a\":", NULL},
    {"a number", "1", NULL},
};

static void
check_members(void **state)
{
	const struct member_row *row = *state;
	struct members members;
	struct buf out;

	assert_int_equal(members_read(arena, text_of(row->json), &members),
	    row->shown != NULL);
	if (row->shown == NULL)
		return;
	buf_init(&out, 4096);
	for (size_t i = 0; i < members.count; i++) {
		if (members.items[i].name.len > 0)
			buf_add_text(&out, members.items[i].name);
		buf_add_char(&out, '=');
		buf_add_text(&out, python_str(arena, &members.items[i]));
		buf_add_char(&out, ';');
	}
	buf_add_char(&out, '\0');
	assert_string_equal(out.data, row->shown);
	buf_free(&out);
}

int
main(void)
{
	int failed;

	setenv("TZ", "Asia/Shanghai", 1);
	tzset();
	arena = arena_new((size_t)1024 * 1024);
	UNIT_TABLE(time_rows, check_time);
	UNIT_TABLE(param_time_rows, check_param_time);
	UNIT_TABLE(ms_rows, check_ms);
	UNIT_TABLE(member_rows, check_members);
	failed = unit_run("count");
	arena_free(arena);
	return failed;
}
