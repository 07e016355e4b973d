/* SPDX-License-Identifier: MIT */
/*
 * What get_task_node_detail and get_task_node_data read (sops-current 4.6): the
 * task with the list of its nodes and its flow, and what its engine, v1
 * (engine_*) or v2 (eri_*), stores of one node and of one loop of it.
 */
#ifndef SOPS_CURRENT_NODE_ROWS_H
#define SOPS_CURRENT_NODE_ROWS_H

#include "sops/task_node.h"
#include "sops_current/engine.h"

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

/* taskflow3_autoretrynodestrategy */
struct auto_retry {
	bool exists;
	struct text node;
	int64_t times, max;
};

struct node_rows {
	/* Set by the caller. */
	struct text node; /* TEXT_NONE, which no row has, is allowed */
	bool is_detail;	  /* with all runs, the children and auto_retry */
	bool has_loop;
	int64_t loop;

	struct node_task task;
	struct stored_states states; /* the node and one level below it; that
				      * it was executed is that of v1 has
				      * relations, of v2 a state */
	struct stored_values current;
	struct stored_run *runs; /* of the loop that is shown, the oldest first;
				  * the last one alone for get_task_node_data,
				  * which asks for none of the current loop */
	size_t nruns;
	struct auto_retry auto_retry;
};

/*
 * As admit, in one round trip, and one more for a task of v1.  Whether there is
 * a task and whether the node is its node is not looked at.
 */
enum outcome node_rows_ask(struct call *call, struct node_rows *rows);

/* Whether the loop that is asked for was over before the current one began. */
bool node_rows_is_past(const struct node_rows *rows);

#endif
