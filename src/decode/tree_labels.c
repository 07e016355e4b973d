/* SPDX-License-Identifier: MIT */
/* Labels of nodes are written into their objects, behind all other members. */
#include <stdlib.h>

#include "base/buf.h"
#include "decode/tree_labels.h"
#include "decode/tree_nodes.h"

/* Bytes of the labels that an event has in the stored tree. */
#define STORED_LABELS ((size_t)1024 * 1024)

/* The node of a flow that is being read. */
struct labelled {
	const struct tree_label *label; /* NULL: it keeps what is stored */
	bool is_event;			/* its id is one of its members */
};

struct tree_labeller {
	const struct tree_labels *labels;
	struct tree_nodes place;
	struct labelled *nodes; /* by level of flow */

	/* The stored labels that are being read are not written at once. */
	bool inside;
	struct json_writer *aside; /* of an event's, else NULL */
	struct buf stored;	   /* its labels, if any */
};

static int
compare_labels(const void *a, const void *b)
{
	const struct tree_label *x = a, *y = b;

	return text_compare(x->node, y->node);
}

struct tree_labels
tree_labels_sort(struct tree_label *list, size_t count)
{
	if (count > 0)
		qsort(list, count, sizeof(*list), compare_labels);
	return (struct tree_labels){.list = list, .count = count};
}

struct text
tree_labels_text(
    struct arena *arena, const struct tree_labels *labels, struct text before)
{
	struct buf all;

	buf_init_in(&all, arena, SIZE_MAX / 2);
	buf_add_text(&all, before);
	for (size_t i = 0; i < labels->count; i++) {
		const struct tree_label *label = &labels->list[i];

		buf_addf(&all, "%zu %zu ", label->node.len, label->labels.len);
		buf_add_text(&all, label->node);
		buf_add_text(&all, label->labels);
	}
	return all.failed ? TEXT_NONE : buf_text(&all);
}

static int
compare_label(const void *key, const void *label)
{
	return text_compare(*(const struct text *)key,
	    ((const struct tree_label *)label)->node);
}

static const struct tree_label *
label_find(const struct tree_labels *labels, struct text node)
{
	return labels->count == 0 ? NULL
				  : bsearch(&node, labels->list, labels->count,
					sizeof(*labels->list), compare_label);
}

struct tree_labeller *
tree_labeller_new(struct arena *arena, const struct tree_labels *labels)
{
	struct tree_labeller *l = arena_alloc(arena, sizeof(*l));

	if (l == NULL)
		return NULL;
	*l = (struct tree_labeller){.labels = labels};
	l->nodes = arena_array(arena, TREE_FLOWS, sizeof(*l->nodes));
	if (l->nodes == NULL || !tree_nodes_init(&l->place, arena))
		return NULL;
	buf_init(&l->stored, STORED_LABELS);
	return l;
}

void
tree_labeller_free(struct tree_labeller *l)
{
	if (l == NULL)
		return;
	json_free(l->aside);
	buf_free(&l->stored);
}

bool
tree_labeller_is_full(const struct tree_labeller *l)
{
	return l != NULL && l->stored.failed;
}

/* A node's key or id is read. */
static void
follow_ids(struct tree_labeller *l, struct tree_here here,
    enum json_event event, struct text text)
{
	struct labelled *node = &l->nodes[here.level];

	if (event == JSON_KEY && tree_flow_is_node(here.flow)) {
		node->is_event =
		    here.flow == FLOW_START || here.flow == FLOW_END;
		node->label =
		    node->is_event ? NULL : label_find(l->labels, text);
		buf_reset(&l->stored);
	} else if (node->is_event && here.node == NODE_ID &&
		   json_value_begins(event)) {
		node->label =
		    event == JSON_STRING ? label_find(l->labels, text) : NULL;
	}
}

/* The key of stored labels, which are dropped where there are others.  Those of
 * an event are put aside: its id may follow them. */
static int
begin_stored(struct tree_labeller *l, const struct labelled *node)
{
	l->inside = true;
	if (!node->is_event)
		return 0;
	buf_reset(&l->stored);
	l->aside = json_new(buf_sink, &l->stored);
	return l->aside != NULL ? 0 : -1;
}

static int
copy_stored(struct tree_labeller *l, struct tree_here here,
    enum json_event event, struct text text, size_t depth)
{
	if (l->aside != NULL && json_copy(l->aside, event, text, depth) != 0)
		return -1;
	if (here.node == NODE_LABELS && json_value_ends(event)) {
		json_free(l->aside);
		l->aside = NULL;
		l->inside = false;
	}
	return 0;
}

/* The object of a node ends. */
static void
write_labels(const struct tree_labeller *l, const struct labelled *node,
    struct json_writer *w)
{
	if (node->label != NULL)
		json_member_raw(w, "labels", node->label->labels);
	else if (node->is_event && l->stored.len > 0)
		json_member_raw(w, "labels", buf_text(&l->stored));
}

int
tree_labeller_copy(struct tree_labeller *l, struct json_writer *w,
    enum json_event event, struct text text, size_t depth)
{
	struct tree_here here = tree_nodes_place(&l->place, event, text, depth);
	const struct labelled *node = &l->nodes[here.level];

	follow_ids(l, here, event, text);
	if (l->inside)
		return copy_stored(l, here, event, text, depth);
	if (event == JSON_KEY && here.node == NODE_LABELS &&
	    (node->is_event || node->label != NULL))
		return begin_stored(l, node);
	if (event == JSON_OBJECT_END && tree_flow_is_node(here.flow))
		write_labels(l, node, w);
	return json_copy(w, event, text, depth);
}
