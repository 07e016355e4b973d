/* SPDX-License-Identifier: MIT */
#include "sops_current/effective_walk.h"

/* Beside the nodes of a graph: where a branch ends that no node ends, where one
 * ends that an unknown id ends, and of a gateway that has not been looked at.
 */
#define NEVER	   TREE_NOWHERE
#define UNMET	   (TREE_NOWHERE - 1)
#define NOT_SOUGHT (TREE_NOWHERE - 2)

struct walker {
	struct effective_walk *walk;
	const struct tree_graph *graph;
	bool *on_way;	    /* nodes that lead to this one */
	uint32_t *converge; /* of parallel gateways; NEVER: there is none */
	uint32_t *stack;    /* of a search */
	size_t *found_by;   /* the last search that met a node */
	size_t searches;
	size_t steps, depth, shown;
	enum effective_result result;
};

static int64_t
stop_walk(struct walker *k, enum effective_result result)
{
	if (k->result == EFFECTIVE_OK)
		k->result = result;
	return 0;
}

static bool
take_step(struct walker *k)
{
	if (k->steps++ == EFFECTIVE_STEPS)
		stop_walk(k, EFFECTIVE_LONG);
	return k->result == EFFECTIVE_OK;
}

/* Hostile trees have sums that no task has. */
static int64_t
add(int64_t a, int64_t b)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return a < 0 ? INT64_MIN : INT64_MAX;
	return sum;
}

static int64_t walk_from(struct walker *k, uint32_t at, uint32_t until);

static int64_t
longest(struct walker *k, const struct tree_graph_node *node, uint32_t until)
{
	int64_t most = 0;

	for (size_t i = 0; i < node->nnext; i++) {
		int64_t seconds = walk_from(k, node->next[i], until);

		most = seconds > most ? seconds : most;
	}
	return most;
}

static int64_t
sum(struct walker *k, const struct tree_graph_node *node, uint32_t until)
{
	int64_t all = 0;

	for (size_t i = 0; i < node->nnext; i++)
		all = add(all, walk_from(k, node->next[i], until));
	return all;
}

static bool
show_room(struct walker *k, size_t more)
{
	k->shown += more;
	if (k->shown > EFFECTIVE_SHOWN)
		stop_walk(k, EFFECTIVE_LARGE);
	return k->result == EFFECTIVE_OK;
}

static void
show_activity(struct walker *k, uint32_t at, int64_t effective)
{
	struct effective_walk *w = k->walk;

	if (!w->shows || !show_room(k, 1))
		return;
	w->activities = arena_grow(
	    w->arena, w->activities, w->nactivities, sizeof(*w->activities));
	if (w->activities == NULL)
		stop_walk(k, EFFECTIVE_MEMORY);
	else
		w->activities[w->nactivities++] =
		    (struct effective_activity){at, effective};
}

static int64_t
walk_activity(struct walker *k, uint32_t at, uint32_t until)
{
	const struct effective_node *node = &k->walk->nodes[at];

	show_activity(k, at, node->is_excluded ? 0 : node->elapsed);
	return node->is_excluded ? sum(k, &k->graph->nodes[at], until)
				 : add(node->elapsed,
				       longest(k, &k->graph->nodes[at], until));
}

/* The first converge gateway down the first branch. */
static uint32_t
search_converge(struct walker *k, const struct tree_graph_node *from)
{
	size_t n = 0, search = ++k->searches;

	if (from->nnext > 0)
		k->stack[n++] = from->next[0];
	while (n > 0 && take_step(k)) {
		uint32_t at = k->stack[--n];
		const struct tree_graph_node *node = &k->graph->nodes[at];

		if (k->found_by[at] == search)
			continue;
		k->found_by[at] = search;
		if (node->kind == TREE_GRAPH_CONVERGE)
			return at;
		for (size_t i = node->nnext; i-- > 0;)
			k->stack[n++] = node->next[i];
	}
	return TREE_NOWHERE;
}

/* Where the branches of a gateway end. */
static uint32_t
find_converge(struct walker *k, uint32_t at)
{
	const struct tree_graph_node *node = &k->graph->nodes[at];
	uint32_t *converge = &k->converge[at];

	if (*converge != NOT_SOUGHT)
		return *converge;
	if (node->converge.len == 0)
		*converge = search_converge(k, node);
	else
		*converge = tree_graph_find(k->graph, node->converge);
	if (node->converge.len > 0 && *converge == TREE_NOWHERE)
		*converge = UNMET;
	return *converge;
}

static void
show_gateway(struct walker *k, uint32_t at, int64_t *branches, int64_t selected)
{
	struct effective_walk *w = k->walk;
	const struct tree_graph_node *nodes = k->graph->nodes;
	struct text converge = nodes[at].converge;

	w->gateways = arena_grow(
	    w->arena, w->gateways, w->ngateways, sizeof(*w->gateways));
	if (w->gateways == NULL) {
		stop_walk(k, EFFECTIVE_MEMORY);
		return;
	}
	if (converge.len == 0)
		converge = nodes[k->converge[at]].id;
	w->gateways[w->ngateways++] =
	    (struct effective_gateway){at, converge, branches, selected};
}

static int64_t
walk_branches(struct walker *k, uint32_t at, uint32_t until)
{
	const struct tree_graph_node *node = &k->graph->nodes[at];
	int64_t most = 0, *branches = NULL;

	if (k->walk->shows) {
		if (!show_room(k, node->nnext + 1))
			return 0;
		branches =
		    arena_array(k->walk->arena, node->nnext, sizeof(*branches));
		if (branches == NULL)
			return stop_walk(k, EFFECTIVE_MEMORY);
	}
	for (size_t i = 0; i < node->nnext; i++) {
		int64_t seconds = walk_from(k, node->next[i], until);

		if (branches != NULL)
			branches[i] = seconds;
		most = seconds > most ? seconds : most;
	}
	if (branches != NULL && k->result == EFFECTIVE_OK)
		show_gateway(k, at, branches, most);
	return most;
}

/* bk-sops goes on behind the gateway's end within a branch alone. */
static int64_t
walk_parallel(struct walker *k, uint32_t at, uint32_t until)
{
	uint32_t end = find_converge(k, at);
	int64_t seconds;

	if (end == NEVER)
		return longest(k, &k->graph->nodes[at], until);
	seconds = walk_branches(k, at, end);
	if (until == NEVER || end == until || end == UNMET)
		return seconds;
	return add(seconds, longest(k, &k->graph->nodes[end], until));
}

static int64_t
walk_node(struct walker *k, uint32_t at, uint32_t until)
{
	const struct tree_graph_node *node = &k->graph->nodes[at];

	switch (node->kind) {
	case TREE_GRAPH_END:
	case TREE_GRAPH_CONVERGE:
		break;
	case TREE_GRAPH_ACTIVITY:
		return walk_activity(k, at, until);
	case TREE_GRAPH_PARALLEL:
		return walk_parallel(k, at, until);
	case TREE_GRAPH_GATEWAY:
		return longest(k, node, until);
	case TREE_GRAPH_START:
		return sum(k, node, until);
	}
	return 0;
}

static int64_t
walk_from(struct walker *k, uint32_t at, uint32_t until)
{
	int64_t seconds;

	if (!take_step(k) || at == until || k->on_way[at])
		return 0;
	if (k->depth == EFFECTIVE_DEPTH)
		return stop_walk(k, EFFECTIVE_DEEP);
	k->on_way[at] = true;
	k->depth++;
	seconds = walk_node(k, at, until);
	k->depth--;
	k->on_way[at] = false;
	return seconds;
}

static bool
prepare_walker(struct walker *k)
{
	struct arena *arena = k->walk->arena;
	size_t n = k->graph->count, flows = 0;

	for (size_t i = 0; i < n; i++)
		flows += k->graph->nodes[i].nnext;
	k->on_way = arena_array(arena, n, sizeof(*k->on_way));
	k->converge = arena_array(arena, n, sizeof(*k->converge));
	k->found_by = arena_array(arena, n, sizeof(*k->found_by));
	k->stack = arena_array(arena, flows + 1, sizeof(*k->stack));
	if (k->on_way == NULL || k->converge == NULL || k->found_by == NULL ||
	    k->stack == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		k->converge[i] = NOT_SOUGHT;
	return true;
}

enum effective_result
effective_walk(struct effective_walk *walk)
{
	struct walker k = {.walk = walk, .graph = walk->graph};

	if (!prepare_walker(&k))
		return EFFECTIVE_MEMORY;
	walk->effective = walk_from(&k, k.graph->start, NEVER);
	if (walk->effective < 0)
		walk->effective = 0;
	return k.result;
}
