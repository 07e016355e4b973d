/* SPDX-License-Identifier: MIT */
/* engine_status and engine_noderelationship (sops 1.2, 3.4). */
#include "sops_2019/gen2019.h"

#define TASK                                 \
	" FROM taskflow3_taskflowinstance t" \
	" JOIN core_business b ON b.id=t.business_id AND b.cc_id="

void
gen2019_status_task(
    struct question *q, const struct sops_caller *caller, uint64_t id)
{
	question_statement(q, "task");
	question_sql(q, "SELECT i.id,i.is_started" TASK);
	question_uint(q, caller->business);
	question_sql(q, " LEFT JOIN pipeline_pipelineinstance i"
			" ON i.id=t.pipeline_instance_id"
			" WHERE t.is_deleted=0 AND t.id=");
	question_uint(q, id);
}

void
gen2019_read_status_task(struct db_row row, struct sops_status_task *task)
{
	task->has_instance = row.cells[0].s != NULL;
	task->is_started = db_int(row.cells[1]) != 0;
}

/* The node whose tree is asked for, inside a statement. */
static void
root(struct question *q, const struct status_of *of)
{
	if (of->caller != NULL)
		question_sql(q, "i.instance_id");
	else
		question_text(q, of->node);
}

/* Where the root comes from: the instance, i, of the task if that was started,
 * or the node itself. */
static void
from(struct question *q, const struct status_of *of)
{
	if (of->caller == NULL) {
		question_sql(q, " FROM (SELECT 1) one");
		return;
	}
	question_sql(q, TASK);
	question_uint(q, of->caller->business);
	question_sql(q, " AND t.is_deleted=0 AND t.id=");
	question_uint(q, of->task);
	question_sql(q, " JOIN pipeline_pipelineinstance i"
			" ON i.id=t.pipeline_instance_id AND i.is_started<>0");
}

/* Of the relations r: below the root and not too deep. */
static void
where_below(struct question *q, const struct status_of *of)
{
	question_sql(q, "r.ancestor_id=");
	root(q, of);
	question_sql(q, " AND r.distance<=");
	question_uint(q, of->depth);
}

/* Python compares ids exactly, the database does not. */
void
gen2019_status_root(struct question *q, const struct status_of *of)
{
	question_statement(q, "engine_status");
	question_sql(q, "SELECT ");
	root(q, of);
	question_sql(
	    q, ",EXISTS(SELECT 1 FROM engine_noderelationship r WHERE ");
	where_below(q, of);
	question_sql(
	    q, "),(SELECT COUNT(*) FROM engine_noderelationship r WHERE ");
	where_below(q, of);
	question_sql(q, " AND r.descendant_id=");
	root(q, of);
	question_sql(q, " AND CAST(r.descendant_id AS BINARY)=CAST(");
	root(q, of);
	question_sql(q, " AS BINARY))," GEN2019_STATUS);
	from(q, of);
	question_sql(q, " LEFT JOIN engine_status s ON s.id=");
	root(q, of);
}

/* `cell` is the first of the columns GEN2019_STATUS. */
static void
read_status(const struct text *cell, struct sops_status *status)
{
	status->exists = cell[0].s != NULL;
	status->id = cell[0];
	status->state = cell[1];
	status->name = cell[2];
	status->version = cell[3];
	status->retry = db_int(cell[4]);
	status->loop = db_int(cell[5]);
	status->skip = db_int(cell[6]);
	status->error_ignorable = db_int(cell[7]);
	status->started_time = cell[8];
	status->archived_time = cell[9];
}

void
gen2019_read_status_root(struct db_row row, struct sops_status_tree *tree)
{
	tree->root = row.cells[0];
	tree->has_relations = db_int(row.cells[1]) != 0;
	tree->selves = db_int(row.cells[2]);
	read_status(row.cells + 3, &tree->status);
}

/* p is a parent of what is below the root, which has r. */
void
gen2019_status_nodes(
    struct question *q, const struct status_of *of, uint64_t count)
{
	question_statement(q, "engine_noderelationship");
	question_sql(q, "SELECT p.ancestor_id,p.descendant_id," GEN2019_STATUS);
	from(q, of);
	question_sql(q, " JOIN engine_noderelationship r ON ");
	where_below(q, of);
	question_sql(q, " JOIN engine_noderelationship p"
			" ON p.descendant_id=r.descendant_id AND p.distance=1"
			" LEFT JOIN engine_status s ON s.id=p.descendant_id");
	question_sql(q, " LIMIT ");
	question_uint(q, count);
}

void
gen2019_read_status_node(struct db_row row, struct sops_status_node *node)
{
	node->parent = row.cells[0];
	node->id = row.cells[1];
	read_status(row.cells + 2, &node->status);
	if (node->status.exists && !text_eq(node->status.id, node->id))
		node->status.exists = false;
}
