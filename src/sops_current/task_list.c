/* SPDX-License-Identifier: MIT */
/* get_task_list (sops-current 4.1): the tasks of a project, the newest first.
 */
#include "sops_current/endpoints.h"

#include "sops_current/admit.h"
#include "sops_current/task_form.h"
#include "sops_current/task_item.h"

struct listing {
	struct task_form form;
	struct task_page page;
	struct task_rows rows;
	struct listing_actions actions;
	unsigned *allowed; /* of each row */
};

static void
add_tasks(const struct call *call, struct batch *q, void *context)
{
	const struct listing *l = context;

	task_page_add(call, q, &l->page);
}

static bool
read_tasks(struct call *call, size_t i, void *context)
{
	struct listing *l = context;

	return task_page_read(call, i, &l->page, &l->rows);
}

static enum outcome
read_params(struct call *call, struct listing *l)
{
	enum outcome outcome = task_form_read(call, &l->form);
	struct listing_page page;

	if (outcome == OUTCOME_OK)
		outcome = listing_read_page(call, &page);
	if (outcome != OUTCOME_OK)
		return outcome;
	l->page = (struct task_page){.tables = &task_form_tables,
	    .filter = l->form.filter,
	    .offset = page.offset,
	    .limit = page.limit,
	    .with_total = !l->form.without_count};
	return OUTCOME_OK;
}

static enum outcome
show_tasks(struct call *call, struct listing *l)
{
	enum outcome outcome = listing_enter_zone(call, &l->form.zone), left;

	for (size_t i = 0; i < l->rows.count && outcome == OUTCOME_OK; i++)
		outcome =
		    task_item_show(call, &l->form.zone, &l->rows.tasks[i]);
	left = listing_leave_zone(call, &l->form.zone);
	return outcome == OUTCOME_OK ? left : outcome;
}

/* 5.2 */
static enum outcome
decide_actions(struct call *call, struct listing *l)
{
	enum outcome outcome = listing_ask_actions(
	    call, &l->actions, listing_task_actions, l->rows.count);

	l->allowed =
	    arena_array(call->arena, l->rows.count, sizeof(*l->allowed));
	if (l->allowed == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < l->rows.count && outcome == OUTCOME_OK; i++) {
		const struct task_row *task = &l->rows.tasks[i];
		const struct text cells[] = {
		    arena_printf(call->arena, "%lld", (long long)task->id),
		    TEXT_NONE, task->creator,
		    arena_printf(call->arena, "%lld",
			(long long)call->access.project.id),
		    task->name, task->flow_type};
		const struct policy_resource resource =
		    admit_resource(call, "task", cells);

		outcome = listing_decide_actions(
		    call, &l->actions, &resource, &l->allowed[i]);
	}
	return outcome;
}

static enum outcome
prepare_list(struct call *call)
{
	static const struct query query = {add_tasks, read_tasks};
	struct listing *l = call->state;
	enum outcome outcome = listing_check_actions(call);

	if (outcome != OUTCOME_OK)
		return outcome;
	outcome = read_params(call, l);
	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PROJECT, outcome);
	outcome = admit_ask(call, GATE_PROJECT, &query, l);
	if (outcome == OUTCOME_OK)
		outcome = task_page_complete(call, &l->page, &l->rows);
	if (outcome == OUTCOME_OK)
		outcome = decide_actions(call, l);
	return outcome == OUTCOME_OK ? show_tasks(call, l) : outcome;
}

static void
write_task(const struct call *call, struct json_writer *w,
    const struct task_row *task, unsigned allowed)
{
	json_object_open(w);
	task_item_write(call, w, task);
	listing_write_project(call, w);
	listing_write_actions(w, listing_task_actions, allowed);
	json_object_close(w);
}

static enum outcome
write_list(struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_array_open(w);
	for (size_t i = 0; i < l->rows.count && json_failed(w) == 0; i++)
		write_task(call, w, &l->rows.tasks[i], l->allowed[i]);
	json_array_close(w);
	return OUTCOME_OK;
}

static void
write_total(const struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_member_int(w, "count", l->rows.total);
}

static const char *const parameters[] = {
    TASK_FORM_PARAMETERS, "offset", "limit", NULL};

const struct endpoint current_task_list = {
    .parameters = parameters,
    .state_size = sizeof(struct listing),
    .prepare = prepare_list,
    .write = write_list,
    .write_extra = write_total,
    .cacheable = call_is_cacheable,
};
