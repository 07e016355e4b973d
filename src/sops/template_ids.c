/* SPDX-License-Identifier: MIT */
#include "sops/template_ids.h"

#define SEVERAL (-1)

/* Selects united in one statement: servers parse them recursively. */
#define UNITED (TEMPLATE_IDS_MAX / DB_STATEMENTS)

enum outcome
template_ids_init(struct call *call, struct template_ids *t)
{
	size_t n = t->parts->nids;

	if (n > TEMPLATE_IDS_MAX)
		return call_fault(
		    call, "the tree has subprocesses of too many templates");
	t->numbers = arena_array(call->arena, n, sizeof(*t->numbers));
	t->ids = arena_array(call->arena, n, sizeof(*t->ids));
	return t->numbers != NULL && t->ids != NULL
		   ? OUTCOME_OK
		   : call_fault(call, "out of memory");
}

/* Of each, two at most. */
void
template_ids_add(struct batch *q, const struct template_ids *t)
{
	for (size_t i = 0; i < t->parts->nids; i++) {
		const struct tree_subtemplate *of = &t->parts->ids[i];

		if (i % UNITED == 0)
			batch_statement(q, "template ids");
		else
			batch_sql(q, " UNION ALL ");
		batch_sql(q, "(SELECT ");
		batch_uint(q, i);
		batch_sql(q, ",id FROM ");
		batch_sql(q, of->is_common ? t->common : t->other);
		batch_sql(q, " WHERE pipeline_template_id=");
		batch_text(q, of->id);
		batch_sql(q, " LIMIT 2)");
	}
}

bool
template_ids_read(struct call *call, size_t i, struct template_ids *t)
{
	const struct db *db = call->sops->db;

	for (; i < db_statements(db); i++)
		for (size_t n = 0; n < db_rows(db, i); n++) {
			struct db_row row = db_get(db, i, n);
			size_t at = (size_t)db_int(row.cells[0]);

			if (at < t->parts->nids)
				t->numbers[at] = t->numbers[at] == 0
						     ? db_int(row.cells[1])
						     : SEVERAL;
		}
	return true;
}

enum template_ids_found
template_ids_finish(struct call *call, struct template_ids *t, size_t *first)
{
	for (size_t i = 0; i < t->parts->nids; i++) {
		*first = i;
		if (t->numbers[i] == 0)
			return TEMPLATE_IDS_NONE;
		if (t->numbers[i] == SEVERAL)
			return TEMPLATE_IDS_SEVERAL;
		t->ids[i] =
		    arena_printf(call->arena, "%lld", (long long)t->numbers[i]);
		if (t->ids[i].s == NULL)
			return TEMPLATE_IDS_MEMORY;
	}
	return TEMPLATE_IDS_ALL;
}
