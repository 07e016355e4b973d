/* SPDX-License-Identifier: MIT */
/*
 * task_id_list: the tasks that a call names in its body (sops-current 4.5), as
 * Python reads them: numbers, texts of numbers, booleans.
 */
#ifndef SOPS_TASK_IDS_H
#define SOPS_TASK_IDS_H

#include "sops/call.h"

struct task_ids {
	uint64_t *ids; /* falling, each once; without what no row can have */
	size_t count;
	size_t seen; /* elements of the list */
	size_t bad;  /* the first element that is no id, from 1; 0: none */
};

enum task_ids_result {
	TASK_IDS_OK,
	TASK_IDS_NO_LIST, /* null, too */
	TASK_IDS_LONG,	  /* more than `max` elements */
	TASK_IDS_BAD,
	TASK_IDS_MEMORY
};

/* What a generation makes of the list. */
enum task_ids_form {
	TASK_IDS_STRICT, /* the first element that is no id ends the reading */
	TASK_IDS_DJANGO	 /* null does not count, 5.9 is 5, and the length is
			  * looked at first */
};

/* Reads the parameter task_id_list; none is an empty list. */
enum task_ids_result task_ids_read(struct call *call, size_t max,
    enum task_ids_form form, struct task_ids *ids);

/* Ids of one call of get_tasks_status: tasks_status.max, or what is usual. */
size_t task_ids_max(const struct call *call, size_t usual);

/*
 * Tasks of one query when `count` are asked for: what clients of the current
 * generation ask for at a time, so theirs is one query, and few enough that no
 * statement holds the database for long, and that servers look each key up
 * (MySQL's eq_range_index_dive_limit is 200) instead of guessing from
 * statistics.  More when that would be more statements than a connection holds
 * results of, `statements` for each chunk.
 */
size_t task_ids_chunk(size_t count, size_t statements);

#endif
