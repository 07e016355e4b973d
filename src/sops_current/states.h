/* SPDX-License-Identifier: MIT */
/*
 * Tasks with the states of their nodes (sops-current 4.4): read for one task or
 * for many with the same statements, made a tree, and written.  A task is of
 * v1 or of v2; who reads the tree is told no difference.
 */
#ifndef SOPS_CURRENT_STATES_H
#define SOPS_CURRENT_STATES_H

#include "sops_current/admit.h"
#include "sops_current/engine.h"

/* What is asked for of a task, in the order in which bk-sops looks (4.4.1). */
enum states_kind {
	STATES_UNSUPPORTED, /* an engine that bk-sops does not know */
	STATES_NO_INSTANCE, /* bk-sops fails */
	STATES_EXPIRED,
	STATES_CREATED,
	STATES_TREE,
	STATES_FAILED, /* v1's states make no tree (4.4.3) */
	STATES_FAULT   /* a time without a date in the local zone, more levels
			* than are shown, or out of memory */
};

/* Times are as stored, UTC. */
struct states_task {
	int64_t id;
	int64_t engine;
	bool is_deleted;
	struct text flow_type, current_flow;
	int64_t instance; /* primary key; 0: the task has none */
	struct text name;
	struct text create_time, start_time, finish_time;
	bool is_started;
	bool is_expired;
	bool has_snapshot; /* the tree was not cleaned */
	struct stored_states stored;

	/* by states_build */
	enum states_kind kind;
	struct state_tree *tree;	/* STATES_TREE */
	const struct state_node *shown; /* its root, or the one asked for */

	/* by states_read_flow */
	struct text snapshot;	/* CompressJSON; TEXT_NONE: not asked for */
	struct tree_flow *flow; /* NULL: not read */
};

/* What is asked for, and what was read. */
struct states {
	const uint64_t *ids; /* of tasks */
	size_t nids;
	bool undeleted;		/* only tasks that are not deleted */
	bool flows;		/* with the snapshots of v2's trees */
	bool v1_alone;		/* v2's states are not asked for: they always
				 * make a tree, or CREATED as here */
	struct text subprocess; /* the node that is shown of the only task;
				 * TEXT_NONE: its root */

	struct states_task *tasks; /* by falling id */
	size_t count;
	size_t rows;   /* states held so far, of all tasks; also in */
	bool too_many; /* out: more than STATE_ROWS_MAX */
	struct stored_states other; /* of v1, below `subprocess` */
};

/* The first question, for admit and query_ask; the context is a struct
 * states. */
#define STATES_STATEMENTS 4 /* of both questions */
extern const struct query states_query;

/*
 * The second one, for what tasks of v1 need, and the snapshots of
 * those for which `needs` is true (NULL: of none).  Not sent when there is
 * nothing to ask.  `more`, unless NULL, goes with it.
 */
enum outcome states_ask_more(struct call *call, struct states *s,
    bool (*needs)(const struct states_task *task), const struct query *more,
    void *context);

/*
 * Sets kind, and the tree and what is shown of it.  OUTCOME_OK for
 * STATES_EXPIRED, STATES_CREATED and STATES_TREE; for the others what bk-sops
 * answers.
 */
enum outcome states_build(
    struct call *call, const struct states *s, struct states_task *task);

/* Reads the nodes of the task's tree, for their names. */
enum outcome states_read_flow(struct call *call, struct states_task *task);

/* Writes the members of a task's state but "name", with what is below it or
 * not, the same each time.  For STATES_EXPIRED to STATES_TREE. */
void states_write(struct call *call, struct json_writer *w,
    const struct states_task *task, bool children);

#endif
