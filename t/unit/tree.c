/* SPDX-License-Identifier: MIT */
#include "deflated.h"

#include <stdio.h>

#include "decode/inflate.h"
#include "decode/tree_walk.h"

#define ARENA ((size_t)8 * 1024 * 1024)

/* What the tests of one tree work with. */
struct setup {
	struct arena *arena;
	struct tree_store *store;
	struct buf blob, out, constants;
	struct tree_summary summary;
};

/* Of the case that is running; NULL: trees are read each time. */
static struct tree_store *store;

static void
setup(struct setup *s)
{
	*s = (struct setup){.arena = arena_new(ARENA), .store = store};
	buf_init(&s->blob, SIZE_MAX / 2);
	buf_init(&s->out, SIZE_MAX / 2);
	buf_init(&s->constants, SIZE_MAX / 2);
}

static void
teardown(struct setup *s)
{
	arena_free(s->arena);
	buf_free(&s->blob);
	buf_free(&s->out);
	buf_free(&s->constants);
}

static int
sink(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static enum tree_result
write_tree(struct setup *s, struct tree *tree, struct tree_wanted *wanted,
    size_t nwanted)
{
	struct json_writer *w;
	enum tree_result result;

	buf_reset(&s->out);
	w = json_new(sink, &s->out);
	result = tree_write(tree, w, wanted, nwanted, &s->summary);
	json_free(w);
	return result;
}

static enum tree_result
write_constants(struct setup *s, struct tree *tree)
{
	struct json_writer *w;
	enum tree_result result;

	buf_reset(&s->constants);
	w = json_new(sink, &s->constants);
	result = tree_write_constants(tree, w);
	json_free(w);
	return result;
}

struct tree_row {
	const char *name;
	const char *json;
	enum tree_result result;
	const char *text;      /* NULL: as `json` */
	const char *constants; /* NULL: the root has none */
	bool is_object, constants_is_object;
};

static struct tree_row tree_rows[] = {
    {"sops 6.2/81: null", "null", TREE_OK, NULL, NULL, false, false},
    {"sops 6.2/81: {}", "{}", TREE_OK, NULL, NULL, true, false},
    {"an array", "[{\"constants\":1}]", TREE_OK, NULL, NULL, false, false},
    {"sops 6.2/82: constants null", "{\"constants\": null}", TREE_OK,
	"{\"constants\":null}", "null", true, false},
    {"sops 6.2/82: constants []", "{\"constants\": []} ", TREE_OK,
	"{\"constants\":[]}", "[]", true, false},
    {"constants are text", "{\"constants\" \t:\n \"a:b\"}", TREE_OK,
	"{\"constants\":\"a:b\"}", "\"a:b\"", true, false},
    {"constants are a number", "{\"constants\":-1.5}", TREE_OK, NULL, "-1.5",
	true, false},
    {"constants deeper down", "{\"a\":{\"constants\":{}}}", TREE_OK, NULL, NULL,
	true, false},
    {"constants in the middle",
	"{\"a\":[1],\"constants\":{\"x\":{\"y\":2}},\"b\":3}", TREE_OK, NULL,
	"{\"x\":{\"y\":2}}", true, true},
    {"sops 6.2/84: constants twice",
	"{\"constants\":{\"x\":1},\"constants\":[2],\"b\":3}", TREE_OK, NULL,
	"[2]", true, false},
    {"sops 6.2/83: a trailing x", "{}x", TREE_BROKEN, NULL, NULL, false, false},
    {"sops 6.2/85: 2^64", "[18446744073709551616]", TREE_BROKEN, NULL, NULL,
	false, false},
    {"sops 6.2/85: numbers", "[0.3,1e5,-0,01,18446744073709551615,1e400]",
	TREE_OK, "[0.3,1e5,0,1,18446744073709551615,null]", NULL, false, false},
    {"sops 6.2/86: strings", "[\"\\/\",\"a\tb\",\"\xF0\x9F\x98\x80\"]", TREE_OK,
	"[\"/\",\"a\\tb\",\"\xF0\x9F\x98\x80\"]", NULL, false, false},
    {"sops 6.2/94: an emoji", "{\"constants\":{\"a\":\"\\ud83d\\ude00\"}}",
	TREE_OK, "{\"constants\":{\"a\":\"\xF0\x9F\x98\x80\"}}",
	"{\"a\":\"\xF0\x9F\x98\x80\"}", true, true},
    {"an empty text", "", TREE_BROKEN, NULL, NULL, false, false},
};

static void
check_tree(void **state)
{
	const struct tree_row *row = *state;
	struct setup s;
	struct tree *tree;

	setup(&s);
	deflate_to(&s.blob, text_of(row->json));
	tree = tree_open(s.arena, buf_text(&s.blob), s.store);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(write_tree(&s, tree, NULL, 0), row->result);
		assert_int_equal(
		    tree_error(tree)[0] == '\0', row->result == TREE_OK);
		if (row->result != TREE_OK)
			continue;
		assert_true(text_is(
		    buf_text(&s.out), row->text ? row->text : row->json));
		assert_int_equal(s.summary.is_object, row->is_object);
		assert_int_equal(
		    s.summary.has_constants, row->constants != NULL);
		assert_int_equal(
		    s.summary.constants_is_object, row->constants_is_object);
	}
	assert_int_equal(write_constants(&s, tree),
	    row->constants != NULL ? TREE_OK : TREE_BROKEN);
	if (row->constants != NULL)
		assert_true(text_is(buf_text(&s.constants), row->constants));
	teardown(&s);
}

struct wanted_row {
	const char *name;
	const char *json;     /* the root's members */
	const char *expected; /* of "${a}": - not found, ! no name, C for a
				 component output, then the name */
};

static struct wanted_row wanted_rows[] = {
    {"wanted: a name", "\"constants\":{\"${a}\":{\"name\":\"x\"}}", "\"x\""},
    {"wanted: sops 6.2/44: no name", "\"constants\":{\"${a}\":{}}", "!"},
    {"wanted: sops 6.2/43: not there", "\"constants\":{\"${b}\":{}}", "-"},
    {"wanted: no constants", "\"x\":{\"${a}\":{\"name\":1}}", "-"},
    {"wanted: sops 6.2/45: a number", "\"constants\":{\"${a}\":{\"name\":01}}",
	"1"},
    {"wanted: sops 6.2/45: null", "\"constants\":{\"${a}\":{\"name\":null}}",
	"null"},
    {"wanted: a container",
	"\"constants\":{\"${a}\":{\"name\":{\"name\":[1,{}]},\"z\":3}}",
	"{\"name\":[1,{}]}"},
    {"wanted: NaN is null", "\"constants\":{\"${a}\":{\"name\":1e999}}",
	"null"},
    {"wanted: a component output",
	"\"constants\":{\"${a}\":{\"source_type\":\"component_outputs\","
	"\"name\":\"x\"}}",
	"C\"x\""},
    {"wanted: another source type",
	"\"constants\":{\"${a}\":{\"source_type\":\"custom\",\"name\":\"x\"}}",
	"\"x\""},
    {"wanted: source_type an array",
	"\"constants\":{\"${a}\":{\"source_type\":[\"component_outputs\"]}}",
	"!"},
    {"wanted: the last source_type counts",
	"\"constants\":{\"${a}\":{\"source_type\":\"component_outputs\","
	"\"source_type\":1}}",
	"!"},
    {"wanted: the last name counts",
	"\"constants\":{\"${a}\":{\"name\":\"x\",\"name\":\"y\"}}", "\"y\""},
    {"wanted: the last object counts wholly",
	"\"constants\":{\"${a}\":{\"name\":\"x\",\"source_type\":"
	"\"component_outputs\"},\"${a}\":{}}",
	"!"},
    {"wanted: and may be none",
	"\"constants\":{\"${a}\":{\"name\":\"x\"},\"${a}\":3}", "-"},
    {"wanted: the last constants count wholly",
	"\"constants\":{\"${a}\":{\"name\":\"x\"}},\"constants\":{}", "-"},
    {"wanted: and may be an array",
	"\"constants\":{\"${a}\":{\"name\":\"x\"}},\"constants\":"
	"[{\"name\":1}]",
	"-"},
    {"wanted: the value is an array",
	"\"constants\":{\"${a}\":[\"x\",{\"name\":\"x\"}]}", "-"},
    {"wanted: a name deeper down",
	"\"constants\":{\"${a}\":{\"meta\":{\"name\":\"x\"}}}", "!"},
    {"wanted: inside another constant",
	"\"constants\":{\"${b}\":{\"${a}\":{\"name\":\"x\"}}}", "-"},
    {"wanted: after the constants",
	"\"constants\":{\"${a}\":{\"name\":\"x\"}},"
	"\"z\":{\"${a}\":{\"name\":\"y\"}}",
	"\"x\""},
};

static void
compare_wanted(
    struct arena *arena, const struct tree_wanted *wanted, const char *expected)
{
	struct text found;

	if (!wanted->found) {
		assert_false(wanted->has_name || wanted->from_component);
		assert_string_equal("-", expected);
		return;
	}
	found =
	    arena_printf(arena, "%s%s%.*s", wanted->from_component ? "C" : "",
		wanted->has_name ? "" : "!", TEXT_ARG(wanted->name));
	assert_string_equal(found.s, expected);
}

/* "${a}" is wanted twice, among others. */
static void
check_wanted(void **state)
{
	const struct wanted_row *row = *state;
	struct tree_wanted wanted[] = {
	    {.key = TEXT("${zzz}"), .found = true, .has_name = true},
	    {.key = TEXT("${a}")},
	    {.key = TEXT("")},
	    {.key = TEXT("${a}"), .from_component = true},
	    {.key = TEXT("$")},
	};
	struct setup s;
	struct tree *tree;

	setup(&s);
	deflate_to(&s.blob, arena_printf(s.arena, "{%s}", row->json));
	tree = tree_open(s.arena, buf_text(&s.blob), s.store);
	assert_int_equal(write_tree(&s, tree, wanted, 5), TREE_OK);
	compare_wanted(s.arena, &wanted[1], row->expected);
	compare_wanted(s.arena, &wanted[3], row->expected);
	compare_wanted(s.arena, &wanted[0], "-");
	compare_wanted(s.arena, &wanted[2], "-");
	teardown(&s);
}

struct blob_row {
	const char *name;
	const char *hex;
	enum tree_result result;
	const char *text;
};

/* zlib's compressed form of {} is 789cabae0500017500f9. */
static struct blob_row blob_rows[] = {
    {"sops 2.3.5: CompressJSON",
	"789cab564acecf2b2e49cc2b2956b2aa5652a94eac05d17989b9a94a564a31a526a"
	"9462931fa154ab5b5b500479f0ea5",
	TREE_OK, "{\"constants\":{\"${a}\":{\"name\":\"\xE4\xB8\xAD/x\"}}}"},
    {"sops 2.1: whole", "789cabae0500017500f9", TREE_OK, "{}"},
    {"sops 6.2/70: bytes behind the stream", "789cabae0500017500f9007878",
	TREE_OK, "{}"},
    {"sops 2.1: empty", "", TREE_BROKEN, NULL},
    {"sops 2.1: truncated in the checksum", "789cabae0500017500", TREE_BROKEN,
	NULL},
    {"sops 2.1: truncated in the data", "789cabae", TREE_BROKEN, NULL},
    {"sops 2.1: a bad checksum", "789cabae0500017500f8", TREE_BROKEN, NULL},
    {"sops 2.1: garbage", "7b7d", TREE_BROKEN, NULL},
    {"sops 2.1: gzip", "1f8b0800000000000003abae050043bfa6a302000000",
	TREE_BROKEN, NULL},
    {"sops 2.1: a preset dictionary", "78bb00000001abae05000175", TREE_BROKEN,
	NULL},
};

static void
unhex(struct buf *b, const char *hex)
{
	for (; *hex != '\0'; hex += 2) {
		char digits[] = {hex[0], hex[1], '\0'};

		buf_add_char(b, (char)strtoul(digits, NULL, 16));
	}
}

static void
check_blob(void **state)
{
	const struct blob_row *row = *state;
	struct setup s;
	struct tree *tree;

	setup(&s);
	unhex(&s.blob, row->hex);
	tree = tree_open(s.arena, buf_text(&s.blob), s.store);
	assert_int_equal(write_tree(&s, tree, NULL, 0), row->result);
	if (row->text != NULL)
		assert_true(text_is(buf_text(&s.out), row->text));
	teardown(&s);
}

/* A tree with constants in the middle, each with a name; at least `size`. */
static void
generate(struct buf *json, size_t size)
{
	buf_addf(json, "{\"activities\":{");
	for (int i = 0; json->len < size / 2; i++)
		buf_addf(json,
		    "%s\"node%d\":{\"name\":\"\\u6b65%d\",\"n\":[%d]}",
		    i > 0 ? "," : "", i, i, i);
	buf_addf(json, "},\"constants\":{");
	for (int i = 0; i < 5000; i++)
		buf_addf(json, "%s\"${k%d}\":{\"name\":\"n%d\",\"i\":%d}",
		    i > 0 ? "," : "", i, i, i);
	buf_addf(json, "},\"flows\":[\"x");
	while (json->len < size)
		buf_addf(json, "\",\"%08zx%08zx", json->len * 2654435761u,
		    json->len * 40503u);
	buf_addf(json, "\"]}");
}

/* \u6b65, as it is written on. */
static void
as_written(const struct buf *json, struct buf *out)
{
	for (size_t i = 0; i < json->len; i++) {
		if (json->data[i] != '\\') {
			buf_add_char(out, json->data[i]);
			continue;
		}
		buf_add(out, "\xE6\xAD\xA5", 3);
		i += 5;
	}
}

static void
check_many_names(struct setup *s, struct tree *tree)
{
	enum { N = 6000 };
	struct tree_wanted *wanted = arena_array(s->arena, N, sizeof(*wanted));

	for (int i = 0; i < N; i++)
		wanted[i].key = arena_printf(s->arena, "${k%d}", i);
	assert_int_equal(write_tree(s, tree, wanted, N), TREE_OK);
	for (int i = 0; i < N; i++) {
		assert_int_equal(wanted[i].found, i < 5000);
		if (i < 5000)
			assert_true(text_eq(wanted[i].name,
			    arena_printf(s->arena, "\"n%d\"", i)));
	}
}

/* Held ones (below TREE_HELD) and streamed ones must give the same. */
struct size_row {
	const char *name;
	size_t size;
};

static struct size_row size_rows[] = {
    {"a tree of 300 kB, held", 300000},
    {"a tree of 3 MB, streamed", 3000000},
    {"a tree of 20 MB in an arena of 8", 20000000},
};

static void
check_size(void **state)
{
	const struct size_row *row = *state;
	struct setup s;
	struct buf json, expected;
	struct tree *tree;
	const char *from, *to;

	setup(&s);
	buf_init(&json, row->size * 2);
	buf_init(&expected, row->size * 2);
	generate(&json, row->size);
	as_written(&json, &expected);
	deflate_to(&s.blob, buf_text(&json));
	tree = tree_open(s.arena, buf_text(&s.blob), s.store);
	assert_int_equal(tree_write(tree, NULL, NULL, 0, &s.summary), TREE_OK);
	assert_true(s.summary.constants_is_object);
	assert_int_equal(write_tree(&s, tree, NULL, 0), TREE_OK);
	assert_true(text_eq(buf_text(&s.out), buf_text(&expected)));
	check_many_names(&s, tree);
	assert_int_equal(write_constants(&s, tree), TREE_OK);
	buf_add(&expected, "", 1);
	from = strstr(expected.data, "\"constants\":") + 12;
	to = strstr(from, ",\"flows\"");
	assert_true(text_eq(
	    buf_text(&s.constants), (struct text){from, (size_t)(to - from)}));

	/* A streamed tree that breaks at its end. */
	s.blob.data[s.blob.len - 1] ^= 1;
	tree = tree_open(s.arena, buf_text(&s.blob), s.store);
	assert_int_equal(write_tree(&s, tree, NULL, 0), TREE_BROKEN);
	buf_free(&json);
	buf_free(&expected);
	teardown(&s);
}

static void
nest(struct buf *json, size_t depth)
{
	for (size_t i = 1; i < depth; i++)
		buf_addf(json, "{\"a\":");
	buf_addf(json, "{}");
	for (size_t i = 1; i < depth; i++)
		buf_add_char(json, '}');
}

static void
check_depth(void)
{
	struct setup s;
	struct buf json;

	setup(&s);
	for (size_t over = 0; over < 2; over++) {
		buf_init(&json, 100000);
		nest(&json, TREE_DEPTH + over);
		deflate_to(&s.blob, buf_text(&json));
		assert_int_equal(
		    write_tree(&s,
			tree_open(s.arena, buf_text(&s.blob), s.store), NULL,
			0),
		    over == 0 ? TREE_OK : TREE_BROKEN);
		if (over == 0)
			assert_true(text_eq(buf_text(&s.out), buf_text(&json)));
		buf_free(&json);
	}
	teardown(&s);
}

/* A string may have 16 MiB. */
static void
check_string(void)
{
	const size_t most = (size_t)16 * 1024 * 1024;
	struct setup s;
	struct buf json;

	setup(&s);
	for (size_t over = 0; over < 2; over++) {
		char *to;

		buf_init(&json, most * 2);
		buf_add_char(&json, '"');
		to = buf_reserve(&json, most + over);
		memset(to, 'x', most + over);
		buf_commit(&json, most + over);
		buf_add_char(&json, '"');
		deflate_to(&s.blob, buf_text(&json));
		assert_int_equal(
		    write_tree(&s,
			tree_open(s.arena, buf_text(&s.blob), s.store), NULL,
			0),
		    over == 0 ? TREE_OK : TREE_LARGE);
		buf_free(&json);
	}
	teardown(&s);
}

/* Names have 1 MiB together, also those that do not count in the end. */
static void
check_long_names(void)
{
	struct tree_wanted wanted = {.key = TEXT("a")};
	struct setup s;
	struct buf json;
	struct tree *tree;

	setup(&s);
	buf_init(&json, 4000000);
	buf_addf(&json, "{\"constants\":{\"a\":{\"x\":0");
	for (int i = 0; i < 3; i++) {
		buf_addf(&json, ",\"name\":\"%0400000d\"", i);
	}
	buf_addf(&json, "}}}");
	deflate_to(&s.blob, buf_text(&json));
	tree = tree_open(s.arena, buf_text(&s.blob), s.store);
	assert_int_equal(write_tree(&s, tree, &wanted, 1), TREE_LARGE);
	assert_int_equal(
	    tree_write(tree, NULL, &wanted, 1, &s.summary), TREE_LARGE);
	assert_int_equal(write_constants(&s, tree), TREE_BROKEN);
	wanted.key = TEXT("b");
	assert_int_equal(write_tree(&s, tree, &wanted, 1), TREE_OK);
	buf_free(&json);
	teardown(&s);
}

static void
check_full_writer(void)
{
	struct setup s;
	struct tree *tree;

	setup(&s);
	deflate_to(&s.blob, TEXT("{\"constants\":[1,2,3]}"));
	tree = tree_open(s.arena, buf_text(&s.blob), s.store);
	s.out.max = 10;
	assert_int_equal(write_tree(&s, tree, NULL, 0), TREE_STOPPED);
	s.out.max = 100;
	assert_int_equal(write_tree(&s, tree, NULL, 0), TREE_OK);
	s.constants.max = 3;
	assert_int_equal(write_constants(&s, tree), TREE_STOPPED);
	teardown(&s);
}

/* A bomb: 300 MB of blanks behind a value. */
static void
check_bomb(void)
{
	static char blanks[1024 * 1024];
	z_stream z = {.avail_in = 0};
	struct setup s;

	setup(&s);
	memset(blanks, ' ', sizeof(blanks));
	blanks[0] = '1';
	assert_int_equal(deflateInit(&z, 1), Z_OK);
	z.next_out = (Bytef *)buf_reserve(&s.blob, 4 * 1024 * 1024);
	z.avail_out = 4 * 1024 * 1024;
	for (int i = 0; i < 300; i++) {
		z.next_in = (Bytef *)blanks;
		z.avail_in = sizeof(blanks);
		deflate(&z, i < 299 ? Z_NO_FLUSH : Z_FINISH);
		blanks[0] = ' ';
	}
	buf_commit(&s.blob, z.total_out);
	deflateEnd(&z);
	assert_int_equal(
	    write_tree(
		&s, tree_open(s.arena, buf_text(&s.blob), s.store), NULL, 0),
	    TREE_LARGE);
	teardown(&s);
}

/* inflate_whole: one byte less than needed, just enough, plenty. */
static void
check_inflate_max(void)
{
	static const enum inflate_result results[] = {
	    INFLATE_LARGE, INFLATE_OK, INFLATE_OK};
	struct setup s;
	struct text json, out;

	setup(&s);
	for (int len = 1; len < 100000; len = len * 3 + 1) {
		json = arena_printf(s.arena, "%0*d", len, 1);
		deflate_to(&s.blob, json);
		for (size_t i = 0; i < 3; i++) {
			size_t max = i == 2 ? ARENA : (size_t)len - 1 + i;

			assert_int_equal(inflate_whole(s.arena,
					     buf_text(&s.blob), max, &out),
			    results[i]);
			if (results[i] == INFLATE_OK)
				assert_true(text_eq(out, json));
		}
	}
	teardown(&s);
}

static void
check_inflate_next(void)
{
	enum inflate_result why;
	struct inflate_stream *stream;
	const char *data;
	struct setup s;
	long len, total = 0;

	setup(&s);
	deflate_to(&s.blob, arena_printf(s.arena, "%0200000d", 1));
	stream = inflate_open(s.arena, buf_text(&s.blob), 200000);
	while ((len = inflate_next(stream, &data, &why)) > 0)
		total += len;
	assert_int_equal(total, 200000);
	assert_int_equal(inflate_next(stream, &data, &why), 0);
	assert_int_equal(why, INFLATE_OK);
	inflate_close(stream);
	stream = inflate_open(s.arena, buf_text(&s.blob), 199999);
	while ((len = inflate_next(stream, &data, &why)) > 0)
		continue;
	assert_int_equal(len, -1);
	assert_int_equal(why, INFLATE_LARGE);
	assert_int_equal(inflate_next(stream, &data, &why), -1);
	assert_int_equal(why, INFLATE_LARGE);
	inflate_close(stream);
	teardown(&s);
}

struct plain_row {
	const char *name;
	void (*check)(void);
};

static struct plain_row plain_rows[] = {
    {"sops 2.4: 869 levels below constants, not 870", check_depth},
    {"a string of 16 MiB, not more", check_string},
    {"1 MiB of names, not more", check_long_names},
    {"a writer that stops", check_full_writer},
    {"sops 2.1: 300 MB of blanks", check_bomb},
    {"sops 2.1: inflate_whole at its maximum", check_inflate_max},
    {"sops 2.1: inflate_next at its maximum", check_inflate_next},
};

static void
check_plain(void **state)
{
	const struct plain_row *row = *state;

	row->check();
}

/* Twice with a store: what is made, and what is found, are the same. */
#define STORED(check)                                             \
	static void check##_stored(void **state)                  \
	{                                                         \
		store = tree_store_new((size_t)16 * 1024 * 1024); \
		check(state);                                     \
		check(state);                                     \
		tree_store_free(store);                           \
		store = NULL;                                     \
	}
STORED(check_tree)
STORED(check_wanted)
STORED(check_blob)
STORED(check_size)
STORED(check_plain)

static char stored_names[100][128];
static size_t nstored;

#define UNIT_TABLE_STORED(rows, check)                                         \
	do {                                                                   \
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {    \
			snprintf(stored_names[nstored], sizeof(*stored_names), \
			    "stored: %s", rows[i].name);                       \
			rows[i].name = stored_names[nstored++];                \
		}                                                              \
		UNIT_TABLE(rows, check##_stored);                              \
	} while (0)

struct store_row {
	const char *name;
	size_t max;	 /* of the store */
	size_t sizes[4]; /* of trees added in turn */
	bool found[4];	 /* afterwards */
};

static struct store_row store_rows[] = {
    {"store: all fit", 40000, {9000, 9000, 9000, 0}, {true, true, true}},
    {"store: the first makes room", 36000, {9000, 9000, 9000, 9000},
	{false, true, true, true}},
    {"store: more than a quarter is not held", 36000, {9001, 9000, 0, 0},
	{false, true}},
    {"store: of no size", 0, {10, 0, 0, 0}, {false}},
};

/* Trees of so many bytes of JSON, no two the same. */
static struct tree *
open_of_size(struct setup *s, struct tree_store *held, size_t i, size_t size)
{
	deflate_to(
	    &s->blob, arena_printf(s->arena, "\"%0*zu\"", (int)size - 2, i));
	return tree_open(s->arena, buf_text(&s->blob), held);
}

static void
check_store(void **state)
{
	const struct store_row *row = *state;
	struct tree_store *held = tree_store_new(row->max);
	struct tree *tree;
	struct setup s;

	setup(&s);
	for (size_t i = 0; i < 4 && row->sizes[i] > 0; i++) {
		tree = open_of_size(&s, held, i, row->sizes[i]);
		assert_null(tree->known);
		assert_int_equal(
		    tree_write(tree, NULL, NULL, 0, &s.summary), TREE_OK);
	}
	for (size_t i = 0; i < 4 && row->sizes[i] > 0; i++) {
		tree = open_of_size(&s, held, i, row->sizes[i]);
		assert_int_equal(tree->known != NULL, row->found[i]);
	}
	teardown(&s);
	tree_store_free(held);
}

int
main(void)
{
	UNIT_TABLE(tree_rows, check_tree);
	UNIT_TABLE(wanted_rows, check_wanted);
	UNIT_TABLE(blob_rows, check_blob);
	UNIT_TABLE(size_rows, check_size);
	UNIT_TABLE(plain_rows, check_plain);
	UNIT_TABLE(store_rows, check_store);
	UNIT_TABLE_STORED(tree_rows, check_tree);
	UNIT_TABLE_STORED(wanted_rows, check_wanted);
	UNIT_TABLE_STORED(blob_rows, check_blob);
	UNIT_TABLE_STORED(size_rows, check_size);
	UNIT_TABLE_STORED(plain_rows, check_plain);
	return unit_run("tree");
}
