/* SPDX-License-Identifier: MIT */
/* What get_task_detail (sops 3.2) reads. */
#ifndef SOPS_2019_TASK_DETAIL_H
#define SOPS_2019_TASK_DETAIL_H

#include "sops/sops.h"

/* Times are "YYYY-MM-DD HH:MM:SS[.ffffff]" in UTC; .s NULL for NULL. */
struct sops_task {
	enum store_state state;
	int64_t id;
	struct text create_method;
	struct text template_id;
	bool has_instance;
	struct text name;
	struct text creator;
	struct text executor;
	struct text create_time;
	struct text start_time;
	struct text finish_time;
	struct text snapshot; /* CompressJSON; .s NULL: no snapshot */
	bool has_data;	      /* a row in engine_data */
	struct text data_inputs;
	struct text data_outputs;
	struct text data_ex_data;
};

/*
 * get_task_detail (sops 3.2), one round trip.  When that fails it is asked
 * step by step, so that each part says whether it could be read.  DB_FAILED:
 * the tables are not of a generation that is read here.  DB_DOWN and
 * DB_TIMEOUT: nothing is known.
 */
struct task_detail_answer {
	struct sops_access access;
	struct sops_task task;
};

enum db_result sops_ask_task_detail(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t task_id, int64_t deadline,
    struct task_detail_answer *answer);

/* The newest task that get_task_detail can show, deleted or not.  As db_ask. */
struct sops_newest_task {
	uint64_t id;	   /* 0: there is none */
	uint64_t business; /* cc_id */
};

enum db_result sops_ask_newest_task(struct sops *sops, struct arena *arena,
    int64_t deadline, struct sops_newest_task *task);

/*
 * The template id as JSON: a number when Python's int() reads it (sops 3.2;
 * 6.2/88), whose JSON text is *number; otherwise false.  In the arena.
 */
bool template_id_number(
    struct arena *arena, struct text stored, struct text *number);

#endif
