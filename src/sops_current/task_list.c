/* SPDX-License-Identifier: MIT */
/*
 * get_task_list (sops-current 4.1): the tasks of a project, the newest first.
 *
 * Beyond bk-sops: `fields` names the members that are wanted, and with `cursor`
 * the answer has "next_cursor", which as `cursor` gives the page behind: that
 * costs the same wherever it is, and a task that is created or deleted
 * meanwhile moves no other.
 */
#include "sops_current/endpoints.h"

#include "sops_current/admit.h"
#include "sops_current/task_form.h"
#include "sops_current/task_item.h"

/* sops-current 5.1, in this order. */
static const char *const actions_of_task[] = {"task_view", "task_edit",
    "task_operate", "task_claim", "task_delete", "task_clone", NULL};

/* The members of a task, bits of `fields`: those of task_item, those of its
 * project, auth_actions. */
#define PROJECT_MEMBERS TASK_ITEM_MEMBERS
#define ACTIONS_MEMBER	(PROJECT_MEMBERS + LISTING_PROJECT_MEMBERS)

struct listing {
	struct task_form form;
	struct task_page page;
	uint64_t fields;
	struct task_rows rows;
	struct listing_actions actions;
	unsigned *allowed; /* of each row, when wanted */
};

static const char *
field_name(size_t i)
{
	if (i < PROJECT_MEMBERS)
		return task_item_member(i);
	if (i < ACTIONS_MEMBER)
		return listing_project_members[i - PROJECT_MEMBERS];
	return i == ACTIONS_MEMBER ? "auth_actions" : NULL;
}

static bool
wants_actions(const struct listing *l)
{
	return (l->fields & (uint64_t)1 << ACTIONS_MEMBER) != 0;
}

static void
add_task_list(const struct call *call, struct batch *q, void *context)
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

/* The parameters that bk-sops does not have are refused as others of it. */
static enum outcome
with_code(struct call *call, enum outcome outcome)
{
	return outcome == OUTCOME_REFUSED
		   ? call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT,
			 call->result.message)
		   : outcome;
}

static enum outcome
read_cursor(struct call *call, struct task_page *page)
{
	enum outcome outcome =
	    task_page_read_cursor(call, &page->with_cursor, &page->below);

	return outcome == OUTCOME_OK && page->with_cursor && page->offset > 0
		   ? task_page_refuse_offset(call)
		   : outcome;
}

/* What bk-sops refuses, too, is told first. */
static enum outcome
read_list_params(struct call *call, struct listing *l)
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
	return with_code(call, read_cursor(call, &l->page));
}

static enum outcome
show_tasks(struct call *call, struct listing *l)
{
	enum outcome outcome = listing_enter_zone(call, &l->form.zone), left;

	for (size_t i = 0; i < l->rows.count && outcome == OUTCOME_OK; i++)
		outcome = task_item_show(
		    call, &l->form.zone, &l->rows.tasks[i], l->fields);
	left = listing_leave_zone(call, &l->form.zone);
	return outcome == OUTCOME_OK ? left : outcome;
}

/* 5.2 */
static enum outcome
decide_task_list(struct call *call, struct listing *l)
{
	enum outcome outcome;

	if (!wants_actions(l))
		return OUTCOME_OK;
	outcome = listing_ask_actions(
	    call, &l->actions, actions_of_task, l->rows.count);
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

		outcome = listing_decide_actions(
		    call, &l->actions, "task", cells, &l->allowed[i]);
	}
	return outcome;
}

static enum outcome
prepare_task_list(struct call *call)
{
	static const struct query query = {add_task_list, read_tasks};
	struct listing *l = call->state;
	enum outcome wrong, outcome = OUTCOME_OK;

	wrong = with_code(
	    call, task_page_read_fields(call, field_name, &l->fields));
	if (wants_actions(l))
		outcome = listing_check_actions(call);
	if (outcome != OUTCOME_OK)
		return outcome;
	outcome = read_list_params(call, l);
	if (outcome == OUTCOME_OK)
		outcome = wrong;
	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PROJECT, outcome);
	outcome = admit_ask(call, GATE_PROJECT, &query, l);
	if (outcome == OUTCOME_OK)
		outcome = task_page_complete(call, &l->page, &l->rows);
	if (outcome == OUTCOME_OK)
		outcome = decide_task_list(call, l);
	return outcome == OUTCOME_OK ? show_tasks(call, l) : outcome;
}

static void
write_task(const struct call *call, struct json_writer *w, size_t i)
{
	const struct listing *l = call->state;

	json_object_open(w);
	task_item_write(call, w, &l->rows.tasks[i], l->fields);
	listing_write_project_members(
	    w, &call->access.project, l->fields >> PROJECT_MEMBERS);
	if (wants_actions(l))
		listing_write_actions(w, actions_of_task, l->allowed[i]);
	json_object_close(w);
}

static enum outcome
write_task_list(struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_array_open(w);
	for (size_t i = 0; i < l->rows.count && json_failed(w) == 0; i++)
		write_task(call, w, i);
	json_array_close(w);
	return OUTCOME_OK;
}

static void
write_page(const struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_member_int(w, "count", l->rows.total);
	if (l->page.with_cursor)
		task_page_write_cursor(w, &l->rows);
}

static const char *const parameters[] = {
    TASK_FORM_PARAMETERS, "offset", "limit", "cursor", "fields", NULL};

const struct endpoint current_task_list = {
    .parameters = parameters,
    .state_size = sizeof(struct listing),
    .prepare = prepare_task_list,
    .write = write_task_list,
    .write_extra = write_page,
    .cacheable = call_is_cacheable,
};
