/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "params_expect.h"

struct request_row {
	const char *name;
	const char *method, *type;
	struct text query, body;
	enum params_result result;
	struct text expected;
};

static struct request_row request_rows[] = {
    /* Which source. */
    {"esb 1.4: GET reads the query string", "GET", NULL, B("a=1&b=2"), B(""),
	PARAMS_OK, B("a=s:1|b=s:2|")},
    {"esb 31: GET ignores a JSON body", "GET", "application/json", B("a=1"),
	B("{\"a\": 77}"), PARAMS_OK, B("a=s:1|")},
    {"esb 29: POST ignores the query string, {}", "POST", "application/json",
	B("a=1"), B("{}"), PARAMS_OK, B("")},
    {"esb 30: POST reads the JSON, not the query string", "POST",
	"application/json", B("a=9"), B("{\"a\": 1}"), PARAMS_OK, B("a=i:1|")},
    {"esb 22: JSON as text/plain", "POST", "text/plain", B(""), B("{\"a\": 1}"),
	PARAMS_OK, B("a=i:1|")},
    {"esb 22: JSON without Content-Type", "POST", NULL, B(""), B("{\"a\": 1}"),
	PARAMS_OK, B("a=i:1|")},
    {"esb 22: JSON as a form", "POST", FORM, B(""), B("{\"a\": 1}"), PARAMS_OK,
	B("a=i:1|")},
    {"esb 22: JSON as multipart without boundary", "POST",
	"multipart/form-data", B(""), B("{\"a\": 1}"), PARAMS_OK, B("a=i:1|")},
    {"esb 23: blanks around JSON", "POST", NULL, B(""),
	B(" \t\r\n{\"a\": 1} \t\r\n"), PARAMS_OK, B("a=i:1|")},
    {"esb 23: 0x0B before {", "POST", NULL, B(""), B("\x0B{\"a\": 1}"),
	PARAMS_BAD_JSON, B("")},
    {"esb 23: 0x0C before {", "POST", NULL, B(""), B(" \x0C{\"a\": 1}"),
	PARAMS_BAD_JSON, B("")},
    {"esb 23: 0x0B behind }", "POST", NULL, B(""), B("{\"a\": 1}\x0B"),
	PARAMS_BAD_JSON, B("")},
    {"esb 23: NUL before {", "POST", NULL, B(""), B("\0{\"a\": 1}"), PARAMS_OK,
	B("")},
    {"esb 23: U+00A0 before {", "POST", NULL, B(""), B("\xC2\xA0{\"a\": 1}"),
	PARAMS_OK, B("")},
    {"esb 24: a BOM before {", "POST", NULL, B(""), B("\xEF\xBB\xBF{\"a\": 1}"),
	PARAMS_OK, B("")},
    {"esb 35: UTF-16 with BOM", "POST", NULL, B(""),
	B("\xFF\xFE{\0\"\0a\0\"\0:\0001\0}\0"), PARAMS_OK, B("")},
    {"esb 35: UTF-16LE without BOM", "POST", NULL, B(""),
	B("{\0\"\0a\0\"\0:\0001\0}\0"), PARAMS_BAD_JSON, B("")},
    {"esb 20: a JSON array", "POST", "application/json", B("a=1"), B("[1,2]"),
	PARAMS_OK, B("")},
    {"esb 20: a JSON string", "POST", "application/json", B(""), B("\"abc\""),
	PARAMS_OK, B("")},
    {"esb 20: null", "POST", "application/json", B(""), B("null"), PARAMS_OK,
	B("")},
    {"esb 20: an empty body", "POST", "application/json", B("a=1"), B(""),
	PARAMS_OK, B("")},
    {"esb 26: form text as JSON", "POST", "application/json", B(""), B("a=1"),
	PARAMS_OK, B("")},
    {"esb 27: a form", "POST", FORM, B("a=9"), B("a=1&b=2"), PARAMS_OK,
	B("a=s:1|b=s:2|")},
    {"esb 27: a form; charset=UTF-8", "POST", FORM "; charset=UTF-8", B(""),
	B("a=%E4%B8%AD"), PARAMS_OK, B("a=s:\xE4\xB8\xAD|")},
    {"esb 27: ...urlencodedX", "POST", FORM "X", B(""), B("a=1"), PARAMS_OK,
	B("a=s:1|")},
    {"esb 27: ...urlencoded, x", "POST", FORM ", x", B(""), B("a=1"), PARAMS_OK,
	B("a=s:1|")},
    {"esb 27: a form type in capitals", "POST",
	"Application/X-WWW-Form-Urlencoded", B(""), B("a=1"), PARAMS_OK, B("")},
    {"esb 27: a multipart type in capitals", "POST",
	"Multipart/Form-Data; boundary=B", B(""), B(PART("a", "1") "--B--"),
	PARAMS_OK, B("")},
    {"esb 28: multipart", "POST", MULTIPART, B("a=9"),
	B(PART("\"a\"", "1") PART("\"b\"", "2") "--B--\r\n"), PARAMS_OK,
	B("a=s:1|b=s:2|")},
    {"esb 1.4: a form body is not trimmed", "POST", FORM, B(""),
	B("  a=1&b=2\r\n"), PARAMS_OK, B("  a=s:1|b=s:2\r\n|")},
    {"esb 1.4: no method is no POST", NULL, NULL, B("a=1"), B("{\"b\": 2}"),
	PARAMS_OK, B("a=s:1|")},
    {"esb 1.4: a form in GBK", "POST", FORM "; charset=gbk", B(""),
	B("a=%D6%D0%B9%FA"), PARAMS_OK, B("a=s:\xE4\xB8\xAD\xE5\x9B\xBD|")},
    {"esb 1.4: a query string in GBK", "GET", "text/plain; charset=\"GBK\"",
	B("%D6%D0=%B9%FA"), B(""), PARAMS_OK,
	B("\xE4\xB8\xAD=s:\xE5\x9B\xBD|")},
    {"esb 1.4: the last charset counts", "GET", "x; charset=gbk;CHARSET=utf-8",
	B("a=%D6%D0"), B(""), PARAMS_OK, B("a=s:\xC3\x96\xC3\x90|")},
    {"esb 1.4: an unknown charset", "GET", "x; charset=nonsense",
	B("a=%E4%B8%AD"), B(""), PARAMS_OK, B("a=s:\xE4\xB8\xAD|")},
    {"esb 1.4: a charset with options for iconv", "GET",
	"x; charset=GBK//IGNORE", B("a=%E4%B8%AD"), B(""), PARAMS_OK,
	B("a=s:\xE4\xB8\xAD|")},
    {"esb 1.4: a quoted text that looks like a charset", "GET",
	"x; y=\"a;charset=gbk;\"", B("a=%E4%B8%AD"), B(""), PARAMS_OK,
	B("a=s:\xE4\xB8\xAD|")},
    {"esb 1.4: JSON is UTF-8 whatever the charset", "POST",
	"application/json; charset=gbk", B(""), B("{\"a\": \"\xD6\xD0\"}"),
	PARAMS_BAD_JSON, B("")},
    {"esb 1.4: multipart without boundary", "POST", "multipart/form-data",
	B(""), B(PART("a", "1") "--B--"), PARAMS_BAD_FORM, B("")},
    {"esb 1.4: multipart in GBK", "POST", MULTIPART "; charset=gbk", B(""),
	B(PART("a", "\xD6\xD0") "--B--"), PARAMS_OK, B("a=s:\xE4\xB8\xAD|")},
};

struct query_row {
	const char *name;
	struct text query;
	const char *charset; /* NULL: none */
	struct text expected;
};

static struct query_row query_rows[] = {
    {"esb 33: the last of a name", B("a=1&b=2&a=5"), NULL, B("a=s:5|b=s:2|")},
    {"esb 34: ; separates", B("a=1;b=2&c=3;"), NULL, B("a=s:1|b=s:2|c=s:3|")},
    {"esb 34: empty pairs", B("&&a=1&;&y&=z&&"), NULL, B("=s:z|a=s:1|y=s:|")},
    {"esb 34: a second =", B("a=b=c"), NULL, B("a=s:b=c|")},
    {"esb 34: names have case", B("A=1&a=2"), NULL, B("A=s:1|a=s:2|")},
    {"esb 34: a second ?", B("?a=1"), NULL, B("?a=s:1|")},
    {"esb 45: blank values stay", B("a=&b=1"), NULL, B("a=s:|b=s:1|")},
    {"esb 1.4: a name without =", B("y"), NULL, B("y=s:|")},
    {"esb 1.4: a later blank wins", B("a=1&a"), NULL, B("a=s:|")},
    {"esb 1.4: + is a space", B("a+b=c+d"), NULL, B("a b=s:c d|")},
    {"esb 1.4: %2B is a plus", B("a=1%2b%2B2"), NULL, B("a=s:1++2|")},
    {"esb 51: a blank at the end", B("a=x%20"), NULL, B("a=s:x |")},
    {"esb 1.4: encoded separators do not separate", B("a=1%262%3B3%3D4"), NULL,
	B("a=s:1&2;3=4|")},
    {"esb 1.4: % at the end", B("a=2%"), NULL, B("a=s:2%|")},
    {"esb 1.4: % and one digit", B("a=2%4"), NULL, B("a=s:2%4|")},
    {"esb 1.4: % and no digits", B("a=%zz%4g"), NULL, B("a=s:%zz%4g|")},
    {"esb 1.4: %%41", B("a=%%41"), NULL, B("a=s:%A|")},
    {"esb 1.4: NUL stays", B("a=x%00y"), NULL, B("a=s:x\0y|")},
    {"esb 58: %FF is U+00FF", B("a=%FF"), NULL, B("a=s:\xC3\xBF|")},
    {"esb 58: the whole value is ISO-8859-1", B("a=%E4%B8%AD%FF&b=%E4%B8%AD"),
	NULL, B("a=s:\xC3\xA4\xC2\xB8\xC2\xAD\xC3\xBF|b=s:\xE4\xB8\xAD|")},
    {"esb 59: %E4%B8%AD%E5%9B%BD", B("a=%E4%B8%AD%E5%9B%BD"), NULL,
	B("a=s:\xE4\xB8\xAD\xE5\x9B\xBD|")},
    {"esb 59: raw UTF-8", B("a=\xE4\xB8\xAD"), NULL, B("a=s:\xE4\xB8\xAD|")},
    {"esb 1.4: bad UTF-8 in a name is U+FFFD", B("x%FF=1"), NULL,
	B("x\xEF\xBF\xBD=s:1|")},
    {"esb 2.4: an encoded surrogate is U+FFFD", B("a=%ED%A0%80x"), NULL,
	B("a=s:\xEF\xBF\xBDx|")},
    {"esb 1.4: gb18030", B("a=%819089%D6%D0"), "gb18030",
	B("a=s:\xC2\x81"
	  "9089\xC3\x96\xC3\x90|")},
    {"esb 1.4: gb18030 of four bytes", B("a=%810%810"), "GB18030",
	B("a=s:\xC2\x80|")},
    {"esb 1.4: not GBK is ISO-8859-1", B("a=%D6%D0%FF"), "gbk",
	B("a=s:\xC3\x96\xC3\x90\xC3\xBF|")},
    {"esb 1.4: half a character of GBK", B("a=x%D6"), "gbk",
	B("a=s:x\xC3\x96|")},
    {"esb 1.4: not GBK in a name is U+FFFD", B("x%FF%D6=1"), "gbk",
	B("x\xEF\xBF\xBD\xEF\xBF\xBD=s:1|")},
    {"esb 1.4: Python's latin-1", B("a=%E4"), "latin-1", B("a=s:\xC3\xA4|")},
    {"esb 1.4: iso-8859-15", B("a=%A4"), "ISO-8859-15", B("a=s:\xE2\x82\xAC|")},
    {"esb 1.4: utf_8", B("a=%E4%B8%AD"), "utf_8", B("a=s:\xE4\xB8\xAD|")},
    {"esb 1.4: an empty charset", B("a=%E4%B8%AD"), "", B("a=s:\xE4\xB8\xAD|")},
    {"esb 1.4: a charset of separators", B("a=%E4%B8%AD"), "--__",
	B("a=s:\xE4\xB8\xAD|")},
    {"esb 1.4: a charset without end", B("a=%E4%B8%AD"),
	"gbkgbkgbkgbkgbkgbkgbkgbkgbkgbkgbkgbkgbkgbkgbk",
	B("a=s:\xE4\xB8\xAD|")},
    {"esb 1.4: nothing", B(""), NULL, B("")},
};

struct truth_row {
	const char *name;
	enum param_type type;
	struct text value;
	bool empty;
	bool expected;
};

static struct truth_row truth_rows[] = {
    {"esb 0.3: absent", PARAM_ABSENT, B(""), false, false},
    {"esb 0.3: null", PARAM_NULL, B("null"), false, false},
    {"esb 0.3: false", PARAM_FALSE, B("false"), false, false},
    {"esb 0.3: true", PARAM_TRUE, B("true"), false, true},
    {"esb 53: 0", PARAM_INT, B("0"), false, false},
    {"esb 52: 123", PARAM_INT, B("123"), false, true},
    {"esb 0.3: -1", PARAM_INT, B("-1"), false, true},
    {"esb 0.3: 0.0", PARAM_FLOAT, B("0.0"), false, false},
    {"esb 0.3: -0.0", PARAM_FLOAT, B("-0.0"), false, false},
    {"esb 0.3: 0e5", PARAM_FLOAT, B("0e5"), false, false},
    {"esb 0.3: 1e-400 is 0.0", PARAM_FLOAT, B("1e-400"), false, false},
    {"esb 0.3: 0.5", PARAM_FLOAT, B("0.5"), false, true},
    {"esb 0.3: NaN", PARAM_FLOAT, B("NaN"), false, true},
    {"esb 0.3: -Infinity", PARAM_FLOAT, B("-Infinity"), false, true},
    {"esb 0.3: \"\"", PARAM_STRING, B(""), false, false},
    {"esb 0.3: \"0\"", PARAM_STRING, B("0"), false, true},
    {"esb 0.3: \" \"", PARAM_STRING, B(" "), false, true},
    {"esb 0.3: []", PARAM_LIST, B("[]"), true, false},
    {"esb 0.3: [0]", PARAM_LIST, B("[0]"), false, true},
    {"esb 0.3: {}", PARAM_OBJECT, B("{ }"), true, false},
    {"esb 55: {\"a\":1}", PARAM_OBJECT, B("{\"a\":1}"), false, true},
};

struct alias_row {
	const char *name;
	struct text body;
	const char *expected; /* the value found; NULL: none */
};

static struct alias_row alias_rows[] = {
    {"esb 43: the older name", B("{\"app_code\": \"x\"}"), "x"},
    {"esb 44: both", B("{\"app_code\": \"x\", \"bk_app_code\": \"y\"}"), "y"},
    {"esb 45: the first is empty",
	B("{\"app_code\": \"x\", \"bk_app_code\": \"\"}"), "x"},
    {"esb 54: the first is null",
	B("{\"bk_app_code\": null, \"app_code\": \"bk_cdman\"}"), "bk_cdman"},
    {"esb 53: 0", B("{\"bk_app_code\": 0}"), NULL},
    {"esb 57: both false", B("{\"bk_app_code\": 0, \"app_code\": []}"), NULL},
    {"esb 37: neither", B("{\"bk_app_cod\": 1, \"bk_app_code2\": 2}"), NULL},
};

static void
check_request(void **state)
{
	const struct request_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;

	assert_int_equal(parse_request(arena, row->method, row->type,
			     row->query, row->body, &params),
	    row->result);
	check_params(&params, row->expected);
	arena_free(arena);
}

static void
check_query(void **state)
{
	const struct query_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;
	char type[256] = "text/plain";

	if (row->charset != NULL)
		snprintf(type, sizeof(type), "x; charset=%s", row->charset);
	assert_int_equal(
	    parse_request(arena, "GET", type, row->query, TEXT(""), &params),
	    PARAMS_OK);
	check_params(&params, row->expected);
	arena_free(arena);
}

static void
check_truth(void **state)
{
	const struct truth_row *row = *state;
	struct param param = {
	    .type = row->type, .value = row->value, .empty = row->empty};

	assert_int_equal(param_is_true(&param), row->expected);
}

static void
check_alias(void **state)
{
	const struct alias_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;
	const struct param *found;

	assert_int_equal(
	    params_parse_json(arena, row->body, &params), PARAMS_OK);
	found = params_find_alias(&params, "bk_app_code", "app_code");
	assert_int_equal(found != NULL, row->expected != NULL);
	if (found != NULL)
		assert_true(text_is(found->value, row->expected));
	arena_free(arena);
}

struct signature_row {
	const char *name;
	const char *method;
};

/* esb 3.4: the query string, also when a body holds the parameters. */
static struct signature_row signature_rows[] = {
    {"esb 64: the query string of a POST", "POST"},
    {"esb 3.4: the query string of a GET", "GET"},
};

static void
check_signature(void **state)
{
	const struct signature_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct fcgi_request request = {.method = text_of(row->method),
	    .query = TEXT("bk_signature=zz&b=%D6%D0"),
	    .content_type = TEXT("application/json; charset=gbk"),
	    .body = TEXT("{\"bk_signature\": \"json\"}"),
	    .arena = arena};
	struct params params;

	assert_int_equal(params_of_query(&request, &params), PARAMS_OK);
	check_params(&params, TEXT("b=s:\xE4\xB8\xAD|bk_signature=s:zz|"));
	arena_free(arena);
}

struct reader_row {
	const char *name;
	enum params_result (*read)(
	    const struct fcgi_request *request, struct params *params);
	struct text expected;
};

static struct reader_row reader_rows[] = {
    {"a query of 2019: & and ; part it", params_of_query,
	B("a=s:3|b=s:2|c=s:\xC3\xBF|d=s:|")},
    {"sops-current 4.1: & alone does", params_of_current_query,
	B("a=s:3|c=s:\xEF\xBF\xBD|d=s:|")},
};

static void
check_reader(void **state)
{
	const struct reader_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct fcgi_request request = {.method = TEXT("GET"),
	    .query = TEXT("a=1;b=2&&c=%FF&a=3&d"),
	    .content_type = TEXT(""),
	    .arena = arena};
	struct params params;

	assert_int_equal(row->read(&request, &params), PARAMS_OK);
	check_params(&params, row->expected);
	arena_free(arena);
}

struct many_row {
	const char *name;
	size_t count;
};

static struct many_row many_rows[] = {
    {"1024 names: each is found, sorted", PARAMS_COUNT},
    {"17 names: the list grew once", 17},
    {"1 name", 1},
};

static void
check_many(void **state)
{
	const struct many_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;
	struct buf b;

	buf_init(&b, (size_t)1 << 20);
	for (size_t i = 0; i < row->count; i++)
		buf_addf(&b, "k%04zu=%zu&", (i * 7919) % row->count, i);
	assert_int_equal(
	    parse_request(arena, "GET", NULL, buf_text(&b), TEXT(""), &params),
	    PARAMS_OK);
	assert_int_equal(params.count, row->count);
	for (size_t i = 0; i < row->count; i++) {
		char name[32], value[32];
		const struct param *p;

		snprintf(name, sizeof(name), "k%04zu", (i * 7919) % row->count);
		snprintf(value, sizeof(value), "%zu", i);
		p = params_find(&params, name);
		assert_non_null(p);
		assert_true(text_is(p->value, value));
		if (i > 0)
			assert_true(memcmp(params.items[i - 1].name.s,
					params.items[i].name.s,
					params.items[i].name.len) <= 0);
	}
	assert_null(params_find(&params, "k"));
	buf_free(&b);
	arena_free(arena);
}

int
main(void)
{
	UNIT_TABLE(request_rows, check_request);
	UNIT_TABLE(query_rows, check_query);
	UNIT_TABLE(truth_rows, check_truth);
	UNIT_TABLE(alias_rows, check_alias);
	UNIT_TABLE(signature_rows, check_signature);
	UNIT_TABLE(reader_rows, check_reader);
	UNIT_TABLE(many_rows, check_many);
	return unit_run("params");
}
