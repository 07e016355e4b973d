/* SPDX-License-Identifier: MIT */
/*
 * Inside the tree decoder: what is read of a tree, written with the labels of
 * its nodes (sops-current 4.3).
 */
#ifndef DECODE_TREE_LABELS_H
#define DECODE_TREE_LABELS_H

#include "decode/tree_walk.h"

/* The labels sorted. */
struct tree_labels tree_labels_sort(struct tree_label *list, size_t count);

/* `before` and a text that no other labels have, in the arena; .s is NULL when
 * out of memory. */
struct text tree_labels_text(
    struct arena *arena, const struct tree_labels *labels, struct text before);

/* One writing of a tree with them. */
struct tree_labeller;

/* In the arena, as long as which `labels` must live; NULL: out of memory. */
struct tree_labeller *
tree_labeller_new(struct arena *arena, const struct tree_labels *labels);
void tree_labeller_free(struct tree_labeller *l);

/* As json_copy, to be called for each event; -1 also when something fails. */
int tree_labeller_copy(struct tree_labeller *l, struct json_writer *w,
    enum json_event event, struct text text, size_t depth);

/* Whether it failed over the length of what is stored as labels; `l` may be
 * NULL. */
bool tree_labeller_is_full(const struct tree_labeller *l);

#endif
