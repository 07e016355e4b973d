/* SPDX-License-Identifier: MIT */
#include "sops_2019/status_node.h"

#include "sops/moment.h"

#define YEAR_FIRST 1900 /* of Python 2's strftime */
#define YEAR_LAST  9999 /* of datetime */

/* Of the states of a node's children, those that its own depends on. */
struct children_states {
	bool any, running, failed, suspended;
};

/* Why a time cannot be shown; Python gives up on the first. */
static enum status_tree_result
fail_time(struct status_tree *t, struct moment m)
{
	int year = moment_year(m);

	if (year < 1 || year > YEAR_LAST)
		return status_tree_fail(
		    t, STATUS_TREE_ERROR, TEXT("date value out of range"));
	if (year >= YEAR_FIRST)
		return STATUS_TREE_MEMORY;
	return status_tree_fail(t, STATUS_TREE_VALUE_ERROR,
	    arena_printf(t->call->arena,
		"year=%d is before %d; the datetime strftime() methods "
		"require year >= %d",
		year, YEAR_FIRST, YEAR_FIRST));
}

static enum status_tree_result
show_times(struct status_tree *t, struct status_node *node)
{
	const char *format = t->call->config->time_format;
	struct moment start = moment_parse(node->status->started_time);
	struct moment finish = moment_parse(node->status->archived_time);

	t->is_running |= start.is_set && !finish.is_set;
	node->elapsed = moment_elapsed(start, finish, t->call->now_us);
	if (t->has_odd_date != NULL &&
	    (moment_is_odd(start) || moment_is_odd(finish))) {
		*t->has_odd_date = true;
		node->start_time = node->finish_time = TEXT_NONE;
		return STATUS_TREE_OK;
	}
	node->start_time = moment_format(t->call->arena, start, format);
	if (node->start_time.s == NULL)
		return fail_time(t, start);
	node->finish_time = moment_format(t->call->arena, finish, format);
	if (node->finish_time.s == NULL)
		return fail_time(t, finish);
	return STATUS_TREE_OK;
}

/* A blocked node is blocked by what is below it. */
static struct text
shown_state(struct text stored, const struct children_states *children)
{
	if (!text_is(stored, "BLOCKED"))
		return stored;
	if (children->running)
		return TEXT("RUNNING");
	if (children->failed)
		return TEXT("FAILED");
	if (children->suspended)
		return TEXT("NODE_SUSPENDED");
	return children->any ? stored : TEXT("FAILED");
}

static void
note_state(struct children_states *children, struct text state)
{
	children->any = true;
	children->running |= text_is(state, "RUNNING");
	children->failed |= text_is(state, "FAILED");
	children->suspended |=
	    text_is(state, "SUSPENDED") || text_is(state, "NODE_SUSPENDED");
}

/* In a node that is reached a second time Python misses a member. */
static enum status_tree_result
show(struct status_tree *t, struct status_node *node, int depth)
{
	struct children_states children = {.any = false};
	enum status_tree_result result;

	if (depth > STATUS_TREE_DEPTH)
		return status_tree_fail(t, STATUS_TREE_ERROR,
		    TEXT("maximum recursion depth exceeded"));
	if (node->shown)
		return status_tree_fail(
		    t, STATUS_TREE_ERROR, TEXT("'started_time'"));
	node->shown = true;
	result = show_times(t, node);
	if (result != STATUS_TREE_OK)
		return result;
	for (struct status_link *link = node->children; link != NULL;
	     link = link->next) {
		result = show(t, link->child, depth + 1);
		if (result != STATUS_TREE_OK)
			return result;
		note_state(&children, link->child->state);
	}
	node->state = shown_state(node->status->state, &children);
	return STATUS_TREE_OK;
}

enum status_tree_result
status_tree_show(struct status_tree *t)
{
	return show(t, &t->root, 0);
}

bool
status_tree_is_running(const struct status_tree *tree)
{
	return tree->is_running;
}

void
status_write_flag(struct json_writer *w, int64_t value)
{
	if (value == 0 || value == 1)
		json_bool(w, value != 0);
	else
		json_int(w, value);
}

static void
write_flag(struct json_writer *w, const char *key, int64_t value)
{
	json_key(w, text_of(key));
	status_write_flag(w, value);
}

static void
write_fields(
    struct json_writer *w, const struct status_node *node, struct text name)
{
	const struct sops_status *status = node->status;

	json_member_string(w, "id", status->id);
	json_member_string(w, "name", name);
	json_member_string(w, "state", node->state);
	json_member_string_or_null(w, "start_time", node->start_time);
	json_member_string_or_null(w, "finish_time", node->finish_time);
	json_member_int(w, "elapsed_time", node->elapsed);
	json_member_int(w, "retry", status->retry);
	json_member_int(w, "loop", status->loop);
	write_flag(w, "skip", status->skip);
	write_flag(w, "error_ignorable", status->error_ignorable);
	json_member_string(w, "version", status->version);
}

static void
write_children(struct json_writer *w, const struct status_node *node)
{
	json_member_object(w, "children");
	for (const struct status_link *link = node->children; link != NULL;
	     link = link->next) {
		json_key(w, link->stored->id);
		json_object_open(w);
		write_fields(w, link->child, link->child->status->name);
		write_children(w, link->child);
		json_object_close(w);
	}
	json_object_close(w);
}

void
status_tree_write_members(const struct status_tree *tree, struct json_writer *w)
{
	write_fields(w, &tree->root, tree->root.status->name);
	write_children(w, &tree->root);
}

void
status_tree_write_root(const struct status_tree *tree, struct json_writer *w,
    struct text name, bool children)
{
	json_object_open(w);
	write_fields(w, &tree->root, name);
	if (children)
		write_children(w, &tree->root);
	json_object_close(w);
}

void
status_tree_write(const struct status_tree *tree, struct json_writer *w)
{
	status_tree_write_root(tree, w, tree->root.status->name, true);
}

/* Types differ from those of a started task: skip is a number. */
void
status_created_write(
    struct json_writer *w, const struct text *name, bool children)
{
	json_object_open(w);
	if (name != NULL)
		json_member_string(w, "name", *name);
	json_member_string(w, "state", TEXT("CREATED"));
	json_member_null(w, "start_time");
	json_member_null(w, "finish_time");
	json_member_int(w, "elapsed_time", 0);
	json_member_int(w, "retry", 0);
	json_member_int(w, "skip", 0);
	if (children) {
		json_member_object(w, "children");
		json_object_close(w);
	}
	json_object_close(w);
}
