/* SPDX-License-Identifier: MIT */
/*
 * get_tasks_manual_intervention_state (sops-current 4.15): which of some tasks
 * wait for somebody: a node failed, is suspended or is a pause.  One whose
 * states bk-sops cannot tell is the answer about all of them.
 */
#include "sops_current/endpoints.h"

#include "sops/task_ids.h"
#include "sops_current/states.h"

#include <stdlib.h>

#define TASKS_MAX 9

/* What was found out of a task. */
struct verdict {
	enum outcome built; /* its states */
	bool required;
};

struct interventions {
	struct task_ids ids;
	struct states states;
	struct verdict *verdicts; /* of each of the tasks */
};

static enum outcome
refuse_param(struct call *call, struct text why)
{
	return call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT, why);
}

static enum outcome
read_interventions_ids(struct call *call, struct task_ids *ids)
{
	if (!call->has_body)
		return refuse_param(
		    call, TEXT("request body is not a valid json"));
	switch (task_ids_read(call, TASKS_MAX, TASK_IDS_DJANGO, ids)) {
	case TASK_IDS_OK:
		return OUTCOME_OK;
	case TASK_IDS_NO_LIST:
		return refuse_param(call, TEXT("task_id_list must be a list"));
	case TASK_IDS_LONG:
		return refuse_param(
		    call, TEXT("task_ids_list length can not exceeds 10"));
	case TASK_IDS_BAD:
		return call_fault(call, "task_id_list has what is no id");
	case TASK_IDS_MEMORY:
		break;
	}
	return call_fault(call, "out of memory");
}

/* Whatever is wrong with a task, bk-sops says the same. */
static enum outcome
refuse_all(struct call *call)
{
	return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_NULL,
	    TEXT("task.is_manual_intervention_required get fail"));
}

/* The states of shown nodes that count. */
struct found {
	bool waits; /* FAILED or SUSPENDED */
	bool runs;
};

static void
look(const struct state_node *node, struct found *found)
{
	found->waits = found->waits || text_is(node->state, "FAILED") ||
		       text_is(node->state, "SUSPENDED");
	found->runs = found->runs || text_is(node->state, "RUNNING");
	for (const struct state_link *link = node->children; link != NULL;
	     link = link->next)
		look(link->child, found);
}

static bool
is_over(struct text state)
{
	return text_is(state, "CREATED") || text_is(state, "FINISHED") ||
	       text_is(state, "REVOKED");
}

/* Whether its flow may be needed.  v1's tree is not there yet, but
 * a root that is over stays so. */
static bool
needs_flow(const struct states_task *task)
{
	struct found found = {.waits = false};

	if (task->engine == ENGINE_V1)
		return task->is_started && !task->is_expired &&
		       task->stored.root_state.exists &&
		       !is_over(task->stored.root_state.state);
	if (task->kind != STATES_TREE || is_over(task->shown->state))
		return false;
	look(task->shown, &found);
	return found.runs && !found.waits;
}

static int
compare_ids(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* The nodes that wait until somebody goes on. */
struct pauses {
	struct text *ids; /* sorted */
	size_t count;
};

static bool
find_pauses(
    struct call *call, const struct tree_flow *flow, struct pauses *pauses)
{
	pauses->ids =
	    arena_array(call->arena, flow->count, sizeof(*pauses->ids));
	if (pauses->ids == NULL)
		return false;
	for (size_t i = 0; i < flow->count; i++)
		if (flow->nodes[i].kind == TREE_ACTIVITY &&
		    text_is(flow->nodes[i].code, "pause_node"))
			pauses->ids[pauses->count++] = flow->nodes[i].id;
	qsort(pauses->ids, pauses->count, sizeof(*pauses->ids), compare_ids);
	return true;
}

/* Whether one of them runs. */
static bool
has_pause(const struct pauses *pauses, const struct state_node *node)
{
	if (text_is(node->state, "RUNNING") &&
	    bsearch(&node->stored->id, pauses->ids, pauses->count,
		sizeof(*pauses->ids), compare_ids) != NULL)
		return true;
	for (const struct state_link *link = node->children; link != NULL;
	     link = link->next)
		if (has_pause(pauses, link->child))
			return true;
	return false;
}

/* Of a task with a tree. */
static enum outcome
judge_tree(struct call *call, struct states_task *task, bool *required)
{
	struct found found = {.waits = false};
	struct pauses pauses = {.count = 0};
	enum outcome outcome;

	if (is_over(task->shown->state))
		return OUTCOME_OK;
	look(task->shown, &found);
	*required = found.waits;
	if (found.waits || !found.runs)
		return OUTCOME_OK;
	if (!task->has_snapshot)
		return refuse_all(call);
	outcome = states_read_flow(call, task);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (!find_pauses(call, task->flow, &pauses))
		return call_fault(call, "out of memory");
	*required = has_pause(&pauses, task->shown);
	return OUTCOME_OK;
}

static enum outcome
judge(struct call *call, struct states_task *task, struct verdict *verdict)
{
	const struct interventions *v = call->state;

	if (task->instance == 0)
		return call_fault(call, "the task has no pipeline instance");
	if (!task->is_started)
		return OUTCOME_OK;
	if (task->engine != ENGINE_V2)
		verdict->built = states_build(call, &v->states, task);
	if (verdict->built == OUTCOME_REFUSED ||
	    (verdict->built == OUTCOME_OK && task->kind == STATES_EXPIRED))
		return refuse_all(call);
	if (verdict->built != OUTCOME_OK || task->kind != STATES_TREE)
		return verdict->built;
	return judge_tree(call, task, &verdict->required);
}

/* v2's trees are there after the first question, and say whose
 * flows are needed. */
static enum outcome
judge_all(struct call *call)
{
	struct interventions *v = call->state;
	struct states *states = &v->states;
	enum outcome outcome;

	v->verdicts =
	    arena_array(call->arena, states->count, sizeof(*v->verdicts));
	if (v->verdicts == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < states->count; i++)
		if (states->tasks[i].engine == ENGINE_V2)
			v->verdicts[i].built =
			    states_build(call, states, &states->tasks[i]);
	outcome = states_ask_more(call, states, needs_flow, NULL, NULL);
	if (outcome == OUTCOME_OK && states->too_many)
		outcome = call_fault(call, "the tasks have too many states");
	for (size_t i = 0; outcome == OUTCOME_OK && i < states->count; i++)
		outcome = judge(call, &states->tasks[i], &v->verdicts[i]);
	return outcome;
}

static enum outcome
prepare_interventions(struct call *call)
{
	struct interventions *v = call->state;
	enum outcome outcome = read_interventions_ids(call, &v->ids);

	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PROJECT, outcome);
	v->states = (struct states){.ids = v->ids.ids, .nids = v->ids.count};
	outcome = admit_ask(call, GATE_PROJECT, &states_query, &v->states);
	if (outcome == OUTCOME_OK && v->states.too_many)
		outcome = call_fault(call, "the tasks have too many states");
	return outcome == OUTCOME_OK ? judge_all(call) : outcome;
}

static enum outcome
write_interventions(struct call *call, struct json_writer *w)
{
	const struct interventions *v = call->state;

	json_array_open(w);
	for (size_t i = 0; i < v->states.count && json_failed(w) == 0; i++) {
		json_object_open(w);
		json_member_int(w, "id", v->states.tasks[i].id);
		json_member_bool(
		    w, "manual_intervention_required", v->verdicts[i].required);
		json_object_close(w);
	}
	json_array_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {"scope", "task_id_list", NULL};

const struct endpoint current_tasks_intervention = {
    .parameters = parameters,
    .json_body = true,
    .state_size = sizeof(struct interventions),
    .prepare = prepare_interventions,
    .write = write_interventions,
};
