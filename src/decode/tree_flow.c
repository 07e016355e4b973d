/* SPDX-License-Identifier: MIT */
/* The nodes of a flow and of its subprocesses: read once, found by id. */
#include <stdlib.h>

#include "base/buf.h"
#include "decode/tree_nodes.h"

/* Bytes of all ids, names, types, codes and versions together: a node has a
 * hundred. */
#define TREE_FLOW_TEXTS ((size_t)8 * 1024 * 1024)

#define KINDS (TREE_END_EVENT + 1)

/*
 * A node as it is met.  nodes[0] stands for the root, so that an index is what
 * `parent` says.  Of equal keys the last counts: a member "activities" and the
 * like is numbered when it begins, its nodes have this number, and those with
 * another one than the last of their flow are dropped in the end.
 */
struct met {
	struct tree_node node;
	uint32_t section;
	uint32_t last[KINDS]; /* sections of its own flow */
	bool gone;
	uint32_t index; /* among those that are left, plus 1 */
};

/* A flow that is being read. */
struct open_flow {
	uint32_t parent;
	uint32_t current; /* the node that is read */
};

struct flow_walk {
	struct json_reader reader;
	struct tree *tree;
	struct tree_nodes place;
	struct open_flow *flows; /* by level */

	struct met *nodes;
	size_t count, room; /* with the root */
	uint32_t section;
	bool has_activities, has_gateways; /* the root has these objects */

	struct json_writer *w; /* of the name that is read, or NULL */
	struct buf name;
	size_t texts;		 /* bytes */
	enum tree_result failed; /* TREE_OK, TREE_LARGE or TREE_MEMORY */
	const char *why;
};

static int
flow_failed(struct flow_walk *k, enum tree_result result, const char *why)
{
	k->failed = result;
	k->why = why;
	return -1;
}

static int
flow_memory(struct flow_walk *k)
{
	return flow_failed(k, TREE_MEMORY, "out of memory");
}

/* Keeps a text in the arena. */
static int
keep_text(struct flow_walk *k, struct text text, struct text *kept)
{
	if (text.len > TREE_FLOW_TEXTS - k->texts)
		return flow_failed(k, TREE_LARGE, "its names are too long");
	k->texts += text.len;
	*kept = arena_copy(k->tree->arena, text);
	return kept->s != NULL ? 0 : flow_memory(k);
}

/* The same of a value, TEXT_NONE for what is no text. */
static int
keep_string(struct flow_walk *k, enum json_event event, struct text text,
    struct text *kept)
{
	*kept = TEXT_NONE;
	return event == JSON_STRING ? keep_text(k, text, kept) : 0;
}

/* ---------- nodes as they are met ---------- */

static struct met *
node_current(const struct flow_walk *k, size_t level)
{
	return &k->nodes[k->flows[level].current];
}

static int
room_for_node(struct flow_walk *k)
{
	size_t room = k->room == 0 ? 64 : 2 * k->room;
	struct met *nodes;

	if (k->count < k->room)
		return 0;
	nodes = reallocarray(k->nodes, room, sizeof(*nodes));
	if (nodes == NULL)
		return flow_memory(k);
	k->nodes = nodes;
	k->room = room;
	return 0;
}

/* A node begins, which becomes the current one of its flow. */
static int
add_node(struct flow_walk *k, size_t level, enum tree_node_kind kind)
{
	struct open_flow *flow = &k->flows[level];

	if (k->count > TREE_NODES)
		return flow_failed(k, TREE_LARGE, "it has too many nodes");
	if (room_for_node(k) != 0)
		return -1;
	k->nodes[k->count] =
	    (struct met){.node = {.parent = flow->parent, .kind = kind},
		.section = k->nodes[flow->parent].last[kind]};
	flow->current = (uint32_t)k->count++;
	return 0;
}

/* A member of a flow begins that holds the nodes of a kind. */
static void
begin_section(struct flow_walk *k, size_t level, enum tree_node_kind kind)
{
	k->nodes[k->flows[level].parent].last[kind] = ++k->section;
}

/* A member "pipeline" of the current node begins. */
static void
begin_pipeline(struct flow_walk *k, size_t level)
{
	struct met *met = node_current(k, level);

	met->node.has_flow = false;
	for (size_t kind = 0; kind < KINDS; kind++)
		met->last[kind] = ++k->section;
}

static int
begin_event(struct flow_walk *k, size_t level, enum tree_node_kind kind)
{
	begin_section(k, level, kind);
	return add_node(k, level, kind);
}

static int
begin_node(
    struct flow_walk *k, size_t level, enum tree_node_kind kind, struct text id)
{
	return add_node(k, level, kind) == 0
		   ? keep_text(k, id, &node_current(k, level)->node.id)
		   : -1;
}

static int
flow_key(struct flow_walk *k, struct tree_here here, struct text key)
{
	switch (here.flow) {
	case FLOW_START:
		return begin_event(k, here.level, TREE_START_EVENT);
	case FLOW_END:
		return begin_event(k, here.level, TREE_END_EVENT);
	case FLOW_ACTIVITIES:
		begin_section(k, here.level, TREE_ACTIVITY);
		return 0;
	case FLOW_GATEWAYS:
		begin_section(k, here.level, TREE_GATEWAY);
		return 0;
	case FLOW_ACTIVITY:
		return begin_node(k, here.level, TREE_ACTIVITY, key);
	case FLOW_GATEWAY:
		return begin_node(k, here.level, TREE_GATEWAY, key);
	case FLOW_WITHIN:
	case FLOW_ITSELF:
	case FLOW_MEMBER:
		break;
	}
	if (here.node == NODE_PIPELINE) {
		begin_pipeline(k, here.level);
	} else if (here.node == NODE_COMPONENT) {
		struct tree_node *node = &node_current(k, here.level)->node;

		node->code = node->version = TEXT_NONE;
	}
	return 0;
}

/* ---------- names ---------- */

static int
begin_name(struct flow_walk *k)
{
	buf_reset(&k->name);
	k->w = json_new(buf_sink, &k->name);
	return k->w != NULL ? 0 : flow_memory(k);
}

static int
end_name(struct flow_walk *k, struct tree_node *node)
{
	json_free(k->w);
	k->w = NULL;
	node->has_name = true;
	return keep_text(k, buf_text(&k->name), &node->name);
}

/* A value in the name that is read, which may be any. */
static int
copy_name(
    struct flow_walk *k, enum json_event event, struct text text, size_t depth)
{
	if (k->w == NULL || json_copy(k->w, event, text, depth) == 0)
		return 0;
	return k->name.failed
		   ? flow_failed(k, TREE_LARGE, "its names are too long")
		   : flow_memory(k);
}

/* ---------- the reading ---------- */

static void
root_value(struct flow_walk *k, struct tree_here here, enum json_event event)
{
	if (here.level > 0)
		return;
	if (here.flow == FLOW_ACTIVITIES)
		k->has_activities = event == JSON_OBJECT;
	else if (here.flow == FLOW_GATEWAYS)
		k->has_gateways = event == JSON_OBJECT;
}

static int
node_value(struct flow_walk *k, struct tree_here here, enum json_event event,
    struct text text)
{
	struct tree_node *node = &node_current(k, here.level)->node;
	bool is_event = node->kind >= TREE_START_EVENT;

	switch (here.node) {
	case NODE_ID:
		return is_event ? keep_string(k, event, text, &node->id) : 0;
	case NODE_TYPE:
		return keep_string(k, event, text, &node->type);
	case NODE_CODE:
		return keep_string(k, event, text, &node->code);
	case NODE_VERSION:
		return keep_string(k, event, text, &node->version);
	case NODE_NAME:
		return begin_name(k);
	case NODE_WITHIN:
	case NODE_ITSELF:
	case NODE_LABELS:
	case NODE_COMPONENT:
	case NODE_PIPELINE:
	case NODE_MEMBER:
		break;
	}
	return 0;
}

/* The root, or the flow of an activity. */
static void
begin_flow(struct flow_walk *k, size_t level)
{
	uint32_t parent = level == 0 ? 0 : k->flows[level - 1].current;

	k->flows[level] = (struct open_flow){.parent = parent};
	if (level > 0)
		k->nodes[parent].node.has_flow = true;
}

static int
flow_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct flow_walk *k = context;
	struct tree_here here = tree_nodes_place(&k->place, event, text, depth);

	if (here.begins) {
		begin_flow(k, here.level);
		return 0;
	}
	if (event == JSON_KEY && flow_key(k, here, text) != 0)
		return -1;
	if (json_value_begins(event)) {
		root_value(k, here, event);
		if (node_value(k, here, event, text) != 0)
			return -1;
	}
	if (copy_name(k, event, text, depth) != 0)
		return -1;
	if (here.node == NODE_NAME && json_value_ends(event))
		return end_name(k, &node_current(k, here.level)->node);
	return 0;
}

/* ---------- what is left of them ---------- */

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare_ids(uint32_t parent, struct text id, const struct tree_node *node)
{
	int order = compare_numbers(parent, node->parent);

	return order != 0 ? order : text_compare(id, node->id);
}

/* By flow, id and kind, then as they were met. */
static int
compare_met(const void *x, const void *y)
{
	const struct met *a = *(const struct met *const *)x;
	const struct met *b = *(const struct met *const *)y;
	int order = compare_ids(a->node.parent, a->node.id, &b->node);

	if (order == 0)
		order = compare_numbers(a->node.kind, b->node.kind);
	return order != 0 ? order : compare_numbers(a - b > 0, b - a > 0);
}

/* Those with an id, sorted; their number. */
static size_t
sort_met(struct flow_walk *k, struct met **sorted)
{
	size_t n = 0;

	for (size_t i = 1; i < k->count; i++) {
		k->nodes[i].gone = k->nodes[i].node.id.s == NULL;
		if (!k->nodes[i].gone)
			sorted[n++] = &k->nodes[i];
	}
	qsort(sorted, n, sizeof(struct met *), compare_met);
	for (size_t i = 1; i < n; i++)
		sorted[i - 1]->gone =
		    sorted[i]->node.kind == sorted[i - 1]->node.kind &&
		    compare_ids(sorted[i]->node.parent, sorted[i]->node.id,
			&sorted[i - 1]->node) == 0;
	return n;
}

/* Copies those that are left, in the order of the document. */
static bool
copy_left(struct flow_walk *k, struct tree_flow *flow)
{
	for (size_t i = 1; i < k->count; i++) {
		struct met *met = &k->nodes[i];
		const struct met *outer = &k->nodes[met->node.parent];

		met->gone |=
		    outer->gone || met->section != outer->last[met->node.kind];
		if (!met->gone)
			met->index = (uint32_t)++flow->count;
	}
	flow->nodes =
	    arena_array(k->tree->arena, flow->count, sizeof(*flow->nodes));
	if (flow->nodes == NULL)
		return false;
	for (size_t i = 1; i < k->count; i++) {
		const struct met *met = &k->nodes[i];

		if (met->gone)
			continue;
		flow->nodes[met->index - 1] = met->node;
		flow->nodes[met->index - 1].parent =
		    k->nodes[met->node.parent].index;
	}
	return true;
}

/* Of an activity and a gateway with one id the activity is found: kinds are
 * sorted so. */
static bool
index_left(struct tree *tree, struct tree_flow *flow, struct met *const *sorted,
    size_t count)
{
	const struct met *last = NULL;

	flow->by_id =
	    arena_array(tree->arena, flow->count, sizeof(*flow->by_id));
	if (flow->by_id == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct met *met = sorted[i];

		if (met->gone ||
		    (last != NULL && compare_ids(last->node.parent,
					 last->node.id, &met->node) == 0))
			continue;
		flow->by_id[flow->nids++] = met->index - 1;
		last = met;
	}
	return true;
}

static bool
finish_flow(struct flow_walk *k, struct tree_flow *flow)
{
	struct met **sorted = calloc(k->count, sizeof(struct met *));
	bool good = false;
	size_t n;

	if (sorted != NULL) {
		n = sort_met(k, sorted);
		good =
		    copy_left(k, flow) && index_left(k->tree, flow, sorted, n);
	}
	free(sorted);
	return good;
}

static enum tree_result
read_flow(struct flow_walk *k, struct tree_flow *flow)
{
	struct tree *tree = k->tree;
	enum tree_result result;

	k->flows = arena_array(tree->arena, TREE_FLOWS, sizeof(*k->flows));
	if (k->flows == NULL || !tree_nodes_init(&k->place, tree->arena) ||
	    room_for_node(k) != 0)
		return walk_failed(tree, TREE_MEMORY, "out of memory");
	k->nodes[k->count++] = (struct met){.section = 0};
	result = walk_tree(tree, &k->reader);
	if (result == TREE_STOPPED)
		return walk_failed(tree, k->failed, k->why);
	if (result != TREE_OK)
		return result;
	if (!k->has_activities || !k->has_gateways)
		return walk_failed(tree, TREE_BROKEN, "it is no flow");
	return finish_flow(k, flow)
		   ? TREE_OK
		   : walk_failed(tree, TREE_MEMORY, "out of memory");
}

enum tree_result
tree_flow_read(struct tree *tree, struct tree_flow *flow)
{
	struct flow_walk k = {
	    .tree = tree, .reader = {.event = flow_event, .context = &k}};
	enum tree_result result;

	*flow = (struct tree_flow){.count = 0};
	buf_init(&k.name, TREE_FLOW_TEXTS);
	result = read_flow(&k, flow);
	json_free(k.w);
	buf_free(&k.name);
	free(k.nodes);
	return result;
}

const struct tree_node *
tree_flow_find(const struct tree_flow *flow, uint32_t parent, struct text id)
{
	size_t low = 0, high = flow->nids;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct tree_node *node =
		    &flow->nodes[flow->by_id[middle]];
		int order = compare_ids(parent, id, node);

		if (order == 0)
			return node;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

uint32_t
tree_flow_index(const struct tree_flow *flow, const struct tree_node *node)
{
	return (uint32_t)(node - flow->nodes) + 1;
}
