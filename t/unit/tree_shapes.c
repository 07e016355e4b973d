/* SPDX-License-Identifier: MIT */
/* Trees that are not written as they are stored: with labels, and trimmed. */
#include "decode/tree_walk.h"
#include "deflated.h"

#define ARENA ((size_t)64 * 1024 * 1024)

struct setup {
	struct arena *arena;
	struct buf blob, out;
};

static void
setup(struct setup *s)
{
	*s = (struct setup){.arena = arena_new(ARENA)};
	buf_init(&s->blob, SIZE_MAX / 2);
	buf_init(&s->out, SIZE_MAX / 2);
}

static void
teardown(struct setup *s)
{
	arena_free(s->arena);
	buf_free(&s->blob);
	buf_free(&s->out);
}

static int
sink(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static void
assert_written(struct setup *s, const char *expected)
{
	buf_add_char(&s->out, '\0');
	assert_string_equal(s->out.data, expected);
	buf_reset(&s->out);
}

/* ---------- with labels ---------- */

struct label_row {
	const char *name;
	const char *json;
	const char *text;
};

/* The nodes that have labels, which are not sorted. */
static const struct tree_label labels[] = {
    {.node = TEXT("two"), .labels = TEXT("[2]")},
    {.node = TEXT("a"), .labels = TEXT("[]")},
    {.node = TEXT("e"), .labels = TEXT("[\"E\"]")},
};
#define NLABELS (sizeof(labels) / sizeof(*labels))

static struct label_row label_rows[] = {
    {"labels: nodes of all kinds",
	"{\"activities\":{\"a\":{\"x\":1},\"b\":{\"y\":2}},\"gateways\":"
	"{\"two\":{}},\"start_event\":{\"id\":\"e\"},\"end_event\":{\"id\":"
	"\"f\"}}",
	"{\"activities\":{\"a\":{\"x\":1,\"labels\":[]},\"b\":{\"y\":2}},"
	"\"gateways\":{\"two\":{\"labels\":[2]}},\"start_event\":{\"id\":\"e\","
	"\"labels\":[\"E\"]},\"end_event\":{\"id\":\"f\"}}"},
    {"labels: of a subprocess and inside of it",
	"{\"activities\":{\"a\":{\"pipeline\":{\"activities\":{\"two\":{}},"
	"\"end_event\":{\"id\":\"e\"}},\"z\":1}}}",
	"{\"activities\":{\"a\":{\"pipeline\":{\"activities\":{\"two\":"
	"{\"labels\":[2]}},\"end_event\":{\"id\":\"e\",\"labels\":[\"E\"]}},"
	"\"z\":1,\"labels\":[]}}}"},
    {"labels: stored ones give way",
	"{\"activities\":{\"a\":{\"labels\":[{\"labels\":1}],\"x\":1}},"
	"\"gateways\":{\"two\":{\"labels\":3,\"labels\":4}}}",
	"{\"activities\":{\"a\":{\"x\":1,\"labels\":[]}},"
	"\"gateways\":{\"two\":{\"labels\":[2]}}}"},
    {"labels: stored ones of other nodes stay",
	"{\"activities\":{\"b\":{\"labels\":[{\"labels\":1}],\"x\":1}},"
	"\"end_event\":{\"labels\":[9],\"id\":\"f\"}}",
	"{\"activities\":{\"b\":{\"labels\":[{\"labels\":1}],\"x\":1}},"
	"\"end_event\":{\"id\":\"f\",\"labels\":[9]}}"},
    {"labels: an event whose id follows them",
	"{\"start_event\":{\"labels\":{\"id\":\"f\"},\"id\":\"e\",\"x\":1}}",
	"{\"start_event\":{\"id\":\"e\",\"x\":1,\"labels\":[\"E\"]}}"},
    {"labels: of an event's ids the last counts",
	"{\"start_event\":{\"id\":\"e\",\"id\":5},\"end_event\":{\"id\":[],"
	"\"id\":\"e\"}}",
	"{\"start_event\":{\"id\":\"e\",\"id\":5},\"end_event\":{\"id\":[],"
	"\"id\":\"e\",\"labels\":[\"E\"]}}"},
    {"labels: an event without an id",
	"{\"start_event\":{\"name\":\"e\",\"labels\":null}}",
	"{\"start_event\":{\"name\":\"e\",\"labels\":null}}"},
    {"labels: nodes that are no objects",
	"{\"activities\":{\"a\":[{\"x\":1}],\"two\":null},\"start_event\":"
	"\"e\",\"gateways\":[\"a\",{}]}",
	"{\"activities\":{\"a\":[{\"x\":1}],\"two\":null},\"start_event\":"
	"\"e\",\"gateways\":[\"a\",{}]}"},
    {"labels: the same keys elsewhere",
	"{\"constants\":{\"a\":{\"labels\":1}},\"x\":{\"activities\":{\"a\":"
	"{}}},\"activities\":{\"b\":{\"activities\":{\"a\":{}},\"id\":\"a\"}}}",
	"{\"constants\":{\"a\":{\"labels\":1}},\"x\":{\"activities\":{\"a\":"
	"{}}},\"activities\":{\"b\":{\"activities\":{\"a\":{}},\"id\":"
	"\"a\"}}}"},
    {"labels: no object", "[{\"activities\":{\"a\":{}}}]",
	"[{\"activities\":{\"a\":{}}}]"},
};

static struct tree *
open_labelled(
    struct setup *s, const char *json, struct tree_store *store, size_t nlabels)
{
	struct tree_label *list = arena_alloc(s->arena, sizeof(labels));

	memcpy(list, labels, sizeof(labels));
	deflate_to(&s->blob, text_of(json));
	return tree_open_labelled(
	    s->arena, buf_text(&s->blob), store, list, nlabels);
}

static enum tree_result
write_tree(struct setup *s, struct tree *tree)
{
	struct tree_summary summary;
	struct json_writer *w = json_new(sink, &s->out);
	enum tree_result result = tree_write(tree, w, NULL, 0, &summary);

	json_free(w);
	return result;
}

/* Read once, written twice, and then found in a store. */
static void
check_labels(void **state)
{
	const struct label_row *row = *state;
	struct tree_store *store = tree_store_new((size_t)1024 * 1024);
	struct setup s;

	setup(&s);
	for (size_t i = 0; i < 4; i++) {
		struct tree *tree =
		    open_labelled(&s, row->json, i < 2 ? NULL : store, NLABELS);

		assert_int_equal(tree->known != NULL, i == 3);
		assert_int_equal(write_tree(&s, tree), TREE_OK);
		assert_written(&s, row->text);
		assert_int_equal(write_tree(&s, tree), TREE_OK);
		assert_written(&s, row->text);
	}
	tree_store_free(store);
	teardown(&s);
}

/* ---------- trimmed ---------- */

static struct label_row trim_rows[] = {
    {"trimmed: no object", "[{\"line\":1}]", "[{\"line\":1}]"},
    {"trimmed: null", "null", "null"},
    {"trimmed: an empty one", "{}", "{}"},
    {"trimmed: what is drawn",
	"{\"line\":[{\"id\":1}],\"location\":5,\"outputs\":[{\"line\":1}],"
	"\"id\":\"x\"}",
	"{\"outputs\":[{\"line\":1}],\"id\":\"x\"}"},
    {"trimmed: an activity",
	"{\"activities\":{\"a\":{\"id\":1,\"type\":\"ServiceActivity\",\"name\""
	":\"\",\"stage_name\":null,\"retryable\":true,\"skippable\":[],"
	"\"error_ignorable\":{\"optional\":1},\"auto_retry\":{},"
	"\"source_info\":0,\"optional\":1,\"labels\":[[]],\"incoming\":{}}}}",
	"{\"activities\":{\"a\":{\"id\":1,\"type\":\"ServiceActivity\",\"name\""
	":\"\",\"stage_name\":null,\"retryable\":true,\"skippable\":[],"
	"\"error_ignorable\":{\"optional\":1},\"auto_retry\":{},"
	"\"source_info\":0}}}"},
    {"trimmed: a subprocess, whose type comes late",
	"{\"activities\":{\"a\":{\"template_id\":\"7\",\"version\":{\"x\":"
	"[1]},\"pipeline\":{\"line\":1,\"activities\":{\"b\":{\"version\":2},"
	"\"c\":{\"version\":3,\"type\":\"SubProcess\"}}},\"template_source\":"
	"null,\"hooked_constants\":[\"v\"],\"type\":\"SubProcess\"}}}",
	"{\"activities\":{\"a\":{\"pipeline\":{\"activities\":{\"b\":{},"
	"\"c\":{\"type\":\"SubProcess\",\"version\":3}}},\"type\":"
	"\"SubProcess\",\"template_id\":\"7\",\"version\":{\"x\":[1]},"
	"\"template_source\":null,\"hooked_constants\":[\"v\"]}}}"},
    {"trimmed: of two types the last counts",
	"{\"activities\":{\"a\":{\"version\":1,\"type\":\"SubProcess\","
	"\"type\":5}}}",
	"{\"activities\":{\"a\":{\"type\":\"SubProcess\",\"type\":5}}}"},
    {"trimmed: a component",
	"{\"activities\":{\"a\":{\"component\":{\"code\":\"c\",\"version\":"
	"null,\"x\":1,\"data\":{\"p\":{\"hook\":false,\"value\":{\"a\":[1]},"
	"\"need_render\":true},\"q\":{\"value\":\"v\",\"hook\":1}}}}}}",
	"{\"activities\":{\"a\":{\"component\":{\"code\":\"c\",\"version\":"
	"null,\"data\":{\"p\":{\"a\":[1]},\"q\":\"v\"}}}}}"},
    {"trimmed: parameters that are empty",
	"{\"activities\":{\"a\":{\"component\":{\"data\":{"
	"\"a\":{\"hook\":1,\"value\":\"\"},\"b\":{\"hook\":1,\"value\":[]},"
	"\"c\":{\"hook\":1,\"value\":{}},\"d\":{\"hook\":1,\"value\":null},"
	"\"e\":{\"hook\":1,\"value\":0},\"f\":{\"hook\":1,\"value\":false},"
	"\"g\":\"\",\"h\":[],\"i\":{},\"j\":null,\"k\":[\"\"],\"l\":\"x\","
	"\"m\":{\"hook\":1,\"value\":[[]]}}}}}}",
	"{\"activities\":{\"a\":{\"component\":{\"data\":{\"e\":0,\"f\":false,"
	"\"k\":[\"\"],\"l\":\"x\",\"m\":[[]]}}}}}"},
    {"trimmed: parameters of another form",
	"{\"activities\":{\"a\":{\"component\":{\"data\":{\"a\":{\"value\":1},"
	"\"b\":{\"hook\":1},\"c\":{\"x\":{\"hook\":1,\"value\":2}},"
	"\"d\":[{\"hook\":1,\"value\":2}],\"e\":{\"value\":1,\"hook\":1,"
	"\"value\":3}}}}}}",
	"{\"activities\":{\"a\":{\"component\":{\"data\":{\"a\":{\"value\":1},"
	"\"b\":{\"hook\":1},\"c\":{\"x\":{\"hook\":1,\"value\":2}},"
	"\"d\":[{\"hook\":1,\"value\":2}],\"e\":3}}}}}"},
    {"trimmed: parameters of forms",
	"{\"activities\":{\"a\":{\"component\":{\"data\":{\"ip_is_exist\":1,"
	"\"button_refresh_2\":{\"hook\":1,\"value\":2},\"\xC2\xA9\":3,"
	"\"ip_is_exist,is_tagged_ip\":4,\"\":5}}}}}",
	"{\"activities\":{\"a\":{\"component\":{\"data\":{"
	"\"ip_is_exist,is_tagged_ip\":4,\"\":5}}}}}"},
    {"trimmed: gateways",
	"{\"gateways\":{\"g\":{\"id\":1,\"type\":2,\"name\":3,\"conditions\":"
	"{\"incoming\":1},\"default_condition\":null,\"converge_gateway_id\":"
	"\"\",\"incoming\":4,\"extra_info\":{}}}}",
	"{\"gateways\":{\"g\":{\"id\":1,\"type\":2,\"name\":3,\"conditions\":"
	"{\"incoming\":1},\"default_condition\":null,\"converge_gateway_id\":"
	"\"\"}}}"},
    {"trimmed: flows",
	"{\"flows\":{\"f\":{\"id\":1,\"source\":\"a\",\"target\":\"b\","
	"\"is_default\":false},\"g\":{\"is_default\":true},\"h\":{"
	"\"is_default\":[true]},\"i\":5}}",
	"{\"flows\":{\"f\":{\"source\":\"a\",\"target\":\"b\"},\"g\":{"
	"\"is_default\":true},\"h\":{},\"i\":5}}"},
    {"trimmed: events",
	"{\"start_event\":{\"id\":1,\"name\":\"\",\"type\":2,\"labels\":[]},"
	"\"end_event\":null}",
	"{\"start_event\":{\"id\":1,\"name\":\"\",\"type\":2},\"end_event\":"
	"null}"},
    {"trimmed: constants",
	"{\"constants\":{\"${v}\":{\"key\":\"k\",\"name\":\"\",\"desc\":null,"
	"\"source_type\":{},\"custom_type\":[],\"value\":{\"hook\":1,"
	"\"value\":2},\"source_tag\":0,\"source_info\":{\"n\":[]},\"index\":1}"
	"}}",
	"{\"constants\":{\"${v}\":{\"key\":\"k\",\"value\":{\"hook\":1,"
	"\"value\":2},\"source_tag\":0,\"source_info\":{\"n\":[]}}}}"},
    {"trimmed: what should be an object",
	"{\"activities\":[{\"loop\":1}],\"gateways\":null,\"flows\":\"f\","
	"\"constants\":5}",
	"{\"activities\":[{\"loop\":1}],\"gateways\":null,\"flows\":\"f\","
	"\"constants\":5}"},
};

static enum tree_result
write_trimmed(struct setup *s, struct text json)
{
	struct json_writer *w = json_new(sink, &s->out);
	struct tree *tree;
	enum tree_result result;

	deflate_to(&s->blob, json);
	tree = tree_open(s->arena, buf_text(&s->blob), NULL);
	result = tree_write_trimmed(tree, w);
	json_free(w);
	return result;
}

static void
check_trim(void **state)
{
	const struct label_row *row = *state;
	struct setup s;

	setup(&s);
	assert_int_equal(write_trimmed(&s, text_of(row->json)), TREE_OK);
	assert_written(&s, row->text);
	teardown(&s);
}

/* ---------- limits ---------- */

static void
check_no_labels(void)
{
	struct setup s;
	struct tree *tree;

	setup(&s);
	tree = open_labelled(&s, "{\"activities\":{\"a\":{}}}", NULL, 0);
	assert_int_equal(write_tree(&s, tree), TREE_OK);
	assert_written(&s, "{\"activities\":{\"a\":{}}}");
	teardown(&s);
}

/* One tree with other labels is another one. */
static void
check_store(void)
{
	static const char json[] =
	    "{\"activities\":{\"a\":{},\"two\":{}},\"constants\":{\"c\":1}}";
	struct tree_store *store = tree_store_new((size_t)1024 * 1024);
	struct json_writer *w;
	struct setup s;

	setup(&s);
	for (size_t i = 0; i < 2; i++) {
		struct tree *tree = open_labelled(&s, json, store, 1);

		write_tree(&s, tree);
		assert_written(&s,
		    "{\"activities\":{\"a\":{},\"two\":{\"labels\":[2]}},"
		    "\"constants\":{\"c\":1}}");
		w = json_new(sink, &s.out);
		assert_int_equal(tree_write_constants(tree, w), TREE_OK);
		json_free(w);
		assert_written(&s, "{\"c\":1}");
		write_tree(&s, open_labelled(&s, json, store, 2));
		assert_written(&s,
		    "{\"activities\":{\"a\":{\"labels\":[]},\"two\":"
		    "{\"labels\":[2]}},\"constants\":{\"c\":1}}");
		write_tree(&s, open_labelled(&s, json, store, 0));
		assert_written(&s, json);
	}
	tree_store_free(store);
	teardown(&s);
}

static void
add_filler(struct buf *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_add_char(out, 'x');
}

static void
check_long_labels(void)
{
	struct buf json;
	struct setup s;

	setup(&s);
	for (size_t more = 0; more < 2; more++) {
		buf_init(&json, SIZE_MAX / 2);
		buf_addf(&json, "{\"start_event\":{\"labels\":\"");
		add_filler(&json, (size_t)1024 * 1024 - 2 + more);
		buf_addf(&json, "\"}}%c", '\0');
		assert_int_equal(
		    write_tree(&s, open_labelled(&s, json.data, NULL, NLABELS)),
		    more ? TREE_LARGE : TREE_OK);
		buf_free(&json);
	}
	teardown(&s);
}

static void
check_long_parameter(void)
{
	struct buf json;
	struct setup s;

	setup(&s);
	for (size_t more = 0; more < 2; more++) {
		buf_init(&json, SIZE_MAX / 2);
		buf_addf(&json, "{\"constants\":{\"v\":{\"value\":[\"\",\"");
		add_filler(&json, TREE_TRIM_MAX - 7 + more);
		buf_addf(&json, "\"]}}}");
		assert_int_equal(write_trimmed(&s, buf_text(&json)),
		    more ? TREE_LARGE : TREE_OK);
		buf_free(&json);
	}
	teardown(&s);
}

struct plain_row {
	const char *name;
	void (*check)(void);
};

static struct plain_row plain_rows[] = {
    {"labels: none", check_no_labels},
    {"labels: a store knows a tree by them, too", check_store},
    {"labels: 1 MiB that an event has, not more", check_long_labels},
    {"trimmed: 16 MiB of a value, not more", check_long_parameter},
};

static void
check_plain(void **state)
{
	const struct plain_row *row = *state;

	row->check();
}

int
main(void)
{
	UNIT_TABLE(label_rows, check_labels);
	UNIT_TABLE(trim_rows, check_trim);
	UNIT_TABLE(plain_rows, check_plain);
	return unit_run("tree_shapes");
}
