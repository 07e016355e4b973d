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

struct task {
	int64_t id;
	struct text category;
	struct text create_method;
	struct text template_source;
	struct text template_id;
	bool has_instance; /* without one what follows is NULL */
	struct text name;
	struct text creator;
	struct text executor;
	struct text start_time; /* as stored */
	struct text finish_time;
	bool is_started;
	bool is_finished;
};

struct listing {
	struct task_list_params params;
	enum store_state state; /* STORE_ROW when the tasks could be read */
	struct task *tasks;	/* the newest first */
	size_t count;		/* that were read */
	size_t shown;		/* of them, on this page */
	int64_t total;		/* of all pages; -1: not asked for */
};

static void
compare_text(struct batch *q, const char *sql, struct text value)
{
	if (value.s == NULL)
		return;
	batch_sql(q, sql);
	batch_text(q, value);
}

static void
compare_time(struct batch *q, const char *sql, struct text value)
{
	if (value.s == NULL)
		return;
	batch_sql(q, sql);
	batch_sql(q, "CAST(");
	batch_text(q, value);
	batch_sql(q, " AS DATETIME(6))");
}

static void
compare_flag(
    struct batch *q, const char *no, const char *yes, enum task_flag flag)
{
	if (flag != TASK_ANY)
		batch_sql(q, flag == TASK_YES ? yes : no);
}

static bool
needs_instance(const struct task_filter *f)
{
	return f->keyword.s != NULL || f->executor.s != NULL ||
	       f->is_started != TASK_ANY || f->is_finished != TASK_ANY ||
	       f->created_from.s != NULL || f->created_until.s != NULL;
}

static void
template_ids(struct batch *q, const struct task_filter *f)
{
	if (!f->has_template_ids)
		return;
	if (f->ntemplate_ids == 0)
		batch_sql(q, " AND 1=0");
	for (size_t i = 0; i < f->ntemplate_ids; i++) {
		batch_sql(q, i == 0 ? " AND t.template_id IN(" : ",");
		batch_text(q, f->template_ids[i]);
	}
	if (f->ntemplate_ids > 0)
		batch_sql(q, ")");
}

/* The name is compared by its bytes, as by Python's LIKE BINARY. */
static void
of_instance(struct batch *q, const struct task_filter *f)
{
	if (f->keyword.s != NULL) {
		batch_sql(q, " AND LOCATE(CAST(");
		batch_text(q, f->keyword);
		batch_sql(q, " AS BINARY),CAST(i.name AS BINARY))>0");
	}
	compare_text(q, " AND i.executor=", f->executor);
	compare_flag(
	    q, " AND i.is_started=0", " AND i.is_started=1", f->is_started);
	compare_flag(
	    q, " AND i.is_finished=0", " AND i.is_finished=1", f->is_finished);
	compare_time(q, " AND i.create_time>=", f->created_from);
	compare_time(q, " AND i.create_time<=", f->created_until);
}

static void
from(const struct call *call, struct batch *q, const struct task_filter *f)
{
	query_tasks(call, q);
	if (needs_instance(f))
		batch_sql(q, " JOIN pipeline_pipelineinstance i"
			     " ON i.id=t.pipeline_instance_id");
	batch_sql(q, " WHERE t.is_deleted=0");
	compare_text(q, " AND t.create_method=", f->create_method);
	compare_text(q, " AND t.template_id=", f->template_id);
	compare_flag(q, "", " AND 1=0", f->is_child);
	template_ids(q, f);
	of_instance(q, f);
}

/* The ids first: what is skipped is not joined with anything it is not
 * filtered by. */
static void
add_page(const struct call *call, struct batch *q, const struct task_page *page)
{
	batch_statement(q, "task list");
	batch_sql(q,
	    "SELECT t.id,t.category,t.create_method,t.template_source,"
	    "t.template_id,i.id,i.name,i.creator,i.executor,i.start_time,"
	    "i.finish_time,i.is_started,i.is_finished FROM (SELECT t.id");
	from(call, q, &page->filter);
	if (page->below != 0) {
		batch_sql(q, " AND t.id<");
		batch_uint(q, page->below);
	}
	batch_sql(q, " ORDER BY t.id DESC LIMIT ");
	batch_uint(q, page->limit);
	batch_sql(q, " OFFSET ");
	batch_uint(q, page->offset);
	batch_sql(q, ") page JOIN taskflow3_taskflowinstance t ON t.id=page.id"
		     " LEFT JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id ORDER BY t.id DESC");
}

/* How many all pages have, whatever `below`. */
static void
add_total(
    const struct call *call, struct batch *q, const struct task_page *page)
{
	batch_statement(q, "task count");
	batch_sql(q, "SELECT COUNT(*)");
	from(call, q, &page->filter);
}

static void
add_tasks(const struct call *call, struct batch *q, void *context)
{
	const struct listing *l = context;

	add_page(call, q, &l->params.page);
	if (l->params.page.with_total)
		add_total(call, q, &l->params.page);
}

static void
read_listed(const struct text *cell, struct task *task)
{
	task->id = db_int(cell[0]);
	task->category = cell[1];
	task->create_method = cell[2];
	task->template_source = cell[3];
	task->template_id = cell[4];
	task->has_instance = cell[5].s != NULL;
	task->name = cell[6];
	task->creator = cell[7];
	task->executor = cell[8];
	task->start_time = cell[9];
	task->finish_time = cell[10];
	task->is_started = db_int(cell[11]) != 0;
	task->is_finished = db_int(cell[12]) != 0;
}

static bool
read_tasks(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct listing *l = context;
	struct db_row row;

	l->count = db_rows(db, i);
	l->tasks = arena_array(call->arena, l->count, sizeof(*l->tasks));
	if (l->tasks == NULL)
		return false;
	for (size_t r = 0; r < l->count; r++)
		read_listed(db_get(db, i, r).cells, &l->tasks[r]);
	l->total = -1;
	if (l->params.page.with_total &&
	    query_row(call, i + 1, &row) == STORE_ROW)
		l->total = db_int(row.cells[0]);
	l->state = STORE_ROW;
	return true;
}

/* A task that is written. */
struct writing {
	const struct call *call;
	struct json_writer *w;
	const struct task *task;
	bool local;
	bool is_odd; /* its times are null */
};

/* sops-current 4.0.4: the Chinese and the English name. */
static const char *const categories[][3] = {
    {"OpsTools", "运维工具", "OPS Tools"},
    {"MonitorAlarm", "监控告警", "Alarm"},
    {"ConfManage", "配置管理", "Conf Manage"},
    {"DevTools", "开发工具", "Dev Tools"},
    {"EnterpriseIT", "企业IT", "Enterprise IT"},
    {"OfficeApp", "办公应用", "Office App"},
    {"Other", "其它", "Others"},
    {"Default", "默认分类", "Default"},
};

/* A code that has no name is shown itself. */
static void
write_category(const struct writing *x)
{
	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		if (text_is(x->task->category, categories[i][0])) {
			json_string_or_null(x->w,
			    text_of(categories[i][x->call->english ? 2 : 1]));
			return;
		}
	json_string_or_null(x->w, x->task->category);
}

static void
time_of(const struct writing *x, struct text stored)
{
	struct datetime m = datetime_read_stored(stored);

	if (x->is_odd)
		json_null(x->w);
	else if (x->local)
		json_string_or_null(x->w, datetime_format(x->call->row, m,
					      x->call->config->time_format));
	else
		json_string_or_null(x->w, datetime_to_iso(x->call->row, m));
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
	json_string_or_null(x->w, x->task->name);
}

static void
write_create_method(const struct writing *x)
{
	json_string_or_null(x->w, x->task->create_method);
}

static void
write_creator(const struct writing *x)
{
	json_string_or_null(x->w, x->task->creator);
}

static void
write_executor(const struct writing *x)
{
	json_string_or_null(x->w, x->task->executor);
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
	json_string_or_null(x->w, x->task->template_source);
}

static void
write_template_id(const struct writing *x)
{
	json_string_or_null(x->w, x->task->template_id);
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
	json_string_or_null(x->w, x->call->access.business.cc_name);
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

bool
task_list_field(struct text name, uint64_t *fields)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (text_is(name, fields_known[i].name)) {
			*fields |= (uint64_t)1 << i;
			return true;
		}
	return false;
}

struct text
task_list_field_names(struct arena *arena)
{
	struct text names = text_of(fields_known[0].name);

	for (size_t i = 1; i < FIELDS; i++)
		names = arena_printf(
		    arena, "%.*s, %s", TEXT_ARG(names), fields_known[i].name);
	return names;
}

static bool
is_odd(const struct listing *l, const struct task *task)
{
	return l->params.local &&
	       (datetime_is_odd(datetime_read_stored(task->start_time)) ||
		   datetime_is_odd(datetime_read_stored(task->finish_time)));
}

static enum outcome
check_tasks(struct call *call, struct listing *l)
{
	struct odd_dates odd = {.what = "task"};

	if (l->state != STORE_ROW)
		return call_fault(call, "the tasks could not be read");
	l->shown =
	    l->count < l->params.limit ? l->count : (size_t)l->params.limit;
	for (size_t i = 0; i < l->shown; i++)
		if (is_odd(l, &l->tasks[i]))
			odd_dates_add(&odd, l->tasks[i].id);
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
	l->state = STORE_FAILED;
	outcome =
	    query_admit(call, wrong == OUTCOME_OK ? &query : NULL, NULL, l);
	if (outcome == OUTCOME_OK)
		outcome = wrong;
	return outcome == OUTCOME_OK ? check_tasks(call, l) : outcome;
}

static void
write_task(
    const struct call *call, struct json_writer *w, const struct task *task)
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
	for (size_t i = 0; i < l->shown && json_failed(w) == 0; i++) {
		if (!call_new_row(call, ROW_MEMORY))
			return call_fault(call, "out of memory");
		write_task(call, w, &l->tasks[i]);
	}
	json_array_close(w);
	return OUTCOME_OK;
}

static void
write_page(const struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;

	json_member_int(w, "count", l->total);
	if (l->shown > 0 && l->count > l->shown)
		json_member_int(w, "next_cursor", l->tasks[l->shown - 1].id);
	else
		json_member_null(w, "next_cursor");
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
