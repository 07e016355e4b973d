/* SPDX-License-Identifier: MIT */
/*
 * The tree of stored states as bk-sops shows it (sops 3.4; sops-current 4.4):
 * who is below whom, states that follow from those below, times and their
 * distance.  Where bk-sops fails it is said over what; each generation has
 * words of its own for it.
 */
#ifndef SOPS_STATE_TREE_H
#define SOPS_STATE_TREE_H

#include "sops/state_rows.h"

/* Levels that are shown: an executed flow has at most STATE_DEPTH_MAX, and
 * each takes two of JSON_WRITER_DEPTH.  Python stops at about 900. */
#define STATE_TREE_DEPTH 500

enum state_fold {
	STATE_FOLD_BLOCKED, /* 4.4.3: a blocked node by what is below it */
	STATE_FOLD_RUNNING  /* 4.4.2: FAILED goes up through RUNNING */
};

/* What the engines and the generations do not share. */
struct state_rules {
	bool by_parent; /* each node names its parent (4.4.2), who may be
			 * missing; else there are relations, whose both ends
			 * must be there (4.4.3) */
	enum state_fold fold;
	bool rounded;	/* elapsed times, half to even; else cut */
	bool odd_dates; /* a time without a date in the local zone is null, and
			 * so is the node's other one; else it is an error */
};

enum state_tree_result {
	STATE_TREE_OK,
	STATE_TREE_MEMORY,
	STATE_TREE_NO_RELATIONS, /* of the root; not by_parent */
	STATE_TREE_NO_SELF,	 /* of the root to itself; not by_parent */
	STATE_TREE_NO_ROOT,	 /* the root has no state */
	STATE_TREE_NO_PARENT,	 /* the upper end of a relation has no state */
	STATE_TREE_NO_CHILD,	 /* the lower one, `at`, has none */
	STATE_TREE_TWICE,	 /* there are two ways to a node */
	STATE_TREE_DEEP,	 /* more than STATE_TREE_DEPTH */
	STATE_TREE_ODD_DATE	 /* `odd` has no date in the local zone */
};

/* That a child is below a parent. */
struct state_link {
	struct text id;
	struct state_node *child;
	struct state_link *next; /* of the same parent, in stored order */
	const struct stored_child *stored;
	bool repeated; /* an earlier one has the same two ends */
};

/* A node as shown. */
struct state_node {
	const struct stored_state *stored;
	const struct state_node *parent; /* NULL: the root */
	struct state_link *children;
	struct text state;		     /* after folding */
	struct text start_time, finish_time; /* in the pool's time_format; ""
					      * when not set, TEXT_NONE when
					      * odd */
	int64_t elapsed;
	bool is_running; /* its elapsed time, or one below it, is until now */

	struct state_link **end; /* while the tree is built */
	bool shown;
};

struct state_tree {
	struct state_node root;
	bool has_odd_date;
	struct text at;	     /* the node of an error */
	struct datetime odd; /* the time of an error */
};

/*
 * The tree of what was read (state STORE_ROW) for `call`, in its arena, with
 * its clock and time format.  *tree is NULL when out of memory, else it is
 * there also when that failed.  Takes n log n steps.
 */
enum state_tree_result
state_tree_build(struct call *call, const struct stored_states *stored,
    const struct state_rules *rules, struct state_tree **tree);

#endif
