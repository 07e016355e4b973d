/* SPDX-License-Identifier: MIT */
/*
 * A node of a task, as a caller names it: whether the task has it, and the
 * subprocesses around it (sops 3.5; sops-current 4.6.1).
 */
#ifndef SOPS_TASK_NODE_H
#define SOPS_TASK_NODE_H

#include "sops/call.h"

/* What is stored of the nodes of a task, CompressJSON. */
struct task_nodes {
	bool has_instance;
	bool has_info;	      /* a list of them, which wins over the flow */
	struct text info;     /* pipeline_treeinfo */
	struct text snapshot; /* the flow of the execution */
};

/* Whether the task has this node; `snapshot` is the tree of nodes->snapshot.
 * A fault when neither is stored. */
enum outcome task_nodes_has(struct call *call, const struct task_nodes *nodes,
    struct tree *snapshot, struct text node, bool *has);

/* Subprocesses in each other: more fit into no tree (TREE_DEPTH). */
#define NODE_STACK_MAX 291

/* Containers in each other, where Python 2 still reads JSON. */
#define NODE_STACK_DEPTH 900

struct node_stack {
	struct text ids[NODE_STACK_MAX]; /* the outermost first */
	size_t count;
	bool lost;	  /* it has an element that is no id of a subprocess */
	const char *type; /* Python 2's name of a value that has no elements, or
			   * NULL */
	bool is_true;	  /* Python's truth of such a value */
};

/* Reads the JSON text of the parameter subprocess_stack; any value will do.
 * False when it is not JSON. */
bool node_stack_read(
    struct arena *arena, struct text json, struct node_stack *stack);

#endif
