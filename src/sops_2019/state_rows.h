/* SPDX-License-Identifier: MIT */
/*
 * The states of the nodes that were executed below a node, of which the engine
 * keeps who is whose ancestor: engine_status and engine_noderelationship (sops
 * 1.2, 3.4), as they are stored, whether they make a tree or not.
 */
#ifndef SOPS_2019_STATE_ROWS_H
#define SOPS_2019_STATE_ROWS_H

#include "sops_2019/admit.h"

/* Relations of one tree, ten times what the largest recorded task has; a
 * larger tree is not read, since all of it is held in memory. */
#define STATE_ROWS_MAX 100000

/* Levels below the root that get_task_status asks for. */
#define STATE_DEPTH_MAX 99

/* Times are as in columns, UTC.  Flags other than 0 and 1 are shown as numbers
 * by Python, so they are kept. */
struct stored_status {
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
struct stored_child {
	struct text parent;
	struct text id;
	struct stored_status status;
};

/* The relations of which the root is the child are among its children. */
struct stored_states {
	enum store_state state; /* no such task, or not started: no row */
	struct text root;
	bool has_relations; /* any, also of the root to itself */
	int64_t selves;	    /* relations of the root to itself */
	struct stored_status status;
	struct stored_child *children; /* in the order of the database */
	size_t nchildren;
};

/* Whose states: those of the call's task when it was started, or of a node. */
struct states_of {
	bool task;
	struct text node;
	uint64_t depth; /* levels below the root */
};

#define STATE_ROWS_STATEMENTS 2

/* The statements of a query that reads them, and their rows, of which statement
 * `i` has the first.  STORE_FAILED when they are too many or out of memory. */
void state_rows_add(
    const struct call *call, struct batch *q, const struct states_of *of);
void state_rows_read(struct call *call, size_t i, struct stored_states *states);

/* For other statements: the columns of a state s, and who reads a row of root,
 * whether it has relations, its relations to itself, a state; or of parent,
 * child, a state. */
#define STATE_COLUMNS                                            \
	"s.id,s.state,s.name,s.version,s.retry,s.`loop`,s.skip," \
	"s.error_ignorable,s.started_time,s.archived_time"
void
state_rows_read_root(const struct text *cells, struct stored_states *states);
void
state_rows_read_child(const struct text *cells, struct stored_child *child);

#endif
