/* SPDX-License-Identifier: MIT */
#include "store/sops_asking.h"
#include "store/sops_source.h"

/* Selects united in one statement: servers parse them recursively. */
#define UNITED (TEMPLATE_IDS / DB_STATEMENTS)

static enum db_result
ask_info(struct asking *a, const struct sops_templates *which, uint64_t id,
    bool with_caller, struct sops_template *template)
{
	struct question *q = question_new(a->arena);
	struct db_row row;
	enum db_result result;
	size_t i = 0;

	if (q == NULL)
		return DB_FAILED;
	if (with_caller)
		asking_add(a, q);
	a->generation->template_info(q, which, id);
	result = db_ask(a->sops->db, q, a->deadline, &i);
	if (result != DB_OK)
		return result;
	if (with_caller)
		i = asking_read(a);
	else
		source_add(a->sops->source, a->sops->db, i = 0);
	template->state = asking_row(a, i, &row);
	if (template->state == STORE_ROW)
		a->generation->read_template(row, template);
	return DB_OK;
}

enum db_result
sops_ask_template_info(struct sops *sops, struct arena *arena,
    const struct sops_templates *which, uint64_t id, int64_t deadline,
    struct template_info_answer *answer)
{
	struct asking a = {.sops = sops,
	    .arena = arena,
	    .caller = which->caller,
	    .deadline = deadline,
	    .user = &answer->user,
	    .business = &answer->business,
	    .permission = &answer->permission};
	enum db_result result;

	*answer = (struct template_info_answer){.user.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline, &a.generation);
	if (result == DB_OK)
		result = ask_info(
		    &a, which, id, which->caller != NULL, &answer->template);
	if (result != DB_FAILED || a.generation == NULL)
		return result;
	if (which->caller != NULL)
		result = asking_each(&a);
	answer->template.state = STORE_FAILED;
	if (result == DB_OK)
		result = ask_info(&a, which, id, false, &answer->template);
	return result == DB_FAILED ? DB_OK : result;
}

/* Rows of statement `i`: number, id. */
static void
read_ids(const struct db *db, size_t i, int64_t *ids, size_t count)
{
	for (size_t n = 0; n < db_rows(db, i); n++) {
		struct db_row row = db_get(db, i, n);
		size_t number = (size_t)db_int(row.cells[0]);

		if (number < count)
			ids[number] = ids[number] == 0 ? db_int(row.cells[1])
						       : TEMPLATE_SEVERAL;
	}
}

enum db_result
sops_ask_template_ids(struct sops *sops, struct arena *arena, bool common,
    const struct text *pipelines, size_t count, int64_t deadline, int64_t *ids)
{
	struct question *q = question_new(arena);
	const struct generation *generation;
	enum db_result result;
	size_t failed;

	memset(ids, 0, count * sizeof(*ids));
	if (count == 0)
		return DB_OK;
	if (q == NULL)
		return DB_FAILED;
	result = sops_generation(sops, arena, deadline, &generation);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < count; i++) {
		if (i % UNITED == 0)
			question_statement(q, "template ids");
		else
			question_sql(q, " UNION ALL ");
		generation->template_id(q, common, i, pipelines[i]);
	}
	result = db_ask(sops->db, q, deadline, &failed);
	if (result != DB_OK)
		return result;
	source_add(sops->source, sops->db, 0);
	for (size_t i = 0; i * UNITED < count; i++)
		read_ids(sops->db, i, ids, count);
	return DB_OK;
}
