/* SPDX-License-Identifier: MIT */
#include "sops_current/states.h"

/* The statements. */

/* The tasks t with their instances i. */
static void
from_tasks(const struct call *call, struct batch *q, const struct states *s)
{
	admit_from_tasks(call, q);
	batch_sql(q, " AND t.id");
	query_in(q, s->ids, s->nids);
	if (s->undeleted)
		batch_sql(q, " AND t.is_deleted=0");
}

/* The columns of the root are those of state_rows_read_root; of the new
 * engine's tasks there are none. */
static void
add_tasks(const struct call *call, struct batch *q, const struct states *s)
{
	batch_statement(q, "tasks");
	batch_sql(q,
	    "SELECT t.id,t.engine_ver,t.is_deleted,t.flow_type,t.current_flow,"
	    "i.id,i.name,i.create_time,i.start_time,i.finish_time,i.is_started,"
	    "i.is_expired,i.execution_snapshot_id,");
	state_rows_add_root(call, q);
	from_tasks(call, q, s);
	batch_sql(q, " LEFT JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id"
		     " LEFT JOIN engine_status s ON s.id=i.instance_id"
		     " AND i.is_started<>0 AND t.engine_ver=1"
		     " ORDER BY t.id DESC");
}

/* Of the tasks that v2 has begun. */
static void
from_begun(const struct call *call, struct batch *q, const struct states *s)
{
	from_tasks(call, q, s);
	batch_sql(q, " JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id AND t.engine_ver=2"
		     " AND i.is_started<>0 AND i.is_expired=0");
}

/* The last row counts for the root (4.4.2). */
static void
add_v2(const struct call *call, struct batch *q, const struct states *s)
{
	batch_statement(q, "eri_state");
	batch_sql(q, "SELECT t.id," ENGINE_STATE_COLUMNS);
	from_begun(call, q, s);
	batch_sql(q, " JOIN eri_state s ON s.root_id=i.instance_id"
		     " ORDER BY s.id LIMIT ");
	batch_uint(q, STATE_ROWS_MAX - s->rows + 1);
}

static void
add_snapshots(const struct call *call, struct batch *q, const struct states *s)
{
	batch_statement(q, "pipeline_snapshot");
	batch_sql(q, "SELECT t.id,n.data");
	from_begun(call, q, s);
	batch_sql(q, " JOIN pipeline_snapshot n"
		     " ON n.id=i.execution_snapshot_id");
}

/* Whether v1 has the subprocess below the task: bk-sops does not ask, and shows
 * those of other projects (design). */
static void
add_tie(const struct call *call, struct batch *q, const struct states *s)
{
	batch_statement(q, "engine_noderelationship of the task");
	batch_sql(q, "SELECT 1");
	from_tasks(call, q, s);
	batch_sql(q, " JOIN pipeline_pipelineinstance i"
		     " ON i.id=t.pipeline_instance_id"
		     " JOIN engine_noderelationship r"
		     " ON r.ancestor_id=i.instance_id AND r.descendant_id=");
	batch_text(q, s->subprocess);
	batch_sql(q, " LIMIT 1");
}

static struct states_of
below(const struct states *s)
{
	return (struct states_of){
	    .node = s->subprocess, .depth = STATE_DEPTH_MAX};
}

static void
add_first_question(const struct call *call, struct batch *q, void *context)
{
	const struct states *s = context;
	struct states_of of = below(s);

	if (s->nids == 0)
		return;
	add_tasks(call, q, s);
	if (!s->v1_alone)
		add_v2(call, q, s);
	if (s->flows)
		add_snapshots(call, q, s);
	if (s->subprocess.s != NULL) {
		state_rows_add(call, q, &of);
		add_tie(call, q, s);
	}
}

/* Their rows. */

static void
read_states_task(const struct text *cells, struct states_task *task)
{
	task->id = db_int(cells[0]);
	task->engine = db_int(cells[1]);
	task->is_deleted = db_int(cells[2]) != 0;
	task->flow_type = cells[3];
	task->current_flow = cells[4];
	task->instance = db_int(cells[5]);
	task->name = cells[6];
	task->create_time = cells[7];
	task->start_time = cells[8];
	task->finish_time = cells[9];
	task->is_started = db_int(cells[10]) != 0;
	task->is_expired = db_int(cells[11]) != 0;
	task->has_snapshot = cells[12].s != NULL;
	task->stored.state = STORE_ROW;
	state_rows_read_root(cells + 13, &task->stored);
}

static bool
read_tasks(struct call *call, size_t i, struct states *s)
{
	const struct db *db = call->sops->db;

	s->count = db_rows(db, i);
	s->tasks = arena_array(call->arena, s->count, sizeof(*s->tasks));
	if (s->tasks == NULL)
		return false;
	for (size_t r = 0; r < s->count; r++)
		read_states_task(db_get(db, i, r).cells, &s->tasks[r]);
	return true;
}

/* Whether an error was ignored the root is told by the last row. */
static void
find_root(struct stored_states *stored)
{
	const struct stored_child *children = stored->children;
	size_t n = stored->nchildren;

	for (size_t i = 0; i < n; i++)
		if (text_eq(children[i].id, stored->root)) {
			stored->root_state = children[i].state;
			stored->root_state.error_ignorable =
			    children[n - 1].state.error_ignorable;
			return;
		}
}

static bool
read_v2_states(struct call *call, size_t i, struct states *s)
{
	struct states_of_many of = {.max = STATE_ROWS_MAX - s->rows};

	if (!state_rows_many(call, s->count, &of))
		return false;
	for (; of.count < s->count; of.count++) {
		of.keys[of.count] = (uint64_t)s->tasks[of.count].id;
		of.states[of.count] = &s->tasks[of.count].stored;
	}
	if (!state_rows_share(call, i, &of, engine_state_read))
		return false;
	s->too_many = of.total > of.max;
	if (s->too_many)
		return true;
	s->rows += of.total;
	for (size_t t = 0; t < s->count; t++)
		if (s->tasks[t].engine == ENGINE_V2)
			find_root(&s->tasks[t].stored);
	return true;
}

static void
read_snapshots(struct call *call, size_t i, struct states *s)
{
	const struct db *db = call->sops->db;

	for (size_t r = 0; r < db_rows(db, i); r++) {
		struct db_row row = db_get(db, i, r);

		for (size_t t = 0; t < s->count; t++)
			if (s->tasks[t].id == db_int(row.cells[0]))
				s->tasks[t].snapshot = row.cells[1];
	}
}

static bool
read_answer(struct call *call, size_t i, void *context)
{
	struct states *s = context;

	if (s->nids == 0)
		return true;
	if (!read_tasks(call, i++, s))
		return false;
	if (!s->v1_alone && !read_v2_states(call, i++, s))
		return false;
	if (s->flows)
		read_snapshots(call, i++, s);
	if (s->subprocess.s != NULL) {
		state_rows_read(call, i, &s->other);
		s->other.root = s->subprocess;
		if (db_rows(call->sops->db, i + STATE_ROWS_STATEMENTS) == 0)
			s->other.has_relations = false;
	}
	return true;
}

const struct query states_query = {add_first_question, read_answer};

/* The second question. */

struct second {
	struct states *states;
	struct states_of_many of; /* tasks of v1 */
	uint64_t *flows;	  /* tasks whose snapshots are asked for */
	size_t nflows;
	const struct query *more;
	void *context;
};

static void
add_second(const struct call *call, struct batch *q, void *context)
{
	const struct second *second = context;
	struct states named = {.ids = second->flows, .nids = second->nflows};

	if (second->of.count > 0)
		state_rows_add_many(call, q, &second->of);
	if (second->nflows > 0) {
		batch_statement(q, "pipeline_snapshot");
		batch_sql(q, "SELECT t.id,n.data");
		from_tasks(call, q, &named);
		batch_sql(q, " JOIN pipeline_pipelineinstance i"
			     " ON i.id=t.pipeline_instance_id"
			     " JOIN pipeline_snapshot n"
			     " ON n.id=i.execution_snapshot_id");
	}
	if (second->more != NULL)
		second->more->add(call, q, second->context);
}

static bool
read_second(struct call *call, size_t i, void *context)
{
	struct second *second = context;

	if (second->of.count > 0 &&
	    !state_rows_read_many(call, i++, &second->of))
		return false;
	if (second->nflows > 0)
		read_snapshots(call, i++, second->states);
	return second->more == NULL ||
	       second->more->read(call, i, second->context);
}

/* v1's tree; what is shown below a node is another one. */
static bool
needs_children(const struct states *s, const struct states_task *task)
{
	return task->engine == ENGINE_V1 && task->is_started &&
	       !task->is_expired && task->stored.has_relations &&
	       s->subprocess.s == NULL;
}

enum outcome
states_ask_more(struct call *call, struct states *s,
    bool (*needs)(const struct states_task *task), const struct query *more,
    void *context)
{
	static const struct query query = {add_second, read_second};
	struct second second = {.states = s,
	    .of = {.max = STATE_ROWS_MAX - s->rows},
	    .more = more,
	    .context = context};
	enum outcome outcome;

	second.flows =
	    arena_array(call->arena, s->count, sizeof(*second.flows));
	if (second.flows == NULL ||
	    !state_rows_many(call, s->count, &second.of))
		return call_fault(call, "out of memory");
	for (size_t t = 0; t < s->count; t++) {
		struct states_task *task = &s->tasks[t];

		if (needs_children(s, task)) {
			second.of.keys[second.of.count] =
			    (uint64_t)task->instance;
			second.of.states[second.of.count++] = &task->stored;
		}
		if (needs != NULL && needs(task))
			second.flows[second.nflows++] = (uint64_t)task->id;
	}
	if (second.of.count == 0 && second.nflows == 0 && more == NULL)
		return OUTCOME_OK;
	outcome = call_database(call, query_ask(call, &query, &second));
	s->too_many = s->too_many || second.of.total > second.of.max;
	s->rows += second.of.total;
	return outcome;
}

/* The trees. */

/* The node with this id below another one, as bk-sops comes upon it. */
static const struct state_node *
find_below(const struct state_node *node, struct text id)
{
	for (const struct state_link *link = node->children; link != NULL;
	     link = link->next) {
		const struct state_node *found = link->child;

		if (!text_eq(link->id, id))
			found = find_below(link->child, id);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static enum states_kind
build_v2(struct call *call, const struct states *s, struct states_task *task)
{
	static const struct state_rules rules = {
	    .by_parent = true, .fold = STATE_FOLD_RUNNING, .rounded = true};

	if (!task->stored.root_state.exists)
		return STATES_CREATED;
	if (state_tree_build(call, &task->stored, &rules, &task->tree) !=
	    STATE_TREE_OK)
		return STATES_FAULT;
	task->shown = &task->tree->root;
	if (s->subprocess.s != NULL)
		task->shown = find_below(task->shown, s->subprocess);
	return task->shown == NULL ? STATES_CREATED : STATES_TREE;
}

static enum states_kind
build_v1(struct call *call, const struct states *s, struct states_task *task)
{
	static const struct state_rules rules = {
	    .fold = STATE_FOLD_BLOCKED, .rounded = true};
	const struct stored_states *stored =
	    s->subprocess.s == NULL ? &task->stored : &s->other;

	if (stored->state != STORE_ROW)
		return STATES_FAULT;
	switch (state_tree_build(call, stored, &rules, &task->tree)) {
	case STATE_TREE_OK:
		task->shown = &task->tree->root;
		return STATES_TREE;
	case STATE_TREE_NO_RELATIONS:
		return STATES_CREATED;
	case STATE_TREE_MEMORY:
		return STATES_FAULT;
	case STATE_TREE_NO_SELF:
	case STATE_TREE_NO_ROOT:
	case STATE_TREE_NO_PARENT:
	case STATE_TREE_NO_CHILD:
	case STATE_TREE_TWICE:
	case STATE_TREE_DEEP:
	case STATE_TREE_ODD_DATE:
		break;
	}
	return STATES_FAILED;
}

static enum states_kind
build(struct call *call, const struct states *s, struct states_task *task)
{
	if (task->engine != ENGINE_V1 && task->engine != ENGINE_V2)
		return STATES_UNSUPPORTED;
	if (task->instance == 0)
		return STATES_NO_INSTANCE;
	if (task->is_expired)
		return STATES_EXPIRED;
	if (!task->is_started)
		return STATES_CREATED;
	return task->engine == ENGINE_V2 ? build_v2(call, s, task)
					 : build_v1(call, s, task);
}

#define TRY_AGAIN "请重试, 如持续失败可联系管理员处理 | get_task_status_v1"

static struct text
failed(struct call *call, struct text subprocess)
{
	if (subprocess.s == NULL)
		return TEXT("任务数据请求失败: " TRY_AGAIN);
	return ARENA_JOIN(call->arena,
	    TEXT("获取任务状态树数据失败: subprocess[ID: "), subprocess,
	    TEXT("]" TRY_AGAIN));
}

enum outcome
states_build(
    struct call *call, const struct states *s, struct states_task *task)
{
	task->kind = build(call, s, task);
	switch (task->kind) {
	case STATES_UNSUPPORTED:
		return engine_refuse(call, task->engine);
	case STATES_NO_INSTANCE:
		return call_fault(call, "the task has no pipeline instance");
	case STATES_FAILED:
		return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_EMPTY,
		    failed(call, s->subprocess));
	case STATES_FAULT:
		return call_fault(call, "the states cannot be shown");
	case STATES_EXPIRED:
	case STATES_CREATED:
	case STATES_TREE:
		break;
	}
	return OUTCOME_OK;
}

enum outcome
states_read_flow(struct call *call, struct states_task *task)
{
	struct tree *tree;

	if (task->snapshot.s == NULL)
		return call_fault(call, "the task's tree could not be read");
	task->flow = arena_alloc(call->arena, sizeof(*task->flow));
	tree = tree_open(call->arena, task->snapshot, call->trees);
	if (task->flow == NULL || tree == NULL)
		return call_fault(call, "out of memory");
	if (tree_flow_read(tree, task->flow) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", tree);
	return OUTCOME_OK;
}

/* The answer. */

#define NOWHERE UINT32_MAX /* no node of the flow has this index */

struct writing {
	struct call *call;
	struct json_writer *w;
	const struct states_task *task;
};

/* The activity that a node executes, NULL for other nodes and for those of the
 * v1, which stores names. */
static const struct tree_node *
activity_of(const struct writing *x, uint32_t flow, struct text id)
{
	const struct tree_node *node = NULL;

	if (x->task->flow != NULL)
		node = tree_flow_find(x->task->flow, flow, id);
	return node != NULL && node->kind == TREE_ACTIVITY ? node : NULL;
}

static void
write_name(const struct writing *x, const struct state_node *node,
    const struct tree_node *activity)
{
	if (x->task->engine == ENGINE_V1)
		json_member_string(x->w, "name", node->stored->name);
	else if (activity != NULL && activity->has_name)
		json_member_raw(x->w, "name", activity->name);
	else
		json_member_string(x->w, "name", TEXT(""));
}

/* `flow` is where their activities are. */
static void
write_children(
    const struct writing *x, const struct state_node *node, uint32_t flow)
{
	json_member_object(x->w, "children");
	for (const struct state_link *link = node->children; link != NULL;
	     link = link->next) {
		const struct tree_node *activity =
		    activity_of(x, flow, link->id);

		json_key(x->w, link->id);
		json_object_open(x->w);
		engine_state_write(x->call, x->w, x->task->engine, link->child);
		write_name(x, link->child, activity);
		write_children(x, link->child,
		    activity == NULL
			? NOWHERE
			: tree_flow_index(x->task->flow, activity));
		json_object_close(x->w);
	}
	json_object_close(x->w);
}

/* Its skip is a number. */
static void
write_created(struct json_writer *w, bool children)
{
	json_member_null(w, "start_time");
	json_member_string(w, "state", TEXT("CREATED"));
	json_member_int(w, "retry", 0);
	json_member_int(w, "skip", 0);
	json_member_null(w, "finish_time");
	json_member_int(w, "elapsed_time", 0);
	if (!children)
		return;
	json_member_object(w, "children");
	json_object_close(w);
}

void
states_write(struct call *call, struct json_writer *w,
    const struct states_task *task, bool children)
{
	const struct writing x = {call, w, task};

	if (task->kind == STATES_EXPIRED)
		json_member_string(w, "state", TEXT("EXPIRED"));
	else if (task->kind == STATES_CREATED)
		write_created(w, children);
	else {
		engine_state_write(call, w, task->engine, task->shown);
		if (children)
			write_children(&x, task->shown, 0);
	}
}
