/* SPDX-License-Identifier: MIT */
/*
 * A node of a task (sops-current 4.6): what get_task_node_detail and
 * get_task_node_data have in common, that is, all but the states and the
 * earlier runs.
 */
#ifndef SOPS_CURRENT_NODE_H
#define SOPS_CURRENT_NODE_H

#include "config/component_outputs.h"
#include "sops/task_node.h"
#include "sops_current/engine.h"
#include "sops_current/value.h"

/*
 * node_rows.c: the task with the list of its nodes and its flow, and what its
 * engine, v1 (engine_*) or v2 (eri_*), stores of one node and of one loop of
 * it.
 */

/* Earlier runs of one loop of a node; all are held in memory. */
#define NODE_HISTORIES_MAX 10000

struct node_task {
	enum store_state state;
	int64_t id;
	int64_t engine;
	struct task_nodes nodes;
};

/* The stored values of a run (6.1): pickles of v1, of v2 with serializers and
 * without ex_data. */
struct stored_values {
	bool exists;
	struct text inputs, outputs, ex_data;
	struct text inputs_serializer, outputs_serializer;
};

/* Times as in columns. */
struct stored_run {
	int64_t id;
	int64_t loop;
	int64_t skip;
	struct text version; /* of v2 alone */
	struct text started_time, archived_time;
	struct stored_values values;
};

struct node_rows {
	/* Set by the caller. */
	struct text node; /* TEXT_NONE, which no row has, is allowed */
	bool is_detail;	  /* with all runs, the children and auto_retry */
	bool has_loop;
	int64_t loop;

	struct node_task task;
	struct stored_states states; /* the node and one level below it; it was
				      * executed when there are relations (v1)
				      * or a state (v2) */
	struct stored_values current;
	struct stored_run *runs; /* of the loop that is shown, the oldest first;
				  * the last one alone for get_task_node_data,
				  * which asks for none of the current loop */
	size_t nruns;
	bool is_retried;
	struct auto_retry auto_retry; /* if it is */
};

/* The statement about the task alone, and who reads its row. */
void node_rows_add_task(const struct call *call, struct batch *q);
void
node_rows_read_task(const struct call *call, size_t i, struct node_task *task);

/*
 * As admit_ask, in one round trip, and one more for a task of v1.  Whether
 * there is a task and whether the node is its node is not looked at.
 */
enum outcome node_rows_ask(struct call *call, struct node_rows *rows);

/* Whether the loop that is asked for was over before the current one began. */
bool node_rows_is_past(const struct node_rows *rows);

/*
 * node_inputs.c: the inputs of a node as they are shown (4.6.2): those of a
 * run, or, before there was one, what the flow has for it.
 */

struct node_inputs {
	struct value value;
	struct value_member *list; /* instead of it; NULL: as it is */
	size_t count;
};

/* Those of a subprocess are its variables, which are shown by their names. */
enum outcome node_inputs_unwrap(struct call *call, struct node_inputs *inputs);

/* In both of these `data` is the JSON text of component.data, TEXT_NONE: there
 * is none, or it is too large.  OUTCOME_FORWARD for what bk-sops alone knows.
 */

/* Those of a plugin that are not to be rendered (need_render) are as there. */
enum outcome node_inputs_fix(
    struct call *call, struct text data, struct node_inputs *inputs);

/* Those of a plugin that was not executed are as there, without variables. */
enum outcome node_inputs_preview(
    struct call *call, struct text data, struct node_inputs *inputs);

/* Writes them as one value. */
enum outcome node_inputs_show(
    struct call *call, struct json_writer *w, const struct node_inputs *inputs);

/*
 * node_outputs.c: the table of its outputs (4.6.4): what its plugin declares,
 * if that is asked for, and whatever else is stored; constants of the flow give
 * some of them another key.
 */

/* That a constant of the flow holds an output. */
struct output_name {
	struct text output; /* its key */
	struct text shown;
	size_t at; /* among the constants */
};

struct node_outputs {
	const struct component_output *declared;
	size_t ndeclared;
	const struct value_member *members;
	size_t count;
	struct output_name *names; /* sorted, each output once */
	size_t nnames;
};

/* Whether a plugin declares its outputs. */
enum declared {
	DECLARED_KNOWN,
	DECLARED_ELSEWHERE, /* it is not in component_outputs, but bk-sops may
			     * have it */
	DECLARED_NOWHERE    /* bk-sops has no such plugin */
};

/*
 * What the plugin `code` declares; `version` is that of the node's component,
 * TEXT_NONE without one.  DECLARED_KNOWN also for the code "", of none.  One
 * round trip for a plugin that is not in component_outputs.
 */
enum outcome node_outputs_declare(struct call *call, struct text code,
    struct text version, struct node_outputs *outputs, enum declared *declared);

/* `constants` is the JSON text of the flow's, TEXT_NONE: it has none. */
enum outcome node_outputs_rename(struct call *call, struct text constants,
    struct text node, struct node_outputs *outputs);

/* Writes the table as one value; `column` is for the log. */
enum outcome node_outputs_write(struct call *call, struct json_writer *w,
    const char *column, const struct node_outputs *outputs);

/*
 * shield.c: what is masked in its ex_data (4.6.6) and in its log, which is
 * bk-sops' secret key and the keywords of its logs.
 */

/* Masks them in a text in UTF-8; what changed is in the arena.  False when out
 * of memory. */
bool shield_text(struct call *call, struct text *text);

/* Masks them in a value that is text; others stay as they are.  False when out
 * of memory. */
bool shield_value(struct call *call, struct value *value);

/*
 * node.c
 */

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
