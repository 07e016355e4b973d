/* SPDX-License-Identifier: MIT */
#include "sops_2019/status_tree.h"

#include "python/repr.h"

#define YEAR_FIRST 1900 /* of Python 2's strftime */
#define YEAR_LAST  9999 /* of datetime */

/* Python gives up on a time that it cannot show. */
static enum status_tree_result
fail_time(struct call *call, struct datetime time, struct text *why)
{
	int year = datetime_year(time);

	if (year < 1 || year > YEAR_LAST) {
		*why = TEXT("date value out of range");
		return STATUS_TREE_ERROR;
	}
	*why = arena_printf(call->arena,
	    "year=%d is before %d; the datetime strftime() methods "
	    "require year >= %d",
	    year, YEAR_FIRST, YEAR_FIRST);
	return STATUS_TREE_VALUE_ERROR;
}

/* The text of Python's exception. */
static enum status_tree_result
fail_tree(struct call *call, const struct stored_states *stored,
    enum state_tree_result result, const struct state_tree *tree,
    struct text *why)
{
	switch (result) {
	case STATE_TREE_OK:
		return STATUS_TREE_OK;
	case STATE_TREE_MEMORY:
		return STATUS_TREE_MEMORY;
	case STATE_TREE_NO_RELATIONS:
		*why = ARENA_JOIN(call->arena, TEXT("node("), stored->root,
		    TEXT(") does not exist, may have not by executed"));
		return STATUS_TREE_ERROR;
	case STATE_TREE_NO_SELF:
		*why = TEXT("list.remove(x): x not in list");
		return STATUS_TREE_VALUE_ERROR;
	case STATE_TREE_NO_ROOT:
		*why = TEXT("'NoneType' object has no attribute '__getitem__'");
		return STATUS_TREE_ERROR;
	case STATE_TREE_NO_PARENT:
		*why = TEXT("'NoneType' object has no attribute 'setdefault'");
		return STATUS_TREE_ERROR;
	case STATE_TREE_NO_CHILD:
		*why = python_repr_text(call->arena, tree->at);
		return STATUS_TREE_ERROR;
	case STATE_TREE_TWICE:
		*why = TEXT("'started_time'");
		return STATUS_TREE_ERROR;
	case STATE_TREE_DEEP:
		*why = TEXT("maximum recursion depth exceeded");
		return STATUS_TREE_ERROR;
	case STATE_TREE_ODD_DATE:
		return fail_time(call, tree->odd, why);
	}
	return STATUS_TREE_MEMORY;
}

enum status_tree_result
status_tree_build(struct call *call, const struct stored_states *stored,
    bool *has_odd_date, struct state_tree **tree, struct text *why)
{
	const struct state_rules rules = {
	    .fold = STATE_FOLD_BLOCKED, .odd_dates = has_odd_date != NULL};
	enum state_tree_result built =
	    state_tree_build(call, stored, &rules, tree);
	enum status_tree_result result =
	    fail_tree(call, stored, built, *tree, why);

	if (result == STATUS_TREE_OK && has_odd_date != NULL)
		*has_odd_date |= (*tree)->has_odd_date;
	if (result != STATUS_TREE_OK && why->s == NULL)
		return STATUS_TREE_MEMORY;
	return result;
}

static void
write_fields(
    struct json_writer *w, const struct state_node *node, struct text name)
{
	const struct stored_state *stored = node->stored;

	json_member_string(w, "id", stored->id);
	json_member_string(w, "name", name);
	json_member_string(w, "state", node->state);
	json_member_string(w, "start_time", node->start_time);
	json_member_string(w, "finish_time", node->finish_time);
	json_member_int(w, "elapsed_time", node->elapsed);
	json_member_int(w, "retry", stored->retry);
	json_member_int(w, "loop", stored->loop);
	call_write_flag(w, "skip", stored->skip);
	call_write_flag(w, "error_ignorable", stored->error_ignorable);
	json_member_string(w, "version", stored->version);
}

static void
write_children(struct json_writer *w, const struct state_node *node)
{
	json_member_object(w, "children");
	for (const struct state_link *link = node->children; link != NULL;
	     link = link->next) {
		json_key(w, link->id);
		json_object_open(w);
		write_fields(w, link->child, link->child->stored->name);
		write_children(w, link->child);
		json_object_close(w);
	}
	json_object_close(w);
}

void
status_tree_write_members(const struct state_tree *tree, struct json_writer *w)
{
	write_fields(w, &tree->root, tree->root.stored->name);
	write_children(w, &tree->root);
}

void
status_tree_write(const struct state_tree *tree, struct json_writer *w,
    const struct text *name, bool children)
{
	json_object_open(w);
	write_fields(
	    w, &tree->root, name == NULL ? tree->root.stored->name : *name);
	if (children)
		write_children(w, &tree->root);
	json_object_close(w);
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
