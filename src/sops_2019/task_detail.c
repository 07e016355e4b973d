/* SPDX-License-Identifier: MIT */
/*
 * get_task_detail (sops 3.2): one task with its tree, constants and outputs.
 * The answer has the fields of bk-sops' code and those of its document
 * (document_fields).
 */
#include "sops_2019/endpoints.h"

#include "python/number.h"
#include "sops_2019/admit.h"

/* Times are "YYYY-MM-DD HH:MM:SS[.ffffff]" in UTC; .s NULL for NULL. */
struct task {
	enum store_state state;
	int64_t id;
	struct text create_method;
	struct text template_id;
	bool has_instance;
	struct text name;
	struct text creator;
	struct text executor;
	struct text create_time;
	struct text start_time;
	struct text finish_time;
	struct text snapshot; /* CompressJSON; .s NULL: no snapshot */
	bool has_data;	      /* a row in engine_data */
	struct stored_data data;
};

struct detail {
	struct task task;
	struct text create_time, start_time, finish_time;
	int64_t elapsed;
	bool is_running;	    /* elapsed is until now */
	struct tree *tree;	    /* NULL: the task has no snapshot */
	struct node_data data;	    /* NULL without a row in engine_data */
	struct tree_wanted *wanted; /* one per output, in the order of values */
	const struct pickle_value **values;
	size_t noutputs;
};

/* Deleted tasks are answered, too. */
static void
add_task(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	batch_statement(q, "task");
	batch_sql(q,
	    "SELECT t.id,t.create_method,t.template_id,i.id,i.name,i.creator,"
	    "i.executor,i.create_time,i.start_time,i.finish_time,s.data,"
	    "d.id,d.inputs,d.outputs,d.ex_data");
	query_tasks(call, q);
	batch_sql(q,
	    " LEFT JOIN pipeline_pipelineinstance i"
	    " ON i.id=t.pipeline_instance_id"
	    " LEFT JOIN pipeline_snapshot s ON s.id=i.execution_snapshot_id"
	    " LEFT JOIN engine_data d ON d.id=i.instance_id WHERE t.id=");
	batch_uint(q, call->ids[0]);
}

static bool
read_task(struct call *call, size_t i, void *context)
{
	struct task *task = context;
	struct db_row row;

	task->state = query_row(call, i, &row);
	if (task->state != STORE_ROW)
		return true;
	task->id = db_int(row.cells[0]);
	task->create_method = row.cells[1];
	task->template_id = row.cells[2];
	task->has_instance = row.cells[3].s != NULL;
	task->name = row.cells[4];
	task->creator = row.cells[5];
	task->executor = row.cells[6];
	task->create_time = row.cells[7];
	task->start_time = row.cells[8];
	task->finish_time = row.cells[9];
	task->snapshot = row.cells[10];
	task->has_data = row.cells[11].s != NULL;
	task->data =
	    (struct stored_data){row.cells[12], row.cells[13], row.cells[14]};
	return true;
}

/* Whether the task exists, from the tables without its data. */
static void
add_id(const struct call *call, struct batch *q, void *context)
{
	(void)context;
	batch_statement(q, "taskflow3_taskflowinstance");
	batch_sql(q, "SELECT t.id");
	query_tasks(call, q);
	batch_sql(q, " WHERE t.id=");
	batch_uint(q, call->ids[0]);
}

static bool
read_id(struct call *call, size_t i, void *context)
{
	struct task *task = context;

	if (db_rows(call->sops->db, i) == 0)
		task->state = STORE_NONE;
	return true;
}

static const struct query task_query = {add_task, read_task};

/* When its data cannot be read the task may still be an unknown one, which is
 * refused and no fault. */
static enum db_result
try_task(struct call *call, void *context)
{
	static const struct query id_query = {add_id, read_id};
	struct task *task = context;
	enum db_result result =
	    query_try(call, &task_query, task, &task->state);

	if (result != DB_OK || task->state != STORE_FAILED)
		return result;
	return query_try(call, &id_query, task, &task->state);
}

/* For --doctor, which times this endpoint.  A join without a fixed order would
 * sort all tasks. */
enum db_result
sops_2019_newest_task(struct sops *sops, struct arena *arena, int64_t deadline,
    struct newest_task *task)
{
	return sops_newest_task(sops, GENERATION_2019,
	    "SELECT t.id,b.cc_id"
	    " FROM taskflow3_taskflowinstance t FORCE INDEX(PRIMARY)"
	    " STRAIGHT_JOIN core_business b ON b.id=t.business_id"
	    " WHERE t.pipeline_instance_id IS NOT NULL"
	    " ORDER BY t.id DESC LIMIT 1",
	    arena, deadline, task);
}

static enum outcome
read_times(struct call *call, struct detail *d)
{
	const struct task *task = &d->task;
	const char *format = call->config->time_format;
	struct datetime created = datetime_read_stored(task->create_time);
	struct datetime start = datetime_read_stored(task->start_time);
	struct datetime finish = datetime_read_stored(task->finish_time);

	d->create_time = datetime_format(call->arena, created, format);
	d->start_time = datetime_format(call->arena, start, format);
	d->finish_time = datetime_format(call->arena, finish, format);
	d->is_running = start.is_set && !finish.is_set;
	d->elapsed = datetime_elapsed(start, finish, call->now_us);
	if (d->create_time.s == NULL || d->start_time.s == NULL ||
	    d->finish_time.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	return OUTCOME_OK;
}

/* Outputs by key; what else belongs to a key is found in the tree. */
static enum outcome
index_outputs(struct call *call, struct detail *d)
{
	size_t n;

	if (!pickle_is_dict(d->data.outputs))
		return call_fault(call, "engine_data.outputs is no dict");
	n = pickle_dict_size(d->data.outputs);
	d->wanted = arena_array(call->arena, n, sizeof(*d->wanted));
	d->values = arena_array(call->arena, n, sizeof(*d->values));
	if (d->wanted == NULL || d->values == NULL)
		return call_fault(call, "out of memory");
	d->noutputs = n;
	for (size_t i = 0; i < n; i++)
		if (!pickle_dict_item(call->arena, d->data.outputs, i,
			&d->wanted[i].key, &d->values[i]))
			return call_fault(call, "a key of engine_data.outputs "
						"is no text");
	return OUTCOME_OK;
}

static enum outcome
read_data(struct call *call, struct detail *d)
{
	enum outcome outcome;

	if (!d->task.has_data)
		return OUTCOME_OK;
	outcome = call_read_data(
	    call, "engine_data", &d->task.data, PICKLE_PROTOCOL, &d->data);
	return outcome == OUTCOME_OK ? index_outputs(call, d) : outcome;
}

static enum outcome
check_task(struct call *call, const struct task *task)
{
	if (task->state == STORE_FAILED)
		return call_fault(call, "the task could not be read");
	if (task->state != STORE_ROW)
		return call_refuse_ascii(call,
		    ARENA_JOIN(call->arena, TEXT("task[id="),
			call->variables[0], TEXT("] of business[bk_biz_id="),
			call->business_typed, TEXT("] does not exist")));
	if (!task->has_instance)
		return call_fault(call, "the task has no pipeline instance");
	return OUTCOME_OK;
}

static enum outcome
prepare_detail(struct call *call)
{
	struct detail *d = call->state;
	enum outcome outcome;

	outcome = query_admit(call, &task_query, try_task, &d->task);
	if (outcome == OUTCOME_OK)
		outcome = check_task(call, &d->task);
	if (outcome == OUTCOME_OK)
		outcome = read_times(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_data(call, d);
	if (outcome != OUTCOME_OK || d->task.snapshot.s == NULL)
		return outcome;
	d->tree = tree_open(call->arena, d->task.snapshot, call->trees);
	return d->tree != NULL ? OUTCOME_OK : call_fault(call, "out of memory");
}

static void
write_fields(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	const struct task *task = &d->task;
	const struct sops_business *business = &call->access.business;
	struct text number;

	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_member_int(w, "business_id", business->cc_id);
	json_member_string(w, "business_name", business->cc_name);
	if (pyint_of_unicode(call->arena, task->template_id, &number))
		json_member_raw(w, "template_id", number);
	else
		json_member_string(w, "template_id", task->template_id);
	json_member_string(w, "create_time", d->create_time);
	json_member_string(w, "create_method", task->create_method);
	json_member_string(w, "start_time", d->start_time);
	json_member_string(w, "finish_time", d->finish_time);
	json_member_int(w, "elapsed_time", d->elapsed);
	json_member_string(w, "creator", task->creator);
	json_member_string(w, "executor", task->executor);
	json_member_string(w, "task_url", call_task_url(call, task->id));
	if (call->config->document_fields) {
		json_member_string(w, "instance_name", task->name);
		json_member_string(w, "end_time", d->finish_time);
	}
}

static enum outcome
write_tree(struct call *call, struct json_writer *w)
{
	struct detail *d = call->state;
	enum outcome outcome;

	if (d->tree == NULL) {
		json_member_null(w, "pipeline_tree");
		json_member_null(w, "constants");
		return OUTCOME_OK;
	}
	outcome = call_write_tree(call, w, d->tree, d->wanted, d->noutputs);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("constants"));
	if (tree_write_constants(d->tree, w) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", d->tree);
	return OUTCOME_OK;
}

static enum outcome
write_outputs(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_member_array(w, "outputs");
	for (size_t i = 0; i < d->noutputs && outcome == OUTCOME_OK; i++) {
		const struct tree_wanted *output = &d->wanted[i];

		json_object_open(w);
		json_member_string(w, "key", output->key);
		if (output->has_name)
			json_member_raw(w, "name", output->name);
		else
			json_member_string(w, "name", output->key);
		json_key(w, TEXT("value"));
		outcome = call_write_pickle(
		    call, w, "engine_data.outputs", d->values[i]);
		if (call->config->document_fields)
			json_member_bool(w, "preset", output->from_component);
		json_object_close(w);
	}
	json_array_close(w);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("ex_data"));
	if (d->data.ex_data == NULL)
		json_string(w, TEXT(""));
	else
		outcome = call_write_pickle(
		    call, w, "engine_data.ex_data", d->data.ex_data);
	return outcome;
}

static enum outcome
write_detail(struct call *call, struct json_writer *w)
{
	enum outcome outcome;

	json_object_open(w);
	write_fields(call, w);
	outcome = write_tree(call, w);
	if (outcome == OUTCOME_OK)
		outcome = write_outputs(call, w);
	json_object_close(w);
	return outcome;
}

static bool
is_cacheable(const struct call *call)
{
	const struct detail *d = call->state;

	return !d->is_running;
}

const struct endpoint endpoint_task_detail = {
    .state_size = sizeof(struct detail),
    .prepare = prepare_detail,
    .write = write_detail,
    .cacheable = is_cacheable,
};
