/* SPDX-License-Identifier: MIT */
/*
 * The statements of the 2019 tables and their rows, by table group.  What has a
 * question adds one whole statement to it; every read_* takes its row.
 */
#ifndef SOPS_2019_GEN2019_H
#define SOPS_2019_GEN2019_H

#include "sops_2019/ask_count.h"
#include "sops_2019/ask_node_detail.h"
#include "sops_2019/ask_periodic.h"
#include "sops_2019/ask_task_list.h"
#include "sops_2019/ask_task_status.h"
#include "sops_2019/ask_tasks_status.h"
#include "sops_2019/ask_templates.h"
#include "sops_2019/task_detail.h"

/* The columns of a state s, last in the rows that read_status_root and
 * read_status_node take. */
#define GEN2019_STATUS                                           \
	"s.id,s.state,s.name,s.version,s.retry,s.`loop`,s.skip," \
	"s.error_ignorable,s.started_time,s.archived_time"

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

/* username */
void gen2019_user(struct question *q, const struct sops_caller *caller);

/* cc_id, cc_name */
void gen2019_business(struct question *q, const struct sops_caller *caller);

/* allowed; no row when the user is unknown or inactive or the business
 * unknown.  Without ids, NULL, they are found by joins. */
void gen2019_permission(struct question *q, const struct sops_caller *caller,
    const struct permission_ids *ids);

/* is_superuser of an active user: allowed whatever the other tables of
 * permissions say, even if they cannot be read. */
void gen2019_superuser(struct question *q, const struct sops_caller *caller);

/* content type, permission: a row for each permission */
void gen2019_permission_ids(struct question *q);

void
gen2019_task(struct question *q, const struct sops_caller *caller, uint64_t id);
void gen2019_read_task(struct db_row row, struct sops_task *task);

/* id, of the task's own tables alone */
void gen2019_task_exists(
    struct question *q, const struct sops_caller *caller, uint64_t id);

/* id, cc_id of the newest task that `task` finds; read from the end of a key,
 * as there may be millions */
void gen2019_newest_task(struct question *q);

/* At most `count` templates that are not deleted, by falling id; with ids below
 * `below` if that is not 0. */
void gen2019_template_list(struct question *q,
    const struct sops_templates *which, uint64_t below, uint64_t count);
void gen2019_template_info(
    struct question *q, const struct sops_templates *which, uint64_t id);
void gen2019_read_template(struct db_row row, struct sops_template *template);

/* A select in brackets, to be united with others: `number`, id; at most two
 * rows. */
void gen2019_template_id(
    struct question *q, bool common, uint64_t number, struct text pipeline);

/* The task when it is not deleted, of its own tables alone. */
void gen2019_status_task(
    struct question *q, const struct sops_caller *caller, uint64_t id);
void gen2019_read_status_task(struct db_row row, struct sops_status_task *task);

/* The root with its relations counted; no row for a task that was not started.
 * Then what is below it, at most `count` rows. */
void gen2019_status_root(struct question *q, const struct status_of *of);
void gen2019_read_status_root(struct db_row row, struct sops_status_tree *tree);
void gen2019_status_nodes(
    struct question *q, const struct status_of *of, uint64_t count);
void gen2019_read_status_node(struct db_row row, struct sops_status_node *node);

/* A page of the tasks that are not deleted; and how many all pages have,
 * whatever `below`: one row. */
void gen2019_task_list(struct question *q, const struct sops_caller *caller,
    const struct sops_task_page *page);
void gen2019_task_list_total(struct question *q,
    const struct sops_caller *caller, const struct sops_task_page *page);
void gen2019_read_listed_task(struct db_row row, struct sops_listed_task *task);

/* These tasks of the business, deleted or not, by falling id. */
void gen2019_task_states(struct question *q, const struct sops_caller *caller,
    const uint64_t *ids, size_t count);
void gen2019_read_task_state(struct db_row row, struct sops_task_state *task);

/* What is below the roots of these instances, at most `count` rows: the
 * instance's key, then what gen2019_read_status_node takes. */
void gen2019_tasks_nodes(struct question *q, const uint64_t *instances,
    size_t ninstances, uint64_t count);

/* The task, of which is_deleted does not count. */
void gen2019_node_task(struct question *q, const struct node_of *of);
void gen2019_read_node_task(struct db_row row, struct sops_node_task *task);

/* What the engine stores of the node, whose ever it is; of histories at most
 * `count` rows, the oldest first. */
void gen2019_node_data(struct question *q, const struct node_of *of);
void gen2019_read_node_data(struct db_row row, struct sops_node_data *data);
void gen2019_node_histories(
    struct question *q, const struct node_of *of, uint64_t count);
void
gen2019_read_node_history(struct db_row row, struct sops_node_history *history);

/* owner, maintainer; one row for a known business */
void gen2019_acting(
    struct question *q, const struct sops_caller *caller, struct text operator);
void gen2019_read_acting(struct db_row row, struct sops_acting *acting);

/* At most `count` periodic tasks, by falling id. */
void gen2019_periodic_list(
    struct question *q, const struct sops_caller *caller, uint64_t count);
void gen2019_periodic_info(
    struct question *q, const struct sops_caller *caller, uint64_t id);
void gen2019_read_periodic(struct db_row row, struct sops_periodic *task);

extern const struct count_model gen2019_count_model;
/* One row: the tasks in all, and for each choice of the group. */
void gen2019_count(struct question *q, const struct sops_caller *caller,
    const struct count_question *asked);

#endif
