/* SPDX-License-Identifier: MIT */
#include "sops/source.h"
#include "sops_2019/caller.h"

/* Selects united in one statement: servers parse them recursively. */
#define UNITED (TEMPLATE_IDS / DB_STATEMENTS)

struct info {
	const struct sops_templates *which;
	uint64_t id;
	struct sops_template *template;
};

static void
add_info(const struct asking *a, struct question *q, void *context)
{
	const struct info *info = context;

	(void)a;
	gen2019_template_info(q, info->which, info->id);
}

static bool
read_info(const struct asking *a, size_t i, void *context)
{
	const struct info *info = context;
	struct db_row row;

	info->template->state = asking_row(a, i, &row);
	if (info->template->state == STORE_ROW)
		gen2019_read_template(row, info->template);
	return true;
}

enum db_result
sops_ask_template_info(struct sops *sops, struct arena *arena,
    const struct sops_templates *which, uint64_t id, int64_t deadline,
    struct template_info_answer *answer)
{
	static const struct asking_part part = {add_info, read_info};
	struct asking a = ASKING(sops, arena, which->caller, deadline, answer);
	struct info info = {which, id, &answer->template};

	*answer = (struct template_info_answer){.template.state = STORE_FAILED};
	return asking_run(&a, &part, &info);
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
	enum db_result result;
	size_t failed;

	memset(ids, 0, count * sizeof(*ids));
	if (count == 0)
		return DB_OK;
	if (q == NULL)
		return DB_FAILED;
	result = sops_generation(sops, arena, deadline);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < count; i++) {
		if (i % UNITED == 0)
			question_statement(q, "template ids");
		else
			question_sql(q, " UNION ALL ");
		gen2019_template_id(q, common, i, pipelines[i]);
	}
	result = db_ask(sops->db, q, deadline, &failed);
	if (result != DB_OK)
		return result;
	source_add(sops->source, sops->db, 0);
	for (size_t i = 0; i * UNITED < count; i++)
		read_ids(sops->db, i, ids, count);
	return DB_OK;
}
