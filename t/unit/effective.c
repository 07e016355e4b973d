/* SPDX-License-Identifier: MIT */
/* The walk of get_task_effective_time (sops-current 4.15): flows by hand, and
 * generated ones at its limits. */
#include "unit.h"

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "sops_current/effective_walk.h"

#define NODES_MAX 2048
#define NEXT_MAX  3

static struct arena *arena;

/* A node; its id is a letter, and those of a row are in their order. */
struct node_row {
	const char *id;
	char kind; /* Start, Activity, End, Parallel, Converge, Gateway; 'X': an
		    * activity that does not count */
	int64_t elapsed;
	const char *next; /* ids */
	const char *converge;
};

struct walk_row {
	const char *name;
	int64_t effective;
	const char *shown; /* activities, and gateways with what they select */
	struct node_row nodes[12];
};

static struct walk_row walk_rows[] = {
    {"4.15: one behind the other", 7, "a3 b4 ",
	{{"a", 'A', 3, "b", ""}, {"b", 'A', 4, "e", ""}, {"e", 'E', 0, "", ""},
	    {"s", 'S', 0, "a", ""}}},
    {"one that does not count", 4, "a0 b4 ",
	{{"a", 'X', 3, "b", ""}, {"b", 'A', 4, "", ""},
	    {"s", 'S', 0, "a", ""}}},
    {"all ways behind one that does not count", 5, "a0 b2 c3 ",
	{{"a", 'X', 3, "bc", ""}, {"b", 'A', 2, "", ""}, {"c", 'A', 3, "", ""},
	    {"s", 'S', 0, "a", ""}}},
    {"a cycle ends where it began", 7, "a3 b4 ",
	{{"a", 'A', 3, "b", ""}, {"b", 'A', 4, "a", ""},
	    {"s", 'S', 0, "a", ""}}},
    {"of a choice the longest, and what follows for each", 11, "a3 c6 b5 c6 ",
	{{"a", 'A', 3, "c", ""}, {"b", 'A', 5, "c", ""}, {"c", 'A', 6, "", ""},
	    {"g", 'G', 0, "ab", ""}, {"s", 'S', 0, "g", ""}}},
    {"a gateway leads to itself", 2, "a2 ",
	{{"a", 'A', 2, "g", ""}, {"g", 'G', 0, "ga", ""},
	    {"s", 'S', 0, "g", ""}}},
    {"nothing behind the outer gateway's end", 5, "a3 b5 p=c:5 ",
	{{"a", 'A', 3, "c", ""}, {"b", 'A', 5, "c", ""}, {"c", 'C', 0, "d", ""},
	    {"d", 'A', 9, "", ""}, {"p", 'P', 0, "ab", "c"},
	    {"s", 'S', 0, "p", ""}}},
    {"the end is looked for", 5, "a3 b5 p=c:5 ",
	{{"a", 'A', 3, "c", ""}, {"b", 'A', 5, "c", ""}, {"c", 'C', 0, "", ""},
	    {"p", 'P', 0, "ab", ""}, {"s", 'S', 0, "p", ""}}},
    {"there is no end", 5, "a3 b5 ",
	{{"a", 'A', 3, "", ""}, {"b", 'A', 5, "", ""}, {"p", 'P', 0, "ab", ""},
	    {"s", 'S', 0, "p", ""}}},
    {"no end, and a cycle where it is looked for", 8, "a3 b5 ",
	{{"a", 'A', 3, "b", ""}, {"b", 'A', 5, "a", ""}, {"p", 'P', 0, "a", ""},
	    {"s", 'S', 0, "p", ""}}},
    {"the end is no node", 5, "a3 b5 p=z:5 ",
	{{"a", 'A', 3, "", ""}, {"b", 'A', 5, "", ""}, {"p", 'P', 0, "ab", "z"},
	    {"s", 'S', 0, "p", ""}}},
    {"a gateway in a branch, and what is behind its end", 8,
	"a1 b2 c3 d4 f5 q=x:3 p=y:8 ",
	{{"a", 'A', 1, "q", ""}, {"b", 'A', 2, "x", ""}, {"c", 'A', 3, "x", ""},
	    {"d", 'A', 4, "y", ""}, {"f", 'A', 5, "y", ""},
	    {"p", 'P', 0, "af", "y"}, {"q", 'P', 0, "bc", "x"},
	    {"s", 'S', 0, "p", ""}, {"x", 'C', 0, "d", ""},
	    {"y", 'C', 0, "", ""}}},
    {"both gateways have one end", 3, "b2 c3 q=y:3 p=y:3 ",
	{{"b", 'A', 2, "y", ""}, {"c", 'A', 3, "y", ""},
	    {"p", 'P', 0, "q", "y"}, {"q", 'P', 0, "bc", "y"},
	    {"s", 'S', 0, "p", ""}, {"y", 'C', 0, "", ""}}},
    {"times below zero", 0, "a-5 ",
	{{"a", 'A', -5, "", ""}, {"s", 'S', 0, "a", ""}}},
    {"sums beyond 64 bits", INT64_MAX,
	"a9223372036854775807 b9223372036854775807 ",
	{{"a", 'A', INT64_MAX, "b", ""}, {"b", 'A', INT64_MAX, "", ""},
	    {"s", 'S', 0, "a", ""}}},
};

/* A graph in the making. */
static struct tree_graph_node nodes[NODES_MAX];
static struct effective_node stored[NODES_MAX];
static uint32_t next[NODES_MAX][NEXT_MAX];
static struct tree_graph graph;

static struct tree_graph_node *
add_node(struct text id, char kind)
{
	static const char kinds[] = {[TREE_GRAPH_END] = 'E',
	    [TREE_GRAPH_CONVERGE] = 'C',
	    [TREE_GRAPH_ACTIVITY] = 'A',
	    [TREE_GRAPH_PARALLEL] = 'P',
	    [TREE_GRAPH_GATEWAY] = 'G',
	    [TREE_GRAPH_START] = 'S'};
	struct tree_graph_node *node = &nodes[graph.count];
	size_t i = 0;

	assert_true(graph.count < NODES_MAX);
	while (kinds[i] != kind)
		i++;
	*node = (struct tree_graph_node){.id = id,
	    .kind = (enum tree_graph_kind)i,
	    .converge = TEXT(""),
	    .next = next[graph.count]};
	stored[graph.count] = (struct effective_node){.is_excluded = false};
	if (kind == 'S')
		graph.start = (uint32_t)graph.count;
	graph.count++;
	return node;
}

static void
add_next(const struct tree_graph_node *from, uint32_t to)
{
	struct tree_graph_node *node = &nodes[from - nodes];

	next[from - nodes][node->nnext++] = to;
}

static enum effective_result
walk(struct effective_walk *w, bool shows)
{
	*w = (struct effective_walk){
	    .arena = arena, .graph = &graph, .nodes = stored, .shows = shows};
	return effective_walk(w);
}

/* The activities, then the gateways. */
static struct text
show(const struct effective_walk *w, struct buf *out)
{
	for (size_t i = 0; i < w->nactivities; i++) {
		buf_add_text(out, nodes[w->activities[i].node].id);
		buf_add_text(out, arena_printf(arena, "%lld ",
				      (long long)w->activities[i].effective));
	}
	for (size_t i = 0; i < w->ngateways; i++) {
		buf_add_text(out, nodes[w->gateways[i].node].id);
		buf_add_text(out, TEXT("="));
		buf_add_text(out, w->gateways[i].converge);
		buf_add_text(out, arena_printf(arena, ":%lld ",
				      (long long)w->gateways[i].selected));
	}
	return buf_text(out);
}

static void
make_row(const struct walk_row *row)
{
	graph = (struct tree_graph){.nodes = nodes, .start = TREE_NOWHERE};
	for (size_t i = 0; i < 12 && row->nodes[i].id != NULL; i++) {
		const struct node_row *n = &row->nodes[i];
		char kind = n->kind == 'X' ? 'A' : n->kind;

		add_node(text_of(n->id), kind)->converge = text_of(n->converge);
		stored[i] = (struct effective_node){
		    .is_excluded = n->kind == 'X', .elapsed = n->elapsed};
	}
	for (size_t i = 0; i < graph.count; i++)
		for (const char *c = row->nodes[i].next; *c != '\0'; c++)
			add_next(&nodes[i],
			    tree_graph_find(&graph, (struct text){c, 1}));
}

static void
check_walk(void **state)
{
	const struct walk_row *row = *state;
	struct effective_walk w;
	struct buf out;

	make_row(row);
	assert_int_equal(walk(&w, false), EFFECTIVE_OK);
	assert_int_equal(w.effective, row->effective);
	assert_int_equal(w.nactivities + w.ngateways, 0);
	assert_int_equal(walk(&w, true), EFFECTIVE_OK);
	assert_int_equal(w.effective, row->effective);
	buf_init(&out, 4096);
	show(&w, &out);
	buf_add_char(&out, '\0');
	assert_string_equal(out.data, row->shown);
	buf_free(&out);
	arena_reset(arena);
}

struct limit_row {
	const char *name;
	size_t count;
	bool is_ladder; /* of choices of two activities each; else a chain */
	bool shows;
	enum effective_result result;
	int64_t effective;
};

static struct limit_row limit_rows[] = {
    {"1,000 nodes in a row", 998, false, false, EFFECTIVE_OK, 998},
    {"and one more", 999, false, false, EFFECTIVE_DEEP, 0},
    {"4.15: 2^17 ways", 17, true, false, EFFECTIVE_OK, 17},
    {"2^20 ways", 20, true, false, EFFECTIVE_LONG, 0},
    {"8,190 activities are shown", 12, true, true, EFFECTIVE_OK, 12},
    {"and 16,382", 13, true, true, EFFECTIVE_LARGE, 0},
};

/* Each activity takes a second. */
static void
make_limit(const struct limit_row *row)
{
	const uint32_t step = row->is_ladder ? 3 : 1;

	graph = (struct tree_graph){.nodes = nodes};
	add_next(add_node(TEXT("s"), 'S'), 1);
	for (size_t i = 0; i < row->count; i++) {
		uint32_t at = (uint32_t)graph.count;

		if (row->is_ladder) {
			const struct tree_graph_node *choice =
			    add_node(TEXT("g"), 'G');

			add_next(choice, at + 1);
			add_next(choice, at + 2);
			add_next(add_node(TEXT("a"), 'A'), at + step);
			stored[at + 1].elapsed = 1;
		}
		add_next(add_node(TEXT("b"), 'A'), at + step);
		stored[at + step - 1].elapsed = 1;
	}
	add_node(TEXT("e"), 'E');
}

static void
check_limit(void **state)
{
	const struct limit_row *row = *state;
	struct effective_walk w;

	make_limit(row);
	assert_int_equal(walk(&w, row->shows), row->result);
	if (row->result == EFFECTIVE_OK)
		assert_int_equal(w.effective, row->effective);
	arena_reset(arena);
}

int
main(void)
{
	int failed;

	arena = arena_new((size_t)16 * 1024 * 1024);
	UNIT_TABLE(walk_rows, check_walk);
	UNIT_TABLE(limit_rows, check_limit);
	failed = unit_run("effective");
	arena_free(arena);
	return failed;
}
