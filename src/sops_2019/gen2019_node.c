/* SPDX-License-Identifier: MIT */
/* pipeline_treeinfo, engine_data and engine_history (sops 1.2, 3.5). */
#include "sops_2019/gen2019.h"

/* Of pickles; Python 2 has no newer one. */
#define PROTOCOL 2

/* A snapshot is large, and seldom needed: see struct sops_node_task. */
void
gen2019_node_task(struct question *q, const struct node_of *of)
{
	question_statement(q, "task");
	question_sql(q, "SELECT t.id,i.id,i.name,i.executor,f.id,f.data,"
			"s.data IS NOT NULL,IF(f.id IS NULL OR (EXISTS("
			"SELECT 1 FROM engine_noderelationship r"
			" WHERE r.ancestor_id=");
	question_text(q, of->node);
	question_sql(
	    q, ") AND NOT EXISTS(SELECT 1 FROM engine_data d WHERE d.id=");
	question_text(q, of->node);
	question_sql(q, ")),s.data,NULL)"
			" FROM taskflow3_taskflowinstance t"
			" JOIN core_business b ON b.id=t.business_id"
			" AND b.cc_id=");
	question_uint(q, of->caller->business);
	question_sql(q,
	    " LEFT JOIN pipeline_pipelineinstance i"
	    " ON i.id=t.pipeline_instance_id"
	    " LEFT JOIN pipeline_treeinfo f ON f.id=i.tree_info_id"
	    " LEFT JOIN pipeline_snapshot s ON s.id=i.execution_snapshot_id"
	    " WHERE t.id=");
	question_uint(q, of->task);
}

void
gen2019_read_node_task(struct db_row row, struct sops_node_task *task)
{
	const struct text *cell = row.cells;

	task->id = db_int(cell[0]);
	task->has_instance = cell[1].s != NULL;
	task->name = cell[2];
	task->executor = cell[3];
	task->has_info = cell[4].s != NULL;
	task->info = cell[5];
	task->has_snapshot = db_int(cell[6]) != 0;
	task->snapshot = cell[7];
}

void
gen2019_node_data(struct question *q, const struct node_of *of)
{
	question_statement(q, "engine_data");
	question_sql(
	    q, "SELECT inputs,outputs,ex_data FROM engine_data WHERE id=");
	question_text(q, of->node);
}

/* `cell` is the first of three. */
static void
read_fields(const struct text *cell, struct sops_node_data *data)
{
	data->inputs = cell[0];
	data->outputs = cell[1];
	data->ex_data = cell[2];
	data->protocol = PROTOCOL;
}

void
gen2019_read_node_data(struct db_row row, struct sops_node_data *data)
{
	read_fields(row.cells, data);
}

void
gen2019_node_histories(
    struct question *q, const struct node_of *of, uint64_t count)
{
	question_statement(q, "engine_history");
	question_sql(q, "SELECT h.started_time,h.archived_time,h.`loop`,h.skip,"
			"d.id,d.inputs,d.outputs,d.ex_data"
			" FROM engine_history h LEFT JOIN engine_historydata d"
			" ON d.id=h.data_id WHERE h.identifier=");
	question_text(q, of->node);
	question_sql(q, " ORDER BY h.started_time,h.id LIMIT ");
	question_uint(q, count);
}

void
gen2019_read_node_history(struct db_row row, struct sops_node_history *history)
{
	const struct text *cell = row.cells;

	history->started_time = cell[0];
	history->archived_time = cell[1];
	history->loop = db_int(cell[2]);
	history->skip = db_int(cell[3]);
	history->data.state = cell[4].s != NULL ? STORE_ROW : STORE_NONE;
	read_fields(cell + 5, &history->data);
}

/*
 * Of the maintainers: the business's executor when it always acts, then who
 * executes the task, then the business's executor, then who logged in longest
 * ago.
 */
void
gen2019_acting(
    struct question *q, const struct sops_caller *caller, struct text operator)
{
	question_statement(q, "maintainer");
	question_sql(q,
	    "SELECT b.cc_owner,(SELECT u.username FROM auth_group g"
	    " JOIN account_user_groups m ON m.group_id=g.id"
	    " JOIN account_user u ON u.id=m.user_id"
	    " WHERE g.name=CONCAT(b.cc_id,CHAR(0 USING ascii),'Maintainers')"
	    " ORDER BY b.always_use_executor<>0 AND u.username=b.executor DESC,"
	    "u.username<=>");
	question_text(q, operator);
	question_sql(q,
	    " DESC,u.username=b.executor DESC,u.last_login,u.id LIMIT 1)"
	    " FROM core_business b WHERE b.cc_id=");
	question_uint(q, caller->business);
}

void
gen2019_read_acting(struct db_row row, struct sops_acting *acting)
{
	acting->supplier = row.cells[0];
	acting->maintainer = row.cells[1].s == NULL ? TEXT("") : row.cells[1];
}
