/* SPDX-License-Identifier: MIT */
/* The parts of generation_2019, by table group; see store/generation.h. */
#ifndef STORE_GEN2019_H
#define STORE_GEN2019_H

#include "store/generation.h"

/* The columns of a state s, last in the rows that read_status_root and
 * read_status_node take. */
#define GEN2019_STATUS                                           \
	"s.id,s.state,s.name,s.version,s.retry,s.`loop`,s.skip," \
	"s.error_ignorable,s.started_time,s.archived_time"

void gen2019_template_list(struct question *q,
    const struct sops_templates *which, uint64_t below, uint64_t count);
void gen2019_template_info(
    struct question *q, const struct sops_templates *which, uint64_t id);
void gen2019_read_template(struct db_row row, struct sops_template *template);
void gen2019_template_id(
    struct question *q, bool common, uint64_t number, struct text pipeline);
void gen2019_status_task(
    struct question *q, const struct sops_caller *caller, uint64_t id);
void gen2019_read_status_task(struct db_row row, struct sops_status_task *task);
void gen2019_status_root(struct question *q, const struct status_of *of);
void gen2019_read_status_root(struct db_row row, struct sops_status_tree *tree);
void gen2019_status_nodes(
    struct question *q, const struct status_of *of, uint64_t count);
void gen2019_read_status_node(struct db_row row, struct sops_status_node *node);
void gen2019_task_list(struct question *q, const struct sops_caller *caller,
    const struct sops_task_page *page);
void gen2019_task_list_total(struct question *q,
    const struct sops_caller *caller, const struct sops_task_page *page);
void gen2019_read_listed_task(struct db_row row, struct sops_listed_task *task);
void gen2019_task_states(struct question *q, const struct sops_caller *caller,
    const uint64_t *ids, size_t count);
void gen2019_read_task_state(struct db_row row, struct sops_task_state *task);
void gen2019_tasks_nodes(struct question *q, const uint64_t *instances,
    size_t ninstances, uint64_t count);
void gen2019_node_task(struct question *q, const struct node_of *of);
void gen2019_read_node_task(struct db_row row, struct sops_node_task *task);
void gen2019_node_data(struct question *q, const struct node_of *of);
void gen2019_read_node_data(struct db_row row, struct sops_node_data *data);
void gen2019_node_histories(
    struct question *q, const struct node_of *of, uint64_t count);
void
gen2019_read_node_history(struct db_row row, struct sops_node_history *history);
void gen2019_acting(
    struct question *q, const struct sops_caller *caller, struct text operator);
void gen2019_read_acting(struct db_row row, struct sops_acting *acting);

void gen2019_periodic_list(
    struct question *q, const struct sops_caller *caller, uint64_t count);
void gen2019_periodic_info(
    struct question *q, const struct sops_caller *caller, uint64_t id);
void gen2019_read_periodic(struct db_row row, struct sops_periodic *task);

extern const struct count_model gen2019_count_model;
void gen2019_count(struct question *q, const struct sops_caller *caller,
    const struct count_question *asked);

#endif
