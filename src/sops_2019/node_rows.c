/* SPDX-License-Identifier: MIT */
#include "sops_2019/node_rows.h"

#include "base/log.h"
#include "sops_2019/admit.h"

/* A snapshot is large, and seldom needed: see struct node_task. */
static void
add_task(const struct call *call, struct batch *q, void *context)
{
	const struct node_rows *rows = context;

	batch_statement(q, "task");
	batch_sql(q, "SELECT t.id,i.id,i.name,i.executor,f.id,f.data,"
		     "s.data IS NOT NULL,IF(f.id IS NULL OR (EXISTS("
		     "SELECT 1 FROM engine_noderelationship r"
		     " WHERE r.ancestor_id=");
	batch_text(q, rows->node);
	batch_sql(
	    q, ") AND NOT EXISTS(SELECT 1 FROM engine_data d WHERE d.id=");
	batch_text(q, rows->node);
	batch_sql(q, ")),s.data,NULL)");
	query_tasks(call, q);
	batch_sql(q,
	    " LEFT JOIN pipeline_pipelineinstance i"
	    " ON i.id=t.pipeline_instance_id"
	    " LEFT JOIN pipeline_treeinfo f ON f.id=i.tree_info_id"
	    " LEFT JOIN pipeline_snapshot s ON s.id=i.execution_snapshot_id"
	    " WHERE t.id=");
	batch_uint(q, call->ids[0]);
}

static bool
read_node_task(struct call *call, size_t i, void *context)
{
	struct node_task *task = &((struct node_rows *)context)->task;
	struct db_row row;

	task->state = query_row(call, i, &row);
	if (task->state != STORE_ROW)
		return true;
	task->id = db_int(row.cells[0]);
	task->has_instance = row.cells[1].s != NULL;
	task->name = row.cells[2];
	task->executor = row.cells[3];
	task->has_info = row.cells[4].s != NULL;
	task->info = row.cells[5];
	task->has_snapshot = db_int(row.cells[6]) != 0;
	task->snapshot = row.cells[7];
	return true;
}

static void
add_data(const struct call *call, struct batch *q, void *context)
{
	const struct node_rows *rows = context;

	(void)call;
	batch_statement(q, "engine_data");
	batch_sql(
	    q, "SELECT inputs,outputs,ex_data FROM engine_data WHERE id=");
	batch_text(q, rows->node);
}

static bool
read_data(struct call *call, size_t i, void *context)
{
	struct node_rows *rows = context;
	struct db_row row;

	rows->data_state = query_row(call, i, &row);
	if (rows->data_state == STORE_ROW)
		rows->data = (struct stored_data){
		    row.cells[0], row.cells[1], row.cells[2]};
	return true;
}

static void
add_states(const struct call *call, struct batch *q, void *context)
{
	const struct node_rows *rows = context;
	const struct states_of of = {.node = rows->node, .depth = 1};

	state_rows_add(call, q, &of);
}

static bool
read_states(struct call *call, size_t i, void *context)
{
	struct node_rows *rows = context;

	state_rows_read(call, i, &rows->states);
	return true;
}

static void
add_histories(const struct call *call, struct batch *q, void *context)
{
	const struct node_rows *rows = context;

	(void)call;
	batch_statement(q, "engine_history");
	batch_sql(q, "SELECT h.started_time,h.archived_time,h.`loop`,h.skip,"
		     "d.id,d.inputs,d.outputs,d.ex_data"
		     " FROM engine_history h LEFT JOIN engine_historydata d"
		     " ON d.id=h.data_id WHERE h.identifier=");
	batch_text(q, rows->node);
	batch_sql(q, " ORDER BY h.started_time,h.id LIMIT ");
	batch_uint(q, NODE_HISTORIES_MAX + 1);
}

static void
read_history(const struct text *cell, struct stored_history *history)
{
	history->started_time = cell[0];
	history->archived_time = cell[1];
	history->loop = db_int(cell[2]);
	history->skip = db_int(cell[3]);
	history->data_state = cell[4].s != NULL ? STORE_ROW : STORE_NONE;
	history->data = (struct stored_data){cell[5], cell[6], cell[7]};
}

static bool
read_histories(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct node_rows *rows = context;
	size_t n = db_rows(db, i);

	rows->histories_state = STORE_FAILED;
	if (n > NODE_HISTORIES_MAX) {
		log_error(
		    "a node has more than %d histories", NODE_HISTORIES_MAX);
		return true;
	}
	rows->histories = arena_array(call->arena, n, sizeof(*rows->histories));
	if (rows->histories == NULL)
		return true;
	for (size_t r = 0; r < n; r++)
		read_history(db_get(db, i, r).cells, &rows->histories[r]);
	rows->nhistories = n;
	rows->histories_state = n > 0 ? STORE_ROW : STORE_NONE;
	return true;
}

/* The parts that are asked for together, and one by one when that fails. */
static const struct part {
	struct query query;
	size_t statements;
	size_t state; /* offset of its enum store_state */
} parts[] = {
    {{add_task, read_node_task}, 1, offsetof(struct node_rows, task.state)},
    {{add_data, read_data}, 1, offsetof(struct node_rows, data_state)},
    {{add_states, read_states}, STATE_ROWS_STATEMENTS,
	offsetof(struct node_rows, states.state)},
    {{add_histories, read_histories}, 1,
	offsetof(struct node_rows, histories_state)},
};
#define PARTS (sizeof(parts) / sizeof(*parts))

static void
add_parts(const struct call *call, struct batch *q, void *context)
{
	for (size_t p = 0; p < PARTS; p++)
		parts[p].query.add(call, q, context);
}

static bool
read_parts(struct call *call, size_t i, void *context)
{
	for (size_t p = 0; p < PARTS; p++) {
		parts[p].query.read(call, i, context);
		i += parts[p].statements;
	}
	return true;
}

static enum db_result
try_apart(struct call *call, void *context)
{
	enum db_result result = DB_OK;

	for (size_t p = 0; p < PARTS && result == DB_OK; p++)
		result = query_try(call, &parts[p].query, context,
		    (enum store_state *)(void *)((char *)context +
						 parts[p].state));
	return result;
}

enum outcome
node_rows_admit(struct call *call, struct node_rows *rows)
{
	static const struct query all = {add_parts, read_parts};
	enum outcome outcome = query_admit(call, &all, try_apart, rows);

	rows->states.root = rows->node;
	return outcome;
}

struct acting_of {
	struct text operator;
	struct node_acting *acting;
};

/*
 * Of the maintainers: the business's executor when it always acts, then who
 * executes the task, then the business's executor, then who logged in longest
 * ago.
 */
static void
add_acting(const struct call *call, struct batch *q, void *context)
{
	const struct acting_of *of = context;

	batch_statement(q, "maintainer");
	batch_sql(q,
	    "SELECT b.cc_owner,(SELECT u.username FROM auth_group g"
	    " JOIN account_user_groups m ON m.group_id=g.id"
	    " JOIN account_user u ON u.id=m.user_id"
	    " WHERE g.name=CONCAT(b.cc_id,CHAR(0 USING ascii),'Maintainers')"
	    " ORDER BY b.always_use_executor<>0 AND u.username=b.executor DESC,"
	    "u.username<=>");
	batch_text(q, of->operator);
	batch_sql(q,
	    " DESC,u.username=b.executor DESC,u.last_login,u.id LIMIT 1)"
	    " FROM core_business b WHERE b.cc_id=");
	batch_uint(q, call->caller.business);
}

static bool
read_acting(struct call *call, size_t i, void *context)
{
	struct node_acting *acting = ((struct acting_of *)context)->acting;
	struct db_row row;

	acting->state = query_row(call, i, &row);
	if (acting->state == STORE_ROW) {
		acting->supplier = row.cells[0];
		acting->maintainer =
		    row.cells[1].s == NULL ? TEXT("") : row.cells[1];
	}
	return true;
}

enum db_result
node_acting_try(
    struct call *call, struct text operator, struct node_acting * acting)
{
	static const struct query query = {add_acting, read_acting};
	struct acting_of of = {operator, acting };

	return query_try(call, &query, &of, &acting->state);
}
