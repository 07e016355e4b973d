/* SPDX-License-Identifier: MIT */
/*
 * get_periodic_task_list and get_periodic_task_info (sops 3.7): the periodic
 * tasks of a business, and one of them with its form and tree.
 */
#include "sops_2019/endpoints.h"

#include "decode/tree.h"
#include "sops_2019/admit.h"

/*
 * Rows of a list, at most: a list is one query, so all its rows are held.
 * Each of them is started by a scheduler all the time, and more than some
 * hundred in one business have not been heard of.
 */
#define LIST_MAX 8192

/* One row's extra_info, while it is checked, or its time.  What is longer than
 * TREE_HELD is not held. */
#define ROW_MEMORY ((size_t)4 * 1024 * 1024)

struct periodic {
	enum store_state state;
	int64_t id;
	struct text template_id;
	bool has_task; /* a row in periodic_task_periodictask */
	struct text name;
	struct text creator;
	struct text cron;
	struct text last_run_at; /* as stored */
	int64_t total_run_count;
	struct text extra_info; /* CompressJSON; .s NULL for NULL */
	bool has_schedule; /* a row in periodic_task_djceleryperiodictask */
	int64_t enabled;
	struct text snapshot; /* CompressJSON; .s NULL: none; not in lists */
};

#define COLUMNS                                                   \
	"SELECT t.id,t.template_id,p.id,p.name,p.creator,p.cron," \
	"p.last_run_at,p.total_run_count,p.extra_info,c.id,c.enabled"

static const char tasks[] =
    " FROM periodictask_periodictask t"
    " LEFT JOIN periodic_task_periodictask p ON p.id=t.task_id"
    " LEFT JOIN periodic_task_djceleryperiodictask c"
    " ON c.id=p.celery_task_id";

static const char of_business[] =
    " JOIN core_business b ON b.id=t.business_id AND b.cc_id=";

static void
read_row(struct db_row row, struct periodic *task)
{
	const struct text *cell = row.cells;

	task->state = STORE_ROW;
	task->id = db_int(cell[0]);
	task->template_id = cell[1];
	task->has_task = cell[2].s != NULL;
	task->name = cell[3];
	task->creator = cell[4];
	task->cron = cell[5];
	task->last_run_at = cell[6];
	task->total_run_count = db_int(cell[7]);
	task->extra_info = cell[8];
	task->has_schedule = cell[9].s != NULL;
	task->enabled = db_int(cell[10]);
	task->snapshot = row.ncells > 11 ? cell[11] : TEXT_NONE;
}

/*
 * The outcome for a periodic task that is to be shown: OUTCOME_FAULT when
 * bk-sops could not show it, such as for its extra_info, which it reads and
 * does not use.  `scratch` is for the while of the call.
 */
static enum outcome
check(struct call *call, struct arena *scratch, const struct periodic *task)
{
	if (task->state != STORE_ROW)
		return call_fault(call, "the periodic task could not be read");
	if (!task->has_task)
		return call_fault(call, "a periodic task has no task");
	if (!task->has_schedule)
		return call_fault(call, "a periodic task has no celery task");
	if (task->extra_info.s == NULL)
		return call_fault(call, "a periodic task has no extra_info");
	return call_check_tree(call, scratch,
	    "periodic_task_periodictask.extra_info", task->extra_info);
}

/* Writes the members of a periodic task into an open object, its date as null
 * without `dates`.  Texts are made in `arena`. */
static enum outcome
write_members(struct call *call, struct json_writer *w, struct arena *arena,
    const struct periodic *task, bool dates)
{
	struct text last_run = datetime_format(arena,
	    datetime_read_stored(task->last_run_at), call->config->time_format);

	if (dates && last_run.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_member_string(w, "template_id", task->template_id);
	json_member_string(w, "creator", task->creator);
	json_member_string(w, "cron", task->cron);
	call_write_flag(w, "enabled", task->enabled);
	json_member_string(w, "last_run_at", dates ? last_run : TEXT_NONE);
	json_member_int(w, "total_run_count", task->total_run_count);
	return OUTCOME_OK;
}

struct listing {
	enum store_state state; /* STORE_ROW, or STORE_FAILED */
	struct periodic *rows;	/* the newest first */
	size_t count;		/* LIST_MAX + 1: more than are given */
};

static void
add_list(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	batch_statement(q, "periodictask_periodictask");
	batch_sql(q, COLUMNS);
	batch_sql(q, tasks);
	batch_sql(q, of_business);
	batch_uint(q, call->caller.business);
	batch_sql(q, " ORDER BY t.id DESC LIMIT ");
	batch_uint(q, LIST_MAX + 1);
}

static bool
read_list(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct listing *l = context;

	l->count = db_rows(db, i);
	l->rows = arena_array(call->arena, l->count, sizeof(*l->rows));
	if (l->rows == NULL)
		return false;
	for (size_t r = 0; r < l->count; r++)
		read_row(db_get(db, i, r), &l->rows[r]);
	l->state = STORE_ROW;
	return true;
}

static bool
is_odd(const struct periodic *task)
{
	return datetime_is_odd(datetime_read_stored(task->last_run_at));
}

static enum outcome
prepare_list(struct call *call)
{
	static const struct query query = {add_list, read_list};
	struct odd_dates odd = {.what = "periodic task"};
	struct listing *l = call->state;
	enum outcome outcome;

	l->state = STORE_FAILED;
	outcome = query_admit(call, &query, NULL, l);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (l->state != STORE_ROW)
		return call_fault(call, "the periodic tasks could not be read");
	if (l->count > LIST_MAX)
		return call_fault(call, "the business has too many of them");
	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++) {
		if (!call_new_row(call, ROW_MEMORY))
			return call_fault(call, "out of memory");
		outcome = check(call, call->row, &l->rows[i]);
		if (is_odd(&l->rows[i]))
			odd_dates_add(&odd, l->rows[i].id);
	}
	if (outcome == OUTCOME_OK)
		call->result.notice = odd_dates_log(call, &odd);
	return outcome;
}

static enum outcome
write_periodic_list(struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_array_open(w);
	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++) {
		if (!call_new_row(call, ROW_MEMORY))
			return call_fault(call, "out of memory");
		json_object_open(w);
		outcome = write_members(
		    call, w, call->row, &l->rows[i], !is_odd(&l->rows[i]));
		json_object_close(w);
	}
	json_array_close(w);
	return outcome;
}

const struct endpoint endpoint_periodic_list = {
    .state_size = sizeof(struct listing),
    .prepare = prepare_list,
    .write = write_periodic_list,
    .cacheable = call_is_cacheable,
};

struct info {
	struct periodic task;
	struct tree *tree;
};

static void
add_info(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	batch_statement(q, "periodictask_periodictask");
	batch_sql(q, COLUMNS ",s.data");
	batch_sql(q, tasks);
	batch_sql(q, " LEFT JOIN pipeline_snapshot s ON s.id=p.snapshot_id");
	batch_sql(q, of_business);
	batch_uint(q, call->caller.business);
	batch_sql(q, " WHERE t.id=");
	batch_uint(q, call->ids[0]);
}

static bool
read_info(struct call *call, size_t i, void *context)
{
	struct periodic *task = context;
	struct db_row row;

	task->state = query_row(call, i, &row);
	if (task->state == STORE_ROW)
		read_row(row, task);
	return true;
}

static enum outcome
prepare_info(struct call *call)
{
	static const struct query query = {add_info, read_info};
	struct info *i = call->state;
	enum outcome outcome;

	i->task.state = STORE_FAILED;
	outcome = query_admit(call, &query, NULL, &i->task);
	if (outcome == OUTCOME_OK && i->task.state == STORE_NONE)
		return call_refuse(
		    call, ARENA_JOIN(call->arena, TEXT("task("),
			      call->variables[0], TEXT(") does not exist")));
	if (outcome == OUTCOME_OK)
		outcome = check(call, call->arena, &i->task);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (i->task.snapshot.s == NULL)
		return call_fault(call, "the periodic task has no snapshot");
	i->tree = tree_open(call->arena, i->task.snapshot, call->trees);
	return i->tree != NULL ? OUTCOME_OK : call_fault(call, "out of memory");
}

static enum outcome
write_info(struct call *call, struct json_writer *w)
{
	const struct info *i = call->state;
	enum outcome outcome;

	json_object_open(w);
	outcome = write_members(call, w, call->arena, &i->task, true);
	if (outcome == OUTCOME_OK)
		outcome = call_write_tree(call, w, i->tree, NULL, 0);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("form"));
	if (tree_write_form(i->tree, w) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", i->tree);
	json_object_close(w);
	return OUTCOME_OK;
}

const struct endpoint endpoint_periodic_info = {
    .state_size = sizeof(struct info),
    .prepare = prepare_info,
    .write = write_info,
    .cacheable = call_is_cacheable,
};
