/* SPDX-License-Identifier: MIT */
/*
 * The inputs of a node that was begun and has not stored them yet (sops 3.5):
 * a subprocess that runs, and for a moment any activity.  bk-sops works them
 * out from the tree; here they are, as long as nothing in them is a formula.
 */
#ifndef SOPS_2019_NODE_INPUTS_H
#define SOPS_2019_NODE_INPUTS_H

#include "sops_2019/node_rows.h"

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
