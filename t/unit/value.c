/* SPDX-License-Identifier: MIT */
/* Stored values of the engines (sops-current 6.1, cases 7.4.71 to 7.4.76). */
#include "unit.h"

#include <stdio.h>
#include <zlib.h>

#include "base/buf.h"
#include "sops_current/value.h"

#define ARENA ((size_t)64 * 1024 * 1024)
#define EMOJI "\xF0\x9F\x98\x80"
#define FFFD  "\xEF\xBF\xBD"

/* What value_write makes of it. */
#define NO_JSON NULL

static struct call call;

static int
collect(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static void
assert_written(const struct value *value, const char *want)
{
	struct buf out;
	struct json_writer *w;
	enum outcome outcome;

	buf_init(&out, ARENA);
	w = json_new(collect, &out);
	assert_non_null(w);
	outcome = value_write(&call, w, "eri_executiondata.outputs", value);
	assert_int_equal(outcome, want != NO_JSON ? OUTCOME_OK : OUTCOME_FAULT);
	if (want != NO_JSON) {
		assert_int_equal(json_failed(w), 0);
		buf_add_char(&out, '\0');
		assert_string_equal(out.data, want);
	}
	json_free(w);
	buf_free(&out);
}

struct eri_row {
	const char *name;
	const char *serializer, *stored;
	enum value_result result;
	const char *json; /* VALUE_OK: what is written; else the reason */
};

static struct eri_row eri_rows[] = {
    {"7.4.73: as it is stored", "json", " {\"a\": 1.50,\"b\":[ ]}\n", VALUE_OK,
	"{\"a\": 1.50,\"b\":[ ]}"},
    {"7.4.73: NaN", "json", "{\"a\": [NaN, \"x\"]}", VALUE_OK,
	"{\"a\":[null,\"x\"]}"},
    {"7.4.73: Infinity", "json", "[Infinity, -Infinity]", VALUE_OK,
	"[null,null]"},
    {"7.4.73: 1e400", "json", "1e400", VALUE_OK, "null"},
    {"7.4.73: 20 digits", "json", "12345678901234567890", VALUE_OK,
	"12345678901234567890"},
    {"7.4.73: -0.0", "json", "-0.0", VALUE_OK, "-0.0"},
    {"an integer -0", "json", "[-0]", VALUE_OK, "[0]"},
    {"7.4.73: half a character", "json", "\"\\ud83d\"", VALUE_OK,
	"\"\\ud83d\""},
    {"the same beside NaN", "json", "[\"\\uD83D\", \"\\/\", \"x\", NaN]",
	VALUE_OK, "[\"\\uD83D\",\"\\/\",\"x\",null]"},
    {"half a character in UTF-8", "json", "[\"\xED\xA0\xBD\"]", VALUE_OK,
	"[\"" FFFD "\"]"},
    {"7.4.76: nothing is escaped", "json", "\"<>&/\xE2\x80\xA8\"", VALUE_OK,
	"\"<>&/\xE2\x80\xA8\""},
    {"no JSON", "json", "{'a': 1}", VALUE_BROKEN, "the stored text is no JSON"},
    {"nothing", "json", "", VALUE_BROKEN, "the stored text is no JSON"},
    {"no UTF-8", "json", "\"\xFF\"", VALUE_BROKEN,
	"the stored text is no JSON"},
    {"7.4.74: a pickle", "pickle",
	"gASVIwAAAAAAAAB9lCiMAWGUSwGMAXSUSwGMAsOp\nlIaUSwOMAXiUjAFzlE51Lg==\n",
	VALUE_OK, "{\"a\":1,\"t\":[1,\"\xC3\xA9\"],\"3\":\"x\",\"s\":null}"},
    {"7.4.74: without a newline at the end", "pickle",
	"gASVCQAAAAAAAACMBXBsYWlulC4=", VALUE_OK, "\"plain\""},
    {"7.4.75: bytes that are not UTF-8", "pickle", "gASVBQAAAAAAAABDAf+ULg==\n",
	VALUE_OK, NO_JSON},
    {"7.4.74: no base64", "pickle", "gASV", VALUE_BROKEN, NULL},
    {"a call", "pickle", "Y29zCnN5c3RlbQooUyd4Jwp0Ui4=", VALUE_FAILED, NULL},
    {"7.4.74: an unknown serializer", "xml", "{}", VALUE_BROKEN,
	"unsupport serializer type: xml"},
};

static void
check_eri(void **state)
{
	const struct eri_row *row = *state;
	const char *why = NULL;
	struct value value;

	assert_int_equal(value_read_eri(&call, text_of(row->stored),
			     text_of(row->serializer), &value, &why),
	    row->result);
	if (row->result == VALUE_OK)
		assert_written(&value, row->json);
	else if (row->json != NULL)
		assert_string_equal(why, row->json);
	assert_int_equal(
	    call.result.refused_pickle, row->result == VALUE_FAILED);
	call.result.refused_pickle = false;
}

struct io_row {
	const char *name;
	const char *pickle;
	size_t len;
	const char *json; /* NULL: refused */
};

#define IO(name, pickle, json)                         \
	{                                              \
		name, pickle, sizeof(pickle) - 1, json \
	}
#define IO_BROKEN                                                       \
	"\"IOField to_python raise error: Traceback (most recent call " \
	"last):\\n"

static struct io_row io_rows[] = {
    IO("7.4.72: protocol 0, UTF-8 of Python 2",
	"(dp0\nS'k'\np1\nS'\\xe4\\xb8\\xad'\np2\nsS'i'\nI1\ns.",
	"{\"k\":\"\xE4\xB8\xAD\",\"i\":1}"),
    IO("7.4.72: protocol 2", "\x80\x02}q\x00K\x01X\x01\x00\x00\x00yq\x01s.",
	"{\"1\":\"y\"}"),
    IO("7.4.72: protocol 3",
	"\x80\x03"
	"C\x02hiq\x00.",
	"\"hi\""),
    IO("7.4.72: protocol 4, the memo",
	"\x80\x04]\x94(\x8C\x01"
	"a\x94h\x01K\x01K\x02\x86\x94h\x02\x86\x94"
	"e.",
	"[\"a\",\"a\",[[1,2],[1,2]]]"),
    IO("7.4.72: a set", "\x80\x04\x8F\x94(K\x01\x90.", "[1]"),
    IO("7.4.72: a pickle that is cut", "\x80\x04}",
	IO_BROKEN "the pickle ends early\""),
    IO("a call", "cos\nsystem\n(S'x'\ntR.", NULL),
};

static struct text
deflated(struct text bytes)
{
	uLongf len = compressBound(bytes.len);
	char *blob = arena_alloc(call.arena, len);

	assert_non_null(blob);
	assert_int_equal(
	    compress((Bytef *)blob, &len, (const Bytef *)bytes.s, bytes.len),
	    Z_OK);
	return (struct text){blob, len};
}

static void
check_io(void **state)
{
	const struct io_row *row = *state;
	const char *why = NULL;
	struct value value;
	enum value_result result = value_read_io(&call,
	    deflated((struct text){row->pickle, row->len}), &value, &why);

	assert_int_equal(result, row->json != NULL ? VALUE_OK : VALUE_FAILED);
	if (row->json != NULL)
		assert_written(&value, row->json);
	call.result.refused_pickle = false;
}

struct blob_row {
	const char *name;
	const char *blob;
	const char *json;
};

static struct blob_row blob_rows[] = {
    {"7.4.72: no zlib", "garbage", IO_BROKEN "broken zlib data\""},
    {"7.4.72: no bytes", "", IO_BROKEN "broken zlib data\""},
};

static void
check_blob(void **state)
{
	const struct blob_row *row = *state;
	const char *why = NULL;
	struct value value;

	assert_int_equal(
	    value_read_io(&call, text_of(row->blob), &value, &why), VALUE_OK);
	assert_written(&value, row->json);
}

/* What a JSON value is. */
struct kind_row {
	const char *name; /* the JSON */
	bool is_object, is_true;
	const char *text; /* NULL: it is none */
};

static struct kind_row kind_rows[] = {
    {"{}", true, false, NULL},
    {"{ }", true, false, NULL},
    {"{\"a\":0}", true, true, NULL},
    {"[]", false, false, NULL},
    {"[0]", false, true, NULL},
    {"\"\"", false, false, ""},
    {"\"a\\u0000b\\n\\/\"", false, true, "a"},
    {"\"\\ud83d\\ude00\"", false, true, EMOJI},
    {"\"\\ud83d\"", false, true, FFFD},
    {"null", false, false, NULL},
    {"false", false, false, NULL},
    {"true", false, true, NULL},
    {"0", false, false, NULL},
    {"-0.0", false, false, NULL},
    {"0e5", false, false, NULL},
    {"1e-400", false, false, NULL},
    {"1e400", false, true, NULL},
    {"NaN", false, true, NULL},
    {"-Infinity", false, true, NULL},
};

static void
check_kind(void **state)
{
	const struct kind_row *row = *state;
	struct text text = TEXT_NONE;
	const char *why;
	struct value value;

	assert_int_equal(value_read_eri(&call, text_of(row->name), TEXT("json"),
			     &value, &why),
	    VALUE_OK);
	assert_int_equal(value_is_object(&value), row->is_object);
	assert_int_equal(value_is_true(&value), row->is_true);
	assert_int_equal(value_utf8(&call, &value, &text), row->text != NULL);
	if (row->text != NULL)
		assert_string_equal(text.s, row->text);
}

/* Members in stored order, as "key=value ". */
struct members_row {
	const char *name;
	const char *serializer, *stored;
	const char *members; /* NULL: too many */
};

static struct members_row members_rows[] = {
    {"none", "json", "{}", ""},
    {"in stored order", "json",
	" { \"b\" : 1 , \"a\":{\"b\":[2]},\"\\u0063\": \"x\"} ",
	"b=1 a={\"b\":[2]} c=\"x\" "},
    {"7.4.73: equal keys", "json",
	"{\"a\":1,\"b\":2,\"a\":[NaN],\"c\":3,\"a\":4,\"b\":NaN}",
	"a=4 b=null c=3 "},
    {"7.4.73: NaN of one member", "json", "{\"a\":[ NaN ],\"b\":[ 1 ]}",
	"a=[null] b=[ 1 ] "},
    {"a pickle", "pickle",
	"gASVIwAAAAAAAAB9lCiMAWGUSwGMAXSUSwGMAsOplIaUSwOMAXiUjAFzlE51Lg==",
	"a=1 t=[1,\"\xC3\xA9\"] 3=\"x\" s=null "},
    {"a pickle with a tuple as key", "pickle",
	"gASVDAAAAAAAAAB9lEsBSwKGlEsDcy4=", "?=3 "},
};

static void
check_members(void **state)
{
	const struct members_row *row = *state;
	struct value_member *members;
	struct value value;
	struct buf out;
	const char *why;
	size_t count;

	assert_int_equal(value_read_eri(&call, text_of(row->stored),
			     text_of(row->serializer), &value, &why),
	    VALUE_OK);
	assert_true(value_is_object(&value));
	assert_true(value_members(&call, &value, &members, &count));
	buf_init(&out, ARENA);
	for (size_t i = 0; i < count; i++) {
		struct json_writer *w = json_new(collect, &out);

		buf_add_text(&out,
		    members[i].key.s != NULL ? members[i].key : TEXT("?"));
		buf_add_char(&out, '=');
		assert_int_equal(
		    value_write(&call, w, "", &members[i].value), OUTCOME_OK);
		buf_add_char(&out, ' ');
		json_free(w);
	}
	buf_add_char(&out, '\0');
	assert_string_equal(out.data, row->members);
	buf_free(&out);
	assert_int_equal(
	    value_find(members, count, TEXT("nothing")).kind, VALUE_NONE);
}

/* What no reader of JSON may be asked for: deep ones, and many members. */
struct size_row {
	const char *name;
	size_t depth, members;
	enum value_result result;
	bool told_apart;
};

static struct size_row size_rows[] = {
    {"as deep as may be", VALUE_DEPTH, 0, VALUE_OK, false},
    {"too deep", VALUE_DEPTH + 1, 0, VALUE_FAILED, false},
    {"as many members as may be", 0, VALUE_MEMBERS_MAX, VALUE_OK, true},
    {"too many members", 0, VALUE_MEMBERS_MAX + 1, VALUE_OK, false},
};

static void
check_size(void **state)
{
	const struct size_row *row = *state;
	struct value_member *members;
	struct value value;
	struct buf json;
	const char *why;
	size_t count;

	buf_init(&json, ARENA);
	for (size_t i = 0; i < row->depth; i++)
		buf_add_char(&json, '[');
	for (size_t i = 0; i < row->depth; i++)
		buf_add_char(&json, ']');
	for (size_t i = 0; i < row->members; i++)
		buf_addf(&json, "%c\"%zu\":0", i == 0 ? '{' : ',', i);
	if (row->members > 0)
		buf_add_char(&json, '}');
	assert_int_equal(
	    value_read_eri(&call, buf_text(&json), TEXT("json"), &value, &why),
	    row->result);
	if (row->members > 0)
		assert_int_equal(value_members(&call, &value, &members, &count),
		    row->told_apart);
	buf_free(&json);
}

int
main(void)
{
	call.arena = arena_new(ARENA);
	UNIT_TABLE(eri_rows, check_eri);
	UNIT_TABLE(io_rows, check_io);
	UNIT_TABLE(blob_rows, check_blob);
	UNIT_TABLE(kind_rows, check_kind);
	UNIT_TABLE(members_rows, check_members);
	UNIT_TABLE(size_rows, check_size);
	return unit_run("value");
}
