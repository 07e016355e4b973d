/* SPDX-License-Identifier: MIT */
/* get_task_status (sops 3.4): the states of a task and of its nodes. */
#include "sops_2019/endpoints.h"

#include "sops_2019/admit.h"
#include "sops_2019/status_tree.h"

struct status {
	enum store_state task; /* STORE_NONE: deleted, or of another business */
	bool has_instance;
	bool is_started;
	struct stored_states states;
	struct stored_states other; /* of the node with the task's id */
	struct state_tree *tree;    /* NULL: the task was not started */
};

/* The instance, i, of the task if that was started. */
static void
from_task(const struct call *call, struct batch *q)
{
	query_tasks(call, q);
	batch_sql(q, " AND t.is_deleted=0 AND t.id=");
	batch_uint(q, call->ids[0]);
	batch_sql(q, " JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id AND i.is_started<>0");
}

static const struct states_of of_task = {
    .from = from_task, .depth = STATE_DEPTH_MAX};

static void
add_task(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	batch_statement(q, "task");
	batch_sql(q, "SELECT i.id,i.is_started");
	query_tasks(call, q);
	batch_sql(q, " LEFT JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id"
		     " WHERE t.is_deleted=0 AND t.id=");
	batch_uint(q, call->ids[0]);
}

static bool
read_started(struct call *call, size_t i, void *context)
{
	struct status *s = context;
	struct db_row row;

	s->task = query_row(call, i, &row);
	if (s->task == STORE_ROW) {
		s->has_instance = row.cells[0].s != NULL;
		s->is_started = db_int(row.cells[1]) != 0;
	}
	return true;
}

static void
add_task_and_states(const struct call *call, struct batch *q, void *context)
{
	add_task(call, q, context);
	state_rows_add(call, q, &of_task);
}

static bool
read_task_and_states(struct call *call, size_t i, void *context)
{
	struct status *s = context;

	read_started(call, i, s);
	state_rows_read(call, i + 1, &s->states);
	return true;
}

struct asked_states {
	const struct states_of *of;
	struct stored_states *states;
};

static void
add_states(const struct call *call, struct batch *q, void *context)
{
	const struct asked_states *asked = context;

	state_rows_add(call, q, asked->of);
}

static bool
read_states(struct call *call, size_t i, void *context)
{
	const struct asked_states *asked = context;

	state_rows_read(call, i, asked->states);
	return true;
}

/* Asks for states alone; as query_try. */
static enum db_result
try_states(
    struct call *call, const struct states_of *of, struct stored_states *states)
{
	static const struct query query = {add_states, read_states};
	struct asked_states asked = {of, states};
	enum db_result result = query_try(call, &query, &asked, &states->state);

	if (of->from == NULL)
		states->root = of->node;
	return result;
}

/* A task that is missing or not started needs no table of the engine. */
static enum db_result
try_apart(struct call *call, void *context)
{
	static const struct query task_query = {add_task, read_started};
	struct status *s = context;
	enum db_result result = query_try(call, &task_query, s, &s->task);

	if (result != DB_OK || s->task != STORE_ROW || !s->is_started)
		return result;
	return try_states(call, &of_task, &s->states);
}

/* bk-sops puts the id into a text of bytes (sops 3.1.1). */
static enum outcome
refuse_status(struct call *call, struct text why)
{
	if (!text_is_ascii(call->variables[0]))
		return call_fault(
		    call, "the status has an error, and the id is not ASCII");
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("task[id="), call->variables[0],
		      TEXT("] get status error: "), why));
}

static enum status_tree_result
build(struct call *call, const struct stored_states *stored, struct text *why)
{
	struct status *s = call->state;

	return status_tree_build(call, stored, NULL, &s->tree, why);
}

static enum outcome
outcome_of(struct call *call, enum status_tree_result result, struct text why)
{
	switch (result) {
	case STATUS_TREE_OK:
		return OUTCOME_OK;
	case STATUS_TREE_MEMORY:
		return call_fault(call, "out of memory");
	case STATUS_TREE_VALUE_ERROR:
	case STATUS_TREE_ERROR:
		break;
	}
	return refuse_status(call, why);
}

/* Where no task gives an answer the id is taken for the one of a node. */
static enum outcome
answer_node(struct call *call)
{
	const struct states_of of_node = {
	    .node = call->variables[0], .depth = STATE_DEPTH_MAX};
	struct status *s = call->state;
	struct text why = TEXT_NONE;
	enum outcome outcome =
	    call_database(call, try_states(call, &of_node, &s->other));

	if (outcome != OUTCOME_OK)
		return outcome;
	if (s->other.state != STORE_ROW)
		return call_fault(call, "the states could not be read");
	return outcome_of(call, build(call, &s->other, &why), why);
}

static enum outcome
answer_task(struct call *call)
{
	struct status *s = call->state;
	enum status_tree_result result;
	struct text why = TEXT_NONE;

	if (s->task == STORE_FAILED)
		return call_fault(call, "the task could not be read");
	if (s->task != STORE_ROW)
		return answer_node(call);
	if (!s->has_instance)
		return refuse_status(call,
		    TEXT("'NoneType' object has no attribute 'is_started'"));
	if (!s->is_started)
		return OUTCOME_OK;
	if (s->states.state != STORE_ROW)
		return call_fault(call, "the states could not be read");
	result = build(call, &s->states, &why);
	if (result == STATUS_TREE_VALUE_ERROR)
		return answer_node(call);
	return outcome_of(call, result, why);
}

static enum outcome
prepare_status(struct call *call)
{
	static const struct query query = {
	    add_task_and_states, read_task_and_states};
	enum outcome outcome =
	    query_admit(call, &query, try_apart, call->state);

	return outcome == OUTCOME_OK ? answer_task(call) : outcome;
}

static enum outcome
write_status(struct call *call, struct json_writer *w)
{
	const struct status *s = call->state;

	if (s->tree == NULL)
		status_created_write(w, NULL, true);
	else
		status_tree_write(s->tree, w, NULL, true);
	return OUTCOME_OK;
}

static bool
is_cacheable(const struct call *call)
{
	const struct status *s = call->state;

	return s->tree == NULL || !s->tree->root.is_running;
}

const struct endpoint endpoint_task_status = {
    .state_size = sizeof(struct status),
    .prepare = prepare_status,
    .write = write_status,
    .cacheable = is_cacheable,
};
