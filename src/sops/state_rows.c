/* SPDX-License-Identifier: MIT */
#include "sops/state_rows.h"

#include "base/log.h"

/* The columns of a state s. */
#define STATE_COLUMNS                                            \
	"s.id,s.state,s.name,s.version,s.retry,s.`loop`,s.skip," \
	"s.error_ignorable,s.started_time,s.archived_time"

static void
add_state_columns(const struct call *call, struct batch *q)
{
	batch_sql(q, STATE_COLUMNS);
	batch_sql(q, call->generation == GENERATION_CURRENT
			 ? ",s.state_refresh_at"
			 : ",NULL");
}

/* `cells` are those of add_state_columns. */
static void
read_state(const struct text *cells, struct stored_state *state)
{
	state->exists = cells[0].s != NULL;
	state->id = cells[0];
	state->state = cells[1];
	state->name = cells[2];
	state->version = cells[3];
	state->retry = db_int(cells[4]);
	state->loop = db_int(cells[5]);
	state->skip = db_int(cells[6]);
	state->error_ignorable = db_int(cells[7]);
	state->started_time = cells[8];
	state->archived_time = cells[9];
	state->refreshed_time = cells[10];
}

/* The node whose states are asked for, inside a statement. */
static void
root(struct batch *q, const struct states_of *of)
{
	if (of->from != NULL)
		batch_sql(q, "i.instance_id");
	else
		batch_text(q, of->node);
}

static void
from(const struct call *call, struct batch *q, const struct states_of *of)
{
	if (of->from != NULL)
		of->from(call, q);
	else
		batch_sql(q, " FROM (SELECT 1) one");
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
	batch_sql(q, " AS BINARY)),");
	add_state_columns(call, q);
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
	batch_sql(q, "SELECT p.ancestor_id,p.descendant_id,");
	add_state_columns(call, q);
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

void
state_rows_read_root(const struct text *cells, struct stored_states *states)
{
	states->root = cells[0];
	states->has_relations = db_int(cells[1]) != 0;
	states->selves = db_int(cells[2]);
	read_state(cells + 3, &states->root_state);
}

static void
read_child(const struct text *cells, struct stored_child *child)
{
	child->parent = cells[0];
	child->id = cells[1];
	read_state(cells + 2, &child->state);
	if (child->state.exists && !text_eq(child->state.id, child->id))
		child->state.exists = false;
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
		read_child(db_get(db, i, r).cells, &states->children[r]);
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

/* Of the relations r, those of the tree of an instance i. */
#define OF_TREE "r.ancestor_id=i.instance_id AND r.distance<="

void
state_rows_add_root(const struct call *call, struct batch *q)
{
	batch_sql(q, "i.instance_id,i.is_started<>0 AND EXISTS(SELECT 1"
		     " FROM engine_noderelationship r WHERE " OF_TREE);
	batch_uint(q, STATE_DEPTH_MAX);
	batch_sql(q,
	    "),(SELECT COUNT(*) FROM engine_noderelationship r"
	    " WHERE i.is_started<>0 AND r.descendant_id=i.instance_id"
	    " AND CAST(r.descendant_id AS BINARY)=CAST(i.instance_id AS BINARY)"
	    " AND " OF_TREE);
	batch_uint(q, STATE_DEPTH_MAX);
	batch_sql(q, "),");
	add_state_columns(call, q);
}

bool
state_rows_many(struct call *call, size_t count, struct states_of_many *of)
{
	of->keys = arena_array(call->arena, count, sizeof(*of->keys));
	of->states =
	    arena_array(call->arena, count, sizeof(struct stored_states *));
	return of->keys != NULL && of->states != NULL;
}

/* The key of the instance, and then what read_child takes. */
void
state_rows_add_many(
    const struct call *call, struct batch *q, const struct states_of_many *of)
{
	batch_statement(q, "engine_noderelationship");
	batch_sql(q, "SELECT i.id,p.ancestor_id,p.descendant_id,");
	add_state_columns(call, q);
	batch_sql(q, " FROM pipeline_pipelineinstance i"
		     " JOIN engine_noderelationship r ON " OF_TREE);
	batch_uint(q, STATE_DEPTH_MAX);
	batch_sql(q, " JOIN engine_noderelationship p"
		     " ON p.descendant_id=r.descendant_id AND p.distance=1"
		     " LEFT JOIN engine_status s ON s.id=p.descendant_id"
		     " WHERE i.id");
	query_in(q, of->keys, of->count);
	batch_sql(q, " LIMIT ");
	batch_uint(q, of->max + 1);
}

/* Whose child a row is; NULL when it is none of theirs. */
static struct stored_states *
parent_of(const struct states_of_many *of, struct db_row row)
{
	int64_t key = db_int(row.cells[0]);

	for (size_t i = 0; i < of->count; i++)
		if ((int64_t)of->keys[i] == key)
			return of->states[i];
	return NULL;
}

bool
state_rows_share(struct call *call, size_t i, struct states_of_many *of,
    state_rows_reader read)
{
	const struct db *db = call->sops->db;
	struct stored_states *states;

	of->total = db_rows(db, i);
	if (of->total > of->max)
		return true;
	for (size_t r = 0; r < of->total; r++)
		if ((states = parent_of(of, db_get(db, i, r))) != NULL)
			states->nchildren++;
	for (size_t t = 0; t < of->count; t++) {
		states = of->states[t];
		states->children = arena_array(
		    call->arena, states->nchildren, sizeof(*states->children));
		if (states->children == NULL)
			return false;
		states->nchildren = 0;
	}
	for (size_t r = 0; r < of->total; r++) {
		struct db_row row = db_get(db, i, r);

		if ((states = parent_of(of, row)) != NULL)
			read(row.cells + 1,
			    &states->children[states->nchildren++]);
	}
	return true;
}

bool
state_rows_read_many(struct call *call, size_t i, struct states_of_many *of)
{
	return state_rows_share(call, i, of, read_child);
}
