/* SPDX-License-Identifier: MIT */
/* The members of a task in get_task_list (sops-current 4.1). */
#ifndef SOPS_2019_TASK_LIST_FIELD_H
#define SOPS_2019_TASK_LIST_FIELD_H

#include "sops/odd_dates.h"
#include "sops_2019/ask_task_list.h"

#define TASK_FIELDS_ALL UINT64_MAX

/* What is shown of the tasks of one business. */
struct task_fields {
	uint64_t which; /* bits */
	bool local;	/* times in the pool's time_format, else ISO in UTC */
	const struct sops_business *business;
};

/* Adds the field of that name to *which; false when there is none. */
bool task_field_find(struct text name, uint64_t *which);

/* The names of all of them, with commas. */
struct text task_field_names(struct arena *arena);

/* Notes the task when its times have no date in the form that is wanted. */
void task_fields_check(const struct task_fields *fields,
    const struct sops_listed_task *task, struct odd_dates *odd);

/* Writes the task as one object; texts are made in `arena`. */
void task_fields_write(const struct call *call, struct json_writer *w,
    struct arena *arena, const struct task_fields *fields,
    const struct sops_listed_task *task);

#endif
