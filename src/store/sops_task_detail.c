/* SPDX-License-Identifier: MIT */
#include "store/sops_asking.h"

static void
read_task(const struct asking *a, size_t i, struct sops_task *task)
{
	struct db_row row;

	task->state = asking_row(a, i, &row);
	if (task->state == STORE_ROW)
		a->generation->read_task(row, task);
}

static enum db_result
ask_all(struct asking *a, uint64_t id, struct sops_task *task)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	size_t failed;

	if (q == NULL)
		return DB_FAILED;
	asking_add(a, q);
	a->generation->task(q, a->caller, id);
	result = db_ask(a->sops->db, q, a->deadline, &failed);
	if (result == DB_OK)
		read_task(a, asking_read(a), task);
	return result;
}

/* That there is no such task is told also when it could not be read. */
static enum db_result
ask_task(const struct asking *a, uint64_t id, struct sops_task *task)
{
	struct question *q = question_new(a->arena);
	struct question *exists = question_new(a->arena);
	enum db_result result;
	bool failed;

	task->state = STORE_FAILED;
	if (q == NULL || exists == NULL)
		return DB_OK;
	a->generation->task(q, a->caller, id);
	result = asking_one(a, q, &failed);
	if (result == DB_OK && !failed)
		read_task(a, 0, task);
	if (result != DB_OK || !failed)
		return result;
	a->generation->task_exists(exists, a->caller, id);
	result = asking_one(a, exists, &failed);
	if (result == DB_OK && !failed && db_rows(a->sops->db, 0) == 0)
		task->state = STORE_NONE;
	return result;
}

enum db_result
sops_ask_task_detail(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t task_id, int64_t deadline,
    struct task_detail_answer *answer)
{
	struct asking a = {.sops = sops,
	    .arena = arena,
	    .caller = caller,
	    .deadline = deadline,
	    .user = &answer->user,
	    .business = &answer->business,
	    .permission = &answer->permission};
	enum db_result result;

	*answer = (struct task_detail_answer){.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result == DB_OK)
		result = ask_all(&a, task_id, &answer->task);
	if (result != DB_FAILED || a.generation == NULL)
		return result;
	result = asking_each(&a);
	return result == DB_OK ? ask_task(&a, task_id, &answer->task) : result;
}
