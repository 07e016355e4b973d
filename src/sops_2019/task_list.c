/* SPDX-License-Identifier: MIT */
/*
 * get_task_list: the tasks of a business, the newest first.  bk-sops of the
 * 2019 generation has no such endpoint; names and shape are those of the
 * current one (sops-current 4.1), without what these tables do not have:
 * project_id, project_name, auth_actions.  A task without pipeline instance is
 * there, with null for what the instance has.
 *
 * Beyond it: `fields` names the members that are wanted; the answer has
 * "next_cursor", null on the last page, which as `cursor` gives the page
 * behind.  Pages by cursor cost the same wherever they are, and a task that is
 * created meanwhile moves none of them.
 */
#include "sops_2019/endpoints.h"

#include "sops_2019/task_list_params.h"

/* The times of one task. */
#define ROW_MEMORY ((size_t)16 * 1024)

struct listing {
	struct task_list_params params;
	struct task_list_answer rows;
	struct arena *row; /* of one task */
	size_t count;	   /* tasks of this page */
};

static enum outcome
check_tasks(struct call *call, struct listing *l)
{
	const struct task_list_answer *rows = &l->rows;
	struct odd_dates odd = {.what = "task"};

	if (rows->state != STORE_ROW)
		return call_fault(call, "the tasks could not be read");
	l->params.fields.business = &rows->access.business;
	l->count = rows->count < l->params.limit ? rows->count
						 : (size_t)l->params.limit;
	for (size_t i = 0; i < l->count; i++)
		task_fields_check(&l->params.fields, &rows->tasks[i], &odd);
	call->notice = odd_dates_tell(call, &odd);
	return OUTCOME_OK;
}

/* Wrong parameters are told to those alone who may ask. */
static enum outcome
prepare(struct call *call)
{
	struct listing *l = arena_alloc(call->arena, sizeof(*l));
	struct task_list_answer *rows;
	enum outcome wrong, outcome;
	struct text message;

	if (l == NULL)
		return call_fault(call, "out of memory");
	call->state = l;
	l->row = arena_new(ROW_MEMORY);
	if (l->row == NULL)
		return call_fault(call, "out of memory");
	wrong = task_list_params_read(call, &l->params);
	if (wrong == OUTCOME_FAULT)
		return wrong;
	message = call->message;
	rows = &l->rows;
	outcome = call_admit(call,
	    sops_ask_task_list(call->sops, call->arena, &call->caller,
		wrong == OUTCOME_OK ? &l->params.page : NULL, call->deadline,
		rows),
	    &rows->access);
	if (outcome == OUTCOME_OK && wrong != OUTCOME_OK)
		return call_refuse(call, message);
	return outcome == OUTCOME_OK ? check_tasks(call, l) : outcome;
}

static void
finish(struct call *call)
{
	struct listing *l = call->state;

	if (l != NULL)
		arena_free(l->row);
	sops_release(call->sops);
}

static enum outcome
write_list(struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_array_open(w);
	for (size_t i = 0; i < l->count && json_failed(w) == 0; i++) {
		arena_reset(l->row);
		task_fields_write(
		    call, w, l->row, &l->params.fields, &l->rows.tasks[i]);
	}
	json_array_close(w);
	return OUTCOME_OK;
}

static void
write_beside(const struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_member_int(w, "count", l->rows.total);
	if (l->count > 0 && l->rows.count > l->count)
		json_member_int(
		    w, "next_cursor", l->rows.tasks[l->count - 1].id);
	else
		json_member_null(w, "next_cursor");
}

static const char *const parameters[] = {"keyword", "executor", "create_method",
    "template_id", "is_started", "is_finished", "is_child_taskflow",
    "without_count", "template_ids", "create_time_start", "create_time_end",
    "limit", "offset", "cursor", "expected_timezone", "fields", NULL};

const struct endpoint endpoint_task_list = {
    .like = "get_task_detail",
    .parameters = parameters,
    .prepare = prepare,
    .write = write_list,
    .beside = write_beside,
    .steady = call_is_steady,
    .finish = finish,
};
