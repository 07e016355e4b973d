/* SPDX-License-Identifier: MIT */
#include "sops_2019/caller.h"

#include "base/clock.h"
#include "sops/source.h"

enum store_state
asking_row(const struct asking *a, size_t i, struct db_row *row)
{
	if (db_rows(a->sops->db, i) == 0)
		return STORE_NONE;
	*row = db_get(a->sops->db, i, 0);
	return STORE_ROW;
}

static void
read_user(const struct asking *a, size_t i)
{
	struct db_row row;

	a->access->user.state = asking_row(a, i, &row);
	if (a->access->user.state == STORE_ROW)
		a->access->user.username = row.cells[0];
}

static void
read_business(const struct asking *a, size_t i)
{
	struct db_row row;

	a->access->business.state = asking_row(a, i, &row);
	if (a->access->business.state != STORE_ROW)
		return;
	a->access->business.cc_id = db_int(row.cells[0]);
	a->access->business.cc_name = row.cells[1];
}

static void
read_permission(const struct asking *a, size_t i)
{
	struct db_row row;

	a->access->permission.state = asking_row(a, i, &row);
	a->access->permission.allowed =
	    a->access->permission.state == STORE_ROW &&
	    db_int(row.cells[0]) != 0;
}

static void
hold_ids(struct sops *sops, size_t i)
{
	struct permission_ids *ids = &sops->ids;
	size_t n = db_rows(sops->db, i);

	*ids = (struct permission_ids){.npermissions = 0};
	for (size_t r = 0; r < n && r < SOPS_PERMISSIONS; r++) {
		struct db_row row = db_get(sops->db, i, r);

		ids->content_type = (uint64_t)db_int(row.cells[0]);
		ids->permission[ids->npermissions++] =
		    (uint64_t)db_int(row.cells[1]);
	}
	sops->ids_until = clock_ms() + sops->cache;
}

static void
add_caller(struct asking *a, struct question *q)
{
	const struct sops *sops = a->sops;
	bool user = !a->caller->trusted;
	bool cached = sops->cache > 0;

	a->with_ids = user && cached && clock_left(sops->ids_until) == 0;
	if (user) {
		gen2019_user(q, a->caller);
		gen2019_permission(
		    q, a->caller, cached && !a->with_ids ? &sops->ids : NULL);
	}
	if (a->with_ids)
		gen2019_permission_ids(q);
	gen2019_business(q, a->caller);
}

/* The index of the first statement behind the caller's. */
static size_t
read_caller(struct asking *a)
{
	size_t i = 0;

	if (!a->caller->trusted) {
		read_user(a, i++);
		read_permission(a, i++);
	}
	if (a->with_ids)
		hold_ids(a->sops, i++);
	source_add(a->sops->source, a->sops->db, i);
	read_business(a, i++);
	return i;
}

enum db_result
asking_together(struct asking *a, const struct asking_part *part,
    bool with_caller, void *context)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	size_t i;

	if (q == NULL)
		return DB_FAILED;
	if (with_caller)
		add_caller(a, q);
	if (part != NULL)
		part->add(a, q, context);
	result = db_ask(a->sops->db, q, a->deadline, &i);
	if (result != DB_OK)
		return result;
	if (with_caller)
		i = read_caller(a);
	else
		source_add(a->sops->source, a->sops->db, i = 0);
	return part == NULL || part->read(a, i, context) ? DB_OK : DB_FAILED;
}

enum db_result
asking_one(const struct asking *a, struct question *q, bool *failed)
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

	a->access->user.state = STORE_FAILED;
	if (q == NULL)
		return DB_OK;
	gen2019_user(q, a->caller);
	result = asking_one(a, q, &failed);
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

	a->access->business.state = STORE_FAILED;
	if (q == NULL)
		return DB_OK;
	gen2019_business(q, a->caller);
	result = asking_one(a, q, &failed);
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

	a->access->permission.state = STORE_FAILED;
	if (q == NULL || full == NULL)
		return DB_OK;
	gen2019_superuser(q, a->caller);
	result = asking_one(a, q, &failed);
	if (result != DB_OK || failed)
		return result;
	read_permission(a, 0);
	if (a->access->permission.state == STORE_NONE ||
	    a->access->permission.allowed)
		return DB_OK;
	a->access->permission.state = STORE_FAILED;
	gen2019_permission(full, a->caller, NULL);
	result = asking_one(a, full, &failed);
	if (result == DB_OK && !failed)
		read_permission(a, 0);
	return result;
}

enum db_result
asking_each(struct asking *a)
{
	enum db_result result = DB_OK;

	if (!a->caller->trusted) {
		result = ask_user(a);
		if (result == DB_OK)
			result = ask_permission(a);
	}
	return result == DB_OK ? ask_business(a) : result;
}

enum db_result
asking_run(struct asking *a, const struct asking_part *part, void *context)
{
	bool with_caller = a->caller != NULL;
	enum db_result result;

	result = sops_generation(a->sops, a->arena, a->deadline);
	if (result != DB_OK)
		return result;
	result = asking_together(a, part, with_caller, context);
	if (result != DB_FAILED)
		return result;
	result = with_caller ? asking_each(a) : DB_OK;
	if (result == DB_OK && part != NULL)
		result = asking_together(a, part, false, context);
	return result == DB_FAILED ? DB_OK : result;
}
