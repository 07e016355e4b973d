/* SPDX-License-Identifier: MIT */
/*
 * The inputs of a node that was begun and has not stored them yet (sops 3.5):
 * a subprocess that runs, and for a moment any activity.  bk-sops works them
 * out from the tree; here they are, as long as nothing in them is a formula.
 */
#ifndef SOPS_2019_NODE_INPUTS_H
#define SOPS_2019_NODE_INPUTS_H

#include "sops_2019/node_rows.h"

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

/* Reads the JSON text of the parameter subprocess_stack; any value will do.
 * False when it is not JSON. */
bool node_stack_read(
    struct arena *arena, struct text json, struct node_stack *stack);

struct node_input {
	struct text key;
	struct text json; /* its value */
};

struct node_inputs {
	bool has_context; /* a subprocess's: what the task acts with */
	struct node_acting acting;
	struct node_input *inputs;
	size_t ninputs;
	struct text ex_data; /* why there are none, else "" */
};

/* What is said of a node whose inputs are not worked out here. */
#define NODE_INPUTS_UNKNOWN \
	"the inputs of this node are not known before it has ended"

/* `tree` is that of the task's snapshot.  At most one round trip, for a
 * subprocess. */
enum outcome node_inputs_read(struct call *call, const struct node_task *task,
    struct tree *tree, struct text node, const struct node_stack *stack,
    struct node_inputs *inputs);

/* Writes them as one value. */
void node_inputs_write(struct call *call, const struct node_inputs *inputs,
    const struct node_task *task, struct json_writer *w);

#endif
