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
	size_t depth;
	struct flow *flows; /* the innermost is flows[nflows - 1] */
	size_t nflows;

	/* of the outermost one, when it has been read */
	bool is_flow, has_node;
};

/* What begins. */
struct value {
	enum { VALUE_SCALAR, VALUE_STRING, VALUE_OBJECT, VALUE_ARRAY } kind;
	struct text string;
};

static struct flow *
innermost(struct nodes_walk *k)
{
	return k->nflows == 0 ? NULL : &k->flows[k->nflows - 1];
}

static void
flow_begins(struct nodes_walk *k)
{
	k->flows[k->nflows++] = (struct flow){.depth = k->depth};
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
id_of_event(const struct nodes_walk *k, struct flow *f, struct value v)
{
	if (v.kind == VALUE_OBJECT || v.kind == VALUE_ARRAY)
		f->broken = true;
	f->has_node |= v.kind == VALUE_STRING && text_eq(v.string, k->node);
	if (f->member == IN_START)
		f->has_start = true;
	else
		f->has_end = true;
}

/* A value begins, of which the depth says what it is. */
static void
value_begins(struct nodes_walk *k, struct value v)
{
	struct flow *f = innermost(k);
	size_t depth;

	if (f == NULL)
		return;
	depth = k->depth - f->depth;
	if (depth == 0 && f->member != IN_OTHER && v.kind != VALUE_OBJECT)
		f->broken = true;
	else if (depth == 1 && f->field == NODE_ID)
		id_of_event(k, f, v);
	else if (depth == 1 && f->member == IN_ACTIVITIES &&
		 v.kind != VALUE_OBJECT)
		f->broken = true;
	else if (depth == 2 && f->field == NODE_TYPE)
		f->is_subprocess =
		    v.kind == VALUE_STRING && text_is(v.string, "SubProcess");
}

static int
nodes_scalar(void *context)
{
	value_begins(context, (struct value){.kind = VALUE_SCALAR});
	return 0;
}

static int
nodes_boolean(void *context, bool value)
{
	(void)value;
	return nodes_scalar(context);
}

static int
nodes_number(void *context, struct text number, bool is_float)
{
	(void)number, (void)is_float;
	return nodes_scalar(context);
}

static int
nodes_not_finite(void *context, const char *name)
{
	(void)name;
	return nodes_scalar(context);
}

static int
nodes_string(void *context, struct text string)
{
	value_begins(context, (struct value){VALUE_STRING, string});
	return 0;
}

static int
nodes_key(void *context, struct text key)
{
	struct nodes_walk *k = context;
	struct flow *f = innermost(k);

	if (f == NULL)
		return 0;
	if (k->depth == f->depth)
		member_begins(f, key);
	else if (k->depth == f->depth + 1)
		node_begins(k, f, key);
	else if (k->depth == f->depth + 2 && f->member == IN_ACTIVITIES) {
		f->field = text_is(key, "type")	      ? NODE_TYPE
			   : text_is(key, "pipeline") ? NODE_PIPELINE
						      : NODE_OTHER;
		f->has_type |= f->field == NODE_TYPE;
	}
	return 0;
}

static int
nodes_object_open(void *context)
{
	struct nodes_walk *k = context;
	struct flow *f = innermost(k);
	bool is_flow = f == NULL ? k->depth == 0
				 : k->depth == f->depth + 2 &&
				       f->member == IN_ACTIVITIES &&
				       f->field == NODE_PIPELINE;

	value_begins(k, (struct value){.kind = VALUE_OBJECT});
	k->depth++;
	if (is_flow)
		flow_begins(k);
	return 0;
}

static int
nodes_array_open(void *context)
{
	struct nodes_walk *k = context;

	value_begins(k, (struct value){.kind = VALUE_ARRAY});
	k->depth++;
	return 0;
}

static int
nodes_object_close(void *context)
{
	struct nodes_walk *k = context;
	struct flow *f = innermost(k);

	if (f != NULL && k->depth == f->depth)
		flow_ends(k);
	else if (f != NULL && k->depth == f->depth + 2 &&
		 f->member == IN_ACTIVITIES)
		activity_ends(f);
	k->depth--;
	return 0;
}

static int
nodes_array_close(void *context)
{
	struct nodes_walk *k = context;

	k->depth--;
	return 0;
}

static const struct json_events nodes_events = {
    .null = nodes_scalar,
    .boolean = nodes_boolean,
    .number = nodes_number,
    .not_finite = nodes_not_finite,
    .string = nodes_string,
    .object_open = nodes_object_open,
    .key = nodes_key,
    .object_close = nodes_object_close,
    .array_open = nodes_array_open,
    .array_close = nodes_array_close,
};

enum tree_result
tree_has_node(struct tree *tree, struct text node, bool *has)
{
	struct nodes_walk k = {.node = node};
	enum tree_result result;

	k.flows = arena_array(tree->arena, FLOWS, sizeof(*k.flows));
	if (k.flows == NULL)
		return walk_failed(tree, TREE_MEMORY, "out of memory");
	k.reader.events = &nodes_events;
	k.reader.context = &k;
	result = walk_from(tree, 0, &k.reader);
	if (result == TREE_OK && !k.is_flow)
		return walk_failed(tree, TREE_BROKEN, "it is no flow");
	*has = k.has_node;
	return result;
}
