/* SPDX-License-Identifier: MIT */
#include "sops_2019/gen2019.h"

#define COLUMNS                                                       \
	"SELECT t.id,t.category,p.id,p.name,p.creator,p.create_time," \
	"p.editor,p.edit_time"

static const char business_table[] = "tasktmpl3_tasktemplate";
static const char common_table[] = "template_commontemplate";

static const char *
table(bool common)
{
	return common ? common_table : business_table;
}

/* is_deleted of the pipeline template does not count. */
static void
from(struct question *q, const struct sops_templates *which, const char *more)
{
	question_sql(q, " FROM ");
	question_sql(q, table(which->common));
	question_sql(q, " t");
	if (!which->common) {
		question_sql(q, " JOIN core_business b"
				" ON b.id=t.business_id AND b.cc_id=");
		question_uint(q, which->caller->business);
	}
	question_sql(q, " LEFT JOIN pipeline_pipelinetemplate p"
			" ON p.template_id=t.pipeline_template_id");
	question_sql(q, more);
	question_sql(q, " WHERE t.is_deleted=0");
}

void
gen2019_template_list(struct question *q, const struct sops_templates *which,
    uint64_t below, uint64_t count)
{
	question_statement(q, table(which->common));
	question_sql(q, COLUMNS);
	from(q, which, "");
	if (below != 0) {
		question_sql(q, " AND t.id<");
		question_uint(q, below);
	}
	question_sql(q, " ORDER BY t.id DESC LIMIT ");
	question_uint(q, count);
}

void
gen2019_template_info(
    struct question *q, const struct sops_templates *which, uint64_t id)
{
	question_statement(q, table(which->common));
	question_sql(q, COLUMNS ",s.data");
	from(q, which, " LEFT JOIN pipeline_snapshot s ON s.id=p.snapshot_id");
	question_sql(q, " AND t.id=");
	question_uint(q, id);
}

void
gen2019_read_template(struct db_row row, struct sops_template *template)
{
	const struct text *cell = row.cells;

	template->id = db_int(cell[0]);
	template->category = cell[1];
	template->has_pipeline = cell[2].s != NULL;
	template->name = cell[3];
	template->creator = cell[4];
	template->create_time = cell[5];
	template->editor = cell[6];
	template->edit_time = cell[7];
	template->snapshot = row.ncells > 8 ? cell[8] : TEXT_NONE;
}

void
gen2019_template_id(
    struct question *q, bool common, uint64_t number, struct text pipeline)
{
	question_sql(q, "(SELECT ");
	question_uint(q, number);
	question_sql(q, ",id FROM ");
	question_sql(q, table(common));
	question_sql(q, " WHERE pipeline_template_id=");
	question_text(q, pipeline);
	question_sql(q, " LIMIT 2)");
}
