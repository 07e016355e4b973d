/* SPDX-License-Identifier: MIT */
/* The nodes of a flow: what is read of each, and how they are found. */
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

static struct tree *
open_tree(struct setup *s, struct text json)
{
	deflate_to(&s->blob, json);
	return tree_open(s->arena, buf_text(&s->blob), NULL);
}

/* ---------- what is read ---------- */

struct flow_row {
	const char *name;
	const char *json;
	enum tree_result result;
	const char *nodes; /* one behind the other, see show_node */
};

/* The rest of a flow in which there is nothing else. */
#define NO_GATEWAYS   "\"gateways\":{}"
#define NO_ACTIVITIES "\"activities\":{}"

static struct flow_row flow_rows[] = {
    {"flow: empty", "{" NO_ACTIVITIES "," NO_GATEWAYS "}", TREE_OK, ""},
    {"flow: an activity",
	"{\"activities\":{\"n1\":{\"id\":\"x\",\"type\":\"ServiceActivity\","
	"\"name\":\"a\\\"b\",\"component\":{\"code\":\"job\",\"version\":"
	"\"v1\","
	"\"data\":{\"code\":{\"value\":1}}}}}," NO_GATEWAYS "}",
	TREE_OK, "0a:n1 ServiceActivity \"a\\\"b\" job v1;"},
    {"flow: an activity of which nothing is known",
	"{\"activities\":{\"n1\":{}}," NO_GATEWAYS "}", TREE_OK,
	"0a:n1 - - - -;"},
    {"flow: an activity that is no object",
	"{\"activities\":{\"n1\":[{\"name\":1}],\"n2\":null,\"n3\":5}"
	"," NO_GATEWAYS "}",
	TREE_OK, "0a:n1 - - - -;0a:n2 - - - -;0a:n3 - - - -;"},
    {"flow: members of another type",
	"{\"activities\":{\"n1\":{\"type\":1,\"name\":{\"name\":[1,{\"id\":2}]}"
	","
	"\"component\":{\"code\":null,\"version\":[\"v\"]}}}," NO_GATEWAYS "}",
	TREE_OK, "0a:n1 - {\"name\":[1,{\"id\":2}]} - -;"},
    {"flow: a component that is no object",
	"{\"activities\":{\"n1\":{\"component\":[\"code\"]}}," NO_GATEWAYS "}",
	TREE_OK, "0a:n1 - - - -;"},
    {"flow: members that stand elsewhere",
	"{\"activities\":{\"n1\":{\"x\":{\"type\":\"t\",\"code\":\"c\","
	"\"component\":{\"code\":\"c\"}},\"code\":\"c\"}}," NO_GATEWAYS
	",\"x\":{\"activities\":{\"n2\":{}}}}",
	TREE_OK, "0a:n1 - - - -;"},
    {"flow: a name that is null",
	"{\"activities\":{\"n1\":{\"name\":null}}," NO_GATEWAYS "}", TREE_OK,
	"0a:n1 - null - -;"},
    {"flow: gateways and events, in their order",
	"{\"start_event\":{\"id\":\"s\",\"type\":\"EmptyStartEvent\",\"name\":"
	"\"\"},"
	"\"gateways\":{\"g1\":{\"type\":\"ParallelGateway\"},\"g2\":{}},"
	"\"end_event\":{\"name\":\"E\",\"id\":\"e\"}," NO_ACTIVITIES "}",
	TREE_OK,
	"0s:s EmptyStartEvent \"\" - -;0g:g1 ParallelGateway - - -;"
	"0g:g2 - - - -;0e:e - \"E\" - -;"},
    {"flow: events without an id, or with none that is text",
	"{\"start_event\":{},\"end_event\":{\"id\":5}," NO_ACTIVITIES
	"," NO_GATEWAYS "}",
	TREE_OK, ""},
    {"flow: events that are no object",
	"{\"start_event\":\"id\",\"end_event\":[{\"id\":\"e\"}]," NO_ACTIVITIES
	"," NO_GATEWAYS "}",
	TREE_OK, ""},
    {"flow: a subprocess",
	"{\"activities\":{\"n1\":{\"pipeline\":{\"start_event\":{\"id\":\"s\"},"
	"\"activities\":{\"n2\":{\"name\":\"in\"}},\"gateways\":{\"g\":{}}},"
	"\"type\":\"SubProcess\",\"name\":\"out\"},\"n3\":{}}," NO_GATEWAYS "}",
	TREE_OK,
	"0A:n1 SubProcess \"out\" - -;1s:s - - - -;1a:n2 - \"in\" - -;"
	"1g:g - - - -;0a:n3 - - - -;"},
    {"flow: subprocesses in each other, with one id",
	"{\"activities\":{\"n\":{\"pipeline\":{\"activities\":{\"n\":{"
	"\"pipeline\":"
	"{\"activities\":{\"n\":{\"name\":3}}}},\"m\":{}}}}}," NO_GATEWAYS "}",
	TREE_OK, "0A:n - - - -;1A:n - - - -;2a:n - 3 - -;1a:m - - - -;"},
    {"flow: a pipeline that is no object, and one of a gateway",
	"{\"activities\":{\"n1\":{\"pipeline\":null},\"n2\":{\"pipeline\":"
	"[{\"activities\":{\"x\":{}}}]}},\"gateways\":{\"g\":{\"pipeline\":"
	"{\"activities\":{\"x\":{}}}}}}",
	TREE_OK, "0a:n1 - - - -;0a:n2 - - - -;0g:g - - - -;"},
    {"flow: a pipeline without activities",
	"{\"activities\":{\"n1\":{\"pipeline\":{}}}," NO_GATEWAYS "}", TREE_OK,
	"0A:n1 - - - -;"},
    {"flow: activities of a pipeline that are an array",
	"{\"activities\":{\"n1\":{\"pipeline\":{\"activities\":[{\"name\":1,"
	"\"pipeline\":{\"activities\":{\"n2\":{}}}}]},\"name\":2}}," NO_GATEWAYS
	"}",
	TREE_OK, "0A:n1 - 2 - -;"},
    {"flow: the last of equal keys counts: an activity",
	"{\"activities\":{\"n1\":{\"name\":1,\"pipeline\":{\"activities\":"
	"{\"x\":{}}}},\"n2\":{},\"n1\":{\"type\":\"t\"}}," NO_GATEWAYS "}",
	TREE_OK, "0a:n2 - - - -;0a:n1 t - - -;"},
    {"flow: the last of equal keys counts: members",
	"{\"activities\":{\"n1\":{\"name\":1,\"type\":\"a\",\"component\":{"
	"\"code\":\"c\",\"version\":\"v\"},\"name\":2,\"type\":null,"
	"\"component\":{\"version\":\"w\"}}}," NO_GATEWAYS "}",
	TREE_OK, "0a:n1 - 2 - w;"},
    {"flow: the last of equal keys counts: activities",
	"{\"activities\":{\"n1\":{\"pipeline\":{\"activities\":{\"x\":{}}}}},"
	"\"activities\":{\"n2\":{}}," NO_GATEWAYS "}",
	TREE_OK, "0a:n2 - - - -;"},
    {"flow: the last of equal keys counts: gateways",
	"{" NO_ACTIVITIES ",\"gateways\":{\"g1\":{}},\"gateways\":{}}", TREE_OK,
	""},
    {"flow: the last of equal keys counts: events and ids",
	"{\"start_event\":{\"id\":\"a\"},\"start_event\":{\"id\":\"b\",\"id\":"
	"\"c\"},"
	"\"end_event\":{\"id\":\"e\"},\"end_event\":{}," NO_ACTIVITIES
	"," NO_GATEWAYS "}",
	TREE_OK, "0s:c - - - -;"},
    {"flow: the last of equal keys counts: a pipeline",
	"{\"activities\":{\"n1\":{\"pipeline\":{\"start_event\":{\"id\":\"s\"},"
	"\"activities\":{\"x\":{}}},\"pipeline\":{\"activities\":{\"y\":{}}}},"
	"\"n2\":{\"pipeline\":{\"activities\":{\"z\":{}}},\"pipeline\":0}}"
	"," NO_GATEWAYS "}",
	TREE_OK, "0A:n1 - - - -;1a:y - - - -;0a:n2 - - - -;"},
    {"flow: it is no object", "[1]", TREE_BROKEN, NULL},
    {"flow: it is no flow", "{}", TREE_BROKEN, NULL},
    {"flow: no gateways", "{" NO_ACTIVITIES "}", TREE_BROKEN, NULL},
    {"flow: no activities", "{" NO_GATEWAYS "}", TREE_BROKEN, NULL},
    {"flow: activities are an array",
	"{\"activities\":[{\"pipeline\":{\"activities\":{\"x\":{}}}}]"
	"," NO_GATEWAYS "}",
	TREE_BROKEN, NULL},
    {"flow: gateways are null at last",
	"{" NO_ACTIVITIES "," NO_GATEWAYS ",\"gateways\":null}", TREE_BROKEN,
	NULL},
    {"flow: broken JSON", "{" NO_ACTIVITIES "," NO_GATEWAYS ",", TREE_BROKEN,
	NULL},
};

static const char *
or_dash(struct text t)
{
	return t.s == NULL ? "-" : t.s;
}

/* "0A:id type name code version;": parent, kind (A: with a flow). */
static void
show_node(struct buf *out, const struct tree_node *node)
{
	static const char kinds[] = {'a', 'g', 's', 'e'};

	buf_addf(out, "%u%c:%s %s %s %s %s;", node->parent,
	    node->has_flow ? 'A' : kinds[node->kind], node->id.s,
	    or_dash(node->type), node->has_name ? node->name.s : "-",
	    or_dash(node->code), or_dash(node->version));
}

static void
check_flow(void **state)
{
	const struct flow_row *row = *state;
	struct tree_flow flow;
	struct setup s;
	struct tree *tree;

	setup(&s);
	tree = open_tree(&s, text_of(row->json));
	assert_int_equal(tree_flow_read(tree, &flow), row->result);
	assert_int_equal(tree_error(tree)[0] == '\0', row->result == TREE_OK);
	for (size_t i = 0; i < flow.count; i++) {
		const struct tree_node *node = &flow.nodes[i];

		show_node(&s.out, node);
		assert_ptr_equal(
		    tree_flow_find(&flow, node->parent, node->id), node);
		assert_int_equal(tree_flow_index(&flow, node), i + 1);
		assert_null(tree_flow_find(&flow, node->parent, TEXT("?")));
		assert_null(tree_flow_find(&flow, 77, node->id));
	}
	buf_add_char(&s.out, '\0');
	if (row->nodes != NULL)
		assert_string_equal(s.out.data, row->nodes);
	teardown(&s);
}

/* ---------- large ones ---------- */

/* A flow with so many activities in a subprocess. */
static struct text
many_nodes(struct setup *s, size_t count)
{
	buf_reset(&s->out);
	buf_addf(&s->out, "{" NO_GATEWAYS ",\"activities\":{\"sub\":"
			  "{\"pipeline\":{\"activities\":{");
	for (size_t i = 1; i < count; i++)
		buf_addf(&s->out, "%s\"n%zu\":{\"name\":\"%zu\"}",
		    i > 1 ? "," : "", i, i);
	buf_addf(&s->out, "}}}}}");
	return buf_text(&s->out);
}

static void
check_many(void)
{
	struct tree_flow flow;
	struct setup s;
	struct tree *tree;

	setup(&s);
	tree = open_tree(&s, many_nodes(&s, TREE_NODES));
	assert_int_equal(tree_flow_read(tree, &flow), TREE_OK);
	assert_int_equal(flow.count, TREE_NODES);
	for (size_t i = 1; i < TREE_NODES; i++) {
		struct text id = arena_printf(s.arena, "n%zu", i);
		const struct tree_node *node = tree_flow_find(&flow, 1, id);

		assert_int_equal(tree_flow_index(&flow, node), i + 1);
		assert_null(tree_flow_find(&flow, 0, id));
	}
	tree = open_tree(&s, many_nodes(&s, TREE_NODES + 1));
	assert_int_equal(tree_flow_read(tree, &flow), TREE_LARGE);
	teardown(&s);
}

/* An id of two bytes and a name in quotes. */
#define FLOW_TEXTS ((size_t)8 * 1024 * 1024)

static void
check_long_texts(void)
{
	struct tree_flow flow;
	struct setup s;

	setup(&s);
	for (size_t more = 0; more < 2; more++) {
		buf_reset(&s.out);
		buf_addf(&s.out,
		    "{" NO_GATEWAYS ",\"activities\":{\"n1\":{\"name\":\"");
		for (size_t i = 0; i < FLOW_TEXTS - 4 + more; i++)
			buf_add_char(&s.out, 'x');
		buf_addf(&s.out, "\"}}}");
		assert_int_equal(
		    tree_flow_read(open_tree(&s, buf_text(&s.out)), &flow),
		    more ? TREE_LARGE : TREE_OK);
	}
	teardown(&s);
}

/* A pool's deepest flow: each level takes three containers. */
static void
check_deep(void)
{
	static const char open[] =
	    "{\"gateways\":{},\"activities\":{\"n\":{\"pipeline\":";
	struct tree_flow flow;
	struct setup s;
	size_t levels = TREE_DEPTH / 3;

	setup(&s);
	for (size_t i = 0; i < levels; i++)
		buf_addf(&s.out, "%s", open);
	buf_addf(&s.out, "%s", "{}");
	for (size_t i = 0; i < levels; i++)
		buf_addf(&s.out, "}}}");
	assert_int_equal(
	    tree_flow_read(open_tree(&s, buf_text(&s.out)), &flow), TREE_OK);
	assert_int_equal(flow.count, levels);
	assert_int_equal(flow.nodes[levels - 1].parent, levels - 1);
	assert_true(flow.nodes[levels - 1].has_flow);
	teardown(&s);
}

struct plain_row {
	const char *name;
	void (*check)(void);
};

static struct plain_row plain_rows[] = {
    {"flow: 65536 nodes, not more, each found at once", check_many},
    {"flow: 8 MiB of names, not more", check_long_texts},
    {"flow: subprocesses as deep as a tree may be", check_deep},
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
	UNIT_TABLE(flow_rows, check_flow);
	UNIT_TABLE(plain_rows, check_plain);
	return unit_run("tree_flow");
}
