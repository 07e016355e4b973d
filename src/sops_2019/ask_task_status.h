/* SPDX-License-Identifier: MIT */
/*
 * What get_task_status (sops 3.4) reads: the task, and the states of the nodes
 * that were executed below a node, of which the engine keeps who is whose
 * ancestor.
 */
#ifndef SOPS_2019_ASK_TASK_STATUS_H
#define SOPS_2019_ASK_TASK_STATUS_H

#include "sops/sops.h"

/* Relations of one tree, ten times what the largest recorded task has; a
 * larger tree is not read, since all of it is held in memory. */
#define STATUS_NODES_MAX 100000

/* Levels below the root that get_task_status asks for. */
#define STATUS_DEPTH_MAX 99

struct sops_status_task {
	enum store_state
	    state; /* STORE_NONE: deleted, or of another business */
	bool has_instance;
	bool is_started;
};

/* Times as in struct sops_task.  Flags other than 0 and 1 are shown as
 * numbers by Python, so they are kept. */
struct sops_status {
	bool exists;
	struct text id;
	struct text state;
	struct text name;
	struct text version;
	int64_t retry;
	int64_t loop;
	int64_t skip;
	int64_t error_ignorable;
	struct text started_time;
	struct text archived_time;
};

/* That `parent` is directly above `id`, and the state of `id`. */
struct sops_status_node {
	struct text parent;
	struct text id;
	struct sops_status status;
};

/*
 * The tree below `root` as it is stored, whether it makes sense or not; what is
 * directly above the root comes along.
 */
struct sops_status_tree {
	enum store_state state; /* no such task, or not started: no row */
	struct text root;
	bool has_relations; /* any, also of the root to itself */
	int64_t selves;	    /* relations of the root to itself */
	struct sops_status status;
	struct sops_status_node *nodes; /* in the order of the database */
	size_t nnodes;
};

struct task_status_answer {
	struct sops_access access;
	struct sops_status_task task;
	struct sops_status_tree tree;
};

/* get_task_status in one round trip; as sops_ask_task_detail. */
enum db_result sops_ask_task_status(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t task_id, int64_t deadline,
    struct task_status_answer *answer);

/*
 * The tree below any node, at most `depth` levels of it, in one round trip.
 * STORE_FAILED when it could not be read.
 */
enum db_result
sops_ask_status_tree(struct sops *sops, struct arena *arena, struct text node,
    uint64_t depth, int64_t deadline, struct sops_status_tree *tree);

#endif
