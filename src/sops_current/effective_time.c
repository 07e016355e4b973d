/* SPDX-License-Identifier: MIT */
/*
 * get_task_effective_time and inner/get_task_effective_time (sops-current
 * 4.15): how long a finished task took without what somebody was waited for:
 * the longest way through its flow, by the statistics of its nodes.
 */
#include "sops_current/endpoints.h"

#include "sops/task_page.h"
#include "sops_current/effective_walk.h"
#include "sops_current/states.h"

#include <stdio.h>

/* Rows of one kind that are read of a task, at most: it has some dozen. */
#define ROWS_MAX 20000

/* As many as Django looks at where it wants one. */
#define ONE_OF_MAX 21

/* A row of the statistics of tasks. */
enum {
	STATISTICS_INSTANCE,
	STATISTICS_TASK,
	STATISTICS_TEMPLATE,
	STATISTICS_TASK_TEMPLATE,
	STATISTICS_PROJECT,
	STATISTICS_CREATOR,
	STATISTICS_METHOD,
	STATISTICS_CREATED,
	STATISTICS_STARTED,
	STATISTICS_FINISHED,
	STATISTICS_ELAPSED,
	STATISTICS_CATEGORY
};

/* A row of the statistics of nodes. */
enum {
	NODE_ID,
	NODE_CODE,
	NODE_ELAPSED,
	NODE_STARTED,
	NODE_ARCHIVED,
	NODE_RETRY,
	NODE_SKIP,
	NODE_STATUS,
	NODE_TEMPLATE
};

enum { OPERATION_INSTANCE, OPERATION_TYPE, OPERATION_DATE, OPERATION_OPERATOR };

struct rows {
	struct db_row *rows;
	size_t count;
};

struct effective {
	bool debug;

	/* the first question */
	size_t nprojects, nstatistics;
	bool is_revoked;
	struct states states;
	struct db_row statistics;
	struct text codes; /* comma separated; TEXT_NONE: no row */

	/* the second one */
	struct rows nodes, operations;

	struct text *excluded; /* the codes */
	size_t nexcluded;
	size_t excluded_nodes;
	struct tree_graph graph;
	struct effective_walk walk;
	int64_t seconds;
};

/* The questions. */

static void
add_facts(const struct call *call, struct batch *q, void *context)
{
	struct effective *e = context;

	batch_statement(q, "core_project");
	batch_sql(q, "SELECT p.id");
	admit_from_projects(call, q);
	batch_sql(q, " LIMIT ");
	batch_uint(q, ONE_OF_MAX);
	batch_statement(q, "operate_record_taskoperaterecord");
	batch_sql(q, "SELECT 1 FROM operate_record_taskoperaterecord o"
		     " WHERE o.operate_type='revoke' AND o.instance_id=");
	batch_uint(q, call->task);
	batch_sql(q, " LIMIT 1");
	batch_statement(q, "analysis_statistics_taskflowstatistics");
	batch_sql(q,
	    "SELECT a.instance_id,a.task_instance_id,a.template_id,"
	    "a.task_template_id,a.project_id,a.creator,a.create_method,"
	    "a.create_time,a.start_time,a.finish_time,a.elapsed_time,"
	    "a.category FROM analysis_statistics_taskflowstatistics a"
	    " WHERE a.task_instance_id=");
	batch_uint(q, call->task);
	batch_sql(q, " LIMIT ");
	batch_uint(q, ONE_OF_MAX);
	batch_statement(q, "MANUAL_WAITING_COMPONENT_CODES");
	batch_sql(q, "SELECT value FROM core_environmentvariables"
		     " WHERE `key`='MANUAL_WAITING_COMPONENT_CODES'");
	states_query.add(call, q, &e->states);
}

static bool
read_facts(struct call *call, size_t i, void *context)
{
	struct effective *e = context;
	const struct db *db = call->sops->db;
	struct db_row row;

	e->nprojects = db_rows(db, i++);
	e->is_revoked = db_rows(db, i++) > 0;
	e->nstatistics = db_rows(db, i);
	query_row(call, i++, &e->statistics);
	if (query_row(call, i++, &row) == STORE_ROW)
		e->codes = row.cells[0].s == NULL ? TEXT("") : row.cells[0];
	return states_query.read(call, i, &e->states);
}

static const struct query facts_query = {add_facts, read_facts};

static void
add_rows(const struct call *call, struct batch *q, void *context)
{
	const struct effective *e = context;

	batch_statement(q, "statistics of nodes");
	batch_sql(q,
	    "SELECT n.node_id,n.component_code,n.elapsed_time,n.started_time,"
	    "n.archived_time,n.is_retry,n.is_skip,n.status,n.template_node_id"
	    " FROM analysis_statistics_taskflowexecutednodestatistics n"
	    " WHERE n.instance_id=");
	batch_uint(
	    q, (uint64_t)db_int(e->statistics.cells[STATISTICS_INSTANCE]));
	batch_sql(q, " ORDER BY n.id LIMIT ");
	batch_uint(q, ROWS_MAX + 1);
	if (!e->debug)
		return;
	batch_statement(q, "operations of users");
	batch_sql(q, "SELECT o.instance_id,o.operate_type,o.operate_date,"
		     "o.operator FROM operate_record_taskoperaterecord o"
		     " WHERE o.operate_type IN('revoke','skip','skip_exg',"
		     "'skip_cpg','retry') AND o.instance_id=");
	batch_uint(q, call->task);
	batch_sql(q, " ORDER BY o.operate_date,o.id LIMIT ");
	batch_uint(q, ROWS_MAX + 1);
}

static bool
take_rows(struct call *call, size_t i, struct rows *rows)
{
	rows->rows = query_rows(call, i, &rows->count);
	return rows->rows != NULL;
}

static bool
read_rows(struct call *call, size_t i, void *context)
{
	struct effective *e = context;

	return take_rows(call, i, &e->nodes) &&
	       (!e->debug || take_rows(call, i + 1, &e->operations));
}

static const struct query rows_query = {add_rows, read_rows};

/* What bk-sops refuses, in its order. */

static enum outcome
refuse_effective(struct call *call, int code, struct text message)
{
	return call_refuse_code(call, code, CALL_DATA_ABSENT, message);
}

/* "task[id=T] BEHIND" */
static enum outcome
refuse_task(struct call *call, int code, const char *behind)
{
	return refuse_effective(call, code,
	    ARENA_JOIN(call->arena, TEXT("task[id="), call->task_typed,
		TEXT("]"), text_of(behind)));
}

/* What is an exception in bk-sops, which it tells. */
static enum outcome
refuse_failed(struct call *call, struct text why)
{
	return refuse_effective(call, CODE_UNKNOWN,
	    ARENA_JOIN(
		call->arena, TEXT("calculate effective time failed: "), why));
}

/* Django's words for several rows where one is wanted. */
static enum outcome
refuse_several(struct call *call, const char *model, size_t count)
{
	char number[sizeof("more than 20")] = "more than 20";

	if (count < ONE_OF_MAX)
		snprintf(number, sizeof(number), "%zu", count);
	return refuse_failed(
	    call, arena_printf(call->arena,
		      "get() returned more than one %s -- it returned %s!",
		      model, number));
}

static enum outcome
check_facts(struct call *call)
{
	const struct effective *e = call->state;
	const struct states_task *task = e->states.tasks;

	if (e->nprojects > 1)
		return refuse_several(call, "Project", e->nprojects);
	if (e->nprojects == 0)
		return refuse_effective(call, CODE_NOT_FOUND,
		    ARENA_JOIN(call->arena, TEXT("project(bk_biz_id="),
			call->project_typed, TEXT(") does not exist")));
	if (e->states.count == 0)
		return refuse_task(call, CODE_NOT_FOUND, " does not exist");
	if (task->instance == 0)
		return refuse_failed(call,
		    TEXT("'NoneType' object has no attribute 'finish_time'"));
	if (task->finish_time.s == NULL)
		return refuse_task(call, CODE_PARAM, " is not finished yet");
	if (e->is_revoked)
		return refuse_task(call, CODE_PARAM,
		    " was revoked, cannot calculate effective time");
	if (e->nstatistics == 0)
		return refuse_effective(call, CODE_NOT_FOUND,
		    ARENA_JOIN(call->arena,
			TEXT("task statistics not found for task[id="),
			call->task_typed, TEXT("]")));
	if (e->nstatistics > 1)
		return refuse_several(
		    call, "TaskflowStatistics", e->nstatistics);
	return OUTCOME_OK;
}

/* Which components do not count. */

static bool
read_codes(struct call *call)
{
	struct effective *e = call->state;
	struct text rest = e->codes, code;

	if (rest.s == NULL)
		rest = text_of(call->config->manual_waiting);
	while (task_filter_next_id(&rest, &code)) {
		e->excluded = arena_grow(call->arena, e->excluded, e->nexcluded,
		    sizeof(*e->excluded));
		if (e->excluded == NULL)
			return false;
		e->excluded[e->nexcluded++] = code;
	}
	return true;
}

static bool
is_excluded(const struct effective *e, struct text code)
{
	for (size_t i = 0; i < e->nexcluded; i++)
		if (code.s != NULL && text_eq(code, e->excluded[i]))
			return true;
	return false;
}

/* The time. */

/* Of a task whose states bk-sops cannot tell. */
static void
count_without_flow(struct effective *e)
{
	e->seconds = db_int(e->statistics.cells[STATISTICS_ELAPSED]);
	for (size_t i = 0; i < e->nodes.count; i++) {
		const struct text *cells = e->nodes.rows[i].cells;

		if (is_excluded(e, cells[NODE_CODE]))
			e->seconds -= db_int(cells[NODE_ELAPSED]);
	}
	if (e->seconds < 0)
		e->seconds = 0;
}

static struct effective_node *
share_rows(struct call *call, const struct effective *e)
{
	struct effective_node *nodes =
	    arena_array(call->arena, e->graph.count, sizeof(*nodes));

	for (size_t i = 0; i < e->nodes.count && nodes != NULL; i++) {
		const struct text *cells = e->nodes.rows[i].cells;
		uint32_t at = tree_graph_find(&e->graph, cells[NODE_ID]);

		if (at == TREE_NOWHERE)
			continue;
		nodes[at].elapsed += db_int(cells[NODE_ELAPSED]);
		nodes[at].is_excluded = is_excluded(e, e->graph.nodes[at].code);
	}
	return nodes;
}

static enum outcome
read_graph(struct call *call, struct effective *e)
{
	const struct states_task *task = e->states.tasks;
	struct tree *tree;

	if (!task->has_snapshot)
		return refuse_failed(
		    call, TEXT("'NoneType' object has no attribute 'data'"));
	if (task->snapshot.s == NULL)
		return refuse_failed(
		    call, TEXT("pipeline_snapshot.data is NULL"));
	tree = tree_open(call->arena, task->snapshot, call->trees);
	if (tree == NULL)
		return call_fault(call, "out of memory");
	switch (tree_graph_read(tree, &e->graph)) {
	case TREE_OK:
		return e->graph.start != TREE_NOWHERE
			   ? OUTCOME_OK
			   : refuse_failed(call, TEXT("'start_event'"));
	case TREE_LARGE:
		return call_forward(
		    call, "The flow of the task is larger than is read here");
	case TREE_BROKEN:
		return refuse_failed(call,
		    ARENA_JOIN(call->arena, TEXT("pipeline_snapshot.data: "),
			text_of(tree_error(tree))));
	case TREE_STOPPED:
	case TREE_MEMORY:
		break;
	}
	return call_tree_fault(call, "pipeline_snapshot.data", tree);
}

/* How bk-sops shows one that has no component is not known here. */
static bool
shows_subprocess(const struct effective *e)
{
	const struct effective_walk *w = &e->walk;

	for (size_t i = 0; i < w->nactivities; i++)
		if (e->graph.nodes[w->activities[i].node].code.s == NULL)
			return true;
	return false;
}

static enum outcome
walk_flow(struct call *call, struct effective *e)
{
	enum outcome outcome = read_graph(call, e);

	if (outcome != OUTCOME_OK)
		return outcome;
	e->walk = (struct effective_walk){.arena = call->arena,
	    .graph = &e->graph,
	    .nodes = share_rows(call, e),
	    .shows = e->debug};
	if (e->walk.nodes == NULL)
		return call_fault(call, "out of memory");
	switch (effective_walk(&e->walk)) {
	case EFFECTIVE_OK:
		break;
	case EFFECTIVE_DEEP:
		return refuse_failed(
		    call, TEXT("maximum recursion depth exceeded"));
	case EFFECTIVE_LONG:
		return call_forward(call, "The flow of the task has more ways "
					  "than are walked here");
	case EFFECTIVE_LARGE:
		return call_forward(call, "debug: more is to be shown of the "
					  "task's flow than is shown here");
	case EFFECTIVE_MEMORY:
		return call_fault(call, "out of memory");
	}
	if (shows_subprocess(e))
		return call_forward(
		    call, "debug: an activity of the flow has no component");
	e->seconds = e->walk.effective;
	return OUTCOME_OK;
}

/* Whether the flow counts: bk-sops asks for the states before, and does not use
 * them. */
static enum outcome
count_seconds(struct call *call, struct effective *e)
{
	struct states_task *task = e->states.tasks;
	enum outcome outcome = states_build(call, &e->states, task);

	if (outcome != OUTCOME_OK && outcome != OUTCOME_REFUSED)
		return outcome;
	if (outcome == OUTCOME_OK)
		return walk_flow(call, e);
	call->result = (struct call_result){.message = TEXT_NONE};
	count_without_flow(e);
	return OUTCOME_OK;
}

static bool
has_tree(const struct states_task *task)
{
	return task->has_snapshot;
}

/* Of each row, from the column `first` to the column `last`. */
static bool
has_odd_time(const struct db_row *rows, size_t count, size_t first, size_t last)
{
	for (size_t r = 0; r < count; r++)
		for (size_t i = first; i <= last; i++)
			if (datetime_is_odd(
				datetime_read_stored(rows[r].cells[i])))
				return true;
	return false;
}

static bool
shows_odd_time(const struct effective *e)
{
	const struct rows *nodes = &e->nodes, *operations = &e->operations;

	return has_odd_time(&e->statistics, 1, STATISTICS_CREATED,
		   STATISTICS_FINISHED) ||
	       (e->debug &&
		   (has_odd_time(nodes->rows, nodes->count, NODE_STARTED,
			NODE_ARCHIVED) ||
		       has_odd_time(operations->rows, operations->count,
			   OPERATION_DATE, OPERATION_DATE)));
}

static enum outcome
prepare_seconds(struct call *call, struct effective *e)
{
	enum outcome outcome = check_facts(call);

	if (outcome == OUTCOME_OK && !read_codes(call))
		outcome = call_fault(call, "out of memory");
	if (outcome == OUTCOME_OK)
		outcome =
		    states_ask_more(call, &e->states, has_tree, &rows_query, e);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (e->states.too_many || e->nodes.count > ROWS_MAX ||
	    e->operations.count > ROWS_MAX)
		return call_forward(call,
		    "More is stored of the task's nodes than is read here");
	if (shows_odd_time(e))
		return call_fault(call, "a time has no date in the local zone");
	for (size_t i = 0; i < e->nodes.count; i++)
		e->excluded_nodes +=
		    is_excluded(e, e->nodes.rows[i].cells[NODE_CODE]);
	return count_seconds(call, e);
}

static enum outcome
prepare_effective(struct call *call, enum gate gate)
{
	struct effective *e = call->state;
	const struct param *debug = call_param(call, "debug");
	enum outcome outcome = admit_read_scope(call);

	e->debug = debug != NULL && text_is(debug->value, "1");
	e->states = (struct states){
	    .ids = &call->task, .nids = 1, .undeleted = true, .v1_alone = true};
	if (outcome == OUTCOME_OK)
		outcome =
		    admit_ask_without_project(call, gate, &facts_query, e);
	return outcome == OUTCOME_OK ? prepare_seconds(call, e) : outcome;
}

static enum outcome
prepare_public(struct call *call)
{
	return prepare_effective(call, GATE_TASK);
}

static enum outcome
prepare_inner(struct call *call)
{
	return prepare_effective(call, GATE_TRUSTED);
}

/* The answer. */

static void
write_time(const struct call *call, struct json_writer *w, const char *key,
    struct text stored)
{
	struct datetime time = datetime_read_stored(stored);

	if (time.is_set)
		json_member_string(w, key,
		    datetime_format(
			call->arena, time, call->config->time_format));
	else
		json_member_null(w, key);
}

static void
write_statistics(const struct call *call, struct json_writer *w)
{
	const struct effective *e = call->state;
	const struct text *cells = e->statistics.cells;

	call_write_number(w, "task_instance_id", cells[STATISTICS_TASK]);
	call_write_number(w, "instance_id", cells[STATISTICS_INSTANCE]);
	json_member_string(w, "template_id", cells[STATISTICS_TEMPLATE]);
	json_member_string(
	    w, "task_template_id", cells[STATISTICS_TASK_TEMPLATE]);
	call_write_number(w, "project_id", cells[STATISTICS_PROJECT]);
	json_member_string(w, "creator", cells[STATISTICS_CREATOR]);
	json_member_string(w, "create_method", cells[STATISTICS_METHOD]);
	write_time(call, w, "create_time", cells[STATISTICS_CREATED]);
	write_time(call, w, "start_time", cells[STATISTICS_STARTED]);
	write_time(call, w, "finish_time", cells[STATISTICS_FINISHED]);
}

static void
write_activities(const struct effective *e, struct json_writer *w)
{
	json_member_array(w, "node_details");
	for (size_t i = 0; i < e->walk.nactivities; i++) {
		const struct effective_activity *activity =
		    &e->walk.activities[i];
		const struct tree_graph_node *node =
		    &e->graph.nodes[activity->node];
		const struct effective_node *stored =
		    &e->walk.nodes[activity->node];

		json_object_open(w);
		json_member_string(w, "node_id", node->id);
		json_member_string(w, "component_code", node->code);
		json_member_int(w, "elapsed_time", stored->elapsed);
		json_member_int(w, "effective_time", activity->effective);
		json_member_bool(w, "is_excluded", stored->is_excluded);
		json_object_close(w);
	}
	json_array_close(w);
}

static void
write_gateways(const struct effective *e, struct json_writer *w)
{
	json_member_array(w, "parallel_gateways");
	for (size_t i = 0; i < e->walk.ngateways; i++) {
		const struct effective_gateway *gateway = &e->walk.gateways[i];
		const struct tree_graph_node *node =
		    &e->graph.nodes[gateway->node];

		json_object_open(w);
		json_member_string(w, "parallel_gateway_id", node->id);
		json_member_string(w, "converge_gateway_id", gateway->converge);
		json_member_array(w, "branches");
		for (size_t b = 0; b < node->nnext; b++) {
			json_object_open(w);
			json_member_string(w, "branch_start_node_id",
			    e->graph.nodes[node->next[b]].id);
			json_member_string(
			    w, "branch_end_node_id", gateway->converge);
			json_member_int(
			    w, "effective_time", gateway->branches[b]);
			json_object_close(w);
		}
		json_array_close(w);
		json_member_int(
		    w, "selected_branch_effective_time", gateway->selected);
		json_object_close(w);
	}
	json_array_close(w);
}

static void
write_nodes(
    const struct call *call, struct json_writer *w, const struct rows *rows)
{
	json_member_array(w, "node_statistics");
	for (size_t i = 0; i < rows->count && json_failed(w) == 0; i++) {
		const struct text *cells = rows->rows[i].cells;

		json_object_open(w);
		json_member_string(w, "node_id", cells[NODE_ID]);
		json_member_string(w, "component_code", cells[NODE_CODE]);
		call_write_number(w, "elapsed_time", cells[NODE_ELAPSED]);
		write_time(call, w, "started_time", cells[NODE_STARTED]);
		write_time(call, w, "archived_time", cells[NODE_ARCHIVED]);
		call_write_flag(w, "is_retry", db_int(cells[NODE_RETRY]));
		call_write_flag(w, "is_skip", db_int(cells[NODE_SKIP]));
		call_write_flag(w, "status", db_int(cells[NODE_STATUS]));
		json_member_string(w, "template_node_id", cells[NODE_TEMPLATE]);
		json_object_close(w);
	}
	json_array_close(w);
}

static void
write_operations(
    const struct call *call, struct json_writer *w, const struct rows *rows)
{
	json_member_array(w, "user_operations");
	for (size_t i = 0; i < rows->count && json_failed(w) == 0; i++) {
		const struct text *cells = rows->rows[i].cells;

		json_object_open(w);
		call_write_number(w, "instance_id", cells[OPERATION_INSTANCE]);
		json_member_string(w, "operate_type", cells[OPERATION_TYPE]);
		write_time(call, w, "operate_date", cells[OPERATION_DATE]);
		json_member_string(w, "operator", cells[OPERATION_OPERATOR]);
		json_object_close(w);
	}
	json_array_close(w);
}

static void
write_debug(const struct call *call, struct json_writer *w)
{
	const struct effective *e = call->state;

	json_member_object(w, "debug");
	write_activities(e, w);
	write_gateways(e, w);
	json_member_object(w, "raw_data");
	write_nodes(call, w, &e->nodes);
	json_member_object(w, "task_statistics");
	write_statistics(call, w);
	call_write_number(
	    w, "elapsed_time", e->statistics.cells[STATISTICS_ELAPSED]);
	json_member_string(
	    w, "category", e->statistics.cells[STATISTICS_CATEGORY]);
	json_object_close(w);
	write_operations(call, w, &e->operations);
	json_object_close(w);
	json_object_close(w);
}

static enum outcome
write_effective(struct call *call, struct json_writer *w)
{
	const struct effective *e = call->state;

	json_object_open(w);
	write_statistics(call, w);
	json_member_int(w, "total_elapsed_time",
	    db_int(e->statistics.cells[STATISTICS_ELAPSED]));
	json_member_int(w, "effective_time", e->seconds);
	json_member_int(w, "excluded_node_count", (int64_t)e->excluded_nodes);
	json_member_int(w, "total_node_count", (int64_t)e->nodes.count);
	json_member_array(w, "excluded_component_codes");
	for (size_t i = 0; i < e->nexcluded; i++)
		json_string(w, e->excluded[i]);
	json_array_close(w);
	json_member_string(
	    w, "category", e->statistics.cells[STATISTICS_CATEGORY]);
	/* Without anything that was walked over there is nothing to show. */
	if (e->walk.nactivities + e->walk.ngateways > 0)
		write_debug(call, w);
	json_object_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {"scope", "debug", NULL};

const struct endpoint current_effective_time = {
    .parameters = parameters,
    .state_size = sizeof(struct effective),
    .prepare = prepare_public,
    .write = write_effective,
    .cacheable = call_is_cacheable,
};

const struct endpoint current_inner_effective_time = {
    .parameters = parameters,
    .view = VIEW_REST,
    .state_size = sizeof(struct effective),
    .prepare = prepare_inner,
    .write = write_effective,
    .cacheable = call_is_cacheable,
};
