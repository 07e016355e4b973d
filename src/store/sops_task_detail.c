/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "store/generation.h"

/* One call of sops_ask_task_detail. */
struct asking {
	struct sops *sops;
	const struct generation *generation;
	struct arena *arena;
	const struct sops_caller *caller;
	uint64_t task_id;
	int64_t deadline;
	struct task_detail_answer *answer;
};

static enum store_state
row_of(const struct db *db, size_t i, struct db_row *row)
{
	if (db_rows(db, i) == 0)
		return STORE_NONE;
	*row = db_get(db, i, 0);
	return STORE_ROW;
}

static void
read_user(const struct asking *a, size_t i)
{
	struct sops_user *user = &a->answer->user;
	struct db_row row;

	user->state = row_of(a->sops->db, i, &row);
	if (user->state == STORE_ROW)
		user->username = row.cells[0];
}

static void
read_business(const struct asking *a, size_t i)
{
	struct sops_business *business = &a->answer->business;
	struct db_row row;

	business->state = row_of(a->sops->db, i, &row);
	if (business->state != STORE_ROW)
		return;
	business->cc_id = db_int(row.cells[0]);
	business->cc_name = row.cells[1];
}

static void
read_permission(const struct asking *a, size_t i)
{
	struct sops_permission *permission = &a->answer->permission;
	struct db_row row;

	permission->state = row_of(a->sops->db, i, &row);
	permission->allowed =
	    permission->state == STORE_ROW && db_int(row.cells[0]) != 0;
}

static void
read_task(const struct asking *a, size_t i)
{
	struct sops_task *task = &a->answer->task;
	struct db_row row;

	task->state = row_of(a->sops->db, i, &row);
	if (task->state == STORE_ROW)
		a->generation->read_task(row, task);
}

static void
hold_ids(struct sops *sops, size_t i)
{
	struct permission_ids *ids = &sops->ids;
	size_t n = db_rows(sops->db, i);

	*ids = (struct permission_ids){.npermissions = 0};
	for (size_t r = 0; r < n && r < PERMISSIONS; r++) {
		struct db_row row = db_get(sops->db, i, r);

		ids->content_type = (uint64_t)db_int(row.cells[0]);
		ids->permission[ids->npermissions++] =
		    (uint64_t)db_int(row.cells[1]);
	}
	sops->ids_until = clock_ms() + sops->cache;
}

/* All in one round trip; while no ids are held, they come along. */
static enum db_result
ask_all(const struct asking *a)
{
	const struct generation *g = a->generation;
	struct sops *sops = a->sops;
	bool user = !a->caller->trusted;
	bool hold = user && sops->cache > 0 && clock_left(sops->ids_until) == 0;
	bool held = sops->cache > 0 && !hold;
	struct question *q = question_new(a->arena);
	enum db_result result;
	size_t i = 0;

	if (q == NULL)
		return DB_FAILED;
	if (user) {
		g->user(q, a->caller);
		g->permission(q, a->caller, held ? &sops->ids : NULL);
	}
	if (hold)
		g->permission_ids(q);
	g->business(q, a->caller);
	g->task(q, a->caller, a->task_id);
	result = db_ask(sops->db, q, a->deadline, &i);
	if (result != DB_OK)
		return result;
	i = 0;
	if (user) {
		read_user(a, i++);
		read_permission(a, i++);
	}
	if (hold)
		hold_ids(sops, i++);
	read_business(a, i++);
	read_task(a, i);
	return DB_OK;
}

/* Asks q; DB_OK when the answer says all there is to know, also that the
 * statement failed, for which *failed is set. */
static enum db_result
ask_one(const struct asking *a, struct question *q, bool *failed)
{
	enum db_result result;
	size_t at;

	result = db_ask(a->sops->db, q, a->deadline, &at);
	*failed = result == DB_FAILED;
	return *failed ? DB_OK : result;
}

static enum db_result
ask_user(const struct asking *a)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	bool failed;

	a->answer->user.state = STORE_FAILED;
	if (q == NULL)
		return DB_OK;
	a->generation->user(q, a->caller);
	result = ask_one(a, q, &failed);
	if (result == DB_OK && !failed)
		read_user(a, 0);
	return result;
}

static enum db_result
ask_business(const struct asking *a)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	bool failed;

	a->answer->business.state = STORE_FAILED;
	if (q == NULL)
		return DB_OK;
	a->generation->business(q, a->caller);
	result = ask_one(a, q, &failed);
	if (result == DB_OK && !failed)
		read_business(a, 0);
	return result;
}

/* A superuser is allowed without a look at the other tables, as in Python. */
static enum db_result
ask_permission(const struct asking *a)
{
	struct question *q = question_new(a->arena);
	struct question *full = question_new(a->arena);
	enum db_result result;
	bool failed;

	a->answer->permission.state = STORE_FAILED;
	if (q == NULL || full == NULL)
		return DB_OK;
	a->generation->superuser(q, a->caller);
	result = ask_one(a, q, &failed);
	if (result != DB_OK || failed)
		return result;
	read_permission(a, 0);
	if (a->answer->permission.state == STORE_NONE ||
	    a->answer->permission.allowed)
		return DB_OK;
	a->answer->permission.state = STORE_FAILED;
	a->generation->permission(full, a->caller, NULL);
	result = ask_one(a, full, &failed);
	if (result == DB_OK && !failed)
		read_permission(a, 0);
	return result;
}

/* That there is no such task is told also when it could not be read. */
static enum db_result
ask_task(const struct asking *a)
{
	struct question *q = question_new(a->arena);
	struct question *exists = question_new(a->arena);
	enum db_result result;
	bool failed;

	a->answer->task.state = STORE_FAILED;
	if (q == NULL || exists == NULL)
		return DB_OK;
	a->generation->task(q, a->caller, a->task_id);
	result = ask_one(a, q, &failed);
	if (result == DB_OK && !failed)
		read_task(a, 0);
	if (result != DB_OK || !failed)
		return result;
	a->generation->task_exists(exists, a->caller, a->task_id);
	result = ask_one(a, exists, &failed);
	if (result == DB_OK && !failed && db_rows(a->sops->db, 0) == 0)
		a->answer->task.state = STORE_NONE;
	return result;
}

static enum db_result
ask_each(const struct asking *a)
{
	enum db_result result = DB_OK;

	if (!a->caller->trusted) {
		result = ask_user(a);
		if (result == DB_OK)
			result = ask_permission(a);
	}
	if (result == DB_OK)
		result = ask_business(a);
	if (result == DB_OK)
		result = ask_task(a);
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
	    .task_id = task_id,
	    .deadline = deadline,
	    .answer = answer};
	enum db_result result;

	*answer = (struct task_detail_answer){.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result == DB_OK) {
		result = ask_all(&a);
		if (result == DB_FAILED)
			result = ask_each(&a);
	}
	return result;
}
