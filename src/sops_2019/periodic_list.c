/* SPDX-License-Identifier: MIT */
/* get_periodic_task_list (sops 3.7): the periodic tasks of a business. */
#include "sops_2019/endpoints.h"

#include "sops/moment.h"
#include "sops/odd_dates.h"
#include "sops_2019/periodic_item.h"

/* One row's extra_info, while it is checked, or its time.  What is longer than
 * TREE_HELD is not held. */
#define ROW_MEMORY ((size_t)4 * 1024 * 1024)

struct listing {
	struct periodic_list_answer rows;
	struct arena *row; /* of one periodic task */
};

static bool
is_odd(const struct sops_periodic *task)
{
	return moment_is_odd(moment_parse(task->last_run_at));
}

static enum outcome
check_rows(struct call *call, const struct listing *l)
{
	struct odd_dates odd = {.what = "periodic task"};
	enum outcome outcome = OUTCOME_OK;

	if (l->rows.state != STORE_ROW)
		return call_fault(call, "the periodic tasks could not be read");
	if (l->rows.count > PERIODIC_MAX)
		return call_fault(call, "the business has too many of them");
	for (size_t i = 0; i < l->rows.count && outcome == OUTCOME_OK; i++) {
		arena_reset(l->row);
		outcome = periodic_check(call, l->row, &l->rows.rows[i]);
		if (is_odd(&l->rows.rows[i]))
			odd_dates_add(&odd, l->rows.rows[i].id);
	}
	if (outcome == OUTCOME_OK)
		call->notice = odd_dates_tell(call, &odd);
	return outcome;
}

static enum outcome
prepare(struct call *call)
{
	struct listing *l = arena_alloc(call->arena, sizeof(*l));
	struct periodic_list_answer *rows;
	enum outcome outcome;

	if (l == NULL)
		return call_fault(call, "out of memory");
	call->state = l;
	rows = &l->rows;
	l->row = arena_new(ROW_MEMORY);
	if (l->row == NULL)
		return call_fault(call, "out of memory");
	outcome = call_admit(call,
	    sops_ask_periodic_list(
		call->sops, call->arena, &call->caller, call->deadline, rows),
	    &rows->access);
	return outcome == OUTCOME_OK ? check_rows(call, l) : outcome;
}

static enum outcome
write_list(struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_array_open(w);
	for (size_t i = 0; i < l->rows.count && outcome == OUTCOME_OK; i++) {
		arena_reset(l->row);
		json_object_open(w);
		outcome = periodic_members(call, w, l->row, &l->rows.rows[i],
		    !is_odd(&l->rows.rows[i]));
		json_object_close(w);
	}
	json_array_close(w);
	return outcome;
}

static void
finish(struct call *call)
{
	struct listing *l = call->state;

	if (l != NULL)
		arena_free(l->row);
	sops_release(call->sops);
}

const struct endpoint endpoint_periodic_list = {
    .prepare = prepare,
    .write = write_list,
    .steady = call_is_steady,
    .finish = finish,
};
