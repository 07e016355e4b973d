/* SPDX-License-Identifier: MIT */
/* get_task_count (sops-current 4.2): how many tasks a part of the form of
 * get_task_list admits. */
#include "sops_current/endpoints.h"

#include "sops_current/admit.h"
#include "sops_current/task_form.h"

struct counting {
	struct task_form form;
	int64_t total;
};

static void
add_count(const struct call *call, struct batch *q, void *context)
{
	const struct counting *c = context;

	task_page_count(call, q, &task_form_tables, &c->form.filter);
}

static bool
read_count(struct call *call, size_t i, void *context)
{
	struct counting *c = context;
	struct db_row row;

	if (query_row(call, i, &row) != STORE_ROW)
		return false;
	c->total = db_int(row.cells[0]);
	return true;
}

/* The other fields must be right, but count for nothing. */
static void
forget_fields(struct task_filter *f)
{
	f->has_template_ids = false;
	f->is_child = TASK_ANY;
	f->created_from = f->created_until = TEXT_NONE;
}

static enum outcome
prepare_count(struct call *call)
{
	static const struct query query = {add_count, read_count};
	struct counting *c = call->state;
	enum outcome outcome = task_form_read(call, &c->form);

	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PROJECT, outcome);
	forget_fields(&c->form.filter);
	return admit_ask(call, GATE_PROJECT, &query, c);
}

static enum outcome
write_count(struct call *call, struct json_writer *w)
{
	const struct counting *c = call->state;

	json_object_open(w);
	json_member_int(w, "count", c->total);
	json_object_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {TASK_FORM_PARAMETERS, NULL};

const struct endpoint current_task_count = {
    .parameters = parameters,
    .state_size = sizeof(struct counting),
    .prepare = prepare_count,
    .write = write_count,
    .cacheable = call_is_cacheable,
};
