/* SPDX-License-Identifier: MIT */
/*
 * A node of a task (sops-current 4.6): what get_task_node_detail and
 * get_task_node_data have in common, that is, all but the states and the
 * earlier runs.
 */
#ifndef SOPS_CURRENT_NODE_H
#define SOPS_CURRENT_NODE_H

#include "sops_current/node_inputs.h"
#include "sops_current/node_outputs.h"
#include "sops_current/node_rows.h"

/* The values of a run. */
struct node_values {
	struct value inputs, outputs, ex_data;
	struct value_member *outs; /* the members of outputs, if it has any */
	size_t nouts;
	bool has_ex_data; /* of v2: outputs have it */
};

struct node {
	struct node_rows rows;
	struct text code; /* of the plugin whose outputs are named; "": none */
	struct node_stack stack;
	struct tree *tree;
	struct tree_flow flow;
	const struct tree_node *place; /* NULL: the stack does not lead to it */

	/* JSON texts, TEXT_NONE: there is none, or it is too large. */
	struct text error_ignorable;
	struct text component_data;
	struct text constants;

	bool executed;
	bool is_past; /* a loop before the current one is shown */
	struct node_values values;
	struct node_inputs inputs;
	struct node_outputs outputs;
};

/* The parameters, NULL behind the last. */
#define NODE_PARAMETERS \
	"scope", "node_id", "component_code", "loop", "subprocess_stack"

/* What the endpoints say differently. */
struct node_words {
	bool is_detail;
	const char *suffix; /* of the message that the node is unknown */
	int unknown;	    /* its code */
	int stack;	    /* the code of a bad subprocess_stack */
};

/* Admits the caller, and reads and checks all of it. */
enum outcome node_prepare(
    struct call *call, const struct node_words *words, struct node *node);

/* Reads the values of a run; refuses what cannot be read as bk-sops does. */
enum outcome node_values_read(struct call *call, const struct node *node,
    const struct stored_values *stored, struct node_values *values);

/* Writes the members "inputs", "outputs" and "ex_data". */
enum outcome
node_write(struct call *call, struct json_writer *w, const struct node *node);

#endif
