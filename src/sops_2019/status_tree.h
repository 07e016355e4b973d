/* SPDX-License-Identifier: MIT */
/*
 * The tree of node states that get_task_status answers (sops 3.4): made of
 * stored relations as the engine's get_status_tree makes it, shown as
 * format_pipeline_status shows it.  What makes Python fail is told in the same
 * words.
 */
#ifndef SOPS_2019_STATUS_TREE_H
#define SOPS_2019_STATUS_TREE_H

#include "sops/state_tree.h"

enum status_tree_result {
	STATUS_TREE_OK,
	STATUS_TREE_VALUE_ERROR, /* Python's exception is a ValueError */
	STATUS_TREE_ERROR,	 /* or any other one */
	STATUS_TREE_MEMORY
};

/*
 * The tree of what was read (state STORE_ROW) for `call`, as state_tree_build;
 * or the text of Python's exception in *why.  A time without a date in the
 * local zone is one, too, unless `has_odd_date` is there to be set: it is null
 * then.
 */
enum status_tree_result
status_tree_build(struct call *call, const struct stored_states *stored,
    bool *has_odd_date, struct state_tree **tree, struct text *why);

/* Writes it as one value, the same each time: with another name for the root
 * unless that is NULL, and without "children" unless they are wanted. */
void status_tree_write(const struct state_tree *tree, struct json_writer *w,
    const struct text *name, bool children);

/* What stands for the tree of a task that was not started; with a name unless
 * that is NULL. */
void status_created_write(
    struct json_writer *w, const struct text *name, bool children);

/* Writes its members into an object that is open. */
void
status_tree_write_members(const struct state_tree *tree, struct json_writer *w);

#endif
