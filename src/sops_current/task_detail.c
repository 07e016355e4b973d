/* SPDX-License-Identifier: MIT */
#include "sops_current/endpoints.h"

#include "sops_current/admit.h"

static void
add_nothing(const struct call *call, struct batch *q, void *context)
{
	(void)call;
	(void)context;
	batch_statement(q, "nothing");
	batch_sql(q, "SELECT 1");
}

static bool
read_nothing(struct call *call, size_t i, void *context)
{
	(void)call;
	(void)i;
	(void)context;
	return true;
}

static enum outcome
prepare(struct call *call)
{
	static const struct query query = {add_nothing, read_nothing};
	enum outcome outcome = admit(call, GATE_TASK, &query, NULL);

	return outcome == OUTCOME_OK ? call_forward(call, "not yet") : outcome;
}

static enum outcome
write(struct call *call, struct json_writer *w)
{
	(void)call;
	json_null(w);
	return OUTCOME_OK;
}

enum db_result
sops_current_newest_task(struct sops *sops, struct arena *arena,
    int64_t deadline, struct newest_task *task)
{
	enum db_result result =
	    sops_expect(sops, GENERATION_CURRENT, arena, deadline);
	struct batch *q = batch_new(arena);
	size_t failed;

	*task = (struct newest_task){.id = 0};
	if (result != DB_OK)
		return result;
	if (q == NULL)
		return DB_FAILED;
	batch_statement(q, "newest task");
	batch_sql(q, "SELECT t.id,t.project_id"
		     " FROM taskflow3_taskflowinstance t FORCE INDEX(PRIMARY)"
		     " STRAIGHT_JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id"
		     " WHERE i.execution_snapshot_id IS NOT NULL"
		     " ORDER BY t.id DESC LIMIT 1");
	result = db_ask(sops->db, q, deadline, &failed);
	if (result == DB_OK && db_rows(sops->db, 0) > 0) {
		struct db_row row = db_get(sops->db, 0, 0);

		task->id = (uint64_t)db_int(row.cells[0]);
		task->owner = (uint64_t)db_int(row.cells[1]);
	}
	return result;
}

static const char *const parameters[] = {"scope", NULL};

const struct endpoint current_task_detail = {
    .parameters = parameters,
    .state_size = 1,
    .prepare = prepare,
    .write = write,
};
