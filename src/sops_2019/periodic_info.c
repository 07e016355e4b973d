/* SPDX-License-Identifier: MIT */
/* get_periodic_task_info (sops 3.7): a periodic task with its form and tree. */
#include "sops_2019/endpoints.h"

#include "decode/tree.h"
#include "sops_2019/periodic_item.h"

struct info {
	struct periodic_info_answer row;
	struct tree *tree;
};

static enum outcome
check_task(struct call *call, const struct sops_periodic *task)
{
	if (task->state == STORE_NONE)
		return call_refuse(
		    call, ARENA_JOIN(call->arena, TEXT("task("),
			      call->variables[0], TEXT(") does not exist")));
	return periodic_check(call, call->arena, task);
}

static enum outcome
prepare(struct call *call)
{
	struct info *i = arena_alloc(call->arena, sizeof(*i));
	struct periodic_info_answer *row;
	enum outcome outcome;

	if (i == NULL)
		return call_fault(call, "out of memory");
	call->state = i;
	row = &i->row;
	outcome = call_admit(call,
	    sops_ask_periodic_info(call->sops, call->arena, &call->caller,
		call->ids[0], call->deadline, row),
	    &row->access);
	if (outcome == OUTCOME_OK)
		outcome = check_task(call, &row->task);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (row->task.snapshot.s == NULL)
		return call_fault(call, "the periodic task has no snapshot");
	i->tree = tree_open(call->arena, row->task.snapshot, call->trees);
	return i->tree != NULL ? OUTCOME_OK : call_fault(call, "out of memory");
}

static enum outcome
tree_fault(struct call *call, const struct info *i)
{
	struct text t = arena_printf(
	    call->arena, "pipeline_snapshot.data: %s", tree_error(i->tree));

	return call_fault(call, t.s == NULL ? "out of memory" : t.s);
}

static enum outcome
write_info(struct call *call, struct json_writer *w)
{
	const struct info *i = call->state;
	struct tree_summary summary;
	enum outcome outcome;

	json_object_open(w);
	outcome = periodic_members(call, w, call->arena, &i->row.task, true);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("pipeline_tree"));
	if (tree_write(i->tree, w, NULL, 0, &summary) != TREE_OK)
		return tree_fault(call, i);
	if (!summary.is_object)
		return call_fault(call, "the tree is no object");
	if (!summary.has_constants)
		return call_fault(call, "the tree has no constants");
	json_key(w, TEXT("form"));
	if (tree_write_form(i->tree, w) != TREE_OK)
		return tree_fault(call, i);
	json_object_close(w);
	return OUTCOME_OK;
}

static void
finish(struct call *call)
{
	sops_release(call->sops);
}

const struct endpoint endpoint_periodic_info = {
    .prepare = prepare,
    .write = write_info,
    .steady = call_is_steady,
    .finish = finish,
};
