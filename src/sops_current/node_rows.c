/* SPDX-License-Identifier: MIT */
#include "sops_current/node.h"

#include "base/log.h"
#include "sops_current/admit.h"

bool
node_rows_is_past(const struct node_rows *rows)
{
	return rows->has_loop && rows->loop < rows->states.root_state.loop;
}

void
node_rows_add_task(const struct call *call, struct batch *q)
{
	batch_statement(q, "task");
	batch_sql(q, "SELECT t.id,t.engine_ver,i.id,f.id,f.data,s.data");
	admit_from_tasks(call, q);
	batch_sql(q,
	    " LEFT JOIN pipeline_pipelineinstance i"
	    " ON i.id=t.pipeline_instance_id"
	    " LEFT JOIN pipeline_treeinfo f ON f.id=i.tree_info_id"
	    " LEFT JOIN pipeline_snapshot s ON s.id=i.execution_snapshot_id"
	    " WHERE t.id=");
	batch_uint(q, call->task);
}

void
node_rows_read_task(const struct call *call, size_t i, struct node_task *task)
{
	struct db_row row;

	task->state = query_row(call, i, &row);
	if (task->state != STORE_ROW)
		return;
	task->id = db_int(row.cells[0]);
	task->engine = db_int(row.cells[1]);
	task->nodes =
	    (struct task_nodes){.has_instance = row.cells[2].s != NULL,
		.has_info = row.cells[3].s != NULL,
		.info = row.cells[4],
		.snapshot = row.cells[5]};
}

/* Of both engines in the same places: those of v1 have no version. */
#define RUN_COLUMNS "h.id,h.`loop`,h.skip,h.started_time,h.archived_time,"

static void
add_loop(struct batch *q, int64_t loop)
{
	batch_sql(q, loop < 0 ? "-" : "");
	batch_uint(q, loop < 0 ? 0 - (uint64_t)loop : (uint64_t)loop);
}

/* Of runs h and the state s: those of the loop that is shown, or the last one
 * of a past loop; v1 orders them by their start. */
static void
add_of_loop(struct batch *q, const struct node_rows *rows, bool by_start)
{
	const char *direction = rows->is_detail ? "" : " DESC";

	batch_sql(q, " AND h.`loop`=");
	if (rows->has_loop) {
		batch_sql(q, "LEAST(s.`loop`,");
		add_loop(q, rows->loop);
		batch_sql(q, ")");
	} else
		batch_sql(q, "s.`loop`");
	if (!rows->is_detail) {
		batch_sql(q, " AND s.`loop`>");
		add_loop(q, rows->loop);
	}
	batch_sql(q, " ORDER BY ");
	if (by_start) {
		batch_sql(q, "h.started_time");
		batch_sql(q, direction);
		batch_sql(q, ",");
	}
	batch_sql(q, "h.id");
	batch_sql(q, direction);
	batch_sql(q, " LIMIT ");
	batch_uint(q, rows->is_detail ? NODE_HISTORIES_MAX + 1 : 1);
}

static struct stored_values
read_eri_values(const struct text *cells)
{
	return (struct stored_values){.exists = true,
	    .inputs = cells[0],
	    .inputs_serializer = cells[1],
	    .outputs = cells[2],
	    .outputs_serializer = cells[3]};
}

static struct stored_values
read_io_values(const struct text *cells)
{
	return (struct stored_values){.exists = cells[0].s != NULL,
	    .inputs = cells[1],
	    .outputs = cells[2],
	    .ex_data = cells[3]};
}

/* False when they are too many or out of memory. */
static bool
read_runs(struct call *call, size_t i, struct node_rows *rows)
{
	const struct db *db = call->sops->db;
	size_t n = db_rows(db, i);

	if (n > NODE_HISTORIES_MAX) {
		log_error(
		    "a node has more than %d histories", NODE_HISTORIES_MAX);
		return false;
	}
	rows->runs = arena_array(call->arena, n, sizeof(*rows->runs));
	if (rows->runs == NULL)
		return false;
	for (size_t r = 0; r < n; r++) {
		const struct text *cells = db_get(db, i, r).cells;
		struct stored_run *run = &rows->runs[r];

		run->id = db_int(cells[0]);
		run->loop = db_int(cells[1]);
		run->skip = db_int(cells[2]);
		run->started_time = cells[3];
		run->archived_time = cells[4];
		if (rows->task.engine == ENGINE_V1)
			run->values = read_io_values(cells + 5);
		else {
			run->version = cells[5];
			run->values = read_eri_values(cells + 6);
		}
	}
	rows->nruns = n;
	return true;
}

/* ---------- v2 ---------- */

/* States s of the task's own nodes: node_id alone would also find another
 * task's. */
static void
from_states(const struct call *call, struct batch *q, const char *column,
    struct text node)
{
	admit_from_tasks(call, q);
	batch_sql(q, " AND t.id=");
	batch_uint(q, call->task);
	batch_sql(q, " JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id"
		     " JOIN eri_state s ON s.root_id=i.instance_id AND s.");
	batch_sql(q, column);
	batch_sql(q, "=");
	batch_text(q, node);
}

static void
add_eri_detail(const struct call *call, struct batch *q, struct text node)
{
	batch_statement(q, "eri_state of children");
	batch_sql(q, "SELECT " ENGINE_STATE_COLUMNS);
	from_states(call, q, "parent_id", node);
	batch_sql(q, " ORDER BY s.id LIMIT ");
	batch_uint(q, STATE_ROWS_MAX + 1);
	if (call->config->release != RELEASE_3_34)
		return;
	batch_statement(q, "taskflow3_autoretrynodestrategy");
	batch_sql(q, "SELECT " ENGINE_RETRY_COLUMNS);
	from_states(call, q, "node_id", node);
	batch_sql(q, " JOIN taskflow3_autoretrynodestrategy a"
		     " ON a.root_pipeline_id=s.root_id"
		     " AND a.node_id=s.node_id");
}

/* A run of the current loop is no data of get_task_node_data. */
static bool
asks_for_runs(const struct node_rows *rows)
{
	return rows->is_detail || rows->has_loop;
}

static void
add_eri(const struct call *call, struct batch *q, const struct node_rows *rows)
{
	batch_statement(q, "eri_state");
	batch_sql(q, "SELECT " ENGINE_STATE_COLUMNS);
	from_states(call, q, "node_id", rows->node);
	batch_statement(q, "eri_executiondata");
	batch_sql(q, "SELECT d.inputs,d.inputs_serializer,d.outputs,"
		     "d.outputs_serializer");
	from_states(call, q, "node_id", rows->node);
	batch_sql(q, " JOIN eri_executiondata d ON d.node_id=s.node_id");
	if (asks_for_runs(rows)) {
		batch_statement(q, "eri_executionhistory");
		batch_sql(q, "SELECT " RUN_COLUMNS "h.version,h.inputs,"
			     "h.inputs_serializer,h.outputs,"
			     "h.outputs_serializer");
		from_states(call, q, "node_id", rows->node);
		batch_sql(q, " JOIN eri_executionhistory h"
			     " ON h.node_id=s.node_id");
		add_of_loop(q, rows, false);
	}
	if (rows->is_detail)
		add_eri_detail(call, q, rows->node);
}

static bool
read_eri(struct call *call, size_t i, struct node_rows *rows)
{
	struct stored_child node;
	struct db_row row;

	rows->states.state = query_row(call, i++, &row);
	if (rows->states.state == STORE_ROW) {
		engine_state_read(row.cells, &node);
		rows->states.root = node.id;
		rows->states.root_state = node.state;
	}
	if (query_row(call, i++, &row) == STORE_ROW)
		rows->current = read_eri_values(row.cells);
	if (asks_for_runs(rows) && !read_runs(call, i++, rows))
		return false;
	if (!rows->is_detail)
		return true;
	if (!state_rows_read_children(
		call, i++, &rows->states, engine_state_read))
		return false;
	rows->is_retried = call->config->release == RELEASE_3_34 &&
			   query_row(call, i, &row) == STORE_ROW;
	if (rows->is_retried)
		engine_retry_read(row.cells, &rows->auto_retry);
	return true;
}

/* ---------- v1 ---------- */

static void
add_engine(const struct call *call, struct batch *q, void *context)
{
	const struct node_rows *rows = context;
	const struct states_of of = {.node = rows->node, .depth = 1};

	state_rows_add(call, q, &of);
	batch_statement(q, "engine_data");
	batch_sql(q, "SELECT d.id,d.inputs,d.outputs,d.ex_data"
		     " FROM engine_data d WHERE d.id=");
	batch_text(q, rows->node);
	if (!asks_for_runs(rows))
		return;
	batch_statement(q, "engine_history");
	batch_sql(q, "SELECT " RUN_COLUMNS "d.id,d.inputs,d.outputs,d.ex_data"
		     " FROM engine_status s JOIN engine_history h"
		     " ON h.identifier=s.id LEFT JOIN engine_historydata d"
		     " ON d.id=h.data_id WHERE s.id=");
	batch_text(q, rows->node);
	add_of_loop(q, rows, true);
}

static bool
read_engine(struct call *call, size_t i, void *context)
{
	struct node_rows *rows = context;
	struct db_row row;

	state_rows_read(call, i, &rows->states);
	i += STATE_ROWS_STATEMENTS;
	if (query_row(call, i++, &row) == STORE_ROW)
		rows->current = read_io_values(row.cells);
	return !asks_for_runs(rows) || read_runs(call, i, rows);
}

/* ---------- all of it ---------- */

static void
add_rows(const struct call *call, struct batch *q, void *context)
{
	const struct node_rows *rows = context;

	node_rows_add_task(call, q);
	add_eri(call, q, rows);
}

static bool
read_rows(struct call *call, size_t i, void *context)
{
	struct node_rows *rows = context;

	node_rows_read_task(call, i++, &rows->task);
	return rows->task.engine != ENGINE_V2 || read_eri(call, i, rows);
}

enum outcome
node_rows_ask(struct call *call, struct node_rows *rows)
{
	static const struct query of_v2 = {add_rows, read_rows};
	static const struct query of_v1 = {add_engine, read_engine};
	enum outcome outcome = admit_ask(call, GATE_TASK, &of_v2, rows);

	if (outcome != OUTCOME_OK || rows->task.engine != ENGINE_V1)
		return outcome;
	return call_database(call, query_ask(call, &of_v1, rows));
}
