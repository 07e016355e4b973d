/* SPDX-License-Identifier: MIT */
/*
 * get_task_status (sops-current 4.4): the states of a task and of its nodes,
 * or of what is below one node, with why nodes failed and how often they are
 * tried again.
 */
#include "sops_current/endpoints.h"

#include "sops_current/states.h"
#include "sops_current/value.h"

#include <stdlib.h>

/* Failed nodes whose ex_data is shown, at most; their ids are in a statement.
 */
#define LEAVES_MAX 1000

/* A failed node without others below it; what is stored of it, and shown. */
struct leaf {
	struct text node;
	bool is_stored;
	struct text data, serializer; /* outputs of v2; ex_data of v1, which
				       * has no serializer */
	struct value ex_data;
};

struct status {
	struct states states;
	bool with_ex_data, with_failed, with_retry;

	struct states_task *task;	  /* the only one */
	const struct state_node **failed; /* with_failed or with_retry */
	size_t nfailed;
	bool shows_ex_data;
	struct leaf *leaves;
	size_t nleaves;
	struct auto_retry *retries; /* by node */
	size_t nretries;
};

/* The second question. */

/* data.id, which is that of the root unless another node is shown. */
static struct text
shown_id(const struct status *s)
{
	return s->task->shown != NULL ? s->task->shown->stored->id
				      : s->task->stored.root;
}

static bool
needs_failed(const struct status *s)
{
	return s->with_failed || s->with_retry;
}

/* Where no node failed there is nothing to ask. */
static bool
needs_retries(const struct status *s)
{
	return needs_failed(s) && (s->task->tree == NULL || s->nfailed > 0);
}

static void
add_retries(struct batch *q, const struct status *s)
{
	batch_statement(q, "taskflow3_autoretrynodestrategy");
	batch_sql(q, "SELECT " ENGINE_RETRY_COLUMNS
		     " FROM taskflow3_autoretrynodestrategy a"
		     " WHERE a.root_pipeline_id=");
	batch_text(q, shown_id(s));
	batch_sql(q, " LIMIT ");
	batch_uint(q, STATE_ROWS_MAX + 1);
}

static void
add_leaves(struct batch *q, const struct status *s)
{
	bool is_v2 = s->task->engine == ENGINE_V2;

	batch_statement(q, is_v2 ? "eri_executiondata" : "engine_data");
	batch_sql(q, is_v2 ? "SELECT node_id,outputs,outputs_serializer"
			     " FROM eri_executiondata WHERE node_id"
			   : "SELECT id,ex_data,NULL FROM engine_data"
			     " WHERE id");
	for (size_t i = 0; i < s->nleaves; i++) {
		batch_sql(q, i == 0 ? " IN(" : ",");
		batch_text(q, s->leaves[i].node);
	}
	batch_sql(q, ")");
}

static void
add_more(const struct call *call, struct batch *q, void *context)
{
	const struct status *s = context;

	(void)call;
	if (needs_retries(s))
		add_retries(q, s);
	if (s->nleaves > 0)
		add_leaves(q, s);
}

static int
compare_nodes(const void *a, const void *b)
{
	const struct auto_retry *x = a, *y = b;

	return text_compare(x->node, y->node);
}

static bool
read_retries(struct call *call, size_t i, struct status *s)
{
	const struct db *db = call->sops->db;

	s->nretries = db_rows(db, i);
	if (s->nretries > STATE_ROWS_MAX)
		s->states.too_many = true;
	s->retries = arena_array(call->arena, s->nretries, sizeof(*s->retries));
	if (s->retries == NULL)
		return false;
	for (size_t r = 0; r < s->nretries; r++)
		engine_retry_read(db_get(db, i, r).cells, &s->retries[r]);
	qsort(s->retries, s->nretries, sizeof(*s->retries), compare_nodes);
	return true;
}

static void
read_leaves(struct call *call, size_t i, struct status *s)
{
	const struct db *db = call->sops->db;

	for (size_t r = 0; r < db_rows(db, i); r++) {
		const struct text *cells = db_get(db, i, r).cells;

		for (size_t n = 0; n < s->nleaves; n++) {
			struct leaf *leaf = &s->leaves[n];

			if (!text_eq(leaf->node, cells[0]))
				continue;
			leaf->is_stored = true;
			leaf->data = cells[1];
			leaf->serializer = cells[2];
		}
	}
}

static bool
read_more(struct call *call, size_t i, void *context)
{
	struct status *s = context;

	if (needs_retries(s) && !read_retries(call, i++, s))
		return false;
	if (s->nleaves > 0)
		read_leaves(call, i, s);
	return true;
}

static enum outcome
ask_more(struct call *call, struct status *s)
{
	static const struct query query = {add_more, read_more};
	bool more = needs_retries(s) || s->nleaves > 0;

	return states_ask_more(call, &s->states, NULL, more ? &query : NULL, s);
}

/* What failed. */

static bool
is_failed(const struct state_node *node)
{
	return text_is(node->state, "FAILED");
}

/* Those below failed nodes, too, but not below others (4.4.6). */
static bool
collect_failed(
    struct call *call, struct status *s, const struct state_node *node)
{
	for (const struct state_link *link = node->children; link != NULL;
	     link = link->next) {
		const struct state_node **more;

		if (!is_failed(link->child))
			continue;
		more = arena_grow(call->arena, s->failed, s->nfailed,
		    sizeof(const struct state_node *));
		if (more == NULL)
			return false;
		s->failed = more;
		s->failed[s->nfailed++] = link->child;
		if (!collect_failed(call, s, link->child))
			return false;
	}
	return true;
}

/* Those of the failed nodes that have nothing below them (4.4.5). */
static bool
collect_leaves(struct call *call, struct status *s)
{
	for (size_t i = 0; i < s->nfailed; i++) {
		struct leaf *more;

		if (s->failed[i]->children != NULL)
			continue;
		more = arena_grow(
		    call->arena, s->leaves, s->nleaves, sizeof(*more));
		if (more == NULL)
			return false;
		s->leaves = more;
		s->leaves[s->nleaves++] =
		    (struct leaf){.node = s->failed[i]->stored->id};
	}
	return true;
}

/* v1's answer about a whole task has no ex_data (4.4.3). */
static enum outcome
collect(struct call *call, struct status *s)
{
	const struct states_task *task = s->task;

	s->shows_ex_data =
	    s->with_ex_data && is_failed(task->shown) &&
	    (task->engine == ENGINE_V2 || s->states.subprocess.s != NULL);
	if ((needs_failed(s) || s->shows_ex_data) &&
	    !collect_failed(call, s, task->shown))
		return call_fault(call, "out of memory");
	if (s->shows_ex_data && !collect_leaves(call, s))
		return call_fault(call, "out of memory");
	return s->nleaves <= LEAVES_MAX
		   ? OUTCOME_OK
		   : call_forward(call, "too many nodes failed");
}

static enum outcome
read_v2_leaf(struct call *call, struct leaf *leaf)
{
	struct value outputs;
	struct value_member *members;
	size_t count;
	const char *why = "";

	if (!leaf->is_stored)
		return OUTCOME_OK;
	if (value_read_eri(
		call, leaf->data, leaf->serializer, &outputs, &why) != VALUE_OK)
		return call_fault(call, why);
	if (!value_is_object(&outputs))
		return call_fault(call, "eri_executiondata.outputs is no "
					"object");
	if (!value_members(call, &outputs, &members, &count))
		return call_fault(call, "eri_executiondata.outputs has too "
					"many members");
	leaf->ex_data = value_find(members, count, TEXT("ex_data"));
	return OUTCOME_OK;
}

static enum outcome
read_v1_leaf(struct call *call, struct leaf *leaf)
{
	const char *why = "";

	if (!leaf->is_stored)
		return call_fault(call, "a failed node has no engine_data");
	return value_read_io(call, leaf->data, &leaf->ex_data, &why) == VALUE_OK
		   ? OUTCOME_OK
		   : call_fault(call, why);
}

static enum outcome
read_ex_data(struct call *call, struct status *s)
{
	enum outcome outcome = OUTCOME_OK;

	for (size_t i = 0; outcome == OUTCOME_OK && i < s->nleaves; i++)
		outcome = s->task->engine == ENGINE_V2
			      ? read_v2_leaf(call, &s->leaves[i])
			      : read_v1_leaf(call, &s->leaves[i]);
	return outcome;
}

/* The parts of the answer. */

/* Python's exception at one of its steps. */
static enum outcome
refuse_step(struct call *call, const char *step, struct text why)
{
	return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_ABSENT,
	    ARENA_JOIN(call->arena, TEXT("task[id="), call->task_typed,
		TEXT("] "), text_of(step), TEXT(" error: "), why));
}

/* v1's states have names. */
static enum outcome
read_names(struct call *call, struct states_task *task)
{
	if (task->kind == STATES_CREATED ||
	    (task->kind == STATES_TREE && task->engine == ENGINE_V1))
		return OUTCOME_OK;
	if (!task->has_snapshot)
		return refuse_step(call, "add node name",
		    TEXT("'NoneType' object has no attribute 'data'"));
	if (task->kind == STATES_TREE && task->shown->children != NULL)
		return states_read_flow(call, task);
	return OUTCOME_OK;
}

/* The tree of v1 comes with the second question, that of v2 with the first. */
static enum outcome
work_out(struct call *call, struct status *s)
{
	bool is_late =
	    s->task->engine == ENGINE_V1 && s->states.subprocess.s == NULL;
	enum outcome outcome = OUTCOME_OK;

	if (is_late)
		outcome = ask_more(call, s);
	if (outcome == OUTCOME_OK && s->states.too_many)
		outcome = call_fault(call, "the task has too many states");
	if (outcome == OUTCOME_OK)
		outcome = states_build(call, &s->states, s->task);
	if (outcome == OUTCOME_OK)
		outcome = read_names(call, s->task);
	if (outcome == OUTCOME_OK && s->task->kind == STATES_TREE)
		outcome = collect(call, s);
	else if (outcome == OUTCOME_OK && needs_failed(s))
		outcome =
		    refuse_step(call, "extract failed node info", TEXT("'id'"));
	if (outcome == OUTCOME_OK && !is_late)
		outcome = ask_more(call, s);
	if (outcome == OUTCOME_OK && s->states.too_many)
		return call_fault(call, "the task has too many rows");
	return outcome == OUTCOME_OK ? read_ex_data(call, s) : outcome;
}

/* Any text but an empty one. */
static bool
is_given(const struct call *call, const char *name)
{
	const struct param *param = call_param(call, name);

	return param != NULL && param_is_true(param);
}

static enum outcome
prepare_status(struct call *call)
{
	struct status *s = call->state;
	enum outcome outcome;

	s->with_ex_data = is_given(call, "with_ex_data");
	s->with_failed = is_given(call, "with_failed_node_info");
	s->with_retry = call->config->release == RELEASE_3_34 &&
			is_given(call, "with_auto_retry_status");
	s->states = (struct states){
	    .ids = &call->task, .nids = 1, .undeleted = true, .flows = true};
	if (is_given(call, "subprocess_id"))
		s->states.subprocess = call_param(call, "subprocess_id")->value;
	outcome = admit_ask(call, GATE_TASK, &states_query, &s->states);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (s->states.count == 0)
		return refuse_step(call, "get status",
		    TEXT("TaskFlowInstance matching query does not exist."));
	s->task = s->states.tasks;
	return work_out(call, s);
}

static enum outcome
write_ex_data(struct call *call, struct json_writer *w, const struct status *s)
{
	const char *column = s->task->engine == ENGINE_V2
				 ? "eri_executiondata.outputs"
				 : "engine_data.ex_data";
	enum outcome outcome = OUTCOME_OK;

	json_member_object(w, "ex_data");
	for (size_t i = 0; outcome == OUTCOME_OK && i < s->nleaves; i++) {
		json_key(w, s->leaves[i].node);
		outcome = value_write(call, w, column, &s->leaves[i].ex_data);
	}
	json_object_close(w);
	return outcome;
}

static const struct auto_retry *
find_retry(const struct status *s, struct text node)
{
	const struct auto_retry wanted = {.node = node};

	return bsearch(&wanted, s->retries, s->nretries, sizeof(*s->retries),
	    compare_nodes);
}

static void
write_failed(
    const struct call *call, struct json_writer *w, const struct status *s)
{
	json_member_object(w, "failed_node_info");
	for (size_t i = 0; i < s->nfailed; i++) {
		struct text node = s->failed[i]->stored->id;
		const struct auto_retry *retry = find_retry(s, node);

		json_key(w, node);
		engine_retry_write(call, w, retry);
	}
	json_object_close(w);
}

/* Failed nodes that will be tried again. */
static void
write_retry(struct json_writer *w, const struct status *s)
{
	bool any = false;

	json_member_object(w, "auto_retry_status");
	json_member_array(w, "auto_retry_nodes");
	for (size_t i = 0; i < s->nfailed; i++) {
		struct text node = s->failed[i]->stored->id;
		const struct auto_retry *retry = find_retry(s, node);

		if (retry == NULL || retry->times >= retry->max)
			continue;
		json_string(w, node);
		any = true;
	}
	json_array_close(w);
	json_member_bool(w, "exist_auto_retry_nodes", any);
	json_object_close(w);
}

static enum outcome
write_status(struct call *call, struct json_writer *w)
{
	const struct status *s = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_object_open(w);
	states_write(call, w, s->task, true);
	json_member_string(w, "name", s->task->name);
	if (s->shows_ex_data)
		outcome = write_ex_data(call, w, s);
	if (s->with_failed)
		write_failed(call, w, s);
	if (s->with_retry)
		write_retry(w, s);
	json_object_close(w);
	return outcome;
}

static bool
is_status_cacheable(const struct call *call)
{
	const struct status *s = call->state;

	return s->task->kind != STATES_TREE || !s->task->shown->is_running;
}

static const char *const parameters[] = {"scope", "subprocess_id",
    "with_ex_data", "with_failed_node_info", "with_auto_retry_status", NULL};

const struct endpoint current_task_status = {
    .parameters = parameters,
    .message = true,
    .state_size = sizeof(struct status),
    .prepare = prepare_status,
    .write = write_status,
    .cacheable = is_status_cacheable,
};
