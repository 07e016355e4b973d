/* SPDX-License-Identifier: MIT */
#include "store/sops_periodic.h"

#include "store/sops_asking.h"

static enum db_result
read_list(const struct asking *a, size_t i, struct periodic_list_answer *answer)
{
	struct db *db = a->sops->db;
	size_t count = db_rows(db, i);

	answer->rows = arena_array(a->arena, count, sizeof(*answer->rows));
	if (answer->rows == NULL)
		return DB_FAILED;
	for (size_t n = 0; n < count; n++) {
		answer->rows[n].state = STORE_ROW;
		a->generation->read_periodic(
		    db_get(db, i, n), &answer->rows[n]);
	}
	answer->count = count;
	answer->state = STORE_ROW;
	return DB_OK;
}

static enum db_result
ask_list(
    struct asking *a, bool with_caller, struct periodic_list_answer *answer)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	size_t failed;

	answer->state = STORE_FAILED;
	if (q == NULL)
		return DB_FAILED;
	if (with_caller)
		asking_add(a, q);
	a->generation->periodic_list(q, a->caller, PERIODIC_MAX + 1);
	result = db_ask(a->sops->db, q, a->deadline, &failed);
	if (result != DB_OK)
		return result;
	return read_list(a, with_caller ? asking_read(a) : 0, answer);
}

enum db_result
sops_ask_periodic_list(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, int64_t deadline,
    struct periodic_list_answer *answer)
{
	struct asking a = {.sops = sops,
	    .arena = arena,
	    .caller = caller,
	    .deadline = deadline,
	    .user = &answer->user,
	    .business = &answer->business,
	    .permission = &answer->permission};
	enum db_result result;

	*answer = (struct periodic_list_answer){.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result == DB_OK)
		result = ask_list(&a, true, answer);
	if (result != DB_FAILED || a.generation == NULL)
		return result;
	result = asking_each(&a);
	if (result == DB_OK)
		result = ask_list(&a, false, answer);
	return result == DB_FAILED ? DB_OK : result;
}

static enum db_result
ask_info(
    struct asking *a, uint64_t id, bool with_caller, struct sops_periodic *task)
{
	struct question *q = question_new(a->arena);
	struct db_row row;
	enum db_result result;
	size_t i = 0;

	task->state = STORE_FAILED;
	if (q == NULL)
		return DB_FAILED;
	if (with_caller)
		asking_add(a, q);
	a->generation->periodic_info(q, a->caller, id);
	result = db_ask(a->sops->db, q, a->deadline, &i);
	if (result != DB_OK)
		return result;
	i = with_caller ? asking_read(a) : 0;
	task->state = asking_row(a, i, &row);
	if (task->state == STORE_ROW)
		a->generation->read_periodic(row, task);
	return DB_OK;
}

enum db_result
sops_ask_periodic_info(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t id, int64_t deadline,
    struct periodic_info_answer *answer)
{
	struct asking a = {.sops = sops,
	    .arena = arena,
	    .caller = caller,
	    .deadline = deadline,
	    .user = &answer->user,
	    .business = &answer->business,
	    .permission = &answer->permission};
	enum db_result result;

	*answer = (struct periodic_info_answer){.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result == DB_OK)
		result = ask_info(&a, id, true, &answer->task);
	if (result != DB_FAILED || a.generation == NULL)
		return result;
	result = asking_each(&a);
	if (result == DB_OK)
		result = ask_info(&a, id, false, &answer->task);
	return result == DB_FAILED ? DB_OK : result;
}
