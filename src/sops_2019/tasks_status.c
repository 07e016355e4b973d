/* SPDX-License-Identifier: MIT */
/*
 * get_tasks_status: the states of many tasks in one call.  bk-sops of the 2019
 * generation has no such endpoint; names and shape are those of the current
 * one (sops-current 4.5), a state's members those of get_task_status (sops
 * 3.4).  As in sops-current 4.4.3 a task that was started a moment ago, and
 * has no relations yet, is CREATED; a state that cannot be shown refuses the
 * call.
 */
#include "sops_2019/endpoints.h"

#include "sops/task_ids.h"
#include "sops_2019/admit.h"
#include "sops_2019/status_tree.h"

/* Of each chunk: the tasks and their children. */
#define STATEMENTS 2

struct task {
	int64_t id;
	int64_t instance; /* primary key; 0: the task has none */
	struct text name;
	struct text flow_type;
	struct text current_flow;
	bool is_deleted;
	struct text create_time; /* as stored */
	struct text start_time;
	struct text finish_time;
	bool is_started;
	struct stored_states states; /* the root's; children come later */
};

/* The tasks of the business among some ids, by falling id,
 * deleted ones, too. */
struct chunk {
	const uint64_t *ids;
	size_t nids;
	enum store_state state; /* STORE_ROW when they could be read */
	struct task *tasks;
	size_t count;
};

/* A task as shown. */
struct item {
	struct task *task;
	struct text create_time, start_time, finish_time; /* .s NULL: null */
	struct state_tree *tree;			  /* NULL: CREATED */
};

struct statuses {
	bool with_children; /* include_children_status */
	struct task_ids ids;
	size_t chunk; /* tasks of one query */
	struct item *items;
	size_t count;
	size_t children; /* held so far, of all trees */
	struct odd_dates odd;
};

/* The columns of the root are those of state_rows_read_root. */
static void
add_tasks(const struct call *call, struct batch *q, void *context)
{
	const struct chunk *c = context;

	batch_statement(q, "tasks");
	batch_sql(q,
	    "SELECT t.id,i.id,i.name,t.flow_type,t.current_flow,t.is_deleted,"
	    "i.create_time,i.start_time,i.finish_time,i.is_started,");
	state_rows_add_root(call, q);
	query_tasks(call, q);
	batch_sql(q, " LEFT JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id"
		     " LEFT JOIN engine_status s"
		     " ON s.id=i.instance_id AND i.is_started<>0"
		     " WHERE t.id");
	query_in(q, c->ids, c->nids);
	batch_sql(q, " ORDER BY t.id DESC");
}

static void
read_state(const struct text *cells, struct task *task)
{
	task->id = db_int(cells[0]);
	task->instance = db_int(cells[1]);
	task->name = cells[2];
	task->flow_type = cells[3];
	task->current_flow = cells[4];
	task->is_deleted = db_int(cells[5]) != 0;
	task->create_time = cells[6];
	task->start_time = cells[7];
	task->finish_time = cells[8];
	task->is_started = db_int(cells[9]) != 0;
	task->states.state = STORE_ROW;
	state_rows_read_root(cells + 10, &task->states);
}

static bool
read_tasks(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct chunk *c = context;

	c->count = db_rows(db, i);
	c->tasks = arena_array(call->arena, c->count, sizeof(*c->tasks));
	if (c->tasks == NULL)
		return false;
	for (size_t r = 0; r < c->count; r++)
		read_state(db_get(db, i, r).cells, &c->tasks[r]);
	c->state = STORE_ROW;
	return true;
}

static const struct query tasks_query = {add_tasks, read_tasks};

static void
add_children(const struct call *call, struct batch *q, void *context)
{
	state_rows_add_many(call, q, context);
}

static bool
read_children(struct call *call, size_t i, void *context)
{
	return state_rows_read_many(call, i, context);
}

/* A body without the list names no task. */
static enum outcome
read_ids(struct call *call, struct task_ids *ids)
{
	size_t max = task_ids_max(call, TASK_IDS_MAX);

	switch (task_ids_read(call, max, TASK_IDS_STRICT, ids)) {
	case TASK_IDS_OK:
		return OUTCOME_OK;
	case TASK_IDS_NO_LIST:
		return call_refuse(call, TEXT("task_id_list must be a list"));
	case TASK_IDS_LONG:
		return call_refuse(
		    call, arena_printf(call->arena,
			      "task_id_list is too long, maximum length is %zu",
			      max));
	case TASK_IDS_BAD:
		return call_refuse(call,
		    arena_printf(call->arena,
			"task_id_list must be a list of task ids, element %zu "
			"is none",
			ids->bad));
	case TASK_IDS_MEMORY:
		break;
	}
	return call_fault(call, "out of memory");
}

/* A boolean of Django REST framework (sops-current 3.1). */
static enum outcome
read_flag(struct call *call, const char *name, bool *flag)
{
	static const char *const words[] = {"t", "y", "yes", "true", "on", "1",
	    "f", "n", "no", "false", "off", "0", "1.0", "0.0"};
	static const bool meanings[] = {true, true, true, true, true, true,
	    false, false, false, false, false, false, true, false};
	const struct param *p = call_param(call, name);

	*flag = false;
	if (p == NULL || (p->type == PARAM_STRING && p->value.len == 0))
		return OUTCOME_OK;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (p->type != PARAM_NULL &&
		    text_is_nocase(p->value, words[i])) {
			*flag = meanings[i];
			return OUTCOME_OK;
		}
	return call_refuse(call, ARENA_JOIN(call->arena, text_of(name),
				     TEXT(": Must be a valid boolean.")));
}

static enum outcome
refuse_state(struct call *call, const struct task *task, struct text why)
{
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("task[id="),
		      arena_printf(call->arena, "%lld", (long long)task->id),
		      TEXT("] get status error: "), why));
}

static bool
has_tree(const struct task *task)
{
	return task->is_started && task->states.has_relations;
}

/* A blocked root shows the state of what is below it. */
static bool
needs_children(const struct statuses *s, const struct task *task)
{
	return has_tree(task) &&
	       (s->with_children ||
		   text_is(task->states.root_state.state, "BLOCKED"));
}

static enum outcome
ask_children(struct call *call, struct chunk *c)
{
	static const struct query query = {add_children, read_children};
	struct statuses *s = call->state;
	struct states_of_many of = {.max = STATE_ROWS_MAX - s->children};
	enum outcome outcome;

	if (!state_rows_many(call, c->count, &of))
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < c->count; i++)
		if (needs_children(s, &c->tasks[i])) {
			of.keys[of.count] = (uint64_t)c->tasks[i].instance;
			of.states[of.count++] = &c->tasks[i].states;
		}
	if (of.count == 0)
		return OUTCOME_OK;
	outcome = call_database(call, query_ask(call, &query, &of));
	if (outcome == OUTCOME_OK && of.total > of.max)
		return call_refuse(call,
		    arena_printf(call->arena,
			"task_id_list: these tasks have more than %d relations "
			"between their nodes, ask for fewer",
			STATE_ROWS_MAX));
	s->children += of.total;
	return outcome;
}

static enum outcome
show_state(struct call *call, struct item *item, bool *has_odd_date)
{
	struct text why = TEXT_NONE;

	if (item->task->instance == 0)
		return refuse_state(call, item->task,
		    TEXT("'NoneType' object has no attribute 'is_started'"));
	if (!has_tree(item->task))
		return OUTCOME_OK;
	switch (status_tree_build(
	    call, &item->task->states, has_odd_date, &item->tree, &why)) {
	case STATUS_TREE_OK:
		return OUTCOME_OK;
	case STATUS_TREE_MEMORY:
		return call_fault(call, "out of memory");
	case STATUS_TREE_VALUE_ERROR:
	case STATUS_TREE_ERROR:
		break;
	}
	return refuse_state(call, item->task, why);
}

static enum outcome
show(struct call *call, struct item *item, struct task *task)
{
	const struct text times[] = {
	    task->create_time, task->start_time, task->finish_time};
	struct text *shown[] = {
	    &item->create_time, &item->start_time, &item->finish_time};
	struct statuses *s = call->state;
	enum outcome outcome;
	bool is_odd, has_odd_date = false;

	item->task = task;
	is_odd = odd_dates_check(&s->odd, task->id, times, 3);
	for (size_t i = 0; i < 3 && !is_odd; i++) {
		*shown[i] = datetime_format(call->arena,
		    datetime_read_stored(times[i]), call->config->time_format);
		if (shown[i]->s == NULL)
			return call_fault(call, "out of memory");
	}
	outcome = show_state(call, item, &has_odd_date);
	if (has_odd_date && !is_odd)
		odd_dates_add(&s->odd, task->id);
	return outcome;
}

static enum outcome
take_tasks(struct call *call, struct chunk *c)
{
	struct statuses *s = call->state;
	enum outcome outcome;

	if (c->state != STORE_ROW)
		return call_fault(call, "the tasks could not be read");
	outcome = ask_children(call, c);
	for (size_t i = 0; outcome == OUTCOME_OK && i < c->count; i++)
		outcome = show(call, &s->items[s->count++], &c->tasks[i]);
	return outcome;
}

/* The caller's checks come with the first tasks. */
static enum outcome
ask_tasks(struct call *call, size_t at)
{
	struct statuses *s = call->state;
	size_t left = s->ids.count - at;
	struct chunk c = {.ids = s->ids.ids,
	    .nids = left < s->chunk ? left : s->chunk,
	    .state = STORE_FAILED};
	enum outcome outcome;

	if (at > 0) {
		c.ids += at;
		outcome =
		    call_database(call, query_ask(call, &tasks_query, &c));
	} else
		outcome = query_admit(
		    call, c.nids > 0 ? &tasks_query : NULL, NULL, &c);
	return outcome == OUTCOME_OK && c.nids > 0 ? take_tasks(call, &c)
						   : outcome;
}

static enum outcome
read_params(struct call *call)
{
	struct statuses *s = call->state;
	enum outcome outcome;

	if (call->body != CALL_BODY_OBJECT)
		return call_refuse(
		    call, TEXT("request body is not a valid json object"));
	outcome = read_ids(call, &s->ids);
	return outcome == OUTCOME_OK
		   ? read_flag(
			 call, "include_children_status", &s->with_children)
		   : outcome;
}

/* Wrong parameters are told to those alone who may ask. */
static enum outcome
prepare_statuses(struct call *call)
{
	struct statuses *s = call->state;
	enum outcome wrong = read_params(call), outcome;

	if (wrong == OUTCOME_FAULT)
		return wrong;
	if (wrong != OUTCOME_OK)
		s->ids.count = 0;
	s->chunk = task_ids_chunk(s->ids.count, STATEMENTS);
	s->items = arena_array(call->arena, s->ids.count, sizeof(*s->items));
	if (s->items == NULL)
		return call_fault(call, "out of memory");
	s->odd.what = "task";
	outcome = ask_tasks(call, 0);
	if (outcome == OUTCOME_OK && wrong != OUTCOME_OK)
		return wrong;
	for (size_t at = s->chunk; outcome == OUTCOME_OK && at < s->ids.count;
	     at += s->chunk)
		outcome = ask_tasks(call, at);
	if (outcome == OUTCOME_OK)
		call->result.notice = odd_dates_log(call, &s->odd);
	return outcome;
}

static void
write_item(struct call *call, struct json_writer *w, const struct item *item)
{
	const struct statuses *s = call->state;
	const struct task *task = item->task;

	json_object_open(w);
	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_key(w, TEXT("status"));
	if (item->tree == NULL)
		status_created_write(w, &task->name, s->with_children);
	else
		status_tree_write(item->tree, w, &task->name, s->with_children);
	json_member_string(w, "flow_type", task->flow_type);
	json_member_string(w, "current_flow", task->current_flow);
	json_member_bool(w, "is_deleted", task->is_deleted);
	json_member_string(w, "create_time", item->create_time);
	json_member_string(w, "start_time", item->start_time);
	json_member_string(w, "finish_time", item->finish_time);
	json_member_string(w, "url", call_task_url(call, task->id));
	json_object_close(w);
}

static enum outcome
write_statuses(struct call *call, struct json_writer *w)
{
	const struct statuses *s = call->state;

	json_array_open(w);
	for (size_t i = 0; i < s->count && json_failed(w) == 0; i++)
		write_item(call, w, &s->items[i]);
	json_array_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {
    "task_id_list", "include_children_status", NULL};

const struct endpoint endpoint_tasks_status = {
    .fallback = "get_task_status",
    .parameters = parameters,
    .json_body = true,
    .state_size = sizeof(struct statuses),
    .prepare = prepare_statuses,
    .write = write_statuses,
};
