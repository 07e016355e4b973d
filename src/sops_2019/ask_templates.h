/* SPDX-License-Identifier: MIT */
/*
 * Templates of flows: those of a business and the common ones (sops 3.6).
 * Texts are valid until sops_release, those of a row of a list until the next
 * row is asked for.
 */
#ifndef SOPS_2019_ASK_TEMPLATES_H
#define SOPS_2019_ASK_TEMPLATES_H

#include "sops/sops.h"

/*
 * Rows of a list that are held at a time, 2 MiB as people name templates.  A
 * list of no more takes one round trip, a longer one another for each page.
 */
#define TEMPLATE_PAGE 4096

/* Times are as in struct sops_task. */
struct sops_template {
	enum store_state state;
	int64_t id;
	struct text category;
	bool has_pipeline; /* a row in pipeline_pipelinetemplate */
	struct text name;
	struct text creator;
	struct text create_time;
	struct text editor; /* .s NULL for NULL */
	struct text edit_time;
	struct text snapshot; /* CompressJSON; .s NULL: none; not in lists */
};

/* What is asked for. */
struct sops_templates {
	const struct sops_caller *caller; /* NULL: common, and for anybody */
	bool common;			  /* else those of the business */
};

/*
 * get_template_list: the templates that are not deleted, the newest first.
 * Results as for task_detail_answer.
 */
struct template_list;

struct template_list_answer {
	struct sops_access access;
	struct template_list *list; /* NULL: it could not be read */
};

enum db_result sops_ask_template_list(struct sops *sops, struct arena *arena,
    const struct sops_templates *which, int64_t deadline,
    struct template_list_answer *answer);

/*
 * The next template: its state is STORE_NONE behind the last one.  DB_OK, or
 * why the next page could not be read.
 */
enum db_result
template_list_next(struct template_list *list, struct sops_template *template);

/* Whether all of it was read with the first question. */
bool template_list_is_whole(const struct template_list *list);

/* Goes back to the first template.  What is no longer held is asked again,
 * and gets as much time as the first question had. */
void template_list_rewind(struct template_list *list);

/* NULL is allowed.  Before sops_release. */
void template_list_close(struct template_list *list);

/* get_template_info; results as for task_detail_answer. */
struct template_info_answer {
	struct sops_access access;
	struct sops_template template;
};

enum db_result sops_ask_template_info(struct sops *sops, struct arena *arena,
    const struct sops_templates *which, uint64_t id, int64_t deadline,
    struct template_info_answer *answer);

#define TEMPLATE_IDS	 1024 /* asked for at a time, see QUESTION_MAX */
#define TEMPLATE_SEVERAL (-1)

/*
 * The ids of the templates that belong to pipeline templates, deleted or not
 * and of any business: ids[i] for pipelines[i], 0 when there is none,
 * TEMPLATE_SEVERAL when there are several.  At most TEMPLATE_IDS; one round
 * trip.
 */
enum db_result
sops_ask_template_ids(struct sops *sops, struct arena *arena, bool common,
    const struct text *pipelines, size_t count, int64_t deadline, int64_t *ids);

#endif
