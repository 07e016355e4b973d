/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>

#include "trace.h"
#include "json/writer.h"

#define DEPTH  8
#define STRING 40 /* bytes of one string or number in these tests */

struct read_row {
	const char *name;
	enum json_dialect dialect;
	const char *document;
	size_t len;
	const char *events; /* NULL: fails with `result` */
	enum json_result result;
};

#define UJSON(name, document, events)                                     \
	{                                                                 \
		name, JSON_UJSON, document, sizeof(document) - 1, events, \
		    JSON_OK                                               \
	}
#define PYTHON(name, document, events)                                     \
	{                                                                  \
		name, JSON_PYTHON, document, sizeof(document) - 1, events, \
		    JSON_OK                                                \
	}
#define UJSON_NOT(name, document, result)                                      \
	{                                                                      \
		name, JSON_UJSON, document, sizeof(document) - 1, NULL, result \
	}
#define PYTHON_NOT(name, document, result)                               \
	{                                                                \
		name, JSON_PYTHON, document, sizeof(document) - 1, NULL, \
		    result                                               \
	}

#define EMOJI "\xF0\x9F\x98\x80"
#define FFFD  "\xEF\xBF\xBD"
#define TEN   "0123456789"

static struct read_row ujson_rows[] = {
    UJSON("sops 2.2.2: blanks around", " \t\r\n[ ]\n\r\t ", "[ ]"),
    UJSON("sops 6.2/82: a trailing blank", "{\"constants\": []} ",
	"{ k:constants [ ] }"),
    UJSON_NOT("sops 6.2/83: a trailing x", "{}x", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: a trailing NUL", "{}\0", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: a trailing 0x0b", "{}\x0b", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: a leading 0x0c", "\x0c{}", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: a second value", "1 2", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: a BOM", "\xEF\xBB\xBF{}", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: a comment", "/**/{}", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: single quotes", "'a'", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: an unquoted key", "{a:1}", JSON_BROKEN),
    UJSON("sops 2.2.2: a trailing comma in an object", "{\"a\":1,}",
	"{ k:a i:1 }"),
    UJSON("and blanks behind it", "{\"a\" : 1 , }", "{ k:a i:1 }"),
    UJSON_NOT("two commas in an object", "{\"a\":1,,}", JSON_BROKEN),
    UJSON_NOT("only a comma in an object", "{,}", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: a trailing comma in an array", "[1,]", JSON_BROKEN),
    UJSON_NOT("only a comma in an array", "[,]", JSON_BROKEN),
    UJSON("sops 6.2/84: equal keys are all given", "{\"a\":1,\"a\":2}",
	"{ k:a i:1 k:a i:2 }"),
    UJSON_NOT("sops 2.2.2: a number as key", "{1:2}", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: null as key", "{null:2}", JSON_BROKEN),
    UJSON_NOT("no colon", "{\"a\" 1}", JSON_BROKEN),
    UJSON_NOT("no value", "{\"a\":}", JSON_BROKEN),
    UJSON_NOT("no comma", "[1 2]", JSON_BROKEN),
    UJSON_NOT("the wrong bracket", "[1}", JSON_BROKEN),
    UJSON_NOT("no bracket", "{\"a\":[1]", JSON_BROKEN),
    UJSON_NOT("no closing quote", "\"abc", JSON_BROKEN),
    UJSON("sops 6.2/86: a raw tab", "\"a\tb\"", "s:a\tb"),
    UJSON("sops 2.2.2: raw 0x01 to 0x1f",
	"\"\x01\x02\x03\x04\x05\x06\x07\b\t\n\x0b\f\r\x0e\x0f\x10\x1f\"",
	"s:\x01\x02\x03\x04\x05\x06\x07\b\t\n\x0b\f\r\x0e\x0f\x10\x1f"),
    UJSON_NOT("sops 2.2.2: a raw NUL", "\"a\0b\"", JSON_BROKEN),
    UJSON_NOT("a raw NUL behind an escape", "\"\\n\0\"", JSON_BROKEN),
    UJSON("sops 2.2.2: escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	"s:\"\\/\b\f\n\r\t"),
    UJSON("sops 2.2.2: hex of any case", "\"\\u4e2D\\u00e9\\u0041\"",
	"s:\xE4\xB8\xAD\xC3\xA9"
	"A"),
    UJSON_NOT("sops 6.2/86: another escape", "\"\\x\"", JSON_BROKEN),
    UJSON_NOT("an escaped NUL", "\"\\\0\"", JSON_BROKEN),
    UJSON_NOT("three hex digits", "\"\\u123\"", JSON_BROKEN),
    UJSON_NOT("no hex digit", "\"\\u123g\"", JSON_BROKEN),
    UJSON("sops 2.2.2: stray 0x80 and 0xBF", "\"a\x80\xBF\"",
	"s:a\xC2\x80\xC2\xBF"),
    UJSON("sops 6.2/86: raw UTF-8", "\"\xC3\xA9\xE4\xB8\xAD" EMOJI "x\"",
	"s:\xC3\xA9\xE4\xB8\xAD" EMOJI "x"),
    UJSON("raw UTF-8 behind an escape", "\"\\n\xC3\xA9\xE4\xB8\xAD" EMOJI "x\"",
	"s:\n\xC3\xA9\xE4\xB8\xAD" EMOJI "x"),
    UJSON_NOT("sops 2.2.2: overlong, two bytes", "\"\xC1\xBF\"", JSON_BROKEN),
    UJSON_NOT(
	"sops 2.2.2: overlong, three bytes", "\"\xE0\x9F\xBF\"", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: overlong, four bytes", "\"\xF0\x8F\xBF\xBF\"",
	JSON_BROKEN),
    UJSON_NOT("beyond U+10FFFF", "\"\xF4\x90\x80\x80\"", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: a broken sequence", "\"\xE4\xB8x\"", JSON_BROKEN),
    UJSON_NOT("a cut sequence", "\"\xE4\xB8\"", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: 0xF8", "\"\xF8\x88\x80\x80\x80\"", JSON_BROKEN),
    UJSON_NOT("sops 6.2/86: 0xFF", "\"\xFF\"", JSON_BROKEN),
    UJSON("sops 2.2.2: an encoded surrogate", "\"a\xED\xA0\x80z\"",
	"s:a" FFFD "z"),
    UJSON(
	"two encoded halves meet", "\"\xED\xA0\xBD\xED\xB8\x80\"", "s:" EMOJI),
    UJSON("sops 6.2/94: a pair", "\"a\\ud83d\\ude00b\"", "s:a" EMOJI "b"),
    UJSON("the first and the last pair", "\"\\ud800\\udc00\\udbff\\udfff\"",
	"s:\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"),
    UJSON(
	"a letter behind a pair", "\"\\ud83d\\ude00\\u0041\"", "s:" EMOJI "A"),
    UJSON("sops 2.2.2: a lone low surrogate", "\"a\\ude00b\"", "s:a" FFFD "b"),
    UJSON("sops 2.2.2: a lone high surrogate", "\"\\ud83d\"", "s:"),
    UJSON("sops 2.2.2: and a letter behind it", "\"\\ud83dx\"", "s:x"),
    UJSON("sops 2.2.2: its partner comes later", "\"\\ud83dx\\ude00\"",
	"s:x" EMOJI),
    UJSON_NOT("sops 2.2.2: a letter is no partner", "\"\\ud83dx\\u0041\"",
	JSON_BROKEN),
    UJSON_NOT(
	"a second high one is no partner", "\"\\ud83d\\ud83d\"", JSON_BROKEN),
    UJSON("it is forgotten in the next string", "[\"\\ud83d\",\"\\u0041\"]",
	"[ s: s:A ]"),
    UJSON("sops 6.2/95: U+2028, <", "\"\\u2028<\"", "s:\xE2\x80\xA8<"),
    UJSON("eight levels", "[[[[[[[[1]]]]]]]]",
	"[ [ [ [ [ [ [ [ i:1 ] ] ] ] ] "
	"] ] ]"),
    UJSON_NOT("sops 2.2.2: too deep", "[[[[[[[[{}]]]]]]]]", JSON_DEEP),
    UJSON("containers of both kinds", "{\"a\":[{\"b\":[]},{}],\"c\":{}}",
	"{ k:a [ { k:b [ ] } { } ] k:c { } }"),
    UJSON("sops 2.2.2: words", "[true,false,null]", "[ t F n ]"),
    UJSON_NOT("sops 2.2.2: True", "True", JSON_BROKEN),
    UJSON_NOT("half a word", "[nul]", JSON_BROKEN),
    UJSON_NOT("a longer word", "truex", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: NaN", "NaN", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: Infinity", "Infinity", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: -Infinity", "-Infinity", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: empty", "", JSON_BROKEN),
    UJSON_NOT("sops 2.2.2: only blanks", " \n ", JSON_BROKEN),
    UJSON("forty bytes", "\"" TEN TEN TEN TEN "\"", "s:" TEN TEN TEN TEN),
    UJSON_NOT("forty-one bytes", "\"" TEN TEN TEN TEN "x\"", JSON_LARGE),
    UJSON_NOT("forty-one bytes, with an escape", "\"\\n" TEN TEN TEN TEN "\"",
	JSON_LARGE),
    UJSON("more than forty before they are decoded",
	"\"\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041\"",
	"s:AAAAAAAA"),
    UJSON_NOT("a number of forty-one bytes", "0" TEN TEN TEN TEN, JSON_LARGE),
};

static struct read_row number_rows[] = {
    UJSON("sops 2.2.3: - alone", "-", "i:0"),
    UJSON("sops 2.2.3: - in an array", "[-,1]", "[ i:0 i:1 ]"),
    UJSON("sops 2.2.3: 01", "01", "i:1"),
    UJSON("-01", "-01", "i:-1"),
    UJSON("000", "000", "i:0"),
    UJSON("-00", "-00", "i:0"),
    UJSON("sops 2.2.3: 1.", "1.", "f:1.0"),
    UJSON("sops 2.2.3: 1e", "1e", "f:1.0"),
    UJSON("1.5e+", "1.5e+", "f:1.5"),
    UJSON("1.e5", "1.e5", "f:1.0e+5"),
    UJSON("-.5", "-.5", "f:-0.5"),
    UJSON("-e5", "-e5", "f:-0e+5"),
    UJSON("007.5E-3", "007.5E-3", "f:7.5e-3"),
    UJSON_NOT("sops 2.2.3: +1", "+1", JSON_BROKEN),
    UJSON_NOT("sops 2.2.3: .5", ".5", JSON_BROKEN),
    UJSON_NOT("1-2", "1-2", JSON_BROKEN),
    UJSON_NOT("1.2.3", "1.2.3", JSON_BROKEN),
    UJSON_NOT("1e5.0", "1e5.0", JSON_BROKEN),
    UJSON_NOT("--1", "--1", JSON_BROKEN),
    UJSON("sops 2.2.3: -0", "-0", "i:0"),
    UJSON("-0.0 stays a float", "-0.0", "f:-0.0"),
    UJSON("sops 2.2.3: 2^64 - 1", "18446744073709551615",
	"i:18446744073709551615"),
    UJSON_NOT("sops 2.2.3: 2^64", "18446744073709551616", JSON_BROKEN),
    UJSON("sops 2.2.3: one that slips through", "30000000000000000000",
	"i:30000000000000000000"),
    UJSON(
	"sops 2.2.3: -2^63", "-9223372036854775808", "i:-9223372036854775808"),
    UJSON_NOT("sops 6.2/85: -2^63 - 1", "-9223372036854775809", JSON_BROKEN),
    UJSON_NOT("sops 2.2.3: integer part of a float", "18446744073709551616.5",
	JSON_BROKEN),
    UJSON("sops 2.2.3: 0.3 as stored", "0.3", "f:0.3"),
    UJSON("sops 2.2.3: 0.1 as stored", "0.1", "f:0.1"),
    UJSON("sops 2.2.3: 0.6 as stored", "0.6", "f:0.6"),
    UJSON("sops 2.2.3: 1.1 as stored", "1.1", "f:1.1"),
    UJSON("sops 2.2.3: 0.7 as stored", "0.7", "f:0.7"),
    UJSON("sops 2.2.3: 4.35 as stored", "4.35", "f:4.35"),
    UJSON("sops 2.2.3: twenty decimals", "0.12345678901234567890",
	"f:0.12345678901234567890"),
    UJSON("sops 2.2.3: 123456789.123456789", "123456789.123456789",
	"f:123456789.123456789"),
    UJSON("sops 2.2.3: 1e5", "1e5", "f:1e5"),
    UJSON("sops 2.2.3: 1e400", "1e400", "N:Infinity"),
    UJSON("-1e400", "-1e400", "N:-Infinity"),
    UJSON("0e400 is 0 times infinity", "0e400", "N:NaN"),
    UJSON("1e-400", "1e-400", "f:1e-400"),
    UJSON("1e309", "1e309", "N:Infinity"),
    UJSON("1e308", "1e308", "f:1e308"),
    UJSON("2e308", "2e308", "N:Infinity"),
    UJSON("18e307", "18e307", "N:Infinity"),
    UJSON("an exponent beyond an int", "1e99999999999999999999", "N:Infinity"),
    UJSON("sops 2.2.3: 5e-324", "5e-324", "f:5e-324"),
    UJSON("sops 2.2.3: the largest double", "1.7976931348623157e308",
	"f:1.7976931348623157e308"),
    UJSON("sops 2.2.1: as ujson writes large ones", "1.000000000000000e+17",
	"f:1.000000000000000e+17"),
    PYTHON("esb 1.4: integers of any size", "123456789012345678901234567890",
	"i:123456789012345678901234567890"),
    PYTHON("-0 in Python", "[-0,-1,0]", "[ i:0 i:-1 i:0 ]"),
    PYTHON("floats in Python", "[-0.0,1.5,1e5,1E-5,0e400]",
	"[ f:-0.0 f:1.5 f:1e5 f:1E-5 f:0e400 ]"),
    PYTHON("esb 36: NaN and infinities", "[NaN,Infinity,-Infinity]",
	"[ N:NaN N:Infinity N:-Infinity ]"),
    PYTHON("1e400 in Python", "[1e400,-1e400]", "[ N:Infinity N:-Infinity ]"),
    PYTHON_NOT("01 in Python", "01", JSON_BROKEN),
    PYTHON_NOT("- in Python", "[-]", JSON_BROKEN),
    PYTHON_NOT("1. in Python", "1.", JSON_BROKEN),
    PYTHON_NOT("1e in Python", "1e", JSON_BROKEN),
    PYTHON_NOT("-.5 in Python", "-.5", JSON_BROKEN),
    PYTHON_NOT("-Inf in Python", "-Inf", JSON_BROKEN),
    PYTHON_NOT("--Infinity in Python", "--Infinity", JSON_BROKEN),
};

static struct read_row python_rows[] = {
    PYTHON("esb 23: blanks around", " \t\r\n{ } \n", "{ }"),
    PYTHON_NOT("esb 1.4: 0x0b before", "\x0b{}", JSON_BROKEN),
    PYTHON_NOT("esb 18: cut", "{\"a\":", JSON_BROKEN),
    PYTHON_NOT("esb 19: trailing garbage", "{} x", JSON_BROKEN),
    PYTHON_NOT("esb 25: FF in a string", "{\"a\":\"\xFF\"}", JSON_BROKEN),
    PYTHON_NOT("a stray continuation byte", "\"\x80\"", JSON_BROKEN),
    PYTHON_NOT("an overlong sequence", "\"\xC0\xAF\"", JSON_BROKEN),
    PYTHON("esb 32: equal keys are all given", "{\"a\":1,\"a\":2}",
	"{ k:a i:1 k:a i:2 }"),
    PYTHON_NOT("esb 35: a trailing comma", "{\"a\":1,}", JSON_BROKEN),
    PYTHON_NOT("esb 35: a trailing comma in an array", "[1,]", JSON_BROKEN),
    PYTHON_NOT("esb 35: single quotes", "{'a':1}", JSON_BROKEN),
    PYTHON_NOT("esb 35: a raw newline", "\"a\nb\"", JSON_BROKEN),
    PYTHON_NOT("a raw newline behind an escape", "\"\\t\n\"", JSON_BROKEN),
    PYTHON("0x7f is no control character", "\"\x7f\"", "s:\x7f"),
    PYTHON_NOT("UTF-16", "{\0}\0", JSON_BROKEN),
    PYTHON("escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u4E2d\"",
	"s:\"\\/\b\f\n\r\t\xE4\xB8\xAD"),
    PYTHON("a pair", "\"\\ud83d\\ude00\"", "s:" EMOJI),
    PYTHON("lone surrogates", "\"\\ud83dx\\ude00\\ud83d\"",
	"s:" FFFD "x" FFFD FFFD),
    PYTHON("a pair behind a lone one", "\"\\ud83d\\ud83d\\ude00\"",
	"s:" FFFD EMOJI),
    PYTHON("a lone one before an escape", "\"\\ud83d\\n\"", "s:" FFFD "\n"),
    PYTHON("sops 2.4: an encoded surrogate", "\"\xED\xA0\xBD\"", "s:" FFFD),
    PYTHON("raw UTF-8", "{\"\xE4\xB8\xAD\":\"" EMOJI "\"}",
	"{ k:\xE4\xB8\xAD s:" EMOJI " }"),
    PYTHON_NOT("too deep", "[[[[[[[[[1]]]]]]]]]", JSON_DEEP),
};

/* Whole, then cut at every place in turns: always the same events. */
static void
check_read(void **state)
{
	static const size_t chunks[] = {SIZE_MAX, 1, 2, 3, 7};
	const struct read_row *row = *state;
	struct text document = {row->document, row->len};
	struct trace whole, t;

	trace_read(&whole, row->dialect, document, SIZE_MAX, DEPTH, STRING);
	for (size_t i = 0; i < sizeof(chunks) / sizeof(*chunks); i++) {
		enum json_result result = trace_read(
		    &t, row->dialect, document, chunks[i], DEPTH, STRING);

		assert_int_equal(result, row->result);
		if (row->events != NULL) {
			buf_add(&t.events, "", 1);
			assert_string_equal(t.events.data, row->events);
			assert_int_equal(t.events.len - 1, strlen(row->events));
			t.events.len--;
			assert_int_equal(t.reader.offset, row->len);
		}
		assert_true(
		    text_eq(buf_text(&t.events), buf_text(&whole.events)));
		assert_true(
		    text_eq(buf_text(&t.offsets), buf_text(&whole.offsets)));
		trace_free(&t);
	}
	trace_free(&whole);
}

struct offset_row {
	const char *name;
	const char *document;
	const char *offsets;
};

static struct offset_row offset_rows[] = {
    {"offsets: behind each token", " { \"a\" : [ 12 , \"x\\n\" ] } ",
	"2 6 10 13 21 23 25 "},
    {"offsets: numbers and words", "[-1.5e3,true,null]", "1 7 12 17 18 "},
};

static void
check_offsets(void **state)
{
	const struct offset_row *row = *state;
	struct trace t;

	assert_int_equal(trace_read(&t, JSON_PYTHON, text_of(row->document), 2,
			     DEPTH, STRING),
	    JSON_OK);
	buf_add(&t.offsets, "", 1);
	assert_string_equal(t.offsets.data, row->offsets);
	trace_free(&t);
}

static int
sink(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

struct one_row {
	const char *name;
	const char *document;
	const char *value;
	uint64_t offset;
};

static struct one_row one_rows[] = {
    {"one value: an object", "{\"a\":[1]}, rest", "{\"a\":[1]}", 9},
    {"one value: a string", "  \"a\" \"b", "\"a\"", 5},
    {"one value: a number", "12,", "12", 2},
    {"one value: a word", "truefalse", "true", 4},
};

static void
check_one(void **state)
{
	const struct one_row *row = *state;
	struct json_memory memory = {.text = text_of(row->document)};
	struct json_reader reader = {.dialect = JSON_UJSON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = json_copy,
	    .max_depth = DEPTH,
	    .max_string = STRING,
	    .one_value = true};
	struct buf out;

	buf_init(&out, 1000);
	reader.context = json_new(sink, &out);
	assert_int_equal(json_read(&reader), JSON_OK);
	assert_true(text_is(buf_text(&out), row->value));
	assert_int_equal(reader.offset, row->offset);
	json_free(reader.context);
	buf_free(&out);
}

struct depth_row {
	const char *name;
	size_t from, to;
};

static struct depth_row depth_rows[] = {
    {"writer: depth 1 to 99", 1, 99},
    {"writer: depth 100 to 103", 100, 103},
    {"writer: depth 104 to 199", 104, 199},
    {"writer: depth 200 to 301", 200, 301},
    {"writer: depth 302 to 1000", 302, 1000},
    {"writer: depth 1001 to 1100", 1001, JSON_WRITER_DEPTH},
};

/* At each level: values before, a container (by turns), values behind. */
static void
write_deep(struct json_writer *w, struct buf *expected, size_t depth)
{
	for (size_t i = 0; i < depth; i++) {
		if (i % 2 == 0) {
			json_array_open(w);
			json_int(w, (int64_t)i);
			buf_addf(expected, "[%zu,", i);
		} else {
			json_object_open(w);
			json_member_null(w, "a");
			json_key(w, TEXT("b"));
			buf_addf(expected, "{\"a\":null,\"b\":");
		}
	}
	json_string(w, TEXT("in"));
	buf_addf(expected, "\"in\"");
	for (size_t i = depth; i-- > 0;) {
		if (i % 2 == 0) {
			/* As a sibling, so that a used generator is used again
			 * where one is left. */
			if (i + 1 < JSON_WRITER_DEPTH) {
				json_array_open(w);
				json_array_close(w);
				buf_addf(expected, ",[]");
			}
			json_bool(w, true);
			json_array_close(w);
			buf_addf(expected, ",true]");
		} else {
			json_key(w, TEXT("c"));
			if (i + 1 < JSON_WRITER_DEPTH) {
				json_object_open(w);
				json_object_close(w);
				buf_addf(expected, ",\"c\":{}}");
			} else {
				json_int(w, 1);
				buf_addf(expected, ",\"c\":1}");
			}
			json_object_close(w);
		}
	}
}

static void
check_depth(void **state)
{
	const struct depth_row *row = *state;

	for (size_t depth = row->from; depth <= row->to; depth++) {
		struct buf out, expected;
		struct json_writer *w;

		buf_init(&out, 1000000);
		buf_init(&expected, 1000000);
		w = json_new(sink, &out);
		write_deep(w, &expected, depth);
		assert_int_equal(json_failed(w), 0);
		assert_true(text_eq(buf_text(&out), buf_text(&expected)));
		assert_int_equal(json_null(w), -1);
		json_free(w);
		buf_free(&out);
		buf_free(&expected);
	}
}

/* Calls: { } [ ] k(ey) s(tring) n(ull) i(nt) d(igits) b(ool) x: bad UTF-8;
 * m: a member of each kind. */
struct call_row {
	const char *name;
	const char *calls;
	const char *text;
	bool fails;
};

static struct call_row call_rows[] = {
    {"writer: values", "[sniidb]", "[\"s\\n/\",null,-7,-7,1.50,true]", false},
    {"writer: a text that is not there", "[0{k0}]", "[null,{\"k\":null}]",
	false},
    {"writer: objects", "{ks}", "{\"k\":\"s\\n/\"}", false},
    {"writer: members", "{m]}}",
	"{\"n\":null,\"b\":true,\"i\":-7,\"r\":1.50,\"s\":\"t\",\"none\":null,"
	"\"o\":{\"a\":[]}}",
	false},
    {"writer: a member in an array", "[m", "[", true},
    {"writer: a root scalar", "i", "-7", false},
    {"writer: a second root", "{}i", "{}", true},
    {"writer: a second root container", "[][", "[]", true},
    {"writer: a value without key", "{i", "{", true},
    {"writer: a container without key", "{[", "{", true},
    {"writer: a string without key", "{s", "{", true},
    {"writer: a key in an array", "[k", "[", true},
    {"writer: a key at the root", "k", "", true},
    {"writer: two keys", "{kk", "{\"k\"", true},
    {"writer: a key without value", "{k}", "{\"k\"", true},
    {"writer: the wrong bracket, object", "{]", "{", true},
    {"writer: the wrong bracket, array", "[}", "[", true},
    {"writer: a bracket too many", "[]]", "[]", true},
    {"writer: the first error sticks", "[x]", "[", true},
    {"writer: overlong UTF-8", "o", "", true},
};

static void
call(struct json_writer *w, char c)
{
	switch (c) {
	case '{':
		json_object_open(w);
		break;
	case '}':
		json_object_close(w);
		break;
	case '[':
		json_array_open(w);
		break;
	case ']':
		json_array_close(w);
		break;
	case 'k':
		json_key(w, TEXT("k"));
		break;
	case 'm':
		json_member_null(w, "n");
		json_member_bool(w, "b", true);
		json_member_int(w, "i", -7);
		json_member_raw(w, "r", TEXT("1.50"));
		json_member_string(w, "s", TEXT("t"));
		json_member_string(w, "none", TEXT_NONE);
		json_member_object(w, "o");
		json_member_array(w, "a");
		break;
	case 's':
		json_string(w, TEXT("s\n/"));
		break;
	case '0':
		json_string(w, TEXT_NONE);
		break;
	case 'x':
		json_string(w, TEXT("\xFF"));
		break;
	case 'o':
		json_string(w, TEXT("\xC0\x80"));
		break;
	case 'n':
		json_null(w);
		break;
	case 'i':
		json_int(w, -7);
		break;
	case 'd':
		json_raw(w, TEXT("1.50"));
		break;
	default:
		json_bool(w, true);
	}
}

static void
check_calls(void **state)
{
	const struct call_row *row = *state;
	struct json_writer *w;
	struct buf out;

	buf_init(&out, 1000);
	w = json_new(sink, &out);
	for (const char *c = row->calls; *c != '\0'; c++)
		call(w, *c);
	assert_int_equal(json_failed(w), row->fails ? -1 : 0);
	assert_true(text_is(buf_text(&out), row->text));
	json_free(w);
	buf_free(&out);
}

static void
check_too_deep(void **state)
{
	struct json_writer *w;
	struct buf out;

	(void)state;
	buf_init(&out, 10000);
	w = json_new(sink, &out);
	for (size_t i = 0; i < JSON_WRITER_DEPTH; i++)
		assert_int_equal(json_array_open(w), 0);
	assert_int_equal(json_array_open(w), -1);
	assert_int_equal(json_array_close(w), -1);
	assert_int_equal(out.len, JSON_WRITER_DEPTH);
	json_free(w);
	buf_free(&out);
}

static void
check_full_sink(void **state)
{
	struct json_writer *w;
	struct buf out;

	(void)state;
	buf_init(&out, 4);
	w = json_new(sink, &out);
	json_array_open(w);
	assert_int_equal(json_string(w, TEXT("12345")), -1);
	assert_int_equal(json_null(w), -1);
	assert_true(text_is(buf_text(&out), "["));
	json_free(w);
	buf_free(&out);
}

static long
broken_source(void *context, const char **data)
{
	int *calls = context;

	*data = "[\"a";
	return (*calls)++ == 0 ? 3 : -1;
}

static int
stop_reading(
    void *context, enum json_event event, struct text text, size_t depth)
{
	(void)context, (void)event, (void)text, (void)depth;
	return -1;
}

static void
check_source_fails(void **state)
{
	int calls = 0;
	struct json_reader reader = {.dialect = JSON_UJSON,
	    .source = broken_source,
	    .source_context = &calls,
	    .event = json_copy,
	    .max_depth = DEPTH,
	    .max_string = STRING};
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	reader.context = json_new(sink, &out);
	assert_int_equal(json_read(&reader), JSON_SOURCE);
	json_free(reader.context);
	calls = 0;
	reader.event = stop_reading;
	assert_int_equal(json_read(&reader), JSON_STOPPED);
	assert_int_equal(calls, 1);
	buf_free(&out);
}

struct plain_row {
	const char *name;
	CMUnitTestFunction check;
};

static struct plain_row plain_rows[] = {
    {"writer: one level too many", check_too_deep},
    {"writer: a full sink", check_full_sink},
    {"reader: a source that fails, an event that stops", check_source_fails},
};

static void
check_plain(void **state)
{
	const struct plain_row *row = *state;

	row->check(NULL);
}

int
main(void)
{
	UNIT_TABLE(ujson_rows, check_read);
	UNIT_TABLE(number_rows, check_read);
	UNIT_TABLE(python_rows, check_read);
	UNIT_TABLE(offset_rows, check_offsets);
	UNIT_TABLE(one_rows, check_one);
	UNIT_TABLE(depth_rows, check_depth);
	UNIT_TABLE(call_rows, check_calls);
	UNIT_TABLE(plain_rows, check_plain);
	return unit_run("json");
}
