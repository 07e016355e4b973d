/* SPDX-License-Identifier: MIT */
/*
 * get_task_node_detail (sops-current 4.6): a node with its state, what is
 * directly below it, its earlier runs, its inputs and outputs.
 */
#include "python/number.h"
#include "sops/param_value.h"
#include "sops/state_tree.h"
#include "sops_current/admit.h"
#include "sops_current/endpoints.h"
#include "sops_current/node.h"

/* An earlier run of the loop that is shown. */
struct history {
	const struct stored_run *run;
	struct node_values values;
	struct text start_time, finish_time;
	int64_t elapsed;
};

struct detail {
	struct node node;
	/* Of a node that was executed: */
	struct state_tree *tree;
	struct history *histories; /* the oldest first */
	size_t nhistories;
	size_t first;	    /* of them that is shown */
	struct history end; /* of a past loop: how it ended */
};

static bool
is_v1(const struct detail *d)
{
	return d->node.rows.task.engine == ENGINE_V1;
}

/* ---------- reading (4.6.5) ---------- */

static enum outcome
build_states(struct call *call, struct detail *d)
{
	const struct state_rules rules = {.by_parent = !is_v1(d),
	    .fold = STATE_FOLD_BLOCKED,
	    .rounded = true};

	switch (
	    state_tree_build(call, &d->node.rows.states, &rules, &d->tree)) {
	case STATE_TREE_OK:
		return OUTCOME_OK;
	case STATE_TREE_MEMORY:
		return call_fault(call, "out of memory");
	case STATE_TREE_ODD_DATE:
		return call_fault(call, "a time has no date in the local zone");
	case STATE_TREE_NO_RELATIONS:
	case STATE_TREE_NO_SELF:
	case STATE_TREE_NO_ROOT:
	case STATE_TREE_NO_PARENT:
	case STATE_TREE_NO_CHILD:
	case STATE_TREE_TWICE:
	case STATE_TREE_DEEP:
		break;
	}
	return call_fault(call, "the states make no tree");
}

static enum outcome
read_history_times(struct call *call, struct history *h)
{
	const char *format = call->config->time_format;
	struct datetime start = datetime_read_stored(h->run->started_time);
	struct datetime finish = datetime_read_stored(h->run->archived_time);

	h->start_time = datetime_format(call->arena, start, format);
	h->finish_time = datetime_format(call->arena, finish, format);
	h->elapsed = datetime_elapsed_rounded(start, finish, call->now_us);
	if (h->start_time.s == NULL || h->finish_time.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	return OUTCOME_OK;
}

static enum outcome
read_history(struct call *call, const struct detail *d, struct history *h)
{
	enum outcome outcome;

	if (!h->run->values.exists)
		return call_fault(call, "a history has no data");
	outcome = node_values_read(call, &d->node, &h->run->values, &h->values);
	return outcome == OUTCOME_OK ? read_history_times(call, h) : outcome;
}

/* The last run of a past loop is how that ended. */
static enum outcome
read_histories(struct call *call, struct detail *d)
{
	const struct node_rows *rows = &d->node.rows;
	size_t n = rows->nruns;
	enum outcome outcome = OUTCOME_OK;

	if (d->node.is_past) {
		if (n == 0)
			return call_fault(call, "the loop has no history");
		d->end.run = &rows->runs[--n];
		outcome = read_history_times(call, &d->end);
	}
	d->histories = arena_array(call->arena, n, sizeof(*d->histories));
	if (d->histories == NULL)
		return call_fault(call, "out of memory");
	for (; d->nhistories < n && outcome == OUTCOME_OK; d->nhistories++) {
		d->histories[d->nhistories].run = &rows->runs[d->nhistories];
		outcome = read_history(call, d, &d->histories[d->nhistories]);
	}
	return outcome;
}

#define MCP_HISTORIES 3

/* MCP callers get the last ones alone; of none, all (2.5). */
static void
cut_histories(struct call *call, struct detail *d)
{
	struct text typed = forwarded_text(call, "max_histories");
	int64_t max;

	if (!call->caller.is_mcp)
		return;
	if (typed.s == NULL || !pyint_of_str(call->arena, typed, &max))
		max = MCP_HISTORIES;
	if (max > 0 && (uint64_t)max < d->nhistories)
		d->first = d->nhistories - (size_t)max;
}

static enum outcome
prepare_node_detail(struct call *call)
{
	static const struct node_words words = {.is_detail = true,
	    .suffix = "get_node_detail",
	    .unknown = CODE_PARAM,
	    .stack = CODE_UNKNOWN};
	struct detail *d = call->state;
	enum outcome outcome = node_prepare(call, &words, &d->node);

	if (outcome != OUTCOME_OK)
		return outcome;
	if (!d->node.executed)
		return d->node.place->has_name
			   ? OUTCOME_OK
			   : call_fault(call, "the node has no name");
	if (is_v1(d) && call->config->release == RELEASE_3_34)
		return call_fault(call, "a node of v1 has no "
					"parent_id, which bk-sops 3.34 needs");
	outcome = build_states(call, d);
	if (outcome == OUTCOME_OK)
		outcome = read_histories(call, d);
	if (outcome == OUTCOME_OK)
		cut_histories(call, d);
	return outcome;
}

/* ---------- writing ---------- */

/* A node, of a past loop as that ended. */
static struct state_node
shown_node(const struct detail *d, struct stored_state *stored)
{
	const struct history *end = &d->end;
	struct state_node node = d->tree->root;

	*stored = *node.stored;
	node.stored = stored;
	if (end->run == NULL)
		return node;
	stored->loop = end->run->loop;
	stored->skip = end->run->skip;
	if (!is_v1(d))
		stored->version = end->run->version;
	node.state = TEXT("FINISHED");
	node.start_time = end->start_time;
	node.finish_time = end->finish_time;
	node.elapsed = end->elapsed;
	return node;
}

static void
write_node(struct call *call, struct json_writer *w, const struct detail *d,
    const struct state_node *node)
{
	engine_state_write(call, w, d->node.rows.task.engine, node);
	if (is_v1(d))
		json_member_string(w, "name", node->stored->name);
	json_member_object(w, "children");
	for (const struct state_link *link = node->children; link != NULL;
	     link = link->next) {
		json_key(w, link->id);
		json_object_open(w);
		write_node(call, w, d, link->child);
		json_object_close(w);
	}
	json_object_close(w);
}

static void
write_state(struct call *call, struct json_writer *w, const struct detail *d)
{
	struct stored_state stored;
	struct state_node node = shown_node(d, &stored);

	write_node(call, w, d, &node);
	json_member_int(
	    w, "history_id", d->end.run != NULL ? d->end.run->id : -1);
}

/* Runs of the current loop have ex_data also where none is stored. */
static enum outcome
write_values(struct call *call, struct json_writer *w, const struct detail *d,
    const struct history *h)
{
	const struct value none = value_string(TEXT(""));
	const struct node_values *values = &h->values;
	enum outcome outcome;

	json_key(w, TEXT("inputs"));
	outcome = value_write(call, w, "inputs of a history", &values->inputs);
	json_key(w, TEXT("outputs"));
	if (outcome == OUTCOME_OK)
		outcome = value_write(
		    call, w, "outputs of a history", &values->outputs);
	if (outcome != OUTCOME_OK || (d->node.is_past && !is_v1(d)))
		return outcome;
	json_key(w, TEXT("ex_data"));
	return value_write(call, w, "ex_data of a history",
	    values->has_ex_data ? &values->ex_data : &none);
}

static enum outcome
write_history(struct call *call, struct json_writer *w, const struct detail *d,
    const struct history *h)
{
	const struct stored_run *run = h->run;
	enum outcome outcome;

	json_object_open(w);
	if (!is_v1(d)) {
		json_member_int(w, "id", run->id);
		json_member_string(w, "node_id", d->node.rows.node);
		json_member_string(w, "version", run->version);
	}
	json_member_int(w, "history_id", run->id);
	json_member_string(w, "state", TEXT("FAILED"));
	json_member_int(w, "loop", run->loop);
	call_write_flag(w, "skip", run->skip);
	json_member_int(w, "elapsed_time", h->elapsed);
	json_member_string(w, "start_time", h->start_time);
	json_member_string(w, "finish_time", h->finish_time);
	json_member_object(w, "children");
	json_object_close(w);
	outcome = write_values(call, w, d, h);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_histories(
    struct call *call, struct json_writer *w, const struct detail *d)
{
	enum outcome outcome = OUTCOME_OK;

	json_member_array(w, "histories");
	for (size_t i = d->first; i < d->nhistories && outcome == OUTCOME_OK;
	     i++)
		outcome = write_history(call, w, d, &d->histories[i]);
	json_array_close(w);
	return outcome;
}

static void
write_auto_retry(const struct call *call, struct json_writer *w,
    const struct node_rows *rows)
{
	json_key(w, TEXT("auto_retry_info"));
	engine_retry_write(
	    call, w, rows->is_retried ? &rows->auto_retry : NULL);
}

/* A node that was not executed. */
static void
write_ready(struct json_writer *w, const struct detail *d)
{
	struct text ignorable = d->node.error_ignorable;

	if (ignorable.s == NULL)
		ignorable = TEXT("false");
	json_member_raw(w, "name", d->node.place->name);
	json_member_raw(w, "error_ignorable", ignorable);
	json_member_string(w, "state", TEXT("READY"));
	if (is_v1(d))
		json_member_raw(w, "error_ignored", ignorable);
}

static enum outcome
write_node_detail(struct call *call, struct json_writer *w)
{
	const struct detail *d = call->state;
	enum outcome outcome = OUTCOME_OK;

	json_object_open(w);
	if (d->node.executed) {
		write_state(call, w, d);
		outcome = write_histories(call, w, d);
		if (!is_v1(d) && call->config->release == RELEASE_3_34)
			write_auto_retry(call, w, &d->node.rows);
	} else
		write_ready(w, d);
	if (outcome == OUTCOME_OK)
		outcome = node_write(call, w, &d->node);
	json_object_close(w);
	return outcome;
}

static bool
is_node_cacheable(const struct call *call)
{
	const struct detail *d = call->state;

	return !d->node.executed || !d->tree->root.is_running;
}

static const char *const parameters[] = {
    NODE_PARAMETERS, "max_histories", NULL};

const struct endpoint current_node_detail = {
    .parameters = parameters,
    .message = true,
    .state_size = sizeof(struct detail),
    .prepare = prepare_node_detail,
    .write = write_node_detail,
    .cacheable = is_node_cacheable,
};
