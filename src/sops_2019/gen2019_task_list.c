/* SPDX-License-Identifier: MIT */
/* A business' tasks (sops 1.2, sops-current 4.1). */
#include "sops_2019/gen2019.h"

static void
compare_text(struct question *q, const char *sql, struct text value)
{
	if (value.s == NULL)
		return;
	question_sql(q, sql);
	question_text(q, value);
}

static void
compare_time(struct question *q, const char *sql, struct text value)
{
	if (value.s == NULL)
		return;
	question_sql(q, sql);
	question_sql(q, "CAST(");
	question_text(q, value);
	question_sql(q, " AS DATETIME(6))");
}

static void
compare_flag(
    struct question *q, const char *no, const char *yes, enum task_flag flag)
{
	if (flag != TASK_ANY)
		question_sql(q, flag == TASK_YES ? yes : no);
}

static bool
needs_instance(const struct sops_task_filter *f)
{
	return f->keyword.s != NULL || f->executor.s != NULL ||
	       f->is_started != TASK_ANY || f->is_finished != TASK_ANY ||
	       f->created_from.s != NULL || f->created_until.s != NULL;
}

static void
template_ids(struct question *q, const struct sops_task_filter *f)
{
	if (!f->has_template_ids)
		return;
	if (f->ntemplate_ids == 0)
		question_sql(q, " AND 1=0");
	for (size_t i = 0; i < f->ntemplate_ids; i++) {
		question_sql(q, i == 0 ? " AND t.template_id IN(" : ",");
		question_text(q, f->template_ids[i]);
	}
	if (f->ntemplate_ids > 0)
		question_sql(q, ")");
}

/* The name is compared by its bytes, as by Python's LIKE BINARY. */
static void
of_instance(struct question *q, const struct sops_task_filter *f)
{
	if (f->keyword.s != NULL) {
		question_sql(q, " AND LOCATE(CAST(");
		question_text(q, f->keyword);
		question_sql(q, " AS BINARY),CAST(i.name AS BINARY))>0");
	}
	compare_text(q, " AND i.executor=", f->executor);
	compare_flag(
	    q, " AND i.is_started=0", " AND i.is_started=1", f->is_started);
	compare_flag(
	    q, " AND i.is_finished=0", " AND i.is_finished=1", f->is_finished);
	compare_time(q, " AND i.create_time>=", f->created_from);
	compare_time(q, " AND i.create_time<=", f->created_until);
}

static void
from(struct question *q, const struct sops_caller *caller,
    const struct sops_task_filter *f)
{
	question_sql(q, " FROM taskflow3_taskflowinstance t"
			" JOIN core_business b ON b.id=t.business_id"
			" AND b.cc_id=");
	question_uint(q, caller->business);
	if (needs_instance(f))
		question_sql(q, " JOIN pipeline_pipelineinstance i"
				" ON i.id=t.pipeline_instance_id");
	question_sql(q, " WHERE t.is_deleted=0");
	compare_text(q, " AND t.create_method=", f->create_method);
	compare_text(q, " AND t.template_id=", f->template_id);
	compare_flag(q, "", " AND 1=0", f->is_child);
	template_ids(q, f);
	of_instance(q, f);
}

/* The ids first: what is skipped is not joined with anything it is not
 * filtered by. */
void
gen2019_task_list(struct question *q, const struct sops_caller *caller,
    const struct sops_task_page *page)
{
	question_statement(q, "task list");
	question_sql(q,
	    "SELECT t.id,t.category,t.create_method,t.template_source,"
	    "t.template_id,i.id,i.name,i.creator,i.executor,i.start_time,"
	    "i.finish_time,i.is_started,i.is_finished FROM (SELECT t.id");
	from(q, caller, &page->filter);
	if (page->below != 0) {
		question_sql(q, " AND t.id<");
		question_uint(q, page->below);
	}
	question_sql(q, " ORDER BY t.id DESC LIMIT ");
	question_uint(q, page->limit);
	question_sql(q, " OFFSET ");
	question_uint(q, page->offset);
	question_sql(q,
	    ") page JOIN taskflow3_taskflowinstance t ON t.id=page.id"
	    " LEFT JOIN pipeline_pipelineinstance i"
	    " ON i.id=t.pipeline_instance_id ORDER BY t.id DESC");
}

void
gen2019_task_list_total(struct question *q, const struct sops_caller *caller,
    const struct sops_task_page *page)
{
	question_statement(q, "task count");
	question_sql(q, "SELECT COUNT(*)");
	from(q, caller, &page->filter);
}

void
gen2019_read_listed_task(struct db_row row, struct sops_listed_task *task)
{
	const struct text *cell = row.cells;

	task->id = db_int(cell[0]);
	task->category = cell[1];
	task->create_method = cell[2];
	task->template_source = cell[3];
	task->template_id = cell[4];
	task->has_instance = cell[5].s != NULL;
	task->name = cell[6];
	task->creator = cell[7];
	task->executor = cell[8];
	task->start_time = cell[9];
	task->finish_time = cell[10];
	task->is_started = db_int(cell[11]) != 0;
	task->is_finished = db_int(cell[12]) != 0;
}
