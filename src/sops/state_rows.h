/* SPDX-License-Identifier: MIT */
/*
 * The states of the nodes that were executed below a node, as an engine stores
 * them, whether they make a tree or not; and the statements for those of the
 * old engine, which keeps who is whose ancestor: engine_status and
 * engine_noderelationship (sops 1.2, 3.4; sops-current 4.4.3).
 */
#ifndef SOPS_STATE_ROWS_H
#define SOPS_STATE_ROWS_H

#include "sops/query.h"

/* Rows of one answer, ten times what the largest recorded task has; more are
 * not read, since all of them are held in memory. */
#define STATE_ROWS_MAX 100000

/* Levels below the root that get_task_status asks for. */
#define STATE_DEPTH_MAX 99

/* Times are as in columns, UTC.  Flags other than 0 and 1 are shown as numbers
 * by Python, so they are kept. */
struct stored_state {
	bool exists;
	struct text id;
	struct text state;
	struct text name;    /* TEXT_NONE: the engine stores none */
	struct text root_id; /* of the new engine alone */
	struct text version;
	int64_t retry;
	int64_t loop;
	int64_t skip;
	int64_t error_ignorable;
	struct text started_time;
	struct text archived_time;
	struct text refreshed_time; /* state_refresh_at, which the tables of
				     * 2019 do not have */
};

/* That `parent` is directly above `id`, and the state of `id`. */
struct stored_child {
	struct text parent;
	struct text id;
	struct stored_state state;
};

/* The relations of which the root is the child are among its children. */
struct stored_states {
	enum store_state state; /* no such task, or not started: no row */
	struct text root;
	bool has_relations; /* any, also of the root to itself */
	int64_t selves;	    /* relations of the root to itself */
	struct stored_state root_state;
	struct stored_child *children; /* in the order of the database */
	size_t nchildren;
};

/* Whose states: those of the instance i of a task, or of a node. */
struct states_of {
	/* Writes " FROM ..." with one row for i, or none; NULL: of `node`. */
	void (*from)(const struct call *call, struct batch *q);
	struct text node;
	uint64_t depth; /* levels below the root */
};

#define STATE_ROWS_STATEMENTS 2

/* The statements of a query that reads them, and their rows, of which statement
 * `i` has the first.  STORE_FAILED when they are too many or out of memory. */
void state_rows_add(
    const struct call *call, struct batch *q, const struct states_of *of);
void state_rows_read(struct call *call, size_t i, struct stored_states *states);

/* Takes the cells of a row. */
typedef void (*state_rows_reader)(
    const struct text *cells, struct stored_child *child);

/* The children that statement `i` has.  False when they are too many or out of
 * memory. */
bool state_rows_read_children(struct call *call, size_t i,
    struct stored_states *states, state_rows_reader read);

/*
 * For a statement that has instances i and their states s (LEFT JOIN): the
 * columns of a root, and who reads them.  An instance that was not started has
 * no relations.
 */
void state_rows_add_root(const struct call *call, struct batch *q);
void
state_rows_read_root(const struct text *cells, struct stored_states *states);

/* Whose children are asked for in one statement. */
struct states_of_many {
	uint64_t *keys;		       /* the first cell of a row */
	struct stored_states **states; /* where those of each go */
	size_t count;
	size_t max;   /* children of all of them */
	size_t total; /* out; when it is above max none was filled in */
};

/* Gives it room for `count`, in the arena.  False when out of memory. */
bool
state_rows_many(struct call *call, size_t count, struct states_of_many *of);

/* The keys are those of pipeline_pipelineinstance, one at least. */
void state_rows_add_many(
    const struct call *call, struct batch *q, const struct states_of_many *of);

/* False when out of memory. */
bool
state_rows_read_many(struct call *call, size_t i, struct states_of_many *of);

/* The same of rows that `read` takes, without their first cell.  Rows of one
 * key need not stand together, but their order is kept. */
bool state_rows_share(struct call *call, size_t i, struct states_of_many *of,
    state_rows_reader read);

#endif
