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

#include "sops_2019/admit.h"
#include "sops_2019/task_list.h"

/* The times of one task. */
#define ROW_MEMORY ((size_t)16 * 1024)

struct listing {
	struct task_list_params params;
	struct task_rows rows;
};

static const struct task_tables tables = {.from = query_tasks};

static void
add_tasks(const struct call *call, struct batch *q, void *context)
{
	const struct listing *l = context;

	task_page_add(call, q, &l->params.page);
}

static bool
read_tasks(struct call *call, size_t i, void *context)
{
	struct listing *l = context;

	return task_page_read(call, i, &l->params.page, &l->rows);
}

/* A task that is written. */
struct writing {
	const struct call *call;
	struct json_writer *w;
	const struct task_row *task;
	bool local;
	bool is_odd; /* its times are null */
};

static void
write_category(const struct writing *x)
{
	json_string(x->w, task_category(x->task->category, x->call->english));
}

static void
time_of(const struct writing *x, struct text stored)
{
	struct datetime m = datetime_read_stored(stored);

	if (x->is_odd)
		json_null(x->w);
	else if (x->local)
		json_string(x->w, datetime_format(x->call->row, m,
				      x->call->config->time_format));
	else
		json_string(x->w, datetime_to_iso(x->call->row, m));
}

/* These are NULL of a task without instance. */
static void
flag(const struct writing *x, bool value)
{
	if (x->task->has_instance)
		json_bool(x->w, value);
	else
		json_null(x->w);
}

static void
write_id(const struct writing *x)
{
	json_int(x->w, x->task->id);
}

static void
write_name(const struct writing *x)
{
	json_string(x->w, x->task->name);
}

static void
write_create_method(const struct writing *x)
{
	json_string(x->w, x->task->create_method);
}

static void
write_creator(const struct writing *x)
{
	json_string(x->w, x->task->creator);
}

static void
write_executor(const struct writing *x)
{
	json_string(x->w, x->task->executor);
}

static void
write_start_time(const struct writing *x)
{
	time_of(x, x->task->start_time);
}

static void
write_finish_time(const struct writing *x)
{
	time_of(x, x->task->finish_time);
}

static void
write_is_started(const struct writing *x)
{
	flag(x, x->task->is_started);
}

static void
write_is_finished(const struct writing *x)
{
	flag(x, x->task->is_finished);
}

static void
write_template_source(const struct writing *x)
{
	json_string(x->w, x->task->template_source);
}

static void
write_template_id(const struct writing *x)
{
	json_string(x->w, x->task->template_id);
}

/* No task of the 2019 generation is one. */
static void
write_is_child(const struct writing *x)
{
	json_bool(x->w, false);
}

static void
write_business_id(const struct writing *x)
{
	json_int(x->w, x->call->access.business.cc_id);
}

static void
write_business_name(const struct writing *x)
{
	json_string(x->w, x->call->access.business.cc_name);
}

static const struct field {
	const char *name;
	void (*write)(const struct writing *x);
} fields_known[] = {
    {"id", write_id},
    {"name", write_name},
    {"category", write_category},
    {"create_method", write_create_method},
    {"creator", write_creator},
    {"executor", write_executor},
    {"start_time", write_start_time},
    {"finish_time", write_finish_time},
    {"is_started", write_is_started},
    {"is_finished", write_is_finished},
    {"template_source", write_template_source},
    {"template_id", write_template_id},
    {"is_child_taskflow", write_is_child},
    {"bk_biz_id", write_business_id},
    {"bk_biz_name", write_business_name},
};
#define FIELDS (sizeof(fields_known) / sizeof(*fields_known))

const char *
task_list_field_name(size_t i)
{
	return i < FIELDS ? fields_known[i].name : NULL;
}

static bool
is_odd(const struct listing *l, const struct task_row *task)
{
	return l->params.local &&
	       (datetime_is_odd(datetime_read_stored(task->start_time)) ||
		   datetime_is_odd(datetime_read_stored(task->finish_time)));
}

static enum outcome
check_tasks(struct call *call, struct listing *l)
{
	struct odd_dates odd = {.what = "task"};

	if (l->rows.state != STORE_ROW)
		return call_fault(call, "the tasks could not be read");
	for (size_t i = 0; i < l->rows.count; i++)
		if (is_odd(l, &l->rows.tasks[i]))
			odd_dates_add(&odd, l->rows.tasks[i].id);
	call->result.notice = odd_dates_log(call, &odd);
	return OUTCOME_OK;
}

/* Wrong parameters are told to those alone who may ask. */
static enum outcome
prepare_tasks(struct call *call)
{
	static const struct query query = {add_tasks, read_tasks};
	struct listing *l = call->state;
	enum outcome wrong = task_list_params_read(call, &l->params), outcome;

	if (wrong == OUTCOME_FAULT)
		return wrong;
	l->rows.state = STORE_FAILED;
	l->params.page.tables = &tables;
	outcome =
	    query_admit(call, wrong == OUTCOME_OK ? &query : NULL, NULL, l);
	if (outcome == OUTCOME_OK)
		outcome = wrong;
	if (outcome == OUTCOME_OK)
		outcome = task_page_complete(call, &l->params.page, &l->rows);
	return outcome == OUTCOME_OK ? check_tasks(call, l) : outcome;
}

static void
write_task(
    const struct call *call, struct json_writer *w, const struct task_row *task)
{
	const struct listing *l = call->state;
	const struct writing x = {
	    call, w, task, l->params.local, is_odd(l, task)};

	json_object_open(w);
	for (size_t i = 0; i < FIELDS; i++)
		if (l->params.fields & (uint64_t)1 << i) {
			json_key(w, text_of(fields_known[i].name));
			fields_known[i].write(&x);
		}
	json_object_close(w);
}

static enum outcome
write_tasks(struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_array_open(w);
	for (size_t i = 0; i < l->rows.count && json_failed(w) == 0; i++) {
		if (!call_new_row(call, ROW_MEMORY))
			return call_fault(call, "out of memory");
		write_task(call, w, &l->rows.tasks[i]);
	}
	json_array_close(w);
	return OUTCOME_OK;
}

static void
write_page(const struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_member_int(w, "count", l->rows.total);
	task_page_write_cursor(w, &l->rows);
}

static const char *const parameters[] = {"keyword", "executor", "create_method",
    "template_id", "is_started", "is_finished", "is_child_taskflow",
    "without_count", "template_ids", "create_time_start", "create_time_end",
    "limit", "offset", "cursor", "expected_timezone", "fields", NULL};

const struct endpoint endpoint_task_list = {
    .fallback = "get_task_detail",
    .parameters = parameters,
    .state_size = sizeof(struct listing),
    .prepare = prepare_tasks,
    .write = write_tasks,
    .write_extra = write_page,
    .cacheable = call_is_cacheable,
};
