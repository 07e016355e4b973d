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

#include "sops/moment.h"
#include "sops/odd_dates.h"
#include "sops_2019/ask_tasks_status.h"
#include "sops_2019/status_tree.h"
#include "sops_2019/task_ids.h"

/* A task as shown. */
struct item {
	struct sops_task_state *task;
	struct text create_time, start_time, finish_time; /* .s NULL: null */
	struct status_tree *tree;			  /* NULL: CREATED */
};

struct statuses {
	bool children; /* include_children_status */
	struct task_ids ids;
	struct tasks_status_answer first;
	struct sops_business *business;
	struct item *items;
	size_t count;
	size_t nodes; /* held so far, of all trees */
	struct odd_dates odd;
};

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
refuse_state(
    struct call *call, const struct sops_task_state *task, struct text why)
{
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("task[id="),
		      arena_printf(call->arena, "%lld", (long long)task->id),
		      TEXT("] get status error: "), why));
}

static bool
has_tree(const struct sops_task_state *task)
{
	return task->is_started && task->tree.has_relations;
}

/* A blocked root shows the state of what is below it. */
static bool
needs_nodes(const struct statuses *s, const struct sops_task_state *task)
{
	return has_tree(task) &&
	       (s->children || text_is(task->tree.status.state, "BLOCKED"));
}

static enum outcome
read_nodes(struct call *call, struct sops_task_states *states)
{
	struct statuses *s = call->state;
	struct sops_task_state *tasks[TASKS_CHUNK];
	size_t n = 0, total = 0, left = STATUS_NODES_MAX - s->nodes;
	enum outcome outcome;

	for (size_t i = 0; i < states->count; i++)
		if (needs_nodes(s, &states->tasks[i]))
			tasks[n++] = &states->tasks[i];
	if (n == 0)
		return OUTCOME_OK;
	outcome =
	    call_database(call, sops_ask_tasks_nodes(call->sops, call->arena,
				    tasks, n, left, call->deadline, &total));
	if (outcome == OUTCOME_OK && total > left)
		return call_refuse(call,
		    arena_printf(call->arena,
			"task_id_list: these tasks have more than %d relations "
			"between their nodes, ask for fewer",
			STATUS_NODES_MAX));
	s->nodes += total;
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
	    call, &item->task->tree, has_odd_date, &item->tree, &why)) {
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
show(struct call *call, struct item *item, struct sops_task_state *task)
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
		*shown[i] = moment_format(call->arena, moment_parse(times[i]),
		    call->config->time_format);
		if (shown[i]->s == NULL)
			return call_fault(call, "out of memory");
	}
	outcome = show_state(call, item, &has_odd_date);
	if (has_odd_date && !is_odd)
		odd_dates_add(&s->odd, task->id);
	return outcome;
}

static enum outcome
take_tasks(struct call *call, struct sops_task_states *states)
{
	struct statuses *s = call->state;
	enum outcome outcome;

	if (states->state != STORE_ROW)
		return call_fault(call, "the tasks could not be read");
	outcome = read_nodes(call, states);
	for (size_t i = 0; outcome == OUTCOME_OK && i < states->count; i++)
		outcome = show(call, &s->items[s->count++], &states->tasks[i]);
	return outcome;
}

/* The caller's checks come with the first tasks. */
static enum outcome
read_first(struct call *call, size_t count)
{
	struct statuses *s = call->state;
	struct tasks_status_answer *first = &s->first;
	enum outcome outcome;

	outcome = call_admit(call,
	    sops_ask_tasks_status(call->sops, call->arena, &call->caller,
		s->ids.ids, count, call->deadline, first),
	    &first->access);
	if (outcome != OUTCOME_OK)
		return outcome;
	s->business = &first->access.business;
	return count == 0 ? OUTCOME_OK : take_tasks(call, &first->tasks);
}

static enum outcome
read_more(struct call *call, size_t at, size_t count)
{
	struct statuses *s = call->state;
	struct sops_task_states more;
	enum outcome outcome;

	outcome = call_database(
	    call, sops_ask_more_tasks(call->sops, call->arena, &call->caller,
		      s->ids.ids + at, count, call->deadline, &more));
	return outcome == OUTCOME_OK ? take_tasks(call, &more) : outcome;
}

static size_t
chunk(const struct statuses *s, size_t at)
{
	size_t left = s->ids.count - at;

	return left < TASKS_CHUNK ? left : TASKS_CHUNK;
}

/* Wrong parameters are told to those alone who may ask. */
static enum outcome
prepare(struct call *call)
{
	struct statuses *s = arena_alloc(call->arena, sizeof(*s));
	enum outcome wrong, outcome;
	struct text message;

	if (s == NULL)
		return call_fault(call, "out of memory");
	s->odd.what = "task";
	call->state = s;
	if (call->body == CALL_BODY_OBJECT)
		wrong = task_ids_read(call, &s->ids);
	else
		wrong = call_refuse(
		    call, TEXT("request body is not a valid json object"));
	if (wrong == OUTCOME_OK)
		wrong =
		    read_flag(call, "include_children_status", &s->children);
	if (wrong == OUTCOME_FAULT)
		return wrong;
	if (wrong == OUTCOME_REFUSED)
		s->ids.count = 0;
	message = call->message;
	s->items = arena_array(call->arena, s->ids.count, sizeof(*s->items));
	if (s->items == NULL)
		return call_fault(call, "out of memory");
	outcome = read_first(call, chunk(s, 0));
	if (outcome == OUTCOME_OK && wrong == OUTCOME_REFUSED)
		return call_refuse(call, message);
	for (size_t at = TASKS_CHUNK;
	     outcome == OUTCOME_OK && at < s->ids.count; at += TASKS_CHUNK)
		outcome = read_more(call, at, chunk(s, at));
	if (outcome == OUTCOME_OK)
		call->notice = odd_dates_tell(call, &s->odd);
	return outcome;
}

static void
finish(struct call *call)
{
	sops_release(call->sops);
}

static void
write_item(struct call *call, struct json_writer *w, const struct item *item)
{
	const struct statuses *s = call->state;
	const struct sops_task_state *task = item->task;

	json_object_open(w);
	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_key(w, TEXT("status"));
	if (item->tree == NULL)
		status_created_write(w, &task->name, s->children);
	else
		status_tree_write_root(item->tree, w, task->name, s->children);
	json_member_string(w, "flow_type", task->flow_type);
	json_member_string(w, "current_flow", task->current_flow);
	json_member_bool(w, "is_deleted", task->is_deleted);
	json_member_string_or_null(w, "create_time", item->create_time);
	json_member_string_or_null(w, "start_time", item->start_time);
	json_member_string_or_null(w, "finish_time", item->finish_time);
	json_member_string(
	    w, "url", call_task_url(call, s->business, task->id));
	json_object_close(w);
}

static enum outcome
write_data(struct call *call, struct json_writer *w)
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
    .like = "get_task_status",
    .parameters = parameters,
    .json_body = true,
    .prepare = prepare,
    .write = write_data,
    .finish = finish,
};
