/* SPDX-License-Identifier: MIT */
#include "sops_2019/gen2019.h"

#define COLUMNS                                                   \
	"SELECT t.id,t.template_id,p.id,p.name,p.creator,p.cron," \
	"p.last_run_at,p.total_run_count,p.extra_info,c.id,c.enabled"

static const char tasks[] =
    " FROM periodictask_periodictask t"
    " LEFT JOIN periodic_task_periodictask p ON p.id=t.task_id"
    " LEFT JOIN periodic_task_djceleryperiodictask c"
    " ON c.id=p.celery_task_id";

static const char of_business[] =
    " JOIN core_business b ON b.id=t.business_id AND b.cc_id=";

void
gen2019_periodic_list(
    struct question *q, const struct sops_caller *caller, uint64_t count)
{
	question_statement(q, "periodictask_periodictask");
	question_sql(q, COLUMNS);
	question_sql(q, tasks);
	question_sql(q, of_business);
	question_uint(q, caller->business);
	question_sql(q, " ORDER BY t.id DESC LIMIT ");
	question_uint(q, count);
}

void
gen2019_periodic_info(
    struct question *q, const struct sops_caller *caller, uint64_t id)
{
	question_statement(q, "periodictask_periodictask");
	question_sql(q, COLUMNS ",s.data");
	question_sql(q, tasks);
	question_sql(q, " LEFT JOIN pipeline_snapshot s ON s.id=p.snapshot_id");
	question_sql(q, of_business);
	question_uint(q, caller->business);
	question_sql(q, " WHERE t.id=");
	question_uint(q, id);
}

void
gen2019_read_periodic(struct db_row row, struct sops_periodic *task)
{
	const struct text *cell = row.cells;

	task->id = db_int(cell[0]);
	task->template_id = cell[1];
	task->has_task = cell[2].s != NULL;
	task->name = cell[3];
	task->creator = cell[4];
	task->cron = cell[5];
	task->last_run_at = cell[6];
	task->total_run_count = db_int(cell[7]);
	task->extra_info = cell[8];
	task->has_schedule = cell[9].s != NULL;
	task->enabled = db_int(cell[10]);
	task->snapshot = row.ncells > 11 ? cell[11] : TEXT_NONE;
}
