/* SPDX-License-Identifier: MIT */
/*
 * get_functionalization_task_list (sops-current 4.12): the tasks that somebody
 * of another team claims, of all projects, the newest first.
 */
#include "sops_current/endpoints.h"

#include "python/number.h"
#include "sops_current/admit.h"
#include "sops_current/form.h"
#include "sops_current/id_list.h"
#include "sops_current/task_item.h"

/* Which of them; a text that is empty or has .s NULL admits all. */
struct function_filter {
	struct text status, creator, claimant;
	struct text created_from, created_until; /* as in columns */
	struct id_list tasks, own;
	bool has_project;
	bool is_no_project; /* negative, or beyond what a column holds */
	uint64_t project;
	const char *execution; /* SQL on the instance i; NULL: any */
};

struct function {
	int64_t id;
	struct text creator, rejecter, claimant, predecessor, status;
	struct text create_time, claim_time, reject_time, transfer_time;
	bool has_task;
	struct task_row task;
	struct sops_project project; /* STORE_NONE: of none */
};

struct functions {
	struct listing_zone zone;
	struct listing_page page;
	struct function_filter filter;
	struct function *items;
	size_t count;
	int64_t total;
};

/* ---------- statements ---------- */

static void
add_time(struct batch *q, const char *comparison, struct text time)
{
	if (time.s == NULL)
		return;
	batch_sql(q, comparison);
	batch_text(q, time);
	batch_sql(q, " AS DATETIME(6))");
}

static void
add_functions_from(struct batch *q, const struct function_filter *f)
{
	batch_sql(q, " FROM function_functiontask f");
	if (f->has_project || f->execution != NULL)
		batch_sql(q, " JOIN taskflow3_taskflowinstance t"
			     " ON t.id=f.task_id");
	if (f->execution != NULL)
		batch_sql(q, " JOIN pipeline_pipelineinstance i"
			     " ON i.id=t.pipeline_instance_id");
	batch_sql(q, " WHERE 1=1");
	if (f->status.len > 0) {
		batch_sql(q, " AND f.status=");
		batch_text(q, f->status);
	}
	listing_add_contains(q, "f.creator", f->creator);
	listing_add_contains(q, "f.claimant", f->claimant);
	add_time(q, " AND f.create_time>=CAST(", f->created_from);
	add_time(q, " AND f.create_time<=CAST(", f->created_until);
	id_list_add(q, "f.id", &f->own);
	id_list_add(q, "f.task_id", &f->tasks);
	if (f->is_no_project)
		batch_sql(q, " AND 1=0");
	else if (f->has_project) {
		batch_sql(q, " AND t.project_id=");
		batch_uint(q, f->project);
	}
	if (f->execution != NULL)
		batch_sql(q, f->execution);
}

static void
add_functions(const struct call *call, struct batch *q, void *context)
{
	const struct functions *l = context;

	(void)call;
	batch_statement(q, "function_functiontask");
	batch_sql(q,
	    "SELECT " TASK_ROW_COLUMNS "t.is_child_taskflow,t.flow_type,"
	    "f.id,f.creator,f.rejecter,f.claimant,f.predecessor,"
	    "f.status,f.create_time,f.claim_time,f.reject_time,"
	    "f.transfer_time,p.id,p.name,p.from_cmdb,p.bk_biz_id"
	    " FROM (SELECT f.id");
	add_functions_from(q, &l->filter);
	listing_add_page(q, "f.id", &l->page);
	batch_sql(q, ") page JOIN function_functiontask f ON f.id=page.id"
		     " LEFT JOIN taskflow3_taskflowinstance t"
		     " ON t.id=f.task_id"
		     " LEFT JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id"
		     " LEFT JOIN core_project p ON p.id=t.project_id"
		     " ORDER BY f.id DESC");
	batch_statement(q, "count of function_functiontask");
	batch_sql(q, "SELECT COUNT(*)");
	add_functions_from(q, &l->filter);
}

static void
read_row(const struct text *task, struct function *f)
{
	const struct text *cell = task + TASK_ROW_CELLS;

	f->has_task = task[0].s != NULL;
	task_row_read(task, &f->task);
	f->id = db_int(cell[0]);
	f->creator = cell[1];
	f->rejecter = cell[2];
	f->claimant = cell[3];
	f->predecessor = cell[4];
	f->status = cell[5];
	f->create_time = cell[6];
	f->claim_time = cell[7];
	f->reject_time = cell[8];
	f->transfer_time = cell[9];
	f->project = (struct sops_project){
	    .state = cell[10].s == NULL ? STORE_NONE : STORE_ROW,
	    .id = db_int(cell[10]),
	    .name = cell[11],
	    .from_cmdb = db_int(cell[12]) != 0,
	    .bk_biz_id = db_int(cell[13])};
}

static bool
read_functions(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct functions *l = context;

	l->items = listing_read_counts(
	    call, i, sizeof(*l->items), &l->count, &l->total);
	if (l->items == NULL)
		return false;
	for (size_t r = 0; r < l->count; r++)
		read_row(db_get(db, i, r).cells, &l->items[r]);
	return true;
}

/* ---------- parameters ---------- */

/* What execute_status says of an instance. */
static const struct {
	const char *name, *sql;
} executions[] = {
    {"nonExecution", " AND i.is_started=0"},
    {"running", " AND i.is_started=1 AND i.is_finished=0 AND i.is_revoked=0"},
    {"revoked", " AND i.is_revoked=1"},
    {"finished", " AND i.is_finished=1"},
};

static const char *
read_execution(struct form *r)
{
	static const char name[] = "execute_status";
	struct text text = form_text(r, name);

	if (text.len == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(executions) / sizeof(*executions); i++)
		if (text_is(text, executions[i].name))
			return executions[i].sql;
	form_error(r, name,
	    TEXT("execute_status 参数值错误，只能是 "
		 "nonExecution/running/revoked/finished 之一"));
	return NULL;
}

/* A number as Django's forms take it: "1.0" is one, too.  0 is like none. */
static void
read_project(struct form *r, struct function_filter *f)
{
	static const char name[] = "project_id";
	struct text text = form_text(r, name), digits;
	size_t end = text.len;
	bool negative;

	if (text.len == 0)
		return;
	while (end > 0 && text.s[end - 1] == '0')
		end--;
	if (end > 0 && text.s[end - 1] == '.')
		text.len = end - 1;
	if (!pyint_parse_str(r->call->arena, text, &negative, &digits)) {
		form_error(r, name,
		    r->call->english ? TEXT("Enter a whole number.")
				     : TEXT("输入整数。"));
		return;
	}
	f->is_no_project = !text_to_uint64(digits, &f->project) || negative;
	f->has_project = f->is_no_project || f->project != 0;
}

static enum outcome
read_time(struct form *r, const char *name, struct text *stored)
{
	struct datetime time;
	struct text text;

	if (r->call->config->release == RELEASE_3_32)
		return OUTCOME_OK;
	text = form_text(r, name);
	if (text.len == 0)
		return OUTCOME_OK;
	if (memchr(text.s, '/', text.len) != NULL)
		return call_forward(r->call,
		    "create_time_lte or create_time_gte is written with "
		    "slashes, whose order bk-sops' language says");
	time = datetime_read_django(text);
	if (time.is_set) {
		*stored = datetime_to_stored(r->call->arena, time);
		r->is_failed |= stored->s == NULL;
	} else
		form_error(r, name,
		    r->call->english ? TEXT("Enter a valid date/time.")
				     : TEXT("输入一个有效的日期/时间。"));
	return OUTCOME_OK;
}

static enum outcome
read_form(struct call *call, struct function_filter *f)
{
	struct text tasks, own;
	struct form r;
	enum outcome outcome = form_begin(&r, call);

	if (outcome != OUTCOME_OK)
		return outcome;
	f->status = form_text(&r, "status");
	f->creator = form_text(&r, "creator");
	f->claimant = form_text(&r, "claimant");
	f->execution = read_execution(&r);
	read_project(&r, f);
	tasks = form_text(&r, "task_id_in");
	own = form_text(&r, "id_in");
	outcome = read_time(&r, "create_time_gte", &f->created_from);
	if (outcome == OUTCOME_OK)
		outcome = read_time(&r, "create_time_lte", &f->created_until);
	outcome = form_end(&r, outcome);
	if (outcome == OUTCOME_OK)
		outcome = id_list_read(call, tasks, &f->tasks);
	return outcome == OUTCOME_OK ? id_list_read(call, own, &f->own)
				     : outcome;
}

static enum outcome
read_function_params(struct call *call, struct functions *l)
{
	enum outcome outcome = listing_read_zone(call, &l->zone);

	if (outcome == OUTCOME_OK)
		outcome = read_form(call, &l->filter);
	return outcome == OUTCOME_OK ? listing_read_page(call, &l->page)
				     : outcome;
}

/* ---------- the answer ---------- */

static enum outcome
show_function(struct call *call, struct functions *l, struct function *f)
{
	struct text *times[] = {&f->create_time, &f->claim_time,
	    &f->reject_time, &f->transfer_time};
	enum outcome outcome = OUTCOME_OK;

	if (!f->has_task)
		return call_fault(call, "a claimed task is not there");
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++)
		if (outcome == OUTCOME_OK)
			outcome = listing_show_time(call, &l->zone, times[i]);
	return outcome == OUTCOME_OK
		   ? task_item_show(call, &l->zone, &f->task, TASK_ITEM_ALL)
		   : outcome;
}

static enum outcome
show_functions(struct call *call, struct functions *l)
{
	enum outcome outcome = listing_enter_zone(call, &l->zone), left;

	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++)
		outcome = show_function(call, l, &l->items[i]);
	left = listing_leave_zone(call, &l->zone);
	return outcome == OUTCOME_OK ? left : outcome;
}

static enum outcome
prepare_functions(struct call *call)
{
	static const struct query query = {add_functions, read_functions};
	struct functions *l = call->state;
	enum outcome outcome = read_function_params(call, l);

	if (outcome != OUTCOME_OK)
		return admit_wrong_without_project(
		    call, GATE_FUNCTION, outcome);
	outcome = admit_ask_without_project(call, GATE_FUNCTION, &query, l);
	return outcome == OUTCOME_OK ? show_functions(call, l) : outcome;
}

static void
write_function(
    const struct call *call, struct json_writer *w, const struct function *f)
{
	json_object_open(w);
	json_member_int(w, "id", f->id);
	json_member_string(w, "name", f->task.name);
	json_member_string(w, "creator", f->creator);
	json_member_string(w, "rejecter", f->rejecter);
	json_member_string(w, "claimant", f->claimant);
	json_member_string(w, "predecessor", f->predecessor);
	json_member_string(w, "create_time", f->create_time);
	json_member_string(w, "claim_time", f->claim_time);
	json_member_string(w, "reject_time", f->reject_time);
	json_member_string(w, "transfer_time", f->transfer_time);
	json_member_string(w, "status", f->status);
	json_member_object(w, "task");
	task_item_write(call, w, &f->task, TASK_ITEM_ALL);
	if (f->project.state == STORE_ROW &&
	    call->config->release != RELEASE_3_32)
		listing_write_project_of(w, &f->project);
	json_object_close(w);
	json_object_close(w);
}

static enum outcome
write_functions(struct call *call, struct json_writer *w)
{
	const struct functions *l = call->state;

	json_array_open(w);
	for (size_t i = 0; i < l->count && json_failed(w) == 0; i++)
		write_function(call, w, &l->items[i]);
	json_array_close(w);
	return OUTCOME_OK;
}

static void
write_total(const struct call *call, struct json_writer *w)
{
	const struct functions *l = call->state;

	json_member_int(w, "count", l->total);
}

static const char *const parameters[] = {"expected_timezone", "status",
    "execute_status", "task_id_in", "id_in", "project_id", "create_time_lte",
    "create_time_gte", "creator", "claimant", "offset", "limit", NULL};

const struct endpoint current_function_list = {
    .parameters = parameters,
    .state_size = sizeof(struct functions),
    .prepare = prepare_functions,
    .write = write_functions,
    .write_extra = write_total,
    .cacheable = call_is_cacheable,
};
