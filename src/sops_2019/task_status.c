/* SPDX-License-Identifier: MIT */
/* get_task_status (sops 3.4): the states of a task and of its nodes. */
#include "sops_2019/endpoints.h"

#include "sops_2019/status_tree.h"

struct status {
	struct task_status_answer row;
	struct sops_status_tree other; /* of the node with the task's id */
	struct status_tree *tree;      /* NULL: the task was not started */
};

/* bk-sops puts the id into a text of bytes (sops 3.1.1). */
static enum outcome
refuse(struct call *call, struct text why)
{
	if (!text_is_ascii(call->variables[0]))
		return call_fault(
		    call, "the status has an error, and the id is not ASCII");
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("task[id="), call->variables[0],
		      TEXT("] get status error: "), why));
}

static enum status_tree_result
build(
    struct call *call, const struct sops_status_tree *stored, struct text *why)
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
	return refuse(call, why);
}

/* Where no task gives an answer the id is taken for the one of a node. */
static enum outcome
answer_node(struct call *call)
{
	struct status *s = call->state;
	struct text why = TEXT_NONE;
	enum outcome outcome;

	outcome = call_database(call,
	    sops_ask_status_tree(call->sops, call->arena, call->variables[0],
		STATUS_DEPTH_MAX, call->deadline, &s->other));
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
	const struct sops_status_task *task = &s->row.task;
	enum status_tree_result result;
	struct text why = TEXT_NONE;

	if (task->state == STORE_FAILED)
		return call_fault(call, "the task could not be read");
	if (task->state != STORE_ROW)
		return answer_node(call);
	if (!task->has_instance)
		return refuse(call,
		    TEXT("'NoneType' object has no attribute 'is_started'"));
	if (!task->is_started)
		return OUTCOME_OK;
	if (s->row.tree.state != STORE_ROW)
		return call_fault(call, "the states could not be read");
	result = build(call, &s->row.tree, &why);
	if (result == STATUS_TREE_VALUE_ERROR)
		return answer_node(call);
	return outcome_of(call, result, why);
}

static enum outcome
prepare(struct call *call)
{
	struct status *s = arena_alloc(call->arena, sizeof(*s));
	enum outcome outcome;

	if (s == NULL)
		return call_fault(call, "out of memory");
	call->state = s;
	outcome = call_admit(call,
	    sops_ask_task_status(call->sops, call->arena, &call->caller,
		call->ids[0], call->deadline, &s->row),
	    &s->row.access);
	return outcome == OUTCOME_OK ? answer_task(call) : outcome;
}

static void
finish(struct call *call)
{
	sops_release(call->sops);
}

static enum outcome
write_data(struct call *call, struct json_writer *w)
{
	const struct status *s = call->state;

	if (s->tree == NULL)
		status_created_write(w, NULL, true);
	else
		status_tree_write(s->tree, w);
	return OUTCOME_OK;
}

static bool
is_steady(const struct call *call)
{
	const struct status *s = call->state;

	return s->tree == NULL || !status_tree_is_running(s->tree);
}

const struct endpoint endpoint_task_status = {
    .prepare = prepare,
    .write = write_data,
    .steady = is_steady,
    .finish = finish,
};
