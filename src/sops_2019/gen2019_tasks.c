/* SPDX-License-Identifier: MIT */
/* Many tasks with the states of their roots (sops 1.2, 3.4). */
#include "sops_2019/gen2019.h"

/* Of the relations r, those of the tree of an instance i. */
#define OF_TREE "r.ancestor_id=i.instance_id AND r.distance<="

static void
numbers(struct question *q, const uint64_t *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		question_sql(q, i == 0 ? " IN(" : ",");
		question_uint(q, numbers[i]);
	}
	question_sql(q, ")");
}

/* As gen2019_status_root, for each task that was started. */
void
gen2019_task_states(struct question *q, const struct sops_caller *caller,
    const uint64_t *ids, size_t count)
{
	question_statement(q, "tasks");
	question_sql(q,
	    "SELECT t.id,i.id,i.name,t.flow_type,t.current_flow,t.is_deleted,"
	    "i.create_time,i.start_time,i.finish_time,i.is_started,"
	    "i.instance_id,i.is_started<>0 AND EXISTS(SELECT 1"
	    " FROM engine_noderelationship r WHERE " OF_TREE);
	question_uint(q, STATUS_DEPTH_MAX);
	question_sql(q,
	    "),(SELECT COUNT(*) FROM engine_noderelationship r"
	    " WHERE i.is_started<>0 AND r.descendant_id=i.instance_id"
	    " AND CAST(r.descendant_id AS BINARY)=CAST(i.instance_id AS BINARY)"
	    " AND " OF_TREE);
	question_uint(q, STATUS_DEPTH_MAX);
	question_sql(q, ")," GEN2019_STATUS " FROM taskflow3_taskflowinstance t"
			" JOIN core_business b ON b.id=t.business_id"
			" AND b.cc_id=");
	question_uint(q, caller->business);
	question_sql(q, " LEFT JOIN pipeline_pipelineinstance i"
			" ON i.id=t.pipeline_instance_id"
			" LEFT JOIN engine_status s"
			" ON s.id=i.instance_id AND i.is_started<>0"
			" WHERE t.id");
	numbers(q, ids, count);
	question_sql(q, " ORDER BY t.id DESC");
}

void
gen2019_read_task_state(struct db_row row, struct sops_task_state *task)
{
	const struct text *cell = row.cells;

	task->id = db_int(cell[0]);
	task->instance = db_int(cell[1]);
	task->name = cell[2];
	task->flow_type = cell[3];
	task->current_flow = cell[4];
	task->is_deleted = db_int(cell[5]) != 0;
	task->create_time = cell[6];
	task->start_time = cell[7];
	task->finish_time = cell[8];
	task->is_started = db_int(cell[9]) != 0;
	task->tree.state = STORE_ROW;
	gen2019_read_status_root(
	    (struct db_row){cell + 10, row.ncells - 10}, &task->tree);
}

/* As gen2019_status_nodes, with the key of the instance in front. */
void
gen2019_tasks_nodes(struct question *q, const uint64_t *instances,
    size_t ninstances, uint64_t count)
{
	question_statement(q, "engine_noderelationship");
	question_sql(q,
	    "SELECT i.id,p.ancestor_id,p.descendant_id," GEN2019_STATUS
	    " FROM pipeline_pipelineinstance i"
	    " JOIN engine_noderelationship r ON " OF_TREE);
	question_uint(q, STATUS_DEPTH_MAX);
	question_sql(q, " JOIN engine_noderelationship p"
			" ON p.descendant_id=r.descendant_id AND p.distance=1"
			" LEFT JOIN engine_status s ON s.id=p.descendant_id"
			" WHERE i.id");
	numbers(q, instances, ninstances);
	question_sql(q, " LIMIT ");
	question_uint(q, count);
}
