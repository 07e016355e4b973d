/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "decode/inflate.h"
#include "decode/pickle.h"
#include "pickle_cases.h"
#include "pickle_python3.h"
#include "pickle_rows.h"

#define ARENA ((size_t)256 * 1024 * 1024)

static const struct pickle_rules python2 = {
    PICKLE_PYTHON_2, PICKLE_PROTOCOL, false};
static const struct pickle_rules python3 = {
    PICKLE_PYTHON_3, PICKLE_PROTOCOL, false};

static int
collect(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

/* What pickle_write says of a value, and what it wrote. */
static int
write_to(struct buf *out, const struct pickle_value *value, const char **why)
{
	struct json_writer *w = json_new(collect, out);
	int r;

	assert_non_null(w);
	*why = NULL;
	r = pickle_write(value, w, why);
	if (r == 0)
		assert_int_equal(json_failed(w), 0);
	json_free(w);
	return r;
}

static void
assert_written(const struct pickle_value *value, const char *json)
{
	const char *why;
	struct buf out;

	buf_init(&out, ARENA);
	assert_int_equal(write_to(&out, value, &why), 0);
	buf_add_char(&out, '\0');
	assert_string_equal(out.data, json);
	buf_free(&out);
}

static void
assert_json(struct arena *arena, const struct pickle_rules *rules,
    struct text pickle, const char *json)
{
	const struct pickle_value *value;
	const char *why = "";

	assert_int_equal(
	    pickle_load(arena, pickle, rules, &value, &why), PICKLE_OK);
	assert_written(value, json);
}

static bool
is_missing_module(const char *json)
{
	return strncmp(json, "\"the pickle names", 17) == 0;
}

/* No part of a pickle is one: STOP is missing. */
static void
assert_no_part(
    struct arena *arena, const struct pickle_rules *rules, struct text pickle)
{
	const struct pickle_value *value;
	const char *why = "";

	for (size_t len = 0; len < pickle.len; len++) {
		/* A copy, so that a sanitizer sees what is read behind it. */
		char *part = malloc(len + 1);
		struct text t = {part, len};

		assert_non_null(part);
		memcpy(part, pickle.s, len);
		arena_reset(arena);
		assert_int_not_equal(
		    pickle_load(arena, t, rules, &value, &why), PICKLE_OK);
		assert_non_null(why);
		assert_null(value);
		free(part);
	}
}

static void
check_value_by(const struct value_row *row, const struct pickle_rules *rules)
{
	struct arena *arena = arena_new(ARENA);
	struct text pickle = row->pickle;

	assert_json(arena, rules, pickle, row->json);
	if (!is_missing_module(row->json)) {
		pickle.len =
		    (size_t)((char *)memrchr(pickle.s, '.', pickle.len) -
			     pickle.s);
		if (memchr(pickle.s, '.', pickle.len) == NULL)
			assert_no_part(arena, rules, pickle);
	}
	arena_free(arena);
}

static void
check_value(void **state)
{
	check_value_by(*state, &python2);
}

static void
check_value3(void **state)
{
	check_value_by(*state, &python3);
}

static size_t
unhex(const char *hex, char *out, size_t size)
{
	size_t len = strlen(hex) / 2;

	assert_true(len <= size);
	for (size_t i = 0; i < len; i++) {
		unsigned byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		out[i] = (char)byte;
	}
	return len;
}

static void
check_vector_by(const struct vector_row *row, const struct pickle_rules *rules)
{
	struct arena *arena = arena_new(ARENA), *inflated = arena_new(ARENA);
	const struct pickle_value *value;
	struct text blob, pickle;
	const char *why = "";
	char bytes[1024];

	blob = (struct text){bytes, unhex(row->hex, bytes, sizeof(bytes))};
	assert_int_equal(
	    pickle_read(arena, blob, rules, &value, &why), PICKLE_OK);
	assert_int_equal(
	    inflate_whole(inflated, blob, PICKLE_MAX, &pickle), INFLATE_OK);
	assert_json(arena, rules, pickle, row->json);
	assert_no_part(arena, rules, pickle);
	blob.len -= 5; /* into the checksum and in front of it */
	assert_int_equal(
	    pickle_read(arena, blob, rules, &value, &why), PICKLE_BROKEN);
	arena_free(inflated);
	arena_free(arena);
}

static void
check_vector(void **state)
{
	check_vector_by(*state, &python2);
}

static void
check_vector3(void **state)
{
	check_vector_by(*state, &python3);
}

static void
check_failure_by(
    const struct failure_row *row, const struct pickle_rules *rules)
{
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *value;
	const char *why = NULL;

	assert_int_equal(
	    pickle_load(arena, row->pickle, rules, &value, &why), row->result);
	assert_null(value);
	assert_non_null(why);
	arena_free(arena);
}

static void
check_failure(void **state)
{
	check_failure_by(*state, &python2);
}

static void
check_failure3(void **state)
{
	check_failure_by(*state, &python3);
}

static void
check_no_form_by(const struct value_row *row, const struct pickle_rules *rules)
{
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *value;
	const char *why = NULL;
	struct buf out;

	buf_init(&out, ARENA);
	assert_int_equal(
	    pickle_load(arena, row->pickle, rules, &value, &why), PICKLE_OK);
	assert_int_equal(write_to(&out, value, &why), -1);
	assert_non_null(why);
	buf_free(&out);
	arena_free(arena);
}

static void
check_no_form(void **state)
{
	check_no_form_by(*state, &python2);
}

static void
check_no_form3(void **state)
{
	check_no_form_by(*state, &python3);
}

/* Base64 as it stands in a column, and what becomes of it. */
struct base64_row {
	const char *name, *base64;
	enum pickle_result result;
	const char *json;
};

/* clang-format off */
static struct base64_row base64_rows[] = {
    {"sops-current 7.4/74: lines with a final newline",
	"gASVYAAAAAAAAACMGnBpcGVsaW5lLnV0aWxzLmNvbGxlY3Rpb25zlIwJRmFuY3"
	"lEaWN0lJOUKYGU\nKIwEb3V0c5SPlChLAZCMB19yZXN1bHSUiIwFX2xvb3CUSw"
	"GMBGRhdGGUQwNhYmOUdS4=\n",
	PICKLE_OK,
	"{\"outs\":[1],\"_result\":true,\"_loop\":1,\"data\":\"abc\"}"},
    {"sops-current 7.4/74: without a final newline",
	"gASVYAAAAAAAAACMGnBpcGVsaW5lLnV0aWxzLmNvbGxlY3Rpb25zlIwJRmFuY3"
	"lEaWN0lJOUKYGU\nKIwEb3V0c5SPlChLAZCMB19yZXN1bHSUiIwFX2xvb3CUSw"
	"GMBGRhdGGUQwNhYmOUdS4=",
	PICKLE_OK,
	"{\"outs\":[1],\"_result\":true,\"_loop\":1,\"data\":\"abc\"}"},
    {"sops-current 7.4/74: in one line",
	"gASVYAAAAAAAAACMGnBpcGVsaW5lLnV0aWxzLmNvbGxlY3Rpb25zlIwJRmFuY3"
	"lEaWN0lJOUKYGUKIwEb3V0c5SPlChLAZCMB19yZXN1bHSUiIwFX2xvb3CUSwGM"
	"BGRhdGGUQwNhYmOUdS4=",
	PICKLE_OK,
	"{\"outs\":[1],\"_result\":true,\"_loop\":1,\"data\":\"abc\"}"},
    {"sops-current 7.4/74: lines that end as in Windows",
	"gASVYAAAAAAAAACMGnBpcGVsaW5lLnV0aWxzLmNvbGxlY3Rpb25zlIwJRmFuY3"
	"lEaWN0lJOUKYGU\r\nKIwEb3V0c5SPlChLAZCMB19yZXN1bHSUiIwFX2xvb3CU"
	"SwGMBGRhdGGUQwNhYmOUdS4=\r\n",
	PICKLE_OK,
	"{\"outs\":[1],\"_result\":true,\"_loop\":1,\"data\":\"abc\"}"},
    {"sops-current 6.1: None",
	"gAROLg==\n",
	PICKLE_OK,
	"null"},
    {"sops-current 6.1: nothing",
	"",
	PICKLE_BROKEN,
	NULL},
    {"sops-current 6.1: what is no digit is left out",
	"gAR!OLg==\n",
	PICKLE_OK,
	"null"},
    {"sops-current 6.1: without padding",
	"gAROLg",
	PICKLE_BROKEN,
	NULL},
    {"sops-current 6.1: cut",
	"gASVYAAAAAAAAACMGnBpcGVsaW5lLnV0aWxzLmNvbGxlY3Rpb25zlIwJRmFuY3"
	"lEaWN0lJOUKYGU\nKIwEb3V0c5SPlChLAZCMB19",
	PICKLE_BROKEN,
	NULL},
    {"sops-current 6.1: a byte string of Python 2",
	"UydhJwou\n",
	PICKLE_OK,
	"\"a\""},
    {"sops-current 6.1: a byte string of Python 2 that is not ASCII",
	"UydceGU0XHhiOFx4YWQnCi4=\n",
	PICKLE_BROKEN,
	NULL},
    {"sops-current 6.1: what is not data",
	"Y3Bvc2l4CnN5c3RlbQooUydpZCcKdFIu\n",
	PICKLE_REFUSED,
	NULL},
};
/* clang-format on */

static void
check_base64(void **state)
{
	const struct base64_row *row = *state;
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *value;
	const char *why = NULL;

	assert_int_equal(pickle_read_base64(arena, text_of(row->base64),
			     &python3, &value, &why),
	    row->result);
	if (row->result == PICKLE_OK) {
		assert_written(value, row->json);
	} else {
		assert_null(value);
		assert_non_null(why);
	}
	arena_free(arena);
}

/* The rest of the node is answered, nothing of the client is. */
static void
check_job(void **state)
{
	const struct value_row *row = *state;
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *value;
	const char *why = NULL;
	struct buf out;

	assert_non_null(
	    memmem(row->pickle.s, row->pickle.len, "S3CRET-APP", 10));
	buf_init(&out, ARENA);
	assert_int_equal(
	    pickle_load(arena, row->pickle, &python2, &value, &why), PICKLE_OK);
	assert_int_equal(write_to(&out, value, &why), 0);
	buf_add_char(&out, '\0');
	assert_null(strstr(out.data, "S3CRET"));
	assert_null(strstr(out.data, "app_"));
	assert_null(strstr(out.data, "compapi"));
	assert_non_null(strstr(out.data, "\"job_inst_id\":1001"));
	assert_non_null(strstr(out.data,
	    "\"client\":"
	    "\"<packages.blueking.component.client.BaseComponentClient>\""));
	buf_free(&out);
	arena_free(arena);
}

/* A pickle of parts that are repeated, and what has to become of it. */
struct large_row {
	const char *name;
	struct text head, part, tail;
	size_t times;
	size_t arena;
	enum pickle_result result;
	int written; /* when decoded: what pickle_write returns */
};

#define MIB ((size_t)1024 * 1024)
#define LAUGH(n, m)                                                         \
	"(lp" #n "\ng" #m "\nag" #m "\nag" #m "\nag" #m "\nag" #m "\nag" #m \
	"\nag" #m "\nag" #m "\nag" #m "\nag" #m "\na0"

static struct large_row large_rows[] = {
    {"lists of lists, 100,000 levels", P(""), P("(l"), P("I1\n"), 100000,
	64 * MIB, PICKLE_BROKEN, 0},
    {"100,000 levels of what is written", P("]"), P("]"), P("."), 100000,
	64 * MIB, PICKLE_OK, 0},
    {"more marks than the machine holds", P(""), P("("), P("."), 2 * MIB,
	64 * MIB, PICKLE_LARGE, 0},
    {"more values than the stack holds", P(""), P("N"), P("."), 2 * MIB,
	128 * MIB, PICKLE_LARGE, 0},
    {"more opcodes than are run", P("N"), P("N0"), P("."), 5 * MIB, 512 * MIB,
	PICKLE_LARGE, 0},
    {"an arena that is too small", P(""), P("N"), P("."), MIB, MIB,
	PICKLE_MEMORY, 0},
    {"a pickle that is too large", P(""), P("\200\002"), P("N."), 9 * MIB, MIB,
	PICKLE_LARGE, 0},
    {"a long integer of decimal digits", P("L"), P("1"), P("L\n."), 5000, MIB,
	PICKLE_LARGE, 0},
    {"an integer of 4300 digits", P("L"), P("1"), P("L\n."), 4300, MIB,
	PICKLE_OK, 0},
    {"a LONG4 of 4 KiB", P("\200\002\213\0\020\0\0"), P("\1"), P("."), 4096,
	MIB, PICKLE_LARGE, 0},
    {"sets of the same long key", P("}(X\0\0\020\0"), P("a"), P("p1\n0."), MIB,
	64 * MIB, PICKLE_OK, 0},
    {"names, again and again", P(""), P("cdjango.http\nX\n0"), P("N."), 900000,
	256 * MIB, PICKLE_LARGE, 0},
    {"ten thousand million laughs",
	P("]p0\n" LAUGH(1, 0) LAUGH(2, 1) LAUGH(3, 2) LAUGH(4, 3) LAUGH(5, 4)
		LAUGH(6, 5) LAUGH(7, 6) LAUGH(8, 7) LAUGH(9, 8) LAUGH(10, 9)),
	P(""), P("g10\n."), 0, MIB, PICKLE_OK, -1},
};

static void
check_large(void **state)
{
	const struct large_row *row = *state;
	struct arena *arena = arena_new(row->arena);
	const struct pickle_value *value;
	struct buf pickle, out;
	const char *why = NULL;

	buf_init(&pickle, 64 * MIB);
	buf_init(&out, 256 * MIB);
	buf_add_text(&pickle, row->head);
	for (size_t i = 0; i < row->times; i++)
		buf_add_text(&pickle, row->part);
	buf_add_text(&pickle, row->tail);
	assert_int_equal(
	    pickle_load(arena, buf_text(&pickle), &python2, &value, &why),
	    row->result);
	if (row->result == PICKLE_OK)
		assert_int_equal(write_to(&out, value, &why), row->written);
	buf_free(&pickle);
	buf_free(&out);
	arena_free(arena);
}

/* Lists in lists, by the number of levels. */
struct depth_row {
	const char *name;
	size_t levels;
	int written;
};

static struct depth_row depth_rows[] = {
    {"sops 2.4: 850 levels are written", PICKLE_DEPTH, 0},
    {"sops 2.4: 851 are not", PICKLE_DEPTH + 1, -1},
    {"sops 2.4: nor are 100,000", 100000, -1},
};

static void
check_depth(void **state)
{
	const struct depth_row *row = *state;
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *value;
	struct buf pickle, out;
	const char *why = NULL;

	buf_init(&pickle, MIB);
	buf_init(&out, MIB);
	for (size_t i = 0; i < row->levels; i++)
		buf_add_char(&pickle, ']');
	for (size_t i = 1; i < row->levels; i++)
		buf_add_char(&pickle, 'a');
	buf_add_char(&pickle, '.');
	assert_int_equal(
	    pickle_load(arena, buf_text(&pickle), &python2, &value, &why),
	    PICKLE_OK);
	assert_int_equal(write_to(&out, value, &why), row->written);
	if (row->written != 0)
		assert_string_equal(why, "a value nested too deep");
	buf_free(&pickle);
	buf_free(&out);
	arena_free(arena);
}

/* Work that would not be linear if it were not bounded. */
struct time_row {
	const char *name;
	struct text head;
	const char *format; /* of one part, by its number */
	struct text tail;
	unsigned times;
};

static struct time_row time_rows[] = {
    {"200,000 keys", P("(d"), "I%u\nNs", P("."), 200000},
    {"200,000 keys of text", P("(d"), "Vkey-%08u\nNs", P("."), 200000},
    {"200,000 not-a-numbers as keys", P("(d"), "Fnan\nI%u\ns", P("."), 200000},
    {"200,000 memorized values", P(""), "Np%u\n0", P("N."), 200000},
    {"copies of a list of 1,000", P("(lp1\n0"), "g1\nI%u\na0", P("."), 1000},
};

static void
check_time(void **state)
{
	const struct time_row *row = *state;
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *value;
	struct buf pickle;
	const char *why = NULL;
	clock_t start;

	buf_init(&pickle, 16 * MIB);
	buf_add_text(&pickle, row->head);
	for (unsigned i = 0; i < row->times; i++) {
		char part[64];

		snprintf(part, sizeof(part), row->format, i);
		buf_add_text(&pickle, text_of(part));
	}
	buf_add_text(&pickle, row->tail);
	start = clock();
	pickle_load(arena, buf_text(&pickle), &python2, &value, &why);
	/* Of the processor, however busy it is; quadratic, minutes. */
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
	buf_free(&pickle);
	arena_free(arena);
}

struct item_row {
	const char *name;
	struct text pickle;
	size_t size;
	const char *keys; /* in order; NULL: the last has no form */
};

static struct item_row item_rows[] = {
    {"sops 6.2/48: an OrderedDict in its order",
	P("ccollections\nOrderedDict\n((l(Vz\nI1\nta(Va\nI2\ntatR."), 2,
	"z a "},
    {"sops 6.2/49: first place, last value",
	P("(dV${IP}\nI1\nsVb\nI2\nsS'${IP}'\nI3\ns."), 2, "${IP} b "},
    {"sops 6.2/103: stored order", P("(dV${i}\nNsV${q}\nNsV${a}\nNsV${y}\nNs."),
	4, "${i} ${q} ${a} ${y} "},
    {"keys of many kinds", P("(dNNsI01\nNsF1.5\nNsI-7\nNs."), 4,
	"null True 1.5 -7 "},
    {"twenty keys, each set twice",
	P("(dI1\nNsI2\nNsI3\nNsI4\nNsI5\nNsI6\nNsI7\nNsI8\nNsI9\nNsI10\nNs"
	  "I11\nNsI12\nNsI13\nNsI14\nNsI15\nNsI16\nNsI17\nNsI18\nNsI19\nNs"
	  "I20\nNsI20\nNsI19\nNsI18\nNsI17\nNsI16\nNsI15\nNsI14\nNsI13\nNs"
	  "I12\nNsI11\nNsI10\nNsI9\nNsI8\nNsI7\nNsI6\nNsI5\nNsI4\nNsI3\nNs"
	  "I2\nNsI1\nNs."),
	20, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 "},
    {"sops 6.2/57: a tuple as key", P("(d(I1\ntNs."), 1, NULL},
};

static struct item_row item_rows3[] = {
    {"sops-current 1.5: keys of many kinds", P("(dNNsI01\nNsF1.5\nNsI-7\nNs."),
	4, "null true 1.5 -7 "},
    {"sops-current 7.4/72: a FancyDict in stored order",
	P("\200\004\214\032pipeline.utils.collections\214\tFancyDict\223)\201("
	  "\214\001zN\214\001aN\214\001mNu."),
	3, "z a m "},
    {"sops-current 6.1: byte strings of Python 2",
	P("(dS'\\xe4\\xb8\\xad'\nNsS'a'\nNs."), 2, "\344\270\255 a "},
    {"sops-current 1.5: bytes as key", P("\200\004}C\001aNs."), 1, NULL},
};

static void
check_items_by(const struct item_row *row, const struct pickle_rules *rules)
{
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *dict, *value;
	const char *why = NULL;
	struct text key;
	struct buf keys;

	buf_init(&keys, MIB);
	assert_int_equal(
	    pickle_load(arena, row->pickle, rules, &dict, &why), PICKLE_OK);
	assert_true(pickle_is_dict(dict));
	assert_int_equal(pickle_dict_size(dict), row->size);
	for (size_t i = 0; i < row->size; i++) {
		bool ok = pickle_dict_item(arena, dict, i, &key, &value);

		assert_int_equal(ok, row->keys != NULL);
		assert_non_null(value);
		if (ok)
			buf_addf(&keys, "%.*s ", TEXT_ARG(key));
	}
	if (row->keys != NULL)
		assert_true(text_is(buf_text(&keys), row->keys));
	buf_free(&keys);
	arena_free(arena);
}

static void
check_items(void **state)
{
	check_items_by(*state, &python2);
}

static void
check_items3(void **state)
{
	check_items_by(*state, &python3);
}

/* The value under a key, as JSON, and the order of the items. */
struct key_row {
	const char *name;
	struct text pickle;
	const char *key, *value;
	const char *order2; /* the keys as Python 2 gives them, and Python 3 */
	const char *order3;
};

static struct key_row key_rows[] = {
    {"sops-current 7.4/72: the order of a dict",
	P("(dVz\nI1\nsVa\nI2\nsVm\nI3\ns."), "a", "2", "a z m ", "z a m "},
    {"sops-current 6.1: a byte string of Python 2",
	P("(dS'a'\nI2\nsVb\nI1\ns."), "a", "2", "a b ", "a b "},
};

static void
assert_order(
    struct arena *arena, const struct pickle_value *dict, const char *expected)
{
	const size_t *order = pickle_dict_order(arena, dict);
	const struct pickle_value *value;
	struct text key;
	struct buf keys;

	assert_non_null(order);
	buf_init(&keys, MIB);
	for (size_t i = 0; i < pickle_dict_size(dict); i++) {
		assert_true(
		    pickle_dict_item(arena, dict, order[i], &key, &value));
		buf_addf(&keys, "%.*s ", TEXT_ARG(key));
	}
	buf_add_char(&keys, '\0');
	assert_string_equal(keys.data, expected);
	buf_free(&keys);
}

static void
check_key(void **state)
{
	const struct key_row *row = *state;
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *dict;
	const char *why = NULL;

	assert_int_equal(
	    pickle_load(arena, row->pickle, &python2, &dict, &why), PICKLE_OK);
	assert_order(arena, dict, row->order2);
	assert_int_equal(
	    pickle_load(arena, row->pickle, &python3, &dict, &why), PICKLE_OK);
	assert_order(arena, dict, row->order3);
	assert_written(pickle_dict_get(dict, text_of(row->key)), row->value);
	arena_free(arena);
}

/* The same pickle by two rules. */
struct rules_row {
	const char *name;
	struct text pickle;
	struct pickle_rules rules;
	enum pickle_result result;
	const char *json;
};

static struct rules_row rules_rows[] = {
    {"sops-current 6.1: protocol 5 where 4 is the newest", P("\200\005N."),
	{PICKLE_PYTHON_3, 4, false}, PICKLE_BROKEN, NULL},
    {"sops-current 6.1: protocol 4 where 4 is the newest", P("\200\004N."),
	{PICKLE_PYTHON_3, 4, false}, PICKLE_OK, "null"},
    {"sops-current 1.9: a lazy text in English",
	P("cdjango.utils.functional\n_lazy_proxy_unpickle\n(cdjango.utils."
	  "transl"
	  "ation\ngettext\n(V\\u72b6\\u6001\\u7801\nt(dtR."),
	{PICKLE_PYTHON_3, PICKLE_PROTOCOL, true}, PICKLE_OK, "\"Status Code\""},
    {"sops-current 1.9: and in Chinese",
	P("cdjango.utils.functional\n_lazy_proxy_unpickle\n(cdjango.utils."
	  "transl"
	  "ation\ngettext\n(V\\u72b6\\u6001\\u7801\nt(dtR."),
	{PICKLE_PYTHON_3, PICKLE_PROTOCOL, false}, PICKLE_OK,
	"\"\347\212\266\346\200\201\347\240\201\""},
    {"sops 2.3.1: a missing module in Python 2", P("cno_such_mod\nX\n)\201."),
	{PICKLE_PYTHON_2, PICKLE_PROTOCOL, false}, PICKLE_OK,
	MISSING("no_such_mod")},
    {"sops-current 6.1: which Python 3 may have", P("cno_such_mod\nX\n)\201."),
	{PICKLE_PYTHON_3, PICKLE_PROTOCOL, false}, PICKLE_OK,
	"\"<no_such_mod.X>\""},
    {"sops 2.3.3: a persistent id in Python 2", P("I1\nQ."),
	{PICKLE_PYTHON_2, PICKLE_PROTOCOL, false}, PICKLE_REFUSED, NULL},
};

static void
check_rules(void **state)
{
	const struct rules_row *row = *state;
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *value;
	const char *why = NULL;

	assert_int_equal(
	    pickle_load(arena, row->pickle, &row->rules, &value, &why),
	    row->result);
	if (row->result == PICKLE_OK)
		assert_written(value, row->json);
	arena_free(arena);
}

/* The texts for the log. */
struct why_row {
	const char *name;
	struct text pickle;
	const char *why;
};

static struct why_row why_rows[] = {
    {"the refused name is said", P("cposix\nsystem\n(S'id'\ntR."),
	"names \"posix system\", which is not data"},
    {"and escaped", P("cos\nsys\001\033[31m\377\\\n."),
	"names \"os sys\\x01\\x1b[31m\\xff\\x5c\", which is not data"},
};

static void
check_why(void **state)
{
	const struct why_row *row = *state;
	struct arena *arena = arena_new(ARENA);
	const struct pickle_value *value;
	const char *why = NULL;

	assert_int_equal(
	    pickle_load(arena, row->pickle, &python2, &value, &why),
	    PICKLE_REFUSED);
	assert_string_equal(why, row->why);
	arena_free(arena);
}

int
main(void)
{
	/* Decimal points of a locale must not show, if it is there. */
	setlocale(LC_ALL, "de_DE.UTF-8");
	UNIT_TABLE(vector_rows, check_vector);
	UNIT_TABLE(vector_rows3, check_vector3);
	UNIT_TABLE(opcode_rows, check_value);
	UNIT_TABLE(name_rows, check_value);
	UNIT_TABLE(case_rows, check_value);
	UNIT_TABLE(failure_rows, check_failure);
	UNIT_TABLE(no_form_rows, check_no_form);
	UNIT_TABLE(value_rows3, check_value3);
	UNIT_TABLE(failure_rows3, check_failure3);
	UNIT_TABLE(no_form_rows3, check_no_form3);
	UNIT_TABLE(base64_rows, check_base64);
	UNIT_TABLE(job_rows, check_job);
	UNIT_TABLE(large_rows, check_large);
	UNIT_TABLE(depth_rows, check_depth);
	UNIT_TABLE(time_rows, check_time);
	UNIT_TABLE(item_rows, check_items);
	UNIT_TABLE(item_rows3, check_items3);
	UNIT_TABLE(key_rows, check_key);
	UNIT_TABLE(rules_rows, check_rules);
	UNIT_TABLE(why_rows, check_why);
	return unit_run("pickle");
}
