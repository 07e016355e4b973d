/* SPDX-License-Identifier: MIT */
#include "sops/query.h"

void
query_in(struct batch *q, const uint64_t *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		batch_sql(q, i == 0 ? " IN(" : ",");
		batch_uint(q, numbers[i]);
	}
	batch_sql(q, ")");
}

enum store_state
query_row(const struct call *call, size_t i, struct db_row *row)
{
	if (db_rows(call->sops->db, i) == 0)
		return STORE_NONE;
	*row = db_get(call->sops->db, i, 0);
	return STORE_ROW;
}

/* As query_ask, of tables whose generation is known; `counts`: the rows count
 * for the digest. */
static enum db_result
ask_alone(
    struct call *call, const struct query *query, void *context, bool counts)
{
	struct batch *q = batch_new(call->arena);
	enum db_result result;
	size_t failed;

	if (q == NULL)
		return DB_FAILED;
	query->add(call, q, context);
	result = db_ask(call->sops->db, q, call->deadline, &failed);
	if (result != DB_OK)
		return result;
	if (counts)
		sops_digest_add(call->sops, 0);
	return query->read(call, 0, context) ? DB_OK : DB_FAILED;
}

enum db_result
query_ask(struct call *call, const struct query *query, void *context)
{
	enum db_result result = sops_expect(
	    call->sops, call->generation, call->arena, call->deadline);

	return result == DB_OK ? ask_alone(call, query, context, true) : result;
}

enum db_result
query_try(struct call *call, const struct query *query, void *context,
    enum store_state *state)
{
	enum db_result result = sops_expect(
	    call->sops, call->generation, call->arena, call->deadline);

	*state = STORE_FAILED;
	if (result != DB_OK)
		return result;
	result = ask_alone(call, query, context, false);
	return result == DB_FAILED ? DB_OK : result;
}

struct db_row *
query_rows(const struct call *call, size_t i, size_t *count)
{
	const struct db *db = call->sops->db;
	struct db_row *rows;

	*count = db_rows(db, i);
	rows = arena_array(call->arena, *count, sizeof(*rows));
	for (size_t r = 0; rows != NULL && r < *count; r++)
		rows[r] = db_get(db, i, r);
	return rows;
}
