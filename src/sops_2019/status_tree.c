/* SPDX-License-Identifier: MIT */
#include "sops_2019/status_tree.h"

#include "python/repr.h"

#include <stdlib.h>

#define YEAR_FIRST 1900 /* of Python 2's strftime */
#define YEAR_LAST  9999 /* of datetime */

/* That a child is below a parent. */
struct status_link {
	const struct stored_child *stored;
	struct status_node *child;
	struct status_link *next; /* of the same parent, in stored order */
	bool repeated;		  /* an earlier one has the same two ends */
};

struct status_node {
	const struct stored_status *status;
	struct status_link *children, **end;
	bool shown;

	/* as shown */
	struct text state;
	struct text start_time, finish_time; /* .s NULL: null */
	int64_t elapsed;
};

struct status_tree {
	struct call *call;
	const struct stored_states *stored;
	struct status_node root;
	struct status_node *nodes;   /* one for each child but the root */
	struct status_link *links;   /* in stored order */
	struct status_link **sorted; /* by child, parent and stored order */
	size_t nlinks;
	bool is_running;    /* a node that is shown */
	bool *has_odd_date; /* or NULL: that is an error */
	struct text why;
};

/* Sets the text of Python's exception and returns `result`. */
static enum status_tree_result
fail_tree(
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
	const struct stored_states *stored = t->stored;
	struct arena *arena = t->call->arena;
	size_t n = stored->nchildren;

	t->links = arena_array(arena, n, sizeof(*t->links));
	t->sorted = arena_array(arena, n, sizeof(struct status_link *));
	t->nodes = arena_array(arena, n, sizeof(*t->nodes));
	if (t->links == NULL || t->sorted == NULL || t->nodes == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct status_link *link = &t->links[t->nlinks];

		if (stored->selves == 1 && is_root(t, stored->children[i].id))
			continue;
		link->stored = &stored->children[i];
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
find_node(struct status_tree *t, struct text id)
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
		struct status_node *parent = find_node(t, link->stored->parent);

		if (parent == NULL)
			return fail_tree(t, STATUS_TREE_ERROR,
			    TEXT("'NoneType' object has no attribute "
				 "'setdefault'"));
		if (!link->child->status->exists)
			return fail_tree(t, STATUS_TREE_ERROR,
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

/* Of the states of a node's children, those that its own depends on. */
struct children_states {
	bool any, running, failed, suspended;
};

/* Why a time cannot be shown; Python gives up on the first. */
static enum status_tree_result
fail_time(struct status_tree *t, struct datetime m)
{
	int year = datetime_year(m);

	if (year < 1 || year > YEAR_LAST)
		return fail_tree(
		    t, STATUS_TREE_ERROR, TEXT("date value out of range"));
	if (year >= YEAR_FIRST)
		return STATUS_TREE_MEMORY;
	return fail_tree(t, STATUS_TREE_VALUE_ERROR,
	    arena_printf(t->call->arena,
		"year=%d is before %d; the datetime strftime() methods "
		"require year >= %d",
		year, YEAR_FIRST, YEAR_FIRST));
}

static enum status_tree_result
show_times(struct status_tree *t, struct status_node *node)
{
	const char *format = t->call->config->time_format;
	struct datetime start =
	    datetime_read_stored(node->status->started_time);
	struct datetime finish =
	    datetime_read_stored(node->status->archived_time);

	t->is_running |= start.is_set && !finish.is_set;
	node->elapsed = datetime_elapsed(start, finish, t->call->now_us);
	if (t->has_odd_date != NULL &&
	    (datetime_is_odd(start) || datetime_is_odd(finish))) {
		*t->has_odd_date = true;
		node->start_time = node->finish_time = TEXT_NONE;
		return STATUS_TREE_OK;
	}
	node->start_time = datetime_format(t->call->arena, start, format);
	if (node->start_time.s == NULL)
		return fail_time(t, start);
	node->finish_time = datetime_format(t->call->arena, finish, format);
	if (node->finish_time.s == NULL)
		return fail_time(t, finish);
	return STATUS_TREE_OK;
}

/* A blocked node is blocked by what is below it. */
static struct text
shown_state(struct text stored, const struct children_states *children)
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

static void
add_state(struct children_states *children, struct text state)
{
	children->any = true;
	children->running |= text_is(state, "RUNNING");
	children->failed |= text_is(state, "FAILED");
	children->suspended |=
	    text_is(state, "SUSPENDED") || text_is(state, "NODE_SUSPENDED");
}

/* In a node that is reached a second time Python misses a member. */
static enum status_tree_result
show(struct status_tree *t, struct status_node *node, int depth)
{
	struct children_states children = {.any = false};
	enum status_tree_result result;

	if (depth > STATUS_TREE_DEPTH)
		return fail_tree(t, STATUS_TREE_ERROR,
		    TEXT("maximum recursion depth exceeded"));
	if (node->shown)
		return fail_tree(t, STATUS_TREE_ERROR, TEXT("'started_time'"));
	node->shown = true;
	result = show_times(t, node);
	if (result != STATUS_TREE_OK)
		return result;
	for (struct status_link *link = node->children; link != NULL;
	     link = link->next) {
		result = show(t, link->child, depth + 1);
		if (result != STATUS_TREE_OK)
			return result;
		add_state(&children, link->child->state);
	}
	node->state = shown_state(node->status->state, &children);
	return STATUS_TREE_OK;
}

static enum status_tree_result
build(struct status_tree *t)
{
	const struct stored_states *stored = t->stored;
	enum status_tree_result result;

	if (!stored->has_relations)
		return fail_tree(t, STATUS_TREE_ERROR,
		    ARENA_JOIN(t->call->arena, TEXT("node("), stored->root,
			TEXT(") does not exist, may have not by executed")));
	if (stored->selves == 0)
		return fail_tree(t, STATUS_TREE_VALUE_ERROR,
		    TEXT("list.remove(x): x not in list"));
	if (!stored->status.exists)
		return fail_tree(t, STATUS_TREE_ERROR,
		    TEXT("'NoneType' object has no attribute '__getitem__'"));
	if (!make_links(t))
		return STATUS_TREE_MEMORY;
	make_nodes(t);
	result = hang_children(t);
	return result == STATUS_TREE_OK ? show(t, &t->root, 0) : result;
}

enum status_tree_result
status_tree_build(struct call *call, const struct stored_states *stored,
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

bool
status_tree_is_running(const struct status_tree *tree)
{
	return tree->is_running;
}

static void
write_fields(
    struct json_writer *w, const struct status_node *node, struct text name)
{
	const struct stored_status *status = node->status;

	json_member_string(w, "id", status->id);
	json_member_string(w, "name", name);
	json_member_string(w, "state", node->state);
	json_member_string_or_null(w, "start_time", node->start_time);
	json_member_string_or_null(w, "finish_time", node->finish_time);
	json_member_int(w, "elapsed_time", node->elapsed);
	json_member_int(w, "retry", status->retry);
	json_member_int(w, "loop", status->loop);
	call_write_flag(w, "skip", status->skip);
	call_write_flag(w, "error_ignorable", status->error_ignorable);
	json_member_string(w, "version", status->version);
}

static void
write_children(struct json_writer *w, const struct status_node *node)
{
	json_member_object(w, "children");
	for (const struct status_link *link = node->children; link != NULL;
	     link = link->next) {
		json_key(w, link->stored->id);
		json_object_open(w);
		write_fields(w, link->child, link->child->status->name);
		write_children(w, link->child);
		json_object_close(w);
	}
	json_object_close(w);
}

void
status_tree_write_members(const struct status_tree *tree, struct json_writer *w)
{
	write_fields(w, &tree->root, tree->root.status->name);
	write_children(w, &tree->root);
}

void
status_tree_write(const struct status_tree *tree, struct json_writer *w,
    const struct text *name, bool children)
{
	json_object_open(w);
	write_fields(
	    w, &tree->root, name == NULL ? tree->root.status->name : *name);
	if (children)
		write_children(w, &tree->root);
	json_object_close(w);
}

/* Types differ from those of a started task: skip is a number. */
void
status_created_write(
    struct json_writer *w, const struct text *name, bool children)
{
	json_object_open(w);
	if (name != NULL)
		json_member_string(w, "name", *name);
	json_member_string(w, "state", TEXT("CREATED"));
	json_member_null(w, "start_time");
	json_member_null(w, "finish_time");
	json_member_int(w, "elapsed_time", 0);
	json_member_int(w, "retry", 0);
	json_member_int(w, "skip", 0);
	if (children) {
		json_member_object(w, "children");
		json_object_close(w);
	}
	json_object_close(w);
}
