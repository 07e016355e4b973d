/* SPDX-License-Identifier: MIT */
/*
 * What get_tasks_status (sops-current 4.5) reads: many tasks, each with the
 * state of its root; and of those that need it what is below the root.
 */
#ifndef SOPS_2019_ASK_TASKS_STATUS_H
#define SOPS_2019_ASK_TASKS_STATUS_H

#include "sops_2019/ask_task_status.h"

/*
 * Tasks of one question: what clients of the current generation ask for at a
 * time, so theirs is one question, and few enough that no statement holds the
 * database for long, and that servers look each key up (MySQL's
 * eq_range_index_dive_limit is 200) instead of guessing from statistics.
 */
#define TASKS_CHUNK 50

struct sops_task_state {
	int64_t id;
	int64_t instance; /* primary key; 0: the task has none */
	struct text name;
	struct text flow_type;
	struct text current_flow;
	bool is_deleted;
	struct text create_time; /* times as in struct sops_task */
	struct text start_time;
	struct text finish_time;
	bool is_started;
	/* The root's; nodes come with sops_ask_tasks_nodes. */
	struct sops_status_tree tree;
};

struct sops_task_states {
	enum store_state state;	       /* STORE_ROW when they could be read */
	struct sops_task_state *tasks; /* by falling id, deleted ones, too */
	size_t count;
};

struct tasks_status_answer {
	struct sops_access access;
	struct sops_task_states tasks;
};

/*
 * The tasks of the business among `ids`, at most TASKS_CHUNK, with the checks
 * of the caller, in one round trip; as sops_ask_task_detail.
 */
enum db_result sops_ask_tasks_status(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const uint64_t *ids, size_t count,
    int64_t deadline, struct tasks_status_answer *answer);

/* Further tasks for the same caller, in one round trip. */
enum db_result sops_ask_more_tasks(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const uint64_t *ids, size_t count,
    int64_t deadline, struct sops_task_states *states);

/*
 * Fills in the nodes of the trees of these tasks, at most TASKS_CHUNK, which
 * have a tree, in one round trip.  *total: the nodes of all of them; when that
 * is above `max` none was filled in.  DB_FAILED when they could not be read.
 */
enum db_result sops_ask_tasks_nodes(struct sops *sops, struct arena *arena,
    struct sops_task_state *const *tasks, size_t count, size_t max,
    int64_t deadline, size_t *total);

#endif
