/* SPDX-License-Identifier: MIT */
/*
 * Inside the tree decoder: where a reading stands among the nodes of a flow and
 * of the flows within it, which are the members "pipeline" of its activities.
 */
#ifndef DECODE_TREE_NODES_H
#define DECODE_TREE_NODES_H

#include "decode/tree_walk.h"

/* Flows in each other: each takes three of TREE_DEPTH. */
#define TREE_FLOWS (TREE_DEPTH / 3 + 1)

/* What the value or key of an event is in the innermost flow. */
enum tree_flow_at {
	FLOW_WITHIN, /* none of these */
	FLOW_ITSELF,
	FLOW_START, /* a node, as the next four */
	FLOW_END,
	FLOW_ACTIVITY,
	FLOW_GATEWAY,
	FLOW_ACTIVITIES,
	FLOW_GATEWAYS,
	FLOW_MEMBER /* another one */
};

static inline bool
tree_flow_is_node(enum tree_flow_at at)
{
	return at >= FLOW_START && at <= FLOW_GATEWAY;
}

/* What it is in the node that is read. */
enum tree_node_at {
	NODE_WITHIN, /* none of these, or no node is read */
	NODE_ITSELF,
	NODE_ID,
	NODE_NAME,
	NODE_TYPE,
	NODE_LABELS,
	NODE_COMPONENT,
	NODE_CODE,
	NODE_VERSION,
	NODE_PIPELINE,
	NODE_MEMBER /* another one */
};

struct tree_nodes_level {
	struct tree_place flow, node;
	bool has_key;		/* the key of a node was read */
	enum tree_flow_at kind; /* of the object of it that is read;
				 * FLOW_WITHIN: none is */
};

struct tree_nodes {
	struct tree_paths flow_paths, node_paths;
	struct tree_nodes_level *levels; /* the innermost flow is the last */
	size_t nlevels;
};

/* Where an event stands. */
struct tree_here {
	enum tree_flow_at flow;
	enum tree_node_at node;
	size_t level; /* the flow's: 0 is the root */
	bool begins;  /* a flow begins, which is on the level `level`; at its
		       * end flow is FLOW_ITSELF */
};

/* False when out of memory. */
bool tree_nodes_init(struct tree_nodes *nodes, struct arena *arena);

/*
 * Where an event stands; to be called for each one.  Of a root that is no
 * object everything is FLOW_WITHIN.  When the flow of an activity begins,
 * here.node is NODE_PIPELINE, and at its end here is that flow's.
 */
struct tree_here tree_nodes_place(struct tree_nodes *nodes,
    enum json_event event, struct text text, size_t depth);

#endif
