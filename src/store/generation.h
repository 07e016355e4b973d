/* SPDX-License-Identifier: MIT */
/*
 * What differs between the generations of bk-sops' tables; for sops*.c.
 * Every builder adds one whole statement; every read_* takes its row.
 */
#ifndef STORE_GENERATION_H
#define STORE_GENERATION_H

#include "store/sops_count.h"
#include "store/sops_node_detail.h"
#include "store/sops_periodic.h"
#include "store/sops_task_list.h"
#include "store/sops_task_status.h"
#include "store/sops_tasks_status.h"
#include "store/sops_templates.h"

#define PERMISSIONS 2 /* view_business and manage_business */

/* Ids that differ between installations, the same for every caller. */
struct permission_ids {
	uint64_t content_type;
	uint64_t permission[PERMISSIONS];
	size_t npermissions;
};

/* Whose tree of states: the started task's, or, without caller, a node's. */
struct status_of {
	const struct sops_caller *caller;
	uint64_t task;
	struct text node;
	uint64_t depth; /* levels below the root */
};

/* A node, and the task that it should belong to. */
struct node_of {
	const struct sops_caller *caller;
	uint64_t task;
	struct text node;
};

struct generation {
	/* username */
	void (*user)(struct question *q, const struct sops_caller *caller);

	/* cc_id, cc_name */
	void (*business)(struct question *q, const struct sops_caller *caller);

	/* allowed; no row when the user is unknown or inactive or the business
	 * unknown.  Without ids, NULL, they are found by joins. */
	void (*permission)(struct question *q, const struct sops_caller *caller,
	    const struct permission_ids *ids);

	/* is_superuser of an active user: allowed whatever the other tables of
	 * permissions say, even if they cannot be read. */
	void (*superuser)(struct question *q, const struct sops_caller *caller);

	/* content type, permission: a row for each permission */
	void (*permission_ids)(struct question *q);

	void (*task)(
	    struct question *q, const struct sops_caller *caller, uint64_t id);
	void (*read_task)(struct db_row row, struct sops_task *task);

	/* id, cc_id of the newest task that `task` finds; read from the end of
	 * a key, as there may be millions */
	void (*newest_task)(struct question *q);

	/* id, of the task's own tables alone */
	void (*task_exists)(
	    struct question *q, const struct sops_caller *caller, uint64_t id);

	/* At most `count` templates that are not deleted, by falling id; with
	 * ids below `below` if that is not 0. */
	void (*template_list)(struct question *q,
	    const struct sops_templates *which, uint64_t below, uint64_t count);
	void (*template_info)(struct question *q,
	    const struct sops_templates *which, uint64_t id);
	void (*read_template)(
	    struct db_row row, struct sops_template *template);

	/* A select in brackets, to be united with others: `number`, id; at
	 * most two rows. */
	void (*template_id)(struct question *q, bool common, uint64_t number,
	    struct text pipeline);

	/* The task when it is not deleted, of its own tables alone. */
	void (*status_task)(
	    struct question *q, const struct sops_caller *caller, uint64_t id);
	void (*read_status_task)(
	    struct db_row row, struct sops_status_task *task);

	/* The root with its relations counted; no row for a task that was not
	 * started.  Then what is below it, at most `count` rows. */
	void (*status_root)(struct question *q, const struct status_of *of);
	void (*read_status_root)(
	    struct db_row row, struct sops_status_tree *tree);
	void (*status_nodes)(
	    struct question *q, const struct status_of *of, uint64_t count);
	void (*read_status_node)(
	    struct db_row row, struct sops_status_node *node);

	/* At most `count` periodic tasks, by falling id. */
	void (*periodic_list)(struct question *q,
	    const struct sops_caller *caller, uint64_t count);
	void (*periodic_info)(
	    struct question *q, const struct sops_caller *caller, uint64_t id);
	void (*read_periodic)(struct db_row row, struct sops_periodic *task);

	/* These tasks of the business, deleted or not, by falling id. */
	void (*task_states)(struct question *q,
	    const struct sops_caller *caller, const uint64_t *ids,
	    size_t count);
	void (*read_task_state)(
	    struct db_row row, struct sops_task_state *task);

	/* A page of the tasks that are not deleted; and how many all pages
	 * have, whatever `below`: one row. */
	void (*task_list)(struct question *q, const struct sops_caller *caller,
	    const struct sops_task_page *page);
	void (*task_list_total)(struct question *q,
	    const struct sops_caller *caller,
	    const struct sops_task_page *page);
	void (*read_listed_task)(
	    struct db_row row, struct sops_listed_task *task);

	/* What is below the roots of these instances, at most `count` rows:
	 * the instance's key, then what read_status_node takes. */
	void (*tasks_nodes)(struct question *q, const uint64_t *instances,
	    size_t ninstances, uint64_t count);

	const struct count_model *count_model;

	/* One row: the tasks in all, and for each choice of the group. */
	void (*count)(struct question *q, const struct sops_caller *caller,
	    const struct count_question *asked);

	/* The task, of which is_deleted does not count. */
	void (*node_task)(struct question *q, const struct node_of *of);
	void (*read_node_task)(struct db_row row, struct sops_node_task *task);

	/* What the engine stores of the node, whose ever it is; of histories
	 * at most `count` rows, the oldest first. */
	void (*node_data)(struct question *q, const struct node_of *of);
	void (*read_node_data)(struct db_row row, struct sops_node_data *data);
	void (*node_histories)(
	    struct question *q, const struct node_of *of, uint64_t count);
	void (*read_node_history)(
	    struct db_row row, struct sops_node_history *history);

	/* owner, maintainer; one row for a known business */
	void (*acting)(struct question *q, const struct sops_caller *caller,
	    struct text operator);
	void (*read_acting)(struct db_row row, struct sops_acting *acting);
};

extern const struct generation generation_2019;

struct sops {
	struct db *db;
	int64_t configured; /* enum config_generation */
	int64_t cache;	    /* ms that ids may be held; 0: not at all */

	enum config_generation found; /* by AUTO */
	uint64_t found_on;	      /* db_connections then; 0: not yet */

	struct permission_ids ids;
	int64_t ids_until; /* clock_ms; 0: not known */

	struct source *source;
};

/* Since 3.4.7 a task belongs to a project (sops-current 0.5, chapter 8): the
 * statement that asks, and what the first cell of its first row says.  No row:
 * the tables are of none. */
void generation_build(struct question *q);
enum config_generation generation_read(struct text cell);

/* How its tables are read; NULL: not by this version. */
const struct generation *generation_of(enum config_generation which);

/*
 * The generation of the tables, asked when not known of this connection.
 * As db_ask; DB_FAILED when it is one that is not read here.
 */
enum db_result sops_generation(struct sops *sops, struct arena *arena,
    int64_t deadline, const struct generation **generation);

#endif
