/* SPDX-License-Identifier: MIT */
/*
 * get_tasks_status (sops-current 4.5): the states of many tasks, deleted ones,
 * too.  One whose states bk-sops cannot tell is the answer about all of them.
 */
#include "sops_current/endpoints.h"

#include "sops/task_ids.h"
#include "sops_current/flags.h"
#include "sops_current/states.h"

/* Tasks of one call, unless tasks_status.max says another number. */
#define TASKS_MAX 50

/* A task as shown. */
struct item {
	struct states_task *task;
	struct text create_time, start_time, finish_time;
};

struct statuses {
	bool with_children; /* include_children_status */
	struct task_ids ids;
	size_t chunk; /* tasks of one query */
	size_t rows;  /* states held so far */
	struct item *items;
	size_t count;
};

static enum outcome
refuse_param(struct call *call, struct text why)
{
	return call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT, why);
}

static enum outcome
read_statuses_ids(struct call *call, struct task_ids *ids)
{
	size_t max = task_ids_max(call, TASKS_MAX);

	switch (task_ids_read(call, max, TASK_IDS_DJANGO, ids)) {
	case TASK_IDS_OK:
		return OUTCOME_OK;
	case TASK_IDS_NO_LIST:
		return refuse_param(call, TEXT("task_id_list must be a list"));
	case TASK_IDS_LONG:
		return refuse_param(
		    call, arena_printf(call->arena,
			      "task_id_list is too long, maximum length is %zu",
			      max));
	case TASK_IDS_BAD:
		return call_fault(call, "task_id_list has what is no id");
	case TASK_IDS_MEMORY:
		break;
	}
	return call_fault(call, "out of memory");
}

/* bk-sops reads the body once more for its cache, and fails over none. */
static enum outcome
read_params(struct call *call, struct statuses *s)
{
	struct flag flag = {.name = "include_children_status"};
	enum outcome outcome;

	if (!call->has_body)
		return call_fault(call, "the body is empty");
	outcome = flags_read(call, &flag, 1);
	s->with_children = flag.value;
	return outcome == OUTCOME_OK ? read_statuses_ids(call, &s->ids)
				     : outcome;
}

static enum outcome
show_times(struct call *call, struct item *item)
{
	const struct states_task *task = item->task;
	const struct text times[] = {
	    task->create_time, task->start_time, task->finish_time};
	struct text *shown[] = {
	    &item->create_time, &item->start_time, &item->finish_time};

	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		*shown[i] = datetime_format(call->arena,
		    datetime_read_stored(times[i]), call->config->time_format);
		if (shown[i]->s == NULL)
			return call_fault(
			    call, "a time has no date in the local zone");
	}
	return OUTCOME_OK;
}

/* bk-sops looks for names also where it shows none, but not in the
 * trees of v1, which have them. */
static enum outcome
read_names(struct call *call, struct states_task *task)
{
	const struct statuses *s = call->state;

	if (task->kind == STATES_CREATED ||
	    (task->kind == STATES_TREE && task->engine == ENGINE_V1))
		return OUTCOME_OK;
	if (!task->has_snapshot)
		return call_fault(call, "the task has no execution snapshot");
	if (task->kind == STATES_TREE && s->with_children)
		return states_read_flow(call, task);
	return OUTCOME_OK;
}

static enum outcome
take_task(
    struct call *call, const struct states *states, struct states_task *task)
{
	struct statuses *s = call->state;
	struct item *item = &s->items[s->count++];
	enum outcome outcome = states_build(call, states, task);

	item->task = task;
	if (outcome == OUTCOME_OK)
		outcome = read_names(call, task);
	return outcome == OUTCOME_OK ? show_times(call, item) : outcome;
}

static enum outcome
take_tasks(struct call *call, struct states *states)
{
	struct statuses *s = call->state;
	enum outcome outcome = OUTCOME_OK;

	if (!states->too_many)
		outcome = states_ask_more(call, states, NULL, NULL, NULL);
	if (outcome == OUTCOME_OK && states->too_many)
		return refuse_param(call,
		    arena_printf(call->arena,
			"task_id_list: these tasks have more than %d states "
			"of nodes, ask for fewer",
			STATE_ROWS_MAX));
	s->rows = states->rows;
	for (size_t i = 0; outcome == OUTCOME_OK && i < states->count; i++)
		outcome = take_task(call, states, &states->tasks[i]);
	return outcome;
}

/* Asks for the tasks from `at` on, with the first ones for the caller. */
static enum outcome
ask_tasks(struct call *call, size_t at)
{
	struct statuses *s = call->state;
	size_t left = s->ids.count - at;
	struct states states = {.ids = s->ids.ids + at,
	    .nids = left < s->chunk ? left : s->chunk,
	    .flows = s->with_children,
	    .rows = s->rows};
	enum outcome outcome;

	if (at == 0)
		outcome = admit_ask(call, GATE_PROJECT, &states_query, &states);
	else
		outcome = call_database(
		    call, query_ask(call, &states_query, &states));
	return outcome == OUTCOME_OK ? take_tasks(call, &states) : outcome;
}

static enum outcome
prepare_statuses(struct call *call)
{
	struct statuses *s = call->state;
	enum outcome outcome = read_params(call, s);

	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PROJECT, outcome);
	s->chunk = task_ids_chunk(s->ids.count, STATES_STATEMENTS);
	s->items = arena_array(call->arena, s->ids.count, sizeof(*s->items));
	if (s->items == NULL)
		return call_fault(call, "out of memory");
	outcome = ask_tasks(call, 0);
	for (size_t at = s->chunk; outcome == OUTCOME_OK && at < s->ids.count;
	     at += s->chunk)
		outcome = ask_tasks(call, at);
	return outcome;
}

static void
write_item(struct call *call, struct json_writer *w, const struct item *item)
{
	const struct statuses *s = call->state;
	const struct states_task *task = item->task;

	json_object_open(w);
	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_member_object(w, "status");
	states_write(call, w, task, s->with_children);
	json_member_string(w, "name", task->name);
	json_object_close(w);
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
    "scope", "task_id_list", "include_children_status", NULL};

const struct endpoint current_tasks_status = {
    .parameters = parameters,
    .json_body = true,
    .state_size = sizeof(struct statuses),
    .prepare = prepare_statuses,
    .write = write_statuses,
};
