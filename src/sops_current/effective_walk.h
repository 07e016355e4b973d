/* SPDX-License-Identifier: MIT */
/*
 * The walk of get_task_effective_time over the flow of a task (sops-current
 * 4.15): of several branches the longest counts.  A branch knows only its own
 * way, so that what follows n choices is walked 2^n times, which the debug
 * member shows: the work is bounded, not avoided.
 */
#ifndef SOPS_CURRENT_EFFECTIVE_WALK_H
#define SOPS_CURRENT_EFFECTIVE_WALK_H

#include "decode/tree.h"

/* Steps from a node to the next, at most. */
#define EFFECTIVE_STEPS 1000000

/* Nodes in a row, at most: here Python's recursion ends. */
#define EFFECTIVE_DEPTH 1000

/* Activities and branches that are shown, at most. */
#define EFFECTIVE_SHOWN 10000

/* What was stored of a node's executions. */
struct effective_node {
	bool is_excluded; /* one that was executed and does not count */
	int64_t elapsed;  /* seconds */
};

/* An activity that was walked over. */
struct effective_activity {
	uint32_t node;
	int64_t effective; /* seconds, without those behind it */
};

struct effective_gateway {
	uint32_t node;
	struct text converge; /* the id where its branches end */
	int64_t *branches;    /* seconds, of each of the node's `next` */
	int64_t selected;
};

enum effective_result {
	EFFECTIVE_OK,
	EFFECTIVE_DEEP,
	EFFECTIVE_LONG,	 /* too many steps */
	EFFECTIVE_LARGE, /* too much to show */
	EFFECTIVE_MEMORY
};

struct effective_walk {
	struct arena *arena;
	const struct tree_graph *graph;
	const struct effective_node *nodes; /* of each node of the graph */
	bool shows;

	/* Out: seconds, and if it shows, as they were walked over. */
	int64_t effective;
	struct effective_activity *activities;
	size_t nactivities;
	struct effective_gateway *gateways; /* an inner one first */
	size_t ngateways;
};

/* Walks from the graph's start, which there must be. */
enum effective_result effective_walk(struct effective_walk *walk);

#endif
