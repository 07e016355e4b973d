/* SPDX-License-Identifier: MIT */
#include "sops_2019/state_rows.h"

#include "base/log.h"

/* The node whose states are asked for, inside a statement. */
static void
root(struct batch *q, const struct states_of *of)
{
	if (of->task)
		batch_sql(q, "i.instance_id");
	else
		batch_text(q, of->node);
}

/* Where the root comes from: the instance, i, of the task if that was started,
 * or the node itself. */
static void
from(const struct call *call, struct batch *q, const struct states_of *of)
{
	if (!of->task) {
		batch_sql(q, " FROM (SELECT 1) one");
		return;
	}
	query_tasks(call, q);
	batch_sql(q, " AND t.is_deleted=0 AND t.id=");
	batch_uint(q, call->ids[0]);
	batch_sql(q, " JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id AND i.is_started<>0");
}

/* Of the relations r: below the root and not too deep. */
static void
where_below(struct batch *q, const struct states_of *of)
{
	batch_sql(q, "r.ancestor_id=");
	root(q, of);
	batch_sql(q, " AND r.distance<=");
	batch_uint(q, of->depth);
}

/* The root with its relations counted; no row for a task that was not started.
 * Python compares ids exactly, the database does not. */
static void
add_root(const struct call *call, struct batch *q, const struct states_of *of)
{
	batch_statement(q, "engine_status");
	batch_sql(q, "SELECT ");
	root(q, of);
	batch_sql(q, ",EXISTS(SELECT 1 FROM engine_noderelationship r WHERE ");
	where_below(q, of);
	batch_sql(
	    q, "),(SELECT COUNT(*) FROM engine_noderelationship r WHERE ");
	where_below(q, of);
	batch_sql(q, " AND r.descendant_id=");
	root(q, of);
	batch_sql(q, " AND CAST(r.descendant_id AS BINARY)=CAST(");
	root(q, of);
	batch_sql(q, " AS BINARY))," STATE_COLUMNS);
	from(call, q, of);
	batch_sql(q, " LEFT JOIN engine_status s ON s.id=");
	root(q, of);
}

/* p is a parent of what is below the root, which has r. */
static void
add_children(
    const struct call *call, struct batch *q, const struct states_of *of)
{
	batch_statement(q, "engine_noderelationship");
	batch_sql(q, "SELECT p.ancestor_id,p.descendant_id," STATE_COLUMNS);
	from(call, q, of);
	batch_sql(q, " JOIN engine_noderelationship r ON ");
	where_below(q, of);
	batch_sql(q, " JOIN engine_noderelationship p"
		     " ON p.descendant_id=r.descendant_id AND p.distance=1"
		     " LEFT JOIN engine_status s ON s.id=p.descendant_id"
		     " LIMIT ");
	batch_uint(q, STATE_ROWS_MAX + 1);
}

void
state_rows_add(
    const struct call *call, struct batch *q, const struct states_of *of)
{
	add_root(call, q, of);
	add_children(call, q, of);
}

/* `cells` are those of STATE_COLUMNS. */
static void
read_status(const struct text *cells, struct stored_status *status)
{
	status->exists = cells[0].s != NULL;
	status->id = cells[0];
	status->state = cells[1];
	status->name = cells[2];
	status->version = cells[3];
	status->retry = db_int(cells[4]);
	status->loop = db_int(cells[5]);
	status->skip = db_int(cells[6]);
	status->error_ignorable = db_int(cells[7]);
	status->started_time = cells[8];
	status->archived_time = cells[9];
}

void
state_rows_read_root(const struct text *cells, struct stored_states *states)
{
	states->root = cells[0];
	states->has_relations = db_int(cells[1]) != 0;
	states->selves = db_int(cells[2]);
	read_status(cells + 3, &states->status);
}

void
state_rows_read_child(const struct text *cells, struct stored_child *child)
{
	child->parent = cells[0];
	child->id = cells[1];
	read_status(cells + 2, &child->status);
	if (child->status.exists && !text_eq(child->status.id, child->id))
		child->status.exists = false;
}

/* The rows of statement `i`; false when they are too many. */
static bool
read_children(struct call *call, size_t i, struct stored_states *states)
{
	const struct db *db = call->sops->db;
	size_t n = db_rows(db, i);

	if (n > STATE_ROWS_MAX) {
		log_error("the tree of a task has more than %d relations",
		    STATE_ROWS_MAX);
		return false;
	}
	states->children =
	    arena_array(call->arena, n, sizeof(*states->children));
	if (states->children == NULL)
		return false;
	for (size_t r = 0; r < n; r++)
		state_rows_read_child(
		    db_get(db, i, r).cells, &states->children[r]);
	states->nchildren = n;
	return true;
}

void
state_rows_read(struct call *call, size_t i, struct stored_states *states)
{
	struct db_row row;

	states->state = query_row(call, i, &row);
	if (states->state != STORE_ROW)
		return;
	state_rows_read_root(row.cells, states);
	if (!read_children(call, i + 1, states))
		states->state = STORE_FAILED;
}
