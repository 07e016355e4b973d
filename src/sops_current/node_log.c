/* SPDX-License-Identifier: MIT */
/*
 * get_task_node_log and inner/get_task_node_log (sops-current 4.15): what a
 * node logged in one execution, as one text.  Only engine v2 keeps it in the
 * database.  The second one looks neither at a task nor at a permission.
 */
#include "sops_current/endpoints.h"

#include "sops/param_value.h"
#include "sops_current/admit.h"
#include "sops_current/node.h"

/* Bytes of a log with what a row takes beside its message, which are 64: a log
 * is held in memory, twice where something in it is masked. */
#define LOG_MAX 16777216 /* 16 MiB */

struct node_log {
	struct text node, version; /* the parameters */
	struct node_task task;
	bool is_large; /* the log is not held */
	struct text *messages;
	size_t count;
	struct text text; /* of all of them */
};

/* ---------- statements ---------- */

/* The messages of the version that was asked for, or of the last one. */
static void
add_of_node(struct batch *q, const struct node_log *log)
{
	batch_text(q, log->node);
	batch_sql(q, " AND e.version=");
	if (log->version.len > 0) {
		batch_text(q, log->version);
		return;
	}
	batch_sql(q, "(SELECT s.version FROM eri_state s WHERE s.node_id=");
	batch_text(q, log->node);
	batch_sql(q, ")");
}

/* One row with the size alone where there are no messages, or too many: the
 * server counts before it sends one. */
static void
add_messages(struct batch *q, const struct node_log *log)
{
	batch_statement(q, "eri_logentry");
	batch_sql(q, "SELECT n.size,e.id,e.message FROM"
		     " (SELECT SUM(64+COALESCE(LENGTH(e.message),0)) AS size"
		     " FROM eri_logentry e WHERE e.node_id=");
	add_of_node(q, log);
	batch_sql(q, ") n LEFT JOIN eri_logentry e ON n.size<=");
	batch_uint(q, LOG_MAX);
	batch_sql(q, " AND e.node_id=");
	add_of_node(q, log);
	batch_sql(q, " ORDER BY e.id");
}

static bool
read_messages(struct call *call, size_t i, struct node_log *log)
{
	const struct db *db = call->sops->db;
	size_t rows = db_rows(db, i);

	log->messages = arena_array(call->arena, rows, sizeof(*log->messages));
	if (log->messages == NULL)
		return false;
	for (size_t n = 0; n < rows; n++) {
		const struct text *cells = db_get(db, i, n).cells;

		log->is_large = db_int(cells[0]) > LOG_MAX;
		if (cells[1].s != NULL)
			log->messages[log->count++] = cells[2];
	}
	return true;
}

static void
add_task_and_log(const struct call *call, struct batch *q, void *context)
{
	node_rows_add_task(call, q);
	add_messages(q, context);
}

static bool
read_task_and_log(struct call *call, size_t i, void *context)
{
	struct node_log *log = context;

	node_rows_read_task(call, i, &log->task);
	return read_messages(call, i + 1, log);
}

static void
add_log(const struct call *call, struct batch *q, void *context)
{
	(void)call;
	add_messages(q, context);
}

static bool
read_log(struct call *call, size_t i, void *context)
{
	return read_messages(call, i, context);
}

/* ---------- the task and its node ---------- */

static enum outcome
refuse_log(struct call *call, int code, struct text message)
{
	return call_refuse_code(call, code, CALL_DATA_ABSENT, message);
}

static enum outcome
refuse_task(struct call *call)
{
	const struct sops_project *project = &call->access.project;

	return refuse_log(call, CODE_NOT_FOUND,
	    ARENA_JOIN(call->arena, TEXT("[API] get_task_node_log task[id="),
		call->task_typed,
		arena_printf(call->arena,
		    "] of project[project_id=%lld, biz_id=%lld] does not exist",
		    (long long)project->id, (long long)project->bk_biz_id)));
}

static enum outcome
check_node(struct call *call, const struct node_log *log)
{
	const struct task_nodes *nodes = &log->task.nodes;
	struct tree *tree =
	    tree_open(call->arena, nodes->snapshot, call->trees);
	bool has = false;
	enum outcome outcome;

	if (tree == NULL)
		return call_fault(call, "out of memory");
	outcome = task_nodes_has(call, nodes, tree, log->node, &has);
	if (outcome != OUTCOME_OK || has)
		return outcome;
	return refuse_log(call, CODE_NOT_FOUND,
	    ARENA_JOIN(call->arena, TEXT("[API] get_task_node_log task[id="),
		call->task_typed, TEXT("] does not have node["), log->node,
		TEXT("]")));
}

/* ---------- the log ---------- */

static enum outcome
forward_log(struct call *call)
{
	return call_forward(
	    call, "The logs of nodes are not in the database here (node_log)");
}

static enum outcome
join_messages(struct call *call, struct node_log *log)
{
	size_t len = 0, at = 0;
	char *text;

	for (size_t i = 0; i < log->count; i++) {
		if (log->messages[i].s == NULL)
			return call_fault(call, "eri_logentry.message is NULL");
		len += log->messages[i].len + 1;
	}
	text = arena_alloc(call->arena, len + 1);
	if (text == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < log->count; i++) {
		if (i > 0)
			text[at++] = '\n';
		memcpy(text + at, log->messages[i].s, log->messages[i].len);
		at += log->messages[i].len;
	}
	log->text = (struct text){text, at};
	return OUTCOME_OK;
}

static enum outcome
show_log(struct call *call, struct node_log *log)
{
	enum outcome outcome;

	if (log->is_large)
		return call_forward(call,
		    "The log of this node takes more than 16 MiB, which "
		    "are not answered here");
	outcome = join_messages(call, log);
	if (outcome == OUTCOME_OK && !shield_text(call, &log->text))
		return call_fault(call, "out of memory");
	call->result.notice = TEXT("success");
	return outcome;
}

static void
read_log_params(const struct call *call, struct node_log *log)
{
	log->node = forwarded_text(call, "node_id");
	log->version = forwarded_text(call, "version");
}

static enum outcome
prepare_log(struct call *call)
{
	static const struct query query = {add_task_and_log, read_task_and_log};
	struct node_log *log = call->state;
	enum outcome outcome;

	if (call->config->node_log == NODE_LOG_FORWARD)
		return forward_log(call);
	read_log_params(call, log);
	outcome = admit_ask(call, GATE_TASK, &query, log);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (log->task.state != STORE_ROW)
		return refuse_task(call);
	if (log->node.len == 0)
		return refuse_log(call, CODE_PARAM,
		    TEXT("[API] get_task_node_log node_id is required"));
	outcome = check_node(call, log);
	return outcome == OUTCOME_OK ? show_log(call, log) : outcome;
}

static enum outcome
prepare_inner_log(struct call *call)
{
	static const struct query query = {add_log, read_log};
	struct node_log *log = call->state;
	enum outcome outcome;

	if (call->config->node_log == NODE_LOG_FORWARD)
		return forward_log(call);
	read_log_params(call, log);
	outcome = admit_ask_without_project(call, GATE_TRUSTED, &query, log);
	return outcome == OUTCOME_OK ? show_log(call, log) : outcome;
}

static enum outcome
write_log(struct call *call, struct json_writer *w)
{
	const struct node_log *log = call->state;

	json_string(w, log->text);
	return OUTCOME_OK;
}

/* Pages are of logs that are kept elsewhere. */
static void
write_page(const struct call *call, struct json_writer *w)
{
	(void)call;
	json_member_object(w, "page");
	json_object_close(w);
}

static const char *const parameters[] = {"scope", "node_id", "version", NULL};

const struct endpoint current_node_log = {
    .parameters = parameters,
    .message = true,
    .view = VIEW_REST,
    .no_code = true,
    .state_size = sizeof(struct node_log),
    .prepare = prepare_log,
    .write = write_log,
    .write_extra = write_page,
    .cacheable = call_is_cacheable,
};

static const char *const inner_parameters[] = {"node_id", "version", NULL};

const struct endpoint current_inner_node_log = {
    .parameters = inner_parameters,
    .message = true,
    .view = VIEW_REST,
    .no_code = true,
    .state_size = sizeof(struct node_log),
    .prepare = prepare_inner_log,
    .write = write_log,
    .write_extra = write_page,
    .cacheable = call_is_cacheable,
};
