/* SPDX-License-Identifier: MIT */
#include "sops_2019/status_node.h"

#include "python/repr.h"

#include <stdlib.h>

enum status_tree_result
status_tree_fail(
    struct status_tree *t, enum status_tree_result result, struct text why)
{
	t->why = why;
	return why.s == NULL ? STATUS_TREE_MEMORY : result;
}

static int
compare_texts(struct text a, struct text b)
{
	int order = memcmp(a.s, b.s, a.len < b.len ? a.len : b.len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_links(const void *a, const void *b)
{
	const struct status_link *x = *(struct status_link *const *)a;
	const struct status_link *y = *(struct status_link *const *)b;
	int order = compare_texts(x->stored->id, y->stored->id);

	if (order == 0)
		order = compare_texts(x->stored->parent, y->stored->parent);
	return order != 0 ? order : (x > y) - (x < y);
}

static bool
is_root(const struct status_tree *t, struct text id)
{
	return text_eq(id, t->stored->root);
}

/* A link for each stored relation, but not for those above the root. */
static bool
make_links(struct status_tree *t)
{
	const struct sops_status_tree *stored = t->stored;
	struct arena *arena = t->call->arena;
	size_t n = stored->nnodes;

	t->links = arena_array(arena, n, sizeof(*t->links));
	t->sorted = arena_array(arena, n, sizeof(struct status_link *));
	t->nodes = arena_array(arena, n, sizeof(*t->nodes));
	if (t->links == NULL || t->sorted == NULL || t->nodes == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct status_link *link = &t->links[t->nlinks];

		if (stored->selves == 1 && is_root(t, stored->nodes[i].id))
			continue;
		link->stored = &stored->nodes[i];
		t->sorted[t->nlinks++] = link;
	}
	qsort(
	    t->sorted, t->nlinks, sizeof(struct status_link *), compare_links);
	return true;
}

/* All links to a child get the same node. */
static void
make_nodes(struct status_tree *t)
{
	struct status_node *node = t->nodes;

	for (size_t i = 0; i < t->nlinks; i++) {
		struct status_link *link = t->sorted[i];
		const struct status_link *last =
		    i > 0 ? t->sorted[i - 1] : NULL;

		if (last != NULL &&
		    text_eq(last->stored->id, link->stored->id)) {
			link->child = last->child;
			link->repeated =
			    text_eq(last->stored->parent, link->stored->parent);
		} else if (is_root(t, link->stored->id))
			link->child = &t->root;
		else {
			link->child = node++;
			link->child->status = &link->stored->status;
		}
	}
}

/* The node with this id if it has a state, or NULL. */
static struct status_node *
find(struct status_tree *t, struct text id)
{
	size_t low = 0, high = t->nlinks;

	if (is_root(t, id))
		return &t->root;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct status_link *link = t->sorted[middle];
		int order = compare_texts(id, link->stored->id);

		if (order == 0)
			return link->child->status->exists ? link->child : NULL;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static enum status_tree_result
hang_children(struct status_tree *t)
{
	for (size_t i = 0; i < t->nlinks; i++) {
		struct status_link *link = &t->links[i];
		struct status_node *parent = find(t, link->stored->parent);

		if (parent == NULL)
			return status_tree_fail(t, STATUS_TREE_ERROR,
			    TEXT("'NoneType' object has no attribute "
				 "'setdefault'"));
		if (!link->child->status->exists)
			return status_tree_fail(t, STATUS_TREE_ERROR,
			    python_repr_text(t->call->arena, link->stored->id));
		if (link->repeated)
			continue;
		if (parent->end == NULL)
			parent->end = &parent->children;
		*parent->end = link;
		parent->end = &link->next;
	}
	return STATUS_TREE_OK;
}

static enum status_tree_result
build(struct status_tree *t)
{
	const struct sops_status_tree *stored = t->stored;
	enum status_tree_result result;

	if (!stored->has_relations)
		return status_tree_fail(t, STATUS_TREE_ERROR,
		    ARENA_JOIN(t->call->arena, TEXT("node("), stored->root,
			TEXT(") does not exist, may have not by executed")));
	if (stored->selves == 0)
		return status_tree_fail(t, STATUS_TREE_VALUE_ERROR,
		    TEXT("list.remove(x): x not in list"));
	if (!stored->status.exists)
		return status_tree_fail(t, STATUS_TREE_ERROR,
		    TEXT("'NoneType' object has no attribute '__getitem__'"));
	if (!make_links(t))
		return STATUS_TREE_MEMORY;
	make_nodes(t);
	result = hang_children(t);
	return result == STATUS_TREE_OK ? status_tree_show(t) : result;
}

enum status_tree_result
status_tree_build(struct call *call, const struct sops_status_tree *stored,
    bool *has_odd_date, struct status_tree **tree, struct text *why)
{
	struct status_tree *t = arena_alloc(call->arena, sizeof(*t));
	enum status_tree_result result;

	if (t == NULL)
		return STATUS_TREE_MEMORY;
	t->call = call;
	t->stored = stored;
	t->has_odd_date = has_odd_date;
	t->root.status = &stored->status;
	result = build(t);
	*tree = t;
	*why = t->why;
	return result;
}
