/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "api/answer.h"
#include "api/path.h"
#include "api/routes.h"
#include "base/decimal.h"
#include "python/number.h"
#include "sops/datetime.h"

static struct arena *arena;

struct path_row {
	const char *name;
	const char *document_uri, *script_name, *path_info;
	const char *redirect_url, *redirect_status, *request_uri;
	const char *rest; /* below the mount; NULL: not below it */
};

#define M "/api/c/compapi"
#define D "/v2/sops/get_task_detail/"

/* As real servers send them. */
static struct path_row path_rows[] = {
    {"nginx: DOCUMENT_URI is decoded and merged", M D, M D, NULL, NULL, "200",
	M "/v2%2Fsops//get_task_detail/?a=b", D},
    {"nginx: fastcgi_split_path_info", M D, M, D, NULL, "200", M D "?x", D},
    {"nginx: a rewritten URL", M D, M D, NULL, NULL, "200", "/short/10?x", D},
    {"nginx: an error page", "/denied", "/denied", NULL, NULL, "200", M D,
	NULL},
    {"nginx: merge_slashes off", "/api//c/compapi" D, "/api//c/compapi" D, NULL,
	NULL, "200", "/api//c/compapi" D, NULL},
    {"Apache ProxyPass: SCRIPT_NAME alone", NULL, M D, NULL, NULL, NULL, M D,
	D},
    {"Apache ProxyPass, proxy-fcgi-pathinfo", NULL, "", M D, NULL, NULL, M D,
	D},
    {"Apache SetHandler: split at a file", NULL, "/api", "/c/compapi" D, NULL,
	NULL, M D, D},
    {"Apache SetHandler: a directory in front", NULL, "/x", M D, NULL, NULL,
	"/x" M D, NULL},
    {"Apache SetHandler: an encoded slash that stays", NULL, "/api%2Fc",
	"/compapi" D, NULL, NULL, "/api%2Fc/compapi" D, NULL},
    {"Apache: the absolute form of a URL", NULL, "/api", "/c/compapi" D, NULL,
	NULL, "http://h" M D, D},
    {"mod_fcgid ScriptAlias: prefix and rest", NULL, M, D, NULL, NULL, M D, D},
    {"Apache: a script's URL", NULL, "/bksops.fcgi", M D, NULL, NULL,
	"/bksops.fcgi" M D, NULL},
    {"Apache .htaccess: a rewrite to a script", NULL, "/bksops.fcgi", NULL, M D,
	"200", M "/v2//sops/get_task_detail/?task_id=1", D},
    {"Apache .htaccess: ... with the URL behind it", NULL, "/bksops.fcgi", M D,
	M D, "200", M D, D},
    {"Apache .htaccess: another URL, with ours behind the script", NULL,
	"/bksops.fcgi", M D, "/x" M D, "200", "/x" M D, NULL},
    {"Apache: ErrorDocument", NULL, "/denied", NULL, M D, "403", M D, NULL},
    {"lighttpd: the prefix /", NULL, "/api", "/c/compapi" D, NULL, NULL, M D,
	D},
    {"lighttpd: ... with fix-root-scriptname", NULL, "", M D, NULL, NULL, M D,
	D},
    {"lighttpd: the prefix /, a directory in front", NULL, "/x", M D, NULL,
	NULL, "/x" M D, NULL},
    {"HAProxy: dots that stay", NULL, "/x/.." M D, NULL, NULL, NULL,
	"/x/.." M D, NULL},
    {"esb 2: no trailing slash", M "/v2/sops/get_task_detail", NULL, NULL, NULL,
	NULL, NULL, D},
    {"esb 3: slashes at both ends", M "///v2/sops/get_task_detail///", NULL,
	NULL, NULL, NULL, NULL, D},
    {"esb 1.2: slashes inside stay", M "/v2//sops/get_task_detail/", NULL, NULL,
	NULL, NULL, NULL, "/v2//sops/get_task_detail/"},
    {"esb 1.2: one newline at the end is ignored", M D "\n", NULL, NULL, NULL,
	NULL, NULL, D},
    {"esb 1.2: nothing behind the mount", M, NULL, NULL, NULL, NULL, NULL, "/"},
    {"another path that starts like the mount", M "x/", NULL, NULL, NULL, NULL,
	NULL, NULL},
    {"esb 7: another API", "/api/c/self-service-api" D, NULL, NULL, NULL, NULL,
	NULL, NULL},
    {"a percent sign stays", M "/%zz%", NULL, NULL, NULL, NULL, NULL, "/%zz%/"},
    {"REQUEST_URI alone", NULL, NULL, NULL, NULL, NULL, M D, NULL},
    {"the web server sent nothing", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};

static void
check_path(void **state)
{
	const struct path_row *row = *state;
	struct fcgi_request request = {
	    .document_uri = text_of(row->document_uri),
	    .script_name = text_of(row->script_name),
	    .path_info = text_of(row->path_info),
	    .redirect_url = text_of(row->redirect_url),
	    .redirect_status = text_of(row->redirect_status),
	    .uri = text_of(row->request_uri),
	    .arena = arena};
	struct text rest = TEXT_NONE;
	bool below = path_below(arena, path_canonical(&request, M), M, &rest);

	assert_int_equal(below, row->rest != NULL);
	if (below)
		assert_true(text_is(rest, row->rest));
}

struct raw_row {
	const char *name;
	const char *request_uri, *raw;
	bool empty_part;
};

static struct raw_row raw_rows[] = {
    {"a path and a query", "/a/b?c=/d//e", "/a/b", false},
    {"two slashes", "/a//b", "/a//b", true},
    {"two encoded slashes", "/a%2F%2fb", "/a%2F%2fb", true},
    {"an encoded one behind a slash", "/a/%2fb", "/a/%2fb", true},
    {"an encoded percent sign", "/a/%252fb", "/a/%252fb", false},
    {"half an encoded slash", "/a/%2", "/a/%2", false},
    {"the absolute form", "http://h:80/a/b?c", "/a/b", false},
    {"the absolute form without a path", "http://h", "/", false},
    {"OPTIONS *", "*", "*", false},
};

static void
check_raw(void **state)
{
	const struct raw_row *row = *state;
	struct fcgi_request request = {
	    .uri = text_of(row->request_uri), .arena = arena};

	assert_true(text_is(path_raw(&request), row->raw));
	assert_int_equal(path_has_empty_part(&request), row->empty_part);
}

struct language_row {
	const char *name;
	const char *cookie, *accept, *language;
};

static struct language_row language_rows[] = {
    {"esb 2.6: nothing", NULL, NULL, "en"},
    {"esb 136: zh-CN", NULL, "zh-CN", "zh-hans"},
    {"esb 136: fr", NULL, "fr", "en"},
    {"esb 2.6: zh-TW", NULL, "zh-TW,zh;q=0.9", "zh-hans"},
    {"esb 2.6: the best quality wins", NULL, "en;q=0.3, zh-CN;q=0.8",
	"zh-hans"},
    {"esb 2.6: the first of equals wins", NULL, "en-US,zh-CN", "en"},
    {"esb 2.6: an unknown one is passed over", NULL, "fr, zh;q=0.5", "zh-hans"},
    {"esb 2.6: the cookie wins", "a=b; django_language=zh-hans", "en",
	"zh-hans"},
    {"esb 2.6: an unknown cookie does not", "django_language=fr", "zh-CN",
	"zh-hans"},
    {"esb 2.6: blueking_language is not read", "blueking_language=zh-hans",
	NULL, "en"},
    {"a quality that is no number", NULL, "zh-CN;q=x", "en"},
    {"a longer name is another cookie", "django_language2=zh-hans", NULL, "en"},
};

static void
check_language(void **state)
{
	const struct language_row *row = *state;

	assert_string_equal(language_choose(&language_of_esb,
				text_of(row->cookie), text_of(row->accept)),
	    row->language);
}

static struct language_row sops_language_rows[] = {
    {"sops 3.1.9: nothing", NULL, NULL, "zh-hans"},
    {"sops 3.1.9: en-us", NULL, "en-us", "en"},
    {"sops 3.1.9: EN", NULL, "EN", "en"},
    {"sops 3.1.9: zh-hant", NULL, "zh-hant", "zh-hans"},
    {"sops 3.1.9: fr", NULL, "fr", "zh-hans"},
    {"sops 3.1.9: fr;q=0.9, en;q=0.1", NULL, "fr;q=0.9, en;q=0.1", "en"},
    {"sops 3.1.9: *", NULL, "*", "zh-hans"},
    {"sops 3.1.9: the cookie wins", "blueking_language=en", "zh-CN", "en"},
    {"sops 3.1.9: the cookie in capitals", "blueking_language=EN", NULL,
	"zh-hans"},
};

static void
check_sops_language(void **state)
{
	const struct language_row *row = *state;

	assert_string_equal(language_choose(&language_of_bk_sops,
				text_of(row->cookie), text_of(row->accept)),
	    row->language);
}

struct route_row {
	const char *name;
	struct text path;	/* behind apigw */
	const char *task, *biz; /* as typed; NULL: no route */
};

static struct route_row route_rows[] = {
#define TASK "/get_task_detail/"
    {"sops 1: a task", TEXT(TASK "10/2/"), "10", "2"},
    {"sops 2: no slash at the end", TEXT(TASK "10/2"), "10", "2"},
    {"sops 6: a newline", TEXT(TASK "10/2/\n"), "10", "2"},
    {"sops 6: a newline, no slash", TEXT(TASK "10/2\n"), NULL, NULL},
    {"sops 6: two newlines", TEXT(TASK "10/2/\n\n"), NULL, NULL},
    {"sops 26: zeros are kept", TEXT(TASK "010/002/"), "010", "002"},
    {"sops 28: other digits", TEXT(TASK "\u0661\uff10/\u0662/"), "\u0661\uff10",
	"\u0662"},
    {"sops 4: letters", TEXT(TASK "abc/2/"), NULL, NULL},
    {"sops 4: no digits", TEXT(TASK "/2/"), NULL, NULL},
    {"sops 4: too few", TEXT(TASK "10/"), NULL, NULL},
    {"sops 4: too many", TEXT(TASK "10/2/3/"), NULL, NULL},
    {"sops 4: two slashes at the end", TEXT(TASK "10/2//"), NULL, NULL},
    {"sops 4: not UTF-8", TEXT(TASK "1\xff/2/"), NULL, NULL},
    {"sops 4: a NUL", TEXT(TASK "1\0/2/"), NULL, NULL},
    {"sops 5: a sign", TEXT(TASK "+1/2/"), NULL, NULL},
    {"sops 5: capitals", TEXT("/GET_TASK_DETAIL/10/2/"), NULL, NULL},
    {"sops 5: a name that starts alike", TEXT("/get_task_detailx/10/2/"), NULL,
	NULL},
    {"sops 5: a slash too many", TEXT("/" TASK "10/2/"), NULL, NULL},
    {"no slash before the name", TEXT("get_task_detail/10/2/"), NULL, NULL},
    {"nothing", TEXT(""), NULL, NULL},
    {"a slash", TEXT("/"), NULL, NULL},
    {"a newline alone", TEXT("\n"), NULL, NULL},
    {"the name alone", TEXT("/get_task_detail"), NULL, NULL},
};

static void
check_route(void **state)
{
	const struct route_row *row = *state;
	struct text typed[CALL_VARIABLES];
	const struct route *route = route_find(&release_2019, row->path, typed);

	assert_int_equal(route != NULL, row->task != NULL);
	if (route == NULL)
		return;
	assert_true(text_is(typed[0], row->task));
	assert_true(text_is(typed[1], row->biz));
}

struct decimal_row {
	const char *name;
	const char *text;
	uint64_t number;
};

static struct decimal_row decimal_rows[] = {
    {"digits: ASCII", "0042", 42},
    {"digits: Arabic and full-width", "\u0664\uff12", 42},
    {"digits: the largest", "18446744073709551615", UINT64_MAX},
    {"digits: one more", "18446744073709551616", UINT64_MAX},
    {"digits: forty", "1000000000000000000000000000000000000000", UINT64_MAX},
};

static void
check_decimal(void **state)
{
	const struct decimal_row *row = *state;
	uint64_t number;

	assert_true(decimal_to_uint64(text_of(row->text), &number));
	assert_true(number == row->number);
}

struct time_row {
	const char *name;
	const char *zone, *stored;
	const char *shown; /* NULL: an error */
};

static struct time_row time_rows[] = {
    {"sops 3.1.10: seconds are cut", "Asia/Shanghai",
	"2019-01-17 04:13:15.999999", "2019-01-17 12:13:15 +0800"},
    {"sops 6.2/101: Chinese summer time", "Asia/Shanghai",
	"1988-07-01 00:00:00", "1988-07-01 09:00:00 +0900"},
    {"sops 6.2/101: local mean time", "Asia/Shanghai", "1900-01-02 00:00:00",
	"1900-01-02 08:06:00 +0806"},
    {"sops 6.2/101: before 1900", "Asia/Shanghai", "1899-12-31 00:00:00", NULL},
    {"sops 6.2/101: after 9999", "Asia/Shanghai", "9999-12-31 23:59:59", NULL},
    {"sops 6.2/100: zero date", "Asia/Shanghai", "0000-00-00 00:00:00", ""},
    {"sops 6.2/100: impossible date", "Asia/Shanghai", "2019-02-31 00:00:00",
	""},
    {"sops 6.2/39: NULL", "Asia/Shanghai", NULL, ""},
    {"UTC", "UTC", "2019-01-17 04:13:08", "2019-01-17 04:13:08 +0000"},
    {"a zone with half an hour", "Asia/Kolkata", "2019-01-17 04:13:08",
	"2019-01-17 09:43:08 +0530"},
    {"west of Greenwich, in summer", "America/New_York",
	"2019-07-01 03:00:00.5", "2019-06-30 23:00:00 -0400"},
    {"not a time", "UTC", "now", ""},
};

static void
check_time(void **state)
{
	const struct time_row *row = *state;
	struct text shown;

	assert_true(datetime_set_zone(row->zone));
	shown = datetime_format(arena,
	    datetime_read_stored(text_of(row->stored)), "%Y-%m-%d %H:%M:%S %z");
	assert_int_equal(shown.s != NULL, row->shown != NULL);
	if (row->shown != NULL)
		assert_true(text_is(shown, row->shown));
}

struct elapsed_row {
	const char *name;
	const char *start, *finish;
	int64_t elapsed, rounded;
};

/* The clock stands at 2019-01-01 00:01:40 UTC. */
#define NOW 1546300900000000

static struct elapsed_row elapsed_rows[] = {
    {"sops 3.1.11: both", "2019-01-01 00:00:00", "2019-01-01 00:00:07", 7, 7},
    {"sops 6.2/96: half a second backwards", "2019-01-01 00:00:00.5",
	"2019-01-01 00:00:00", 0, 0},
    {"sops 6.2/96: ten seconds backwards", "2019-01-01 00:00:10",
	"2019-01-01 00:00:00", -10, -10},
    {"sops 6.2/97: no start", NULL, "2019-01-01 00:00:00", 0, 0},
    {"sops 6.2/99: running", "2019-01-01 00:00:00", NULL, 100, 100},
    {"sops 6.2/98: starts in the future", "2019-01-01 01:01:40", NULL, -3600,
	-3600},
    {"7.1.25: half a second", "2019-01-01 00:00:00", "2019-01-01 00:00:00.5", 0,
	0},
    {"7.1.25: a second and a half", "2019-01-01 00:00:00",
	"2019-01-01 00:00:01.5", 1, 2},
    {"7.1.25: two and a half", "2019-01-01 00:00:00", "2019-01-01 00:00:02.5",
	2, 2},
    {"7.1.25: a little more", "2019-01-01 00:00:00",
	"2019-01-01 00:00:02.500001", 2, 3},
    {"7.1.25: one and a half backwards", "2019-01-01 00:00:01.5",
	"2019-01-01 00:00:00", -1, -2},
    {"7.1.25: two and a half backwards", "2019-01-01 00:00:02.5",
	"2019-01-01 00:00:00", -2, -2},
    {"7.1.25: a little more backwards", "2019-01-01 00:00:00.500001",
	"2019-01-01 00:00:00", 0, -1},
    {"7.1.25: running", "2019-01-01 00:00:00.4", NULL, 99, 100},
};

static void
check_elapsed(void **state)
{
	const struct elapsed_row *row = *state;

	assert_int_equal(
	    datetime_elapsed(datetime_read_stored(text_of(row->start)),
		datetime_read_stored(text_of(row->finish)), NOW),
	    row->elapsed);
	assert_int_equal(
	    datetime_elapsed_rounded(datetime_read_stored(text_of(row->start)),
		datetime_read_stored(text_of(row->finish)), NOW),
	    row->rounded);
}

struct zone_row {
	const char *name;
	const char *zone;
	bool known;
};

static struct zone_row zone_rows[] = {
    {"a zone that exists", "Europe/Berlin", true},
    {"one that does not", "Nowhere/Zone", false},
    {"a path out of the zones", "../../../etc/passwd", false},
    {"a directory of zones", "Europe", false},
    {"none", "", false},
};

static void
check_zone(void **state)
{
	const struct zone_row *row = *state;

	assert_int_equal(datetime_set_zone(row->zone), row->known);
}

struct template_row {
	const char *name;
	const char *stored;
	const char *number; /* NULL: answered as text */
};

static struct template_row template_rows[] = {
    {"sops 6.2/88: blanks", " 7 ", "7"},
    {"sops 6.2/88: plus", "+7", "7"},
    {"sops 6.2/88: leading zeros", "007", "7"},
    {"sops 6.2/88: full-width digit", "\xEF\xBC\x97", "7"},
    {"sops 6.2/88: Arabic digit", "\xD9\xA3", "3"},
    {"sops 6.2/88: blank behind the sign", "- 1", "-1"},
    {"sops 6.2/88: twenty digits", "12345678901234567890",
	"12345678901234567890"},
    {"minus zero", "-0", "0"},
    {"sops 6.2/89: empty", "", NULL},
    {"sops 6.2/89: letters", "abc", NULL},
    {"sops 6.2/89: fraction", "1.5", NULL},
    {"sops 6.2/89: hexadecimal", "0x10", NULL},
    {"sops 6.2/89: underscore", "1_0", NULL},
    {"sops 6.2/89: long", "7L", NULL},
    {"sops 6.2/89: two signs", "--1", NULL},
    {"sops 6.2/89: two signs with a blank", "- -1", NULL},
    {"sops 6.2/89: Chinese", "\xE4\xB8\xAD\xE6\x96\x87", NULL},
    {"a sign alone", "-", NULL},
};

static void
check_template(void **state)
{
	const struct template_row *row = *state;
	struct text number = TEXT_NONE;
	bool ok = pyint_of_unicode(arena, text_of(row->stored), &number);

	assert_int_equal(ok, row->number != NULL);
	if (ok)
		assert_true(text_is(number, row->number));
}

struct param_row {
	const char *name;
	const char *const *table;
	const char *asked;
	bool found;
};

static const char *const one_known[] = {"node_id", "limit", NULL};

static struct param_row param_rows[] = {
    {"a parameter that was sent", one_known, "limit", true},
    {"one that was not", one_known, "node_id", false},
    {"sent, and not in the table", one_known, "offset", false},
    {"an endpoint without parameters", NULL, "limit", false},
};

static void
check_param(void **state)
{
	const struct param_row *row = *state;
	struct param items[] = {
	    {.name = TEXT("limit"), .type = PARAM_STRING, .value = TEXT("1")},
	    {.name = TEXT("offset"), .type = PARAM_STRING, .value = TEXT("1")},
	};
	const struct params params = {items, 2};
	const struct endpoint endpoint = {.parameters = row->table};
	const struct call call = {.endpoint = &endpoint, .params = &params};

	assert_int_equal(call_param(&call, row->asked) != NULL, row->found);
}

int
main(void)
{
	int failed;

	arena = arena_new((size_t)1024 * 1024);
	UNIT_TABLE(path_rows, check_path);
	UNIT_TABLE(raw_rows, check_raw);
	UNIT_TABLE(language_rows, check_language);
	UNIT_TABLE(sops_language_rows, check_sops_language);
	UNIT_TABLE(route_rows, check_route);
	UNIT_TABLE(decimal_rows, check_decimal);
	UNIT_TABLE(time_rows, check_time);
	UNIT_TABLE(elapsed_rows, check_elapsed);
	UNIT_TABLE(zone_rows, check_zone);
	UNIT_TABLE(template_rows, check_template);
	UNIT_TABLE(param_rows, check_param);
	failed = unit_run("api");
	arena_free(arena);
	return failed;
}
