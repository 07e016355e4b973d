/* SPDX-License-Identifier: MIT */
/*
 * What get_task_node_detail (sops 3.5) reads: the task with the list of its
 * nodes, and what the engine stores of one node.
 */
#ifndef SOPS_2019_ASK_NODE_DETAIL_H
#define SOPS_2019_ASK_NODE_DETAIL_H

#include "sops_2019/ask_task_status.h"

/* Executions of one node that failed or were repeated; all are held in memory.
 * The recorded databases have 60 of one node at most. */
#define NODE_HISTORIES_MAX 10000

/* The fields of an execution, as stored: pickles. */
struct sops_node_data {
	enum store_state state; /* STORE_NONE: no row */
	struct text inputs;
	struct text outputs;
	struct text ex_data;
	uint64_t protocol; /* the newest that this bk-sops reads */
};

/* Deleted tasks, too. */
struct sops_node_task {
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

/* Times as in struct sops_task. */
struct sops_node_history {
	struct text started_time;
	struct text archived_time;
	int64_t loop;
	int64_t skip;
	struct sops_node_data data;
};

struct node_detail_answer {
	struct sops_access access;
	struct sops_node_task task;
	struct sops_node_data data;
	struct sops_status_tree tree; /* the node and one level below it */
	enum store_state histories_state;
	struct sops_node_history *histories; /* the oldest first */
	size_t nhistories;
};

/*
 * get_task_node_detail in one round trip; as sops_ask_task_detail.  `node` may
 * be TEXT_NONE, which no row has.  Whether the node is the task's is not
 * looked at.
 */
enum db_result sops_ask_node_detail(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t task_id, struct text node,
    int64_t deadline, struct node_detail_answer *answer);

/* Who a task acts for in other systems. */
struct sops_acting {
	enum store_state state;
	struct text supplier;	/* the business's owner */
	struct text maintainer; /* "" when there is none */
};

/*
 * For a task that `operator` executes, by the rules of get_biz_maintainer_info
 * (sops 3.5).  STORE_FAILED when it could not be read.
 */
enum db_result sops_ask_acting(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, struct text operator, int64_t deadline,
    struct sops_acting *acting);

#endif
