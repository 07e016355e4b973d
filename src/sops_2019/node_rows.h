/* SPDX-License-Identifier: MIT */
/*
 * What get_task_node_detail (sops 3.5) reads: the task with the list of its
 * nodes, and what the engine stores of one node: pipeline_treeinfo, engine_data
 * and engine_history (sops 1.2).
 */
#ifndef SOPS_2019_NODE_ROWS_H
#define SOPS_2019_NODE_ROWS_H

#include "sops/state_rows.h"

/* Executions of one node that failed or were repeated; all are held in memory.
 * The recorded databases have 60 of one node at most. */
#define NODE_HISTORIES_MAX 10000

/* Of pickles; Python 2 has no newer one. */
#define NODE_PROTOCOL 2

/* Deleted tasks, too. */
struct node_task {
	enum store_state state;
	int64_t id;
	bool has_instance;
	struct text name;
	struct text executor;
	bool has_info;	      /* what its nodes are is stored */
	struct text info;     /* CompressJSON of pipeline_treeinfo */
	bool has_snapshot;    /* of the execution */
	struct text snapshot; /* CompressJSON; only when it is needed: when
			       * there is no info, or the node was executed
			       * and has no data */
};

/* Times as in columns. */
struct stored_history {
	struct text started_time;
	struct text archived_time;
	int64_t loop;
	int64_t skip;
	enum store_state data_state; /* STORE_NONE: no row */
	struct stored_data data;
};

struct node_rows {
	struct text node; /* in; TEXT_NONE, which no row has, is allowed */
	struct node_task task;
	enum store_state data_state; /* STORE_NONE: no row */
	struct stored_data data;
	struct stored_states states; /* the node and one level below it */
	enum store_state histories_state;
	struct stored_history *histories; /* the oldest first */
	size_t nhistories;
};

/*
 * As query_admit, in one round trip.  Whether the node is the task's is not
 * looked at.
 */
enum outcome node_rows_admit(struct call *call, struct node_rows *rows);

/* Who a task acts for in other systems. */
struct node_acting {
	enum store_state state;
	struct text supplier;	/* the business's owner */
	struct text maintainer; /* "" when there is none */
};

/*
 * For a task that `operator` executes, by the rules of get_biz_maintainer_info
 * (sops 3.5).  As query_try.
 */
enum db_result node_acting_try(
    struct call *call, struct text operator, struct node_acting * acting);

#endif
