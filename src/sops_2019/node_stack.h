/* SPDX-License-Identifier: MIT */
/* The parameter subprocess_stack: in which subprocesses a node is (sops 3.5).
 */
#ifndef SOPS_2019_NODE_STACK_H
#define SOPS_2019_NODE_STACK_H

#include "base/arena.h"

/* Subprocesses in each other: more fit into no tree (TREE_DEPTH). */
#define NODE_STACK_MAX 291

/* Containers in each other, where Python 2 still reads JSON. */
#define NODE_STACK_DEPTH 900

struct node_stack {
	struct text ids[NODE_STACK_MAX]; /* the outermost first */
	size_t count;
	bool lost;	  /* it has an element that is no id of a subprocess */
	const char *type; /* Python's name of a value that has no elements, or
			   * NULL */
};

/* Reads the JSON text; any value will do.  False when it is none. */
bool node_stack_read(
    struct arena *arena, struct text json, struct node_stack *stack);

#endif
