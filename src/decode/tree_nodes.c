/* SPDX-License-Identifier: MIT */
#include "decode/tree_nodes.h"

static const char *const flow_paths[] = {
    [FLOW_ITSELF] = "",
    [FLOW_START] = "start_event",
    [FLOW_END] = "end_event",
    [FLOW_ACTIVITY] = "activities.*",
    [FLOW_GATEWAY] = "gateways.*",
    [FLOW_ACTIVITIES] = "activities",
    [FLOW_GATEWAYS] = "gateways",
    [FLOW_MEMBER] = "*",
};

static const char *const node_paths[] = {
    [NODE_ITSELF] = "",
    [NODE_ID] = "id",
    [NODE_NAME] = "name",
    [NODE_TYPE] = "type",
    [NODE_LABELS] = "labels",
    [NODE_COMPONENT] = "component",
    [NODE_CODE] = "component.code",
    [NODE_VERSION] = "component.version",
    [NODE_PIPELINE] = "pipeline",
    [NODE_MEMBER] = "*",
};

bool
tree_nodes_init(struct tree_nodes *nodes, struct arena *arena)
{
	TREE_PATHS_INIT(&nodes->flow_paths, flow_paths);
	TREE_PATHS_INIT(&nodes->node_paths, node_paths);
	nodes->nlevels = 0;
	nodes->levels = arena_array(arena, TREE_FLOWS, sizeof(*nodes->levels));
	return nodes->levels != NULL;
}

/* An object is a flow; its members are a level deeper. */
static size_t
flow_begins(struct tree_nodes *nodes, size_t depth)
{
	nodes->levels[nodes->nlevels] = (struct tree_nodes_level){
	    .flow = {.paths = &nodes->flow_paths, .root = depth}};
	return nodes->nlevels++;
}

/* The object of a node begins, whose members are a level deeper, or ends.
 * False for what has no key: activities that are an array are no nodes. */
static bool
follow_node(struct tree_nodes *nodes, struct tree_nodes_level *level,
    enum tree_flow_at at, enum json_event event, size_t depth)
{
	if (event == JSON_KEY)
		level->has_key = true;
	if (!level->has_key)
		return false;
	if (event == JSON_OBJECT) {
		level->kind = at;
		level->node = (struct tree_place){
		    .paths = &nodes->node_paths, .root = depth};
	} else if (json_value_ends(event)) {
		level->kind = FLOW_WITHIN;
		level->has_key = false;
	}
	return true;
}

struct tree_here
tree_nodes_place(struct tree_nodes *nodes, enum json_event event,
    struct text text, size_t depth)
{
	struct tree_here here = {.flow = FLOW_WITHIN};
	struct tree_nodes_level *level;

	if (nodes->nlevels == 0) {
		here.begins = event == JSON_OBJECT && depth == 0;
		if (here.begins)
			flow_begins(nodes, depth);
		return here;
	}
	here.level = nodes->nlevels - 1;
	level = &nodes->levels[here.level];
	here.flow = tree_place(&level->flow, event, text, depth);
	if (level->kind != FLOW_WITHIN)
		here.node = tree_place(&level->node, event, text, depth);
	if (tree_flow_is_node(here.flow) &&
	    !follow_node(nodes, level, here.flow, event, depth))
		here.flow = FLOW_WITHIN;
	if (event == JSON_OBJECT && here.node == NODE_PIPELINE &&
	    level->kind == FLOW_ACTIVITY) {
		here.begins = true;
		here.level = flow_begins(nodes, depth);
	} else if (event == JSON_OBJECT_END && here.flow == FLOW_ITSELF) {
		nodes->nlevels--;
	}
	return here;
}
