/* SPDX-License-Identifier: MIT */
#include "sops_2019/caller.h"

struct detail {
	uint64_t id;
	struct sops_task *task;
};

static void
add_task(const struct asking *a, struct question *q, void *context)
{
	const struct detail *d = context;

	gen2019_task(q, a->caller, d->id);
}

static bool
read_task(const struct asking *a, size_t i, void *context)
{
	const struct detail *d = context;
	struct db_row row;

	d->task->state = asking_row(a, i, &row);
	if (d->task->state == STORE_ROW)
		gen2019_read_task(row, d->task);
	return true;
}

/* That there is no such task is told also when it could not be read. */
static enum db_result
ask_task(const struct asking *a, struct detail *d)
{
	struct question *q = question_new(a->arena);
	struct question *exists = question_new(a->arena);
	enum db_result result;
	bool failed;

	d->task->state = STORE_FAILED;
	if (q == NULL || exists == NULL)
		return DB_OK;
	add_task(a, q, d);
	result = asking_one(a, q, &failed);
	if (result == DB_OK && !failed)
		read_task(a, 0, d);
	if (result != DB_OK || !failed)
		return result;
	gen2019_task_exists(exists, a->caller, d->id);
	result = asking_one(a, exists, &failed);
	if (result == DB_OK && !failed && db_rows(a->sops->db, 0) == 0)
		d->task->state = STORE_NONE;
	return result;
}

enum db_result
sops_ask_task_detail(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t task_id, int64_t deadline,
    struct task_detail_answer *answer)
{
	struct asking a = ASKING(sops, arena, caller, deadline, answer);
	static const struct asking_part part = {add_task, read_task};
	struct detail detail = {task_id, &answer->task};
	enum db_result result;

	*answer =
	    (struct task_detail_answer){.access.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline);
	if (result != DB_OK)
		return result;
	result = asking_together(&a, &part, true, &detail);
	if (result != DB_FAILED)
		return result;
	result = asking_each(&a);
	return result == DB_OK ? ask_task(&a, &detail) : result;
}

enum db_result
sops_ask_newest_task(struct sops *sops, struct arena *arena, int64_t deadline,
    struct sops_newest_task *task)
{
	enum db_result result = sops_generation(sops, arena, deadline);
	struct question *q = question_new(arena);
	size_t failed;

	*task = (struct sops_newest_task){.id = 0};
	if (result != DB_OK)
		return result;
	if (q == NULL)
		return DB_FAILED;
	gen2019_newest_task(q);
	result = db_ask(sops->db, q, deadline, &failed);
	if (result == DB_OK && db_rows(sops->db, 0) > 0) {
		struct db_row row = db_get(sops->db, 0, 0);

		task->id = (uint64_t)db_int(row.cells[0]);
		task->business = (uint64_t)db_int(row.cells[1]);
	}
	return result;
}
