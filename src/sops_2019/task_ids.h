/* SPDX-License-Identifier: MIT */
/* The parameter task_id_list (sops-current 4.5). */
#ifndef SOPS_2019_TASK_IDS_H
#define SOPS_2019_TASK_IDS_H

#include "sops/call.h"

/*
 * Ids of one call.  Each chunk of TASKS_CHUNK takes two round trips at most,
 * so a call of the largest size takes 20: well below a second beside a database
 * that answers at all, and no more results than a connection holds.  bk-sops
 * takes 50.
 */
#define TASK_IDS_MAX 500

struct task_ids {
	uint64_t *ids; /* falling, each once */
	size_t count;
};

/*
 * Reads it as Python would: numbers, texts of numbers, and booleans.  None is
 * an empty list.  OUTCOME_REFUSED with a message that names the parameter when
 * it is no list of ids, or when it is too long, repeated ids counted.
 */
enum outcome task_ids_read(struct call *call, struct task_ids *ids);

#endif
