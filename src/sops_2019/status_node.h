/* SPDX-License-Identifier: MIT */
/* The inside of a status_tree; for status_tree*.c. */
#ifndef SOPS_2019_STATUS_NODE_H
#define SOPS_2019_STATUS_NODE_H

#include "sops_2019/status_tree.h"

/* That a child is below a parent. */
struct status_link {
	const struct sops_status_node *stored;
	struct status_node *child;
	struct status_link *next; /* of the same parent, in stored order */
	bool repeated;		  /* an earlier one has the same two ends */
};

struct status_node {
	const struct sops_status *status;
	struct status_link *children, **end;
	bool shown;

	/* as shown */
	struct text state;
	struct text start_time, finish_time; /* .s NULL: null */
	int64_t elapsed;
};

struct status_tree {
	struct call *call;
	const struct sops_status_tree *stored;
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
enum status_tree_result status_tree_fail(
    struct status_tree *t, enum status_tree_result result, struct text why);

/* Fills in what is shown, from the root down. */
enum status_tree_result status_tree_show(struct status_tree *t);

#endif
