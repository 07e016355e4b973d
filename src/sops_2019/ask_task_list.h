/* SPDX-License-Identifier: MIT */
/* What get_task_list (sops-current 4.1) reads: a page of a business' tasks. */
#ifndef SOPS_2019_ASK_TASK_LIST_H
#define SOPS_2019_ASK_TASK_LIST_H

#include "sops/sops.h"

enum task_flag { TASK_ANY, TASK_NO, TASK_YES };

/* Which tasks; a text with .s NULL admits all. */
struct sops_task_filter {
	struct text keyword; /* part of the name, bytes as they are */
	struct text executor;
	struct text create_method;
	struct text template_id;
	bool has_template_ids; /* one of these, and none of no ids */
	const struct text *template_ids;
	size_t ntemplate_ids;
	enum task_flag is_started;
	enum task_flag is_finished;
	enum task_flag is_child; /* no task of 2019 is one */
	/* Times as in struct sops_task, with six digits; both belong to it. */
	struct text created_from;
	struct text created_until;
};

struct sops_task_page {
	struct sops_task_filter filter;
	uint64_t below;	 /* ids below this one; 0: all */
	uint64_t offset; /* tasks that are skipped */
	uint64_t limit;	 /* rows */
	bool with_total;
};

struct sops_listed_task {
	int64_t id;
	struct text category;
	struct text create_method;
	struct text template_source;
	struct text template_id;
	bool has_instance; /* without one what follows is NULL */
	struct text name;
	struct text creator;
	struct text executor;
	struct text start_time; /* times as in struct sops_task */
	struct text finish_time;
	bool is_started;
	bool is_finished;
};

struct task_list_answer {
	struct sops_access access;
	enum store_state state; /* STORE_ROW when the tasks could be read */
	struct sops_listed_task *tasks; /* the newest first */
	size_t count;
	int64_t total; /* of all pages; -1: not asked for */
};

/*
 * A page, with the checks of the caller, in one round trip; as
 * sops_ask_task_detail.  `page` NULL: the checks alone.
 */
enum db_result sops_ask_task_list(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const struct sops_task_page *page,
    int64_t deadline, struct task_list_answer *answer);

#endif
