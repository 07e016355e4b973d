/* SPDX-License-Identifier: MIT */
#include "sops/state_tree.h"

#include <stdlib.h>

struct builder {
	struct call *call;
	const struct stored_states *stored;
	const struct state_rules *rules;
	struct state_tree *tree;
	struct state_node *nodes;   /* one for each child but the root */
	struct state_link *links;   /* in stored order */
	struct state_link **sorted; /* by child, parent and stored order */
	size_t nlinks;
};

static int
compare_links(const void *a, const void *b)
{
	const struct state_link *x = *(struct state_link *const *)a;
	const struct state_link *y = *(struct state_link *const *)b;
	int order = text_compare(x->id, y->id);

	if (order == 0)
		order = text_compare(x->stored->parent, y->stored->parent);
	return order != 0 ? order : (x > y) - (x < y);
}

static bool
is_root(const struct builder *b, struct text id)
{
	return text_eq(id, b->stored->root);
}

/* A link for each stored relation, but not for those above the root. */
static bool
make_links(struct builder *b)
{
	const struct stored_states *stored = b->stored;
	struct arena *arena = b->call->arena;
	size_t n = stored->nchildren;
	bool skips_root = b->rules->by_parent || stored->selves == 1;

	b->links = arena_array(arena, n, sizeof(*b->links));
	b->sorted = arena_array(arena, n, sizeof(struct state_link *));
	b->nodes = arena_array(arena, n, sizeof(*b->nodes));
	if (b->links == NULL || b->sorted == NULL || b->nodes == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct state_link *link = &b->links[b->nlinks];

		if (skips_root && is_root(b, stored->children[i].id))
			continue;
		link->stored = &stored->children[i];
		link->id = link->stored->id;
		b->sorted[b->nlinks++] = link;
	}
	qsort(b->sorted, b->nlinks, sizeof(struct state_link *), compare_links);
	return true;
}

/* All links to a child get the same node. */
static void
make_nodes(struct builder *b)
{
	struct state_node *node = b->nodes;

	for (size_t i = 0; i < b->nlinks; i++) {
		struct state_link *link = b->sorted[i];
		const struct state_link *last = i > 0 ? b->sorted[i - 1] : NULL;

		if (last != NULL && text_eq(last->id, link->id)) {
			link->child = last->child;
			link->repeated =
			    text_eq(last->stored->parent, link->stored->parent);
		} else if (is_root(b, link->id))
			link->child = &b->tree->root;
		else {
			link->child = node++;
			link->child->stored = &link->stored->state;
		}
	}
}

/* The node with this id if it has a state, or NULL. */
static struct state_node *
find_node(struct builder *b, struct text id)
{
	size_t low = 0, high = b->nlinks;

	if (is_root(b, id))
		return &b->tree->root;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct state_link *link = b->sorted[middle];
		int order = text_compare(id, link->id);

		if (order == 0)
			return link->child->stored->exists ? link->child : NULL;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static enum state_tree_result
fail_at(struct builder *b, enum state_tree_result result, struct text at)
{
	b->tree->at = at;
	return result;
}

static enum state_tree_result
hang_children(struct builder *b)
{
	for (size_t i = 0; i < b->nlinks; i++) {
		struct state_link *link = &b->links[i];
		struct state_node *parent = find_node(b, link->stored->parent);

		if (parent == NULL && b->rules->by_parent)
			continue;
		if (parent == NULL)
			return fail_at(
			    b, STATE_TREE_NO_PARENT, link->stored->parent);
		if (!link->child->stored->exists)
			return fail_at(b, STATE_TREE_NO_CHILD, link->id);
		if (link->repeated)
			continue;
		if (parent->end == NULL)
			parent->end = &parent->children;
		*parent->end = link;
		parent->end = &link->next;
	}
	return STATE_TREE_OK;
}

/* Why a time cannot be shown. */
static enum state_tree_result
fail_time(struct builder *b, struct datetime time)
{
	if (!datetime_is_odd(time))
		return STATE_TREE_MEMORY;
	b->tree->odd = time;
	return STATE_TREE_ODD_DATE;
}

static enum state_tree_result
show_times(struct builder *b, struct state_node *node)
{
	struct arena *arena = b->call->arena;
	const char *format = b->call->config->time_format;
	int64_t now = b->call->now_us;
	struct datetime start =
	    datetime_read_stored(node->stored->started_time);
	struct datetime finish =
	    datetime_read_stored(node->stored->archived_time);

	node->is_running = start.is_set && !finish.is_set;
	node->elapsed = b->rules->rounded
			    ? datetime_elapsed_rounded(start, finish, now)
			    : datetime_elapsed(start, finish, now);
	if (b->rules->odd_dates &&
	    (datetime_is_odd(start) || datetime_is_odd(finish))) {
		b->tree->has_odd_date = true;
		node->start_time = node->finish_time = TEXT_NONE;
		return STATE_TREE_OK;
	}
	node->start_time = datetime_format(arena, start, format);
	if (node->start_time.s == NULL)
		return fail_time(b, start);
	node->finish_time = datetime_format(arena, finish, format);
	if (node->finish_time.s == NULL)
		return fail_time(b, finish);
	return STATE_TREE_OK;
}

/* Of the states of a node's children, those that its own depends on. */
struct children_states {
	bool any, running, failed, suspended;
};

static void
add_state(struct children_states *children, struct text state)
{
	children->any = true;
	children->running |= text_is(state, "RUNNING");
	children->failed |= text_is(state, "FAILED");
	children->suspended |=
	    text_is(state, "SUSPENDED") || text_is(state, "NODE_SUSPENDED");
}

/* A blocked node is blocked by what is below it. */
static struct text
fold_blocked(struct text stored, const struct children_states *children)
{
	if (!text_is(stored, "BLOCKED"))
		return stored;
	if (children->running)
		return TEXT("RUNNING");
	if (children->failed)
		return TEXT("FAILED");
	if (children->suspended)
		return TEXT("NODE_SUSPENDED");
	return children->any ? stored : TEXT("FAILED");
}

static struct text
fold_running(struct text stored, const struct children_states *children)
{
	if (!text_is(stored, "RUNNING"))
		return stored;
	if (children->failed)
		return TEXT("FAILED");
	return children->suspended ? TEXT("NODE_SUSPENDED") : stored;
}

static struct text
shown_state(const struct builder *b, const struct state_node *node,
    const struct children_states *children)
{
	switch (b->rules->fold) {
	case STATE_FOLD_BLOCKED:
		return fold_blocked(node->stored->state, children);
	case STATE_FOLD_RUNNING:
		return fold_running(node->stored->state, children);
	}
	return node->stored->state;
}

/* In a node that is reached a second time Python misses a member. */
static enum state_tree_result
show(struct builder *b, struct state_node *node, int depth)
{
	struct children_states children = {.any = false};
	enum state_tree_result result;

	if (depth > STATE_TREE_DEPTH)
		return STATE_TREE_DEEP;
	if (node->shown)
		return fail_at(b, STATE_TREE_TWICE, node->stored->id);
	node->shown = true;
	result = show_times(b, node);
	if (result != STATE_TREE_OK)
		return result;
	for (struct state_link *link = node->children; link != NULL;
	     link = link->next) {
		result = show(b, link->child, depth + 1);
		if (result != STATE_TREE_OK)
			return result;
		link->child->parent = node;
		node->is_running |= link->child->is_running;
		add_state(&children, link->child->state);
	}
	node->state = shown_state(b, node, &children);
	return STATE_TREE_OK;
}

/* The order of the checks is Python's. */
static enum state_tree_result
build(struct builder *b)
{
	const struct stored_states *stored = b->stored;
	enum state_tree_result result;

	if (!b->rules->by_parent && !stored->has_relations)
		return STATE_TREE_NO_RELATIONS;
	if (!b->rules->by_parent && stored->selves == 0)
		return STATE_TREE_NO_SELF;
	if (!stored->root_state.exists)
		return STATE_TREE_NO_ROOT;
	if (!make_links(b))
		return STATE_TREE_MEMORY;
	make_nodes(b);
	result = hang_children(b);
	return result == STATE_TREE_OK ? show(b, &b->tree->root, 0) : result;
}

enum state_tree_result
state_tree_build(struct call *call, const struct stored_states *stored,
    const struct state_rules *rules, struct state_tree **tree)
{
	struct builder b = {.call = call, .stored = stored, .rules = rules};

	b.tree = *tree = arena_alloc(call->arena, sizeof(*b.tree));
	if (b.tree == NULL)
		return STATE_TREE_MEMORY;
	b.tree->root.stored = &stored->root_state;
	return build(&b);
}
