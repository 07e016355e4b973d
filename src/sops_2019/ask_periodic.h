/* SPDX-License-Identifier: MIT */
/*
 * Periodic tasks of a business (sops 3.7).  Texts are valid until
 * sops_release.
 */
#ifndef SOPS_2019_ASK_PERIODIC_H
#define SOPS_2019_ASK_PERIODIC_H

#include "sops/sops.h"

/*
 * Rows of a list, at most: a list is one question, so all its rows are held.
 * Each of them is started by a scheduler all the time, and more than some
 * hundred in one business have not been heard of.
 */
#define PERIODIC_MAX 8192

struct sops_periodic {
	enum store_state state;
	int64_t id;
	struct text template_id;
	bool has_task; /* a row in periodic_task_periodictask */
	struct text name;
	struct text creator;
	struct text cron;
	struct text last_run_at; /* as the times of struct sops_task */
	int64_t total_run_count;
	struct text extra_info; /* CompressJSON; .s NULL for NULL */
	bool has_schedule; /* a row in periodic_task_djceleryperiodictask */
	int64_t enabled;
	struct text snapshot; /* CompressJSON; .s NULL: none; not in lists */
};

/*
 * get_periodic_task_list, the newest first, and get_periodic_task_info; one
 * round trip each.  Results as for task_detail_answer.
 */
struct periodic_list_answer {
	struct sops_access access;
	enum store_state state; /* of the list: STORE_ROW, or STORE_FAILED */
	struct sops_periodic *rows;
	size_t count; /* PERIODIC_MAX + 1: more than are given */
};

enum db_result sops_ask_periodic_list(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, int64_t deadline,
    struct periodic_list_answer *answer);

struct periodic_info_answer {
	struct sops_access access;
	struct sops_periodic task;
};

enum db_result sops_ask_periodic_info(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t id, int64_t deadline,
    struct periodic_info_answer *answer);

#endif
