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

#include "python/number.h"
#include "sops_2019/status_tree.h"
#include "json/reader.h"

#include <stdlib.h>

/*
 * Tasks of one query: what clients of the current generation ask for at a
 * time, so theirs is one query, and few enough that no statement holds the
 * database for long, and that servers look each key up (MySQL's
 * eq_range_index_dive_limit is 200) instead of guessing from statistics.
 */
#define CHUNK 50

/* An id has 20 digits; the rest is for zeros and blanks around it. */
#define ID_TEXT_MAX 256

/* The ids of task_id_list, falling, each once. */
struct ids {
	uint64_t *ids;
	size_t count;
	size_t seen; /* elements of the list */
};

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

/* The tasks of the business among some ids, at most CHUNK, by falling id,
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
	struct status_tree *tree;			  /* NULL: CREATED */
};

struct statuses {
	bool with_children; /* include_children_status */
	struct ids ids;
	struct item *items;
	size_t count;
	size_t children; /* held so far, of all trees */
	struct odd_dates odd;
};

/* Of the relations r, those of the tree of an instance i. */
#define OF_TREE "r.ancestor_id=i.instance_id AND r.distance<="

static void
add_numbers(struct batch *q, const uint64_t *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		batch_sql(q, i == 0 ? " IN(" : ",");
		batch_uint(q, numbers[i]);
	}
	batch_sql(q, ")");
}

/* The columns of the root are those of state_rows_read_root. */
static void
add_tasks(const struct call *call, struct batch *q, void *context)
{
	const struct chunk *c = context;

	batch_statement(q, "tasks");
	batch_sql(q,
	    "SELECT t.id,i.id,i.name,t.flow_type,t.current_flow,t.is_deleted,"
	    "i.create_time,i.start_time,i.finish_time,i.is_started,"
	    "i.instance_id,i.is_started<>0 AND EXISTS(SELECT 1"
	    " FROM engine_noderelationship r WHERE " OF_TREE);
	batch_uint(q, STATE_DEPTH_MAX);
	batch_sql(q,
	    "),(SELECT COUNT(*) FROM engine_noderelationship r"
	    " WHERE i.is_started<>0 AND r.descendant_id=i.instance_id"
	    " AND CAST(r.descendant_id AS BINARY)=CAST(i.instance_id AS BINARY)"
	    " AND " OF_TREE);
	batch_uint(q, STATE_DEPTH_MAX);
	batch_sql(q, ")," STATE_COLUMNS);
	query_tasks(call, q);
	batch_sql(q, " LEFT JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id"
		     " LEFT JOIN engine_status s"
		     " ON s.id=i.instance_id AND i.is_started<>0"
		     " WHERE t.id");
	add_numbers(q, c->ids, c->nids);
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

/* Tasks that have a tree, whose children are asked for. */
struct parents {
	struct task *tasks[CHUNK];
	size_t count;
	size_t max;   /* children of all of them */
	size_t total; /* out; when it is above max none was filled in */
};

/* The key of the instance, and then what state_rows_read_child takes. */
static void
add_children(const struct call *call, struct batch *q, void *context)
{
	const struct parents *p = context;
	uint64_t instances[CHUNK];

	(void)call;
	for (size_t i = 0; i < p->count; i++)
		instances[i] = (uint64_t)p->tasks[i]->instance;
	batch_statement(q, "engine_noderelationship");
	batch_sql(q, "SELECT i.id,p.ancestor_id,p.descendant_id," STATE_COLUMNS
		     " FROM pipeline_pipelineinstance i"
		     " JOIN engine_noderelationship r ON " OF_TREE);
	batch_uint(q, STATE_DEPTH_MAX);
	batch_sql(q, " JOIN engine_noderelationship p"
		     " ON p.descendant_id=r.descendant_id AND p.distance=1"
		     " LEFT JOIN engine_status s ON s.id=p.descendant_id"
		     " WHERE i.id");
	add_numbers(q, instances, p->count);
	batch_sql(q, " LIMIT ");
	batch_uint(q, p->max + 1);
}

/* Whose child a row is; NULL when it is none of theirs. */
static struct stored_states *
parent_of(const struct parents *p, struct db_row row)
{
	int64_t instance = db_int(row.cells[0]);

	for (size_t i = 0; i < p->count; i++)
		if (p->tasks[i]->instance == instance)
			return &p->tasks[i]->states;
	return NULL;
}

/* Rows of one tree need not stand together, but their order is kept. */
static bool
read_children(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct parents *p = context;
	struct stored_states *states;

	p->total = db_rows(db, i);
	if (p->total > p->max)
		return true;
	for (size_t r = 0; r < p->total; r++)
		if ((states = parent_of(p, db_get(db, i, r))) != NULL)
			states->nchildren++;
	for (size_t t = 0; t < p->count; t++) {
		states = &p->tasks[t]->states;
		states->children = arena_array(
		    call->arena, states->nchildren, sizeof(*states->children));
		if (states->children == NULL)
			return false;
		states->nchildren = 0;
	}
	for (size_t r = 0; r < p->total; r++) {
		struct db_row row = db_get(db, i, r);

		if ((states = parent_of(p, row)) != NULL)
			state_rows_read_child(row.cells + 1,
			    &states->children[states->nchildren++]);
	}
	return true;
}

/* An element of the list.  What no row's id can be is left out. */
static int
add_id(struct ids *ids, int64_t id)
{
	if (ids->seen++ == TASK_IDS_MAX)
		return -1;
	if (id > 0 && id != INT64_MAX)
		ids->ids[ids->count++] = (uint64_t)id;
	return 0;
}

static int
ids_event(void *context, enum json_event event, struct text text, size_t depth)
{
	int64_t id;

	switch (event) {
	case JSON_ARRAY:
		return depth == 0 ? 0 : -1;
	case JSON_ARRAY_END:
		return 0;
	case JSON_FALSE:
	case JSON_TRUE:
		return add_id(context, event == JSON_TRUE);
	case JSON_INT:
	case JSON_STRING:
		return pyint_to_int64(text, &id) ? add_id(context, id) : -1;
	default:
		return -1;
	}
}

static int
compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

static void
sort(struct ids *ids)
{
	size_t n = 0;

	qsort(ids->ids, ids->count, sizeof(*ids->ids), compare);
	for (size_t i = 0; i < ids->count; i++)
		if (n == 0 || ids->ids[n - 1] != ids->ids[i])
			ids->ids[n++] = ids->ids[i];
	ids->count = n;
}

static enum outcome
read_list(struct call *call, struct text json, struct ids *ids)
{
	struct json_memory memory = {.text = json};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = ids_event,
	    .context = ids,
	    .max_depth = 2,
	    .max_string = ID_TEXT_MAX};
	enum json_result result = json_read(&reader);

	if (ids->seen > TASK_IDS_MAX)
		return call_refuse(
		    call, arena_printf(call->arena,
			      "task_id_list is too long, maximum length is %d",
			      TASK_IDS_MAX));
	if (result != JSON_OK)
		return call_refuse(call,
		    arena_printf(call->arena,
			"task_id_list must be a list of task ids, element %zu "
			"is none",
			ids->seen + 1));
	sort(ids);
	return OUTCOME_OK;
}

/*
 * task_id_list (sops-current 4.5), as Python would read it: numbers, texts of
 * numbers, and booleans.  None is an empty list.
 */
static enum outcome
read_ids(struct call *call, struct ids *ids)
{
	const struct param *p = call_param(call, "task_id_list");

	if (p == NULL)
		return OUTCOME_OK;
	if (p->type != PARAM_LIST)
		return call_refuse(call, TEXT("task_id_list must be a list"));
	ids->ids = arena_array(call->arena, TASK_IDS_MAX, sizeof(*ids->ids));
	if (ids->ids == NULL)
		return call_fault(call, "out of memory");
	return read_list(call, p->value, ids);
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
		   text_is(task->states.status.state, "BLOCKED"));
}

static enum outcome
ask_children(struct call *call, struct chunk *c)
{
	static const struct query query = {add_children, read_children};
	struct statuses *s = call->state;
	struct parents p = {.max = STATE_ROWS_MAX - s->children};
	enum outcome outcome;

	for (size_t i = 0; i < c->count; i++)
		if (needs_children(s, &c->tasks[i]))
			p.tasks[p.count++] = &c->tasks[i];
	if (p.count == 0)
		return OUTCOME_OK;
	outcome = call_database(call, query_ask(call, &query, &p));
	if (outcome == OUTCOME_OK && p.total > p.max)
		return call_refuse(call,
		    arena_printf(call->arena,
			"task_id_list: these tasks have more than %d relations "
			"between their nodes, ask for fewer",
			STATE_ROWS_MAX));
	s->children += p.total;
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
	    .nids = left < CHUNK ? left : CHUNK,
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
	s->items = arena_array(call->arena, s->ids.count, sizeof(*s->items));
	if (s->items == NULL)
		return call_fault(call, "out of memory");
	s->odd.what = "task";
	outcome = ask_tasks(call, 0);
	if (outcome == OUTCOME_OK && wrong != OUTCOME_OK)
		return wrong;
	for (size_t at = CHUNK; outcome == OUTCOME_OK && at < s->ids.count;
	     at += CHUNK)
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
	json_member_string_or_null(w, "create_time", item->create_time);
	json_member_string_or_null(w, "start_time", item->start_time);
	json_member_string_or_null(w, "finish_time", item->finish_time);
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
