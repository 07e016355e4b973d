/* SPDX-License-Identifier: MIT */
#include "decode/tree_nodes.h"

#include "decode/tree_walk.h"

/* Flows in each other: each takes three of TREE_DEPTH. */
#define FLOWS (TREE_DEPTH / 3 + 1)

/* A flow that is being read: the task's, or that of a subprocess. */
struct flow {
	size_t depth; /* of its members */
	enum { IN_OTHER, IN_START, IN_END, IN_GATEWAYS, IN_ACTIVITIES } member;
	bool has_start, has_end, has_gateways, has_activities;
	bool broken;
	bool has_node;

	/* the event or the activity that is read */
	enum { NODE_OTHER, NODE_ID, NODE_TYPE, NODE_PIPELINE } field;
	bool has_type, is_subprocess;
	bool has_flow, flow_has_node; /* its own flow, when it has a good one */
};

struct nodes_walk {
	struct json_reader reader;
	struct text node;
	struct flow *flows; /* the innermost is flows[nflows - 1] */
	size_t nflows;

	/* of the outermost one, when it has been read */
	bool is_flow, has_node;
};

static struct flow *
innermost(struct nodes_walk *k)
{
	return k->nflows == 0 ? NULL : &k->flows[k->nflows - 1];
}

static void
flow_begins(struct nodes_walk *k, size_t depth)
{
	k->flows[k->nflows++] = (struct flow){.depth = depth};
}

static void
flow_ends(struct nodes_walk *k)
{
	const struct flow f = k->flows[--k->nflows];
	struct flow *outer = innermost(k);
	bool good = f.has_start && f.has_end && f.has_gateways &&
		    f.has_activities && !f.broken;

	if (outer == NULL) {
		k->is_flow = good;
		k->has_node = f.has_node;
	} else {
		outer->has_flow = good;
		outer->flow_has_node = f.has_node;
	}
}

static void
member_begins(struct flow *f, struct text key)
{
	f->field = NODE_OTHER;
	f->member = text_is(key, "start_event")	 ? IN_START
		    : text_is(key, "end_event")	 ? IN_END
		    : text_is(key, "gateways")	 ? IN_GATEWAYS
		    : text_is(key, "activities") ? IN_ACTIVITIES
						 : IN_OTHER;
	f->has_gateways |= f->member == IN_GATEWAYS;
	f->has_activities |= f->member == IN_ACTIVITIES;
}

/* A key of a member: a field of an event, or the id of a node. */
static void
node_begins(const struct nodes_walk *k, struct flow *f, struct text key)
{
	if (f->member == IN_START || f->member == IN_END)
		f->field = text_is(key, "id") ? NODE_ID : NODE_OTHER;
	if (f->member != IN_GATEWAYS && f->member != IN_ACTIVITIES)
		return;
	f->has_node |= text_eq(key, k->node);
	f->field = NODE_OTHER;
	f->has_type = f->is_subprocess = false;
	f->has_flow = f->flow_has_node = false;
}

static void
activity_ends(struct flow *f)
{
	if (!f->has_type || (f->is_subprocess && !f->has_flow))
		f->broken = true;
	f->has_node |= f->is_subprocess && f->flow_has_node;
}

static void
id_of_event(const struct nodes_walk *k, struct flow *f, enum json_event event,
    struct text text)
{
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		f->broken = true;
	f->has_node |= event == JSON_STRING && text_eq(text, k->node);
	if (f->member == IN_START)
		f->has_start = true;
	else
		f->has_end = true;
}

/* A value begins, of which the depth in its flow says what it is. */
static void
value_begins(const struct nodes_walk *k, struct flow *f, enum json_event event,
    struct text text, size_t depth)
{
	bool is_object = event == JSON_OBJECT;

	if (depth == 0 && f->member != IN_OTHER && !is_object)
		f->broken = true;
	else if (depth == 1 && f->field == NODE_ID)
		id_of_event(k, f, event, text);
	else if (depth == 1 && f->member == IN_ACTIVITIES && !is_object)
		f->broken = true;
	else if (depth == 2 && f->field == NODE_TYPE)
		f->is_subprocess =
		    event == JSON_STRING && text_is(text, "SubProcess");
}

static void
key_begins(
    const struct nodes_walk *k, struct flow *f, struct text key, size_t depth)
{
	if (depth == 0)
		member_begins(f, key);
	else if (depth == 1)
		node_begins(k, f, key);
	else if (depth == 2 && f->member == IN_ACTIVITIES) {
		f->field = text_is(key, "type")	      ? NODE_TYPE
			   : text_is(key, "pipeline") ? NODE_PIPELINE
						      : NODE_OTHER;
		f->has_type |= f->field == NODE_TYPE;
	}
}

static int
nodes_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct nodes_walk *k = context;
	struct flow *f = innermost(k);

	if (f == NULL) {
		if (event == JSON_OBJECT && depth == 0)
			flow_begins(k, 1);
		return 0;
	}
	if (event == JSON_OBJECT_END && depth + 1 == f->depth) {
		flow_ends(k);
		return 0;
	}
	if (event == JSON_KEY)
		key_begins(k, f, text, depth - f->depth);
	else if (event == JSON_OBJECT_END && depth == f->depth + 1 &&
		 f->member == IN_ACTIVITIES)
		activity_ends(f);
	if (!json_value_begins(event))
		return 0;
	value_begins(k, f, event, text, depth - f->depth);
	if (event == JSON_OBJECT && depth == f->depth + 2 &&
	    f->member == IN_ACTIVITIES && f->field == NODE_PIPELINE)
		flow_begins(k, depth + 1);
	return 0;
}

enum tree_result
tree_has_node(struct tree *tree, struct text node, bool *has)
{
	struct nodes_walk k = {.node = node};
	enum tree_result result;

	k.flows = arena_array(tree->arena, FLOWS, sizeof(*k.flows));
	if (k.flows == NULL)
		return walk_failed(tree, TREE_MEMORY, "out of memory");
	k.reader.event = nodes_event;
	k.reader.context = &k;
	result = walk_from(tree, 0, &k.reader);
	if (result == TREE_OK && !k.is_flow)
		return walk_failed(tree, TREE_BROKEN, "it is no flow");
	*has = k.has_node;
	return result;
}
