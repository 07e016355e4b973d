/* SPDX-License-Identifier: MIT */
#include "params_expect.h"

struct json_row {
	const char *name;
	struct text body;
	enum params_result result;
	struct text expected;
};

static struct json_row json_rows[] = {
    {"esb 1.4: types stay",
	B("{\"a\": \"x\", \"b\": 1, \"c\": 1.5, \"d\": true, \"e\": false,"
	  " \"f\": null, \"g\": [1], \"h\": {\"i\": 2}, \"j\": 3}"),
	PARAMS_OK,
	B("a=s:x|b=i:1|c=f:1.5|d=t:true|e=F:false|f=n:null|g=l:[1]|"
	  "h=o:{\"i\": 2}|j=i:3|")},
    {"esb 1.4: {}", B("{}"), PARAMS_OK, B("")},
    {"esb 1.4: integers of any length",
	B("{\"a\": 123456789012345678901234567890, \"b\": -5}"), PARAMS_OK,
	B("a=i:123456789012345678901234567890|b=i:-5|")},
    {"esb 36: exponents and minus zero",
	B("{\"x\": 1e5, \"y\": -0, \"z\": 1E+2, \"w\": -0.0}"), PARAMS_OK,
	B("w=f:-0.0|x=f:1e5|y=i:0|z=f:1E+2|")},
    {"esb 36: NaN and Infinity",
	B("{\"a\": NaN, \"b\": Infinity, \"c\": -Infinity, \"d\": [NaN],"
	  " \"e\": 1e400}"),
	PARAMS_OK,
	B("a=f:NaN|b=f:Infinity|c=f:-Infinity|d=l:[NaN]|e=f:Infinity|")},
    {"esb 1.4: lists and objects as received",
	B("{\"a\": [ 1 ,\t\"]\" ] , \"b\": { \"c\" : [ {} ] } }"), PARAMS_OK,
	B("a=l:[ 1 ,\t\"]\" ]|b=o:{ \"c\" : [ {} ] }|")},
    {"esb 0.3: empty ones",
	B("{\"a\": [], \"b\": {}, \"c\": [ ], \"d\": [[]], \"e\": [{}],"
	  " \"f\": {\"\": []}, \"g\": [0], \"h\": [\"\"], \"i\": [null],"
	  " \"j\": [NaN], \"k\": [false]}"),
	PARAMS_OK,
	B("a=l0:[]|b=o0:{}|c=l0:[ ]|d=l:[[]]|e=l:[{}]|f=o:{\"\": []}|"
	  "g=l:[0]|h=l:[\"\"]|i=l:[null]|j=l:[NaN]|k=l:[false]|")},
    {"esb 32: the last of a name", B("{\"a\": 1, \"b\": 2, \"a\": \"x\"}"),
	PARAMS_OK, B("a=s:x|b=i:2|")},
    {"esb 32: an escaped name is the same name",
	B("{\"task_id\": 1, \"\\u0074ask_id\": 5}"), PARAMS_OK,
	B("task_id=i:5|")},
    {"esb 32: inner names are no parameters", B("{\"a\": {\"b\": {\"c\": 1}}}"),
	PARAMS_OK, B("a=o:{\"b\": {\"c\": 1}}|")},
    {"esb 1.4: an empty name and value", B("{\"\": \"\"}"), PARAMS_OK,
	B("=s:|")},
    {"esb 1.4: a prefix is another name",
	B("{\"ab\": 1, \"a\": 2, \"abc\": 3}"), PARAMS_OK,
	B("a=i:2|ab=i:1|abc=i:3|")},
    {"esb 60: escapes and raw characters",
	B("{\"a\": \"\\u0001\\n\\\"\\\\\x7F\xE2\x80\xA8\"}"), PARAMS_OK,
	B("a=s:\x01\n\"\\\x7F\xE2\x80\xA8|")},
    {"esb 1.4: NUL stays", B("{\"a\": \"x\\u0000y\", \"b\\u0000\": 1}"),
	PARAMS_OK, B("a=s:x\0y|b\0=i:1|")},
    {"esb 36: a lone surrogate is U+FFFD", B("{\"a\": \"\\ud800\"}"), PARAMS_OK,
	B("a=s:\xEF\xBF\xBD|")},
    {"esb 36: a raw surrogate in a list is U+FFFD",
	B("{\"a\": [\"\xED\xA0\x80\"]}"), PARAMS_OK,
	B("a=l:[\"\xEF\xBF\xBD\"]|")},
    {"esb 18: {\"a\":", B("{\"a\":"), PARAMS_BAD_JSON, B("")},
    {"esb 19: {} x", B("{} x"), PARAMS_BAD_JSON, B("")},
    {"esb 19: {}{}", B("{}{}"), PARAMS_BAD_JSON, B("")},
    {"esb 25: the byte FF in a string", B("{\"a\": \"\xFF\"}"), PARAMS_BAD_JSON,
	B("")},
    {"esb 35: a comma before }", B("{\"a\":1,}"), PARAMS_BAD_JSON, B("")},
    {"esb 35: single quotes", B("{'a':1}"), PARAMS_BAD_JSON, B("")},
    {"esb 35: a raw newline in a string", B("{\"a\": \"x\ny\"}"),
	PARAMS_BAD_JSON, B("")},
    {"esb 35: .5", B("{\"a\":.5}"), PARAMS_BAD_JSON, B("")},
    {"esb 35: +1", B("{\"a\":+1}"), PARAMS_BAD_JSON, B("")},
    {"esb 35: \\u12", B("{\"a\":\"\\u12\"}"), PARAMS_BAD_JSON, B("")},
    {"esb 35: NUL behind }", B("{}\0"), PARAMS_BAD_JSON, B("")},
    {"no object: []", B("[{\"a\": 1}]"), PARAMS_BAD_JSON, B("")},
    {"no object: 1", B("1"), PARAMS_BAD_JSON, B("")},
    {"no object: nothing", B(""), PARAMS_BAD_JSON, B("")},
};

struct multipart_row {
	const char *name;
	const char *type;
	struct text body;
	enum params_result result;
	struct text expected;
};

#define DISPOSITION "Content-Disposition: form-data; "

static struct multipart_row multipart_rows[] = {
    {"esb 27: the last of a name, a name without quotes", MULTIPART,
	B(PART("a", "1") PART("\"a\"", "2") PART("\"b\"", "3") "--B--\r\n"),
	PARAMS_OK, B("a=s:2|b=s:3|")},
    {"esb 27: a part with filename", MULTIPART,
	B(PART("a", "1") PART("\"b\"; filename=\"f.txt\"", "2") "--B--"),
	PARAMS_OK, B("a=s:1|")},
    {"esb 27: a part with filename*", MULTIPART,
	B(PART("a", "1") PART("\"b\"; filename*=UTF-8''f", "2") "--B--"),
	PARAMS_OK, B("a=s:1|")},
    {"esb 27: an empty filename is none", MULTIPART,
	B(PART("\"b\"; filename=\"\"", "2") "--B--"), PARAMS_OK, B("b=s:2|")},
    {"esb 1.4: a value without its end is lost", MULTIPART,
	B(PART("a", "1") "--B\r\n" DISPOSITION "name=b\r\n\r\n2"), PARAMS_OK,
	B("a=s:1|")},
    {"esb 1.4: a header without its end is lost", MULTIPART,
	B(PART("a", "1") "--B\r\n" DISPOSITION "name=b"), PARAMS_OK,
	B("a=s:1|")},
    {"esb 1.4: the only value has no end", MULTIPART,
	B("--B\r\n" DISPOSITION "name=a\r\n\r\n1\r\n--"), PARAMS_OK, B("")},
    {"esb 1.4: -- cut off the last delimiter", MULTIPART,
	B(PART("a", "1") "--B"), PARAMS_OK, B("a=s:1|")},
    {"esb 1.4: an empty boundary", "multipart/form-data; boundary=",
	B(PART("a", "1") "--B--"), PARAMS_BAD_FORM, B("")},
    {"esb 1.4: a boundary that ends with a blank",
	"multipart/form-data; boundary=\"B \"", B(PART("a", "1") "--B--"),
	PARAMS_BAD_FORM, B("")},
    {"esb 1.4: a boundary with a control character",
	"multipart/form-data; boundary=\"B\x01\"", B(PART("a", "1") "--B--"),
	PARAMS_BAD_FORM, B("")},
    {"esb 1.4: no boundary, no body", "multipart/form-data", B(""),
	PARAMS_BAD_FORM, B("")},
    {"RFC 2046: a quoted boundary",
	"multipart/form-data; charset=utf-8; Boundary=\"a; \\\"b\"",
	B("--a; \"b\r\n" DISPOSITION "name=a\r\n\r\n1\r\n--a; \"b--"),
	PARAMS_OK, B("a=s:1|")},
    {"RFC 2046: an empty body", MULTIPART, B(""), PARAMS_OK, B("")},
    {"RFC 2046: preamble and epilogue", MULTIPART,
	B(DISPOSITION "name=x\r\n\r\n1\r\n" PART("a", "1") "--B--\r\n" PART(
	    "y", "2") "--B--"),
	PARAMS_OK, B("a=s:1|")},
    {"RFC 2046: a part without header", MULTIPART,
	B("--B\r\n\r\nx\r\n" PART("a", "1") "--B--"), PARAMS_OK, B("a=s:1|")},
    {"RFC 2046: a part without header end", MULTIPART,
	B("--B\r\n" DISPOSITION "name=b\r\n" PART("a", "1") "--B--"), PARAMS_OK,
	B("a=s:1|")},
    {"RFC 2046: bare line feeds are no header end", MULTIPART,
	B("--B\n" DISPOSITION "name=b\n\n1\n--B--"), PARAMS_OK, B("")},
    {"RFC 2046: a line feed before the delimiter", MULTIPART,
	B("--B\r\n" DISPOSITION "name=b\r\n\r\n1\n--B--"), PARAMS_OK,
	B("b=s:1|")},
    {"RFC 7578: values keep their line ends", MULTIPART,
	B(PART("a", "\r\n x\r\n\r\n") PART("b", "") "--B--"), PARAMS_OK,
	B("a=s:\r\n x\r\n\r\n|b=s:|")},
    {"RFC 7578: other header lines", MULTIPART,
	B("--B\r\nContent-Type: text/plain; name=z\r\n"
	  "CONTENT-DISPOSITION:form-data;NAME = \" a \"\r\nbroken\r\n\r\n1\r\n"
	  "--B--"),
	PARAMS_OK, B("a=s:1|")},
    {"RFC 7578: no Content-Disposition", MULTIPART,
	B("--B\r\nContent-Type: x; name=a\r\n\r\n1\r\n--B--"), PARAMS_OK,
	B("")},
    {"RFC 7578: no name", MULTIPART,
	B("--B\r\nContent-Disposition: name=a\r\n\r\n1\r\n--B--"), PARAMS_OK,
	B("")},
    {"RFC 7578: escapes in a name", MULTIPART,
	B(PART("\"a\\\"\\\\;\\n\"; x=y", "1") "--B--"), PARAMS_OK,
	B("a\"\\;\\n=s:1|")},
    {"RFC 7578: a name without closing quote", MULTIPART,
	B(PART("\"a;b", "1") "--B--"), PARAMS_OK, B("\"a;b=s:1|")},
    {"RFC 7578: NUL stays", MULTIPART, B(PART("a", "x\0y") "--B--"), PARAMS_OK,
	B("a=s:x\0y|")},
    {"Django: values are not percent-decoded", MULTIPART,
	B(PART("a", "%41+") "--B--"), PARAMS_OK, B("a=s:%41+|")},
    {"Django: bad UTF-8 is U+FFFD", MULTIPART, B(PART("a", "x\xFFy") "--B--"),
	PARAMS_OK, B("a=s:x\xEF\xBF\xBDy|")},
    {"Django: bad GBK is U+FFFD", MULTIPART ";charset=gbk",
	B(PART("a", "\xFF\xD6\xD0") "--B--"), PARAMS_OK,
	B("a=s:\xEF\xBF\xBD\xE4\xB8\xAD|")},
};

/* Texts that are too long to write down: `repeated` and `closing` come `count`
 * times. */
struct long_row {
	const char *name;
	const char *type;
	const char *start, *repeated, *middle, *closing, *end;
	size_t count;
	enum params_result result;
	size_t params; /* how many come out */
};

#define LONG_DISPOSITION "--B\r\n" DISPOSITION "x=\""

static struct long_row long_rows[] = {
    {"esb 1.4: lists 480 deep", NULL, "{\"a\": ", "[", "", "]", "}", 480,
	PARAMS_OK, 1},
    {"esb 1.4: lists 600 deep", NULL, "{\"a\": ", "[", "", "]", "}", 600,
	PARAMS_TOO_DEEP, 0},
    {"esb 1.4: lists 960 deep", NULL, "{\"a\": ", "[", "", "]", "}", 960,
	PARAMS_TOO_DEEP, 0},
    {"esb 1.4: lists 990 deep", NULL, "{\"a\": ", "[", "", "]", "}", 990,
	PARAMS_BAD_JSON, 0},
    {"esb 1.4: objects 480 deep", NULL, "", "{\"a\":", "1", "}", "", 480,
	PARAMS_OK, 1},
    {"esb 1.4: objects 600 deep", NULL, "", "{\"a\":", "1", "}", "", 600,
	PARAMS_TOO_DEEP, 0},
    {"esb 1.4: objects 990 deep", NULL, "", "{\"a\":", "1", "}", "", 990,
	PARAMS_BAD_JSON, 0},
    {"esb 1.4: 600 deep and broken", NULL, "{\"a\": ", "[", "", "]", "", 600,
	PARAMS_BAD_JSON, 0},
    {"esb 1.4: 100,000 opening brackets", NULL, "{\"a\": ", "[", "", "", "",
	100000, PARAMS_BAD_JSON, 0},
    {"1024 pairs", FORM, "", "a=1&", "", "", "", 1024, PARAMS_OK, 1},
    {"1025 pairs", FORM, "", "a=1&", "", "", "", 1025, PARAMS_MEMORY, 0},
    {"100,000 separators", FORM, "", "&;", "a", "", "", 50000, PARAMS_OK, 1},
    {"1024 members", NULL, "{", "\"a\":1,", "\"a\":[]", "", "}", 1023,
	PARAMS_OK, 1},
    {"1025 members", NULL, "{", "\"a\":1,", "\"a\":[]", "", "}", 1024,
	PARAMS_MEMORY, 0},
    {"1024 parts", MULTIPART, "", PART("a", "1"), "--B--", "", "", 1024,
	PARAMS_OK, 1},
    {"1025 parts", MULTIPART, "", PART("a", "1"), "--B--", "", "", 1025,
	PARAMS_MEMORY, 0},
    {"100,000 delimiters", MULTIPART, "", "--B\n", PART("a", "1"), "", "--B",
	100000, PARAMS_OK, 1},
    {"a part's header of 1024 bytes", MULTIPART, LONG_DISPOSITION, "x",
	"\"; name=a\r\n\r\n1\r\n--B--", "", "",
	1024 - (sizeof(LONG_DISPOSITION "\"; name=a\r\n\r\n") - 1 - 3),
	PARAMS_OK, 1},
    {"a part's header of 1025 bytes", MULTIPART, LONG_DISPOSITION, "x",
	"\"; name=a\r\n\r\n1\r\n--B--", "", "",
	1025 - (sizeof(LONG_DISPOSITION "\"; name=a\r\n\r\n") - 1 - 3),
	PARAMS_OK, 0},
    {"a value of a million bytes", FORM, "a=", "%41", "", "", "", 333333,
	PARAMS_OK, 1},
    {"a value beyond the arena", FORM "; charset=iso-8859-1", "a=%41",
	"\xFF\xFF\xFF\xFF", "", "", "", 1500000, PARAMS_MEMORY, 0},
};

static void
check_json(void **state)
{
	const struct json_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;

	assert_int_equal(
	    params_parse_json(arena, row->body, &params), row->result);
	check_params(&params, row->expected);
	arena_free(arena);
}

static void
check_multipart(void **state)
{
	const struct multipart_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;

	assert_int_equal(parse_request(arena, "POST", row->type, TEXT(""),
			     row->body, &params),
	    row->result);
	check_params(&params, row->expected);
	arena_free(arena);
}

static void
check_long(void **state)
{
	const struct long_row *row = *state;
	struct arena *arena = arena_new(ARENA_MAX);
	struct params params;
	struct buf b;

	buf_init(&b, (size_t)64 << 20);
	buf_add_text(&b, text_of(row->start));
	for (size_t i = 0; i < row->count; i++)
		buf_add_text(&b, text_of(row->repeated));
	buf_add_text(&b, text_of(row->middle));
	for (size_t i = 0; i < row->count; i++)
		buf_add_text(&b, text_of(row->closing));
	buf_add_text(&b, text_of(row->end));
	assert_false(b.failed);
	assert_int_equal(parse_request(arena, "POST", row->type, TEXT(""),
			     buf_text(&b), &params),
	    row->result);
	assert_int_equal(params.count, row->params);
	buf_free(&b);
	arena_free(arena);
}

int
main(void)
{
	UNIT_TABLE(json_rows, check_json);
	UNIT_TABLE(multipart_rows, check_multipart);
	UNIT_TABLE(long_rows, check_long);
	return unit_run("params_body");
}
