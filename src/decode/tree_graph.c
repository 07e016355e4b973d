/* SPDX-License-Identifier: MIT */
/* The flow of a tree's root as a graph: read once, its nodes found by id. */
#include <stdlib.h>

#include "decode/tree_walk.h"

/* Where a reading stands: the member of the root, and that of a node or flow in
 * it. */
enum section { ACTIVITIES, GATEWAYS, FLOWS, START, END, SECTIONS };
enum member { OTHER, ID, TYPE, OUTGOING, CONVERGE, TARGET, COMPONENT };

static const char *const section_names[] = {
    "activities", "gateways", "flows", "start_event", "end_event"};

static const char *const member_names[] = {[ID] = "id",
    [TYPE] = "type",
    [OUTGOING] = "outgoing",
    [CONVERGE] = "converge_gateway_id",
    [TARGET] = "target",
    [COMPONENT] = "component"};

/* A node as it is met, or a flow: its end is in `target`. */
struct met {
	struct tree_graph_node node;
	enum section section;
	uint32_t turn; /* which of several such members of the root */
	size_t order;
	struct text target;
	size_t first; /* of the flows that leave it */
	size_t count;
};

struct graph_walk {
	struct json_reader reader;
	struct tree *tree;
	struct met *met;
	size_t nmet;
	struct text *outgoing; /* ids of flows, those of a node together */
	size_t noutgoing;
	size_t texts; /* bytes */

	bool is_object;
	enum section section; /* SECTIONS: another member */
	uint32_t turns[SECTIONS];
	enum member member; /* of the last item that was met */
	bool is_item;	    /* there is one */
	bool is_code;	    /* in its component */
	bool is_list;	    /* its outgoing flows */

	enum tree_result failed; /* with `why`, when the reading was stopped */
	const char *why;
};

static int
graph_stop(struct graph_walk *k, enum tree_result failed, const char *why)
{
	k->failed = failed;
	k->why = why;
	return -1;
}

static int
graph_copy(struct graph_walk *k, struct text from, struct text *to)
{
	k->texts += from.len;
	if (k->texts > TREE_GRAPH_TEXTS)
		return graph_stop(k, TREE_LARGE, "its ids are too large");
	*to = arena_copy(k->tree->arena, from);
	return to->s != NULL ? 0 : graph_stop(k, TREE_MEMORY, "out of memory");
}

static struct met *
graph_item(const struct graph_walk *k)
{
	return &k->met[k->nmet - 1];
}

static int
begin_item(struct graph_walk *k, struct text id)
{
	struct met *met;

	if (k->nmet == TREE_GRAPH_MAX)
		return graph_stop(k, TREE_LARGE, "it has too many nodes");
	k->met = arena_grow(k->tree->arena, k->met, k->nmet, sizeof(*k->met));
	if (k->met == NULL)
		return graph_stop(k, TREE_MEMORY, "out of memory");
	met = &k->met[k->nmet++];
	*met = (struct met){.section = k->section,
	    .turn = k->turns[k->section],
	    .order = k->nmet,
	    .first = k->noutgoing,
	    .node = {.kind = k->section == START      ? TREE_GRAPH_START
			     : k->section == END      ? TREE_GRAPH_END
			     : k->section == GATEWAYS ? TREE_GRAPH_GATEWAY
						      : TREE_GRAPH_ACTIVITY,
		.converge = TEXT("")}};
	k->is_item = true;
	k->member = OTHER;
	return id.s == NULL ? 0 : graph_copy(k, id, &met->node.id);
}

/* How deep the members of nodes are: events are members of the root. */
static size_t
member_depth(const struct graph_walk *k)
{
	return k->section == START || k->section == END ? 2 : 3;
}

static void
begin_section(struct graph_walk *k, struct text key)
{
	k->is_item = false;
	for (k->section = ACTIVITIES; k->section < SECTIONS; k->section++)
		if (text_is(key, section_names[k->section])) {
			k->turns[k->section]++;
			return;
		}
}

static int
graph_key(struct graph_walk *k, struct text key, size_t depth)
{
	if (depth == 1) {
		begin_section(k, key);
		return 0;
	}
	if (k->section == SECTIONS)
		return 0;
	if (depth == 2 && member_depth(k) == 3)
		return begin_item(k, key);
	if (!k->is_item)
		return 0;
	if (depth == member_depth(k)) {
		for (k->member = COMPONENT; k->member > OTHER; k->member--)
			if (text_is(key, member_names[k->member]))
				break;
	} else if (depth == member_depth(k) + 1 && k->member == COMPONENT) {
		k->is_code = text_is(key, "code");
	}
	return 0;
}

static int
add_outgoing(struct graph_walk *k, struct text flow)
{
	if (k->noutgoing == TREE_GRAPH_MAX)
		return graph_stop(k, TREE_LARGE, "it has too many flows");
	k->outgoing = arena_grow(
	    k->tree->arena, k->outgoing, k->noutgoing, sizeof(*k->outgoing));
	if (k->outgoing == NULL)
		return graph_stop(k, TREE_MEMORY, "out of memory");
	graph_item(k)->count++;
	return graph_copy(k, flow, &k->outgoing[k->noutgoing++]);
}

static enum tree_graph_kind
gateway_kind(struct text type)
{
	if (text_is(type, "ConvergeGateway"))
		return TREE_GRAPH_CONVERGE;
	if (text_is(type, "ParallelGateway") ||
	    text_is(type, "ConditionalParallelGateway"))
		return TREE_GRAPH_PARALLEL;
	return TREE_GRAPH_GATEWAY;
}

/* `text` is what the member is as text, TEXT_NONE of another type. */
static int
member_value(struct graph_walk *k, struct text text)
{
	struct met *met = graph_item(k);

	switch (k->member) {
	case ID:
		return member_depth(k) == 2 && text.s != NULL
			   ? graph_copy(k, text, &met->node.id)
			   : 0;
	case TYPE:
		if (k->section == GATEWAYS)
			met->node.kind = gateway_kind(text);
		return 0;
	case OUTGOING:
		/* Those of an equal key before are the last ones met. */
		k->noutgoing = met->first;
		met->count = 0;
		return text.len > 0 ? add_outgoing(k, text) : 0;
	case CONVERGE:
		met->node.converge = TEXT("");
		return text.len > 0 ? graph_copy(k, text, &met->node.converge)
				    : 0;
	case TARGET:
		met->target = TEXT_NONE;
		return text.s != NULL ? graph_copy(k, text, &met->target) : 0;
	case COMPONENT:
		met->node.code = TEXT_NONE;
		k->is_code = false;
		return 0;
	case OTHER:
		break;
	}
	return 0;
}

static int
graph_value(
    struct graph_walk *k, enum json_event event, struct text text, size_t depth)
{
	if (event != JSON_STRING)
		text = TEXT_NONE;
	if (depth == 0)
		k->is_object = event == JSON_OBJECT;
	if (k->section == SECTIONS)
		return 0;
	if (depth == 1 && event == JSON_OBJECT && member_depth(k) == 2)
		return begin_item(k, TEXT_NONE);
	if (!k->is_item)
		return 0;
	if (depth == member_depth(k)) {
		k->is_list = event == JSON_ARRAY;
		return member_value(k, text);
	}
	if (depth != member_depth(k) + 1 || text.s == NULL)
		return 0;
	if (k->member == OUTGOING && k->is_list)
		return add_outgoing(k, text);
	return k->member == COMPONENT && k->is_code
		   ? graph_copy(k, text, &graph_item(k)->node.code)
		   : 0;
}

static int
graph_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct graph_walk *k = context;

	if (event == JSON_KEY)
		return graph_key(k, text, depth);
	return json_value_begins(event) ? graph_value(k, event, text, depth)
					: 0;
}

/* ---------- what is left of them ---------- */

/* Flows behind nodes, both by id, then by kind, the last one met first. */
static int
compare_met(const void *x, const void *y)
{
	const struct met *a = x, *b = y;
	int order = (a->section == FLOWS) - (b->section == FLOWS);

	if (order == 0)
		order = text_compare(a->node.id, b->node.id);
	if (order == 0)
		order = (a->node.kind > b->node.kind) -
			(a->node.kind < b->node.kind);
	return order != 0 ? order
			  : (a->order < b->order) - (a->order > b->order);
}

/* Drops what other members of the root took the place of, and all but the first
 * of one id; *nnodes are nodes, the others flows. */
static void
sort_met(struct graph_walk *k, size_t *nnodes)
{
	size_t n = 0, left = 0;

	for (size_t i = 0; i < k->nmet; i++) {
		struct met *met = &k->met[i];

		if (met->node.id.s == NULL ||
		    met->turn != k->turns[met->section])
			continue;
		k->met[n++] = *met;
	}
	if (n > 0)
		qsort(k->met, n, sizeof(*k->met), compare_met);
	*nnodes = 0;
	for (size_t i = 0; i < n; i++) {
		const struct met *met = &k->met[i];
		const struct met *last = left > 0 ? &k->met[left - 1] : NULL;

		if (last != NULL &&
		    (last->section == FLOWS) == (met->section == FLOWS) &&
		    text_eq(last->node.id, met->node.id))
			continue;
		*nnodes += met->section != FLOWS;
		k->met[left++] = *met;
	}
	k->nmet = left;
}

/* Items begin with their id. */
static int
compare_id(const void *id, const void *item)
{
	return text_compare(
	    *(const struct text *)id, *(const struct text *)item);
}

/* The node that this flow leads to. */
static uint32_t
follow(const struct graph_walk *k, const struct tree_graph *graph,
    struct text flow)
{
	const struct met *met = bsearch(&flow, k->met + graph->count,
	    k->nmet - graph->count, sizeof(*met), compare_id);

	return met == NULL || met->target.s == NULL
		   ? TREE_NOWHERE
		   : tree_graph_find(graph, met->target);
}

static bool
finish_graph(struct graph_walk *k, struct tree_graph *graph)
{
	struct arena *arena = k->tree->arena;
	struct tree_graph_node *nodes;
	uint32_t *next;

	sort_met(k, &graph->count);
	nodes = arena_array(arena, graph->count, sizeof(*nodes));
	next = arena_array(arena, k->noutgoing, sizeof(*next));
	if (nodes == NULL || next == NULL)
		return false;
	for (size_t i = 0; i < graph->count; i++) {
		nodes[i] = k->met[i].node;
		if (nodes[i].kind == TREE_GRAPH_START)
			graph->start = (uint32_t)i;
	}
	graph->nodes = nodes;
	for (size_t i = 0; i < graph->count; i++) {
		const struct met *met = &k->met[i];

		nodes[i].next = next;
		for (size_t n = 0; n < met->count; n++) {
			*next = follow(k, graph, k->outgoing[met->first + n]);
			next += *next != TREE_NOWHERE;
		}
		nodes[i].nnext = (size_t)(next - nodes[i].next);
	}
	return true;
}

enum tree_result
tree_graph_read(struct tree *tree, struct tree_graph *graph)
{
	struct graph_walk k = {.tree = tree,
	    .section = SECTIONS,
	    .reader = {.event = graph_event, .context = &k}};
	enum tree_result result = walk_tree(tree, &k.reader);

	*graph = (struct tree_graph){.start = TREE_NOWHERE};
	if (result == TREE_STOPPED)
		return walk_failed(tree, k.failed, k.why);
	if (result != TREE_OK)
		return result;
	if (!k.is_object)
		return walk_failed(tree, TREE_BROKEN, "it is no flow");
	return finish_graph(&k, graph)
		   ? TREE_OK
		   : walk_failed(tree, TREE_MEMORY, "out of memory");
}

uint32_t
tree_graph_find(const struct tree_graph *graph, struct text id)
{
	const struct tree_graph_node *node =
	    bsearch(&id, graph->nodes, graph->count, sizeof(*node), compare_id);

	return node == NULL ? TREE_NOWHERE : (uint32_t)(node - graph->nodes);
}
