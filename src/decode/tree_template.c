/* SPDX-License-Identifier: MIT */
/* What is written of a tree in another form: a template, and the form of a
 * periodic task.  Each is read twice: to find out, and to write. */
#include "base/buf.h"
#include "decode/tree_walk.h"

/* ---------- a template ---------- */

/* Where a reading stands. */
enum { ROOT = 1, LINE, LOCATION, ACTIVITIES, MEMBER, ACTIVITY, TYPE, ID };

static const char *const paths_read[] = {
    [ROOT] = "",
    [LINE] = "line",
    [LOCATION] = "location",
    [ACTIVITIES] = "activities",
    [MEMBER] = "*", /* another one of the root */
    [ACTIVITY] = "activities.*",
    [TYPE] = "activities.*.type",
    [ID] = "activities.*.template_id",
};

/* One reading: of a template's parts, or to write it. */
struct template_walk {
	struct json_reader reader;
	struct tree *tree;
	struct tree_template *found;	   /* NULL: write */
	const struct tree_template *parts; /* to write with */
	const struct text *ids;
	struct json_writer *w;
	const char *why; /* it is no template, or NULL */

	struct tree_place place;
	bool dropped; /* the member of the root that is read */
	bool has_activities, has_line, has_location;

	/* the activity that is read, and the next subprocess at or behind it */
	size_t activity; /* counted from 1 */
	size_t next;
	bool has_type, is_subprocess, has_id, bad_id;
	struct text id;
};

static int
no_template(struct template_walk *k, const char *why)
{
	k->why = why;
	return -1;
}

/* The index of an id, added when it is new; SIZE_MAX when out of memory. */
static size_t
id_index(struct arena *arena, struct tree_template *t, struct text id)
{
	struct text *ids;

	for (size_t i = 0; i < t->nids; i++)
		if (text_eq(t->ids[i], id))
			return i;
	ids = arena_grow(arena, t->ids, t->nids, sizeof(*ids));
	if (ids == NULL)
		return SIZE_MAX;
	t->ids = ids;
	t->ids[t->nids] = id;
	return t->nids++;
}

static int
add_subprocess(struct template_walk *k)
{
	struct tree_template *t = k->found;
	struct arena *arena = k->tree->arena;
	struct tree_subprocess *all;
	size_t id;

	if (!k->has_id || k->bad_id)
		return no_template(k, "a subprocess names no template");
	if (t->nsubprocesses == TREE_SUBPROCESSES)
		return no_template(k, "too many subprocesses");
	id = id_index(arena, t, k->id);
	all =
	    arena_grow(arena, t->subprocesses, t->nsubprocesses, sizeof(*all));
	if (id == SIZE_MAX || all == NULL)
		return no_template(k, "out of memory");
	t->subprocesses = all;
	t->subprocesses[t->nsubprocesses++] =
	    (struct tree_subprocess){.activity = k->activity, .id = id};
	return 0;
}

static void
begin_activity(struct template_walk *k)
{
	const struct tree_template *t = k->parts;

	k->activity++;
	k->has_type = k->is_subprocess = k->has_id = k->bad_id = false;
	if (t == NULL)
		return;
	while (k->next < t->nsubprocesses &&
	       t->subprocesses[k->next].activity < k->activity)
		k->next++;
	k->is_subprocess = k->next < t->nsubprocesses &&
			   t->subprocesses[k->next].activity == k->activity;
}

static int
end_activity(struct template_walk *k)
{
	if (!k->has_type)
		return no_template(k, "an activity has no type");
	return k->is_subprocess ? add_subprocess(k) : 0;
}

static int
read_id(struct template_walk *k, struct text id)
{
	k->has_id = true;
	if (id.s == NULL || id.len > TREE_TEMPLATE_ID) {
		k->bad_id = true;
		return 0;
	}
	k->id = arena_copy(k->tree->arena, id);
	return k->id.s != NULL ? 0 : no_template(k, "out of memory");
}

static bool
is_id_text(enum json_event event)
{
	return event == JSON_STRING || event == JSON_INT || event == JSON_FLOAT;
}

/* A value begins in the reading that finds the parts. */
static int
template_value_begins(struct template_walk *k, unsigned at,
    enum json_event event, struct text text)
{
	bool is_object = event == JSON_OBJECT;

	if (at == ROOT && !is_object)
		return no_template(k, "it is no object");
	if (at == ACTIVITIES && !is_object)
		return no_template(k, "its activities are no object");
	if (at == ACTIVITY && !is_object)
		return no_template(k, "an activity is no object");
	if (at == ID)
		return read_id(k, is_id_text(event) ? text : TEXT_NONE);
	if (at == TYPE)
		k->is_subprocess =
		    event == JSON_STRING && text_is(text, "SubProcess");
	return 0;
}

static void
template_key_begins(struct template_walk *k, unsigned at)
{
	k->has_line |= at == LINE;
	k->has_location |= at == LOCATION;
	k->has_activities |= at == ACTIVITIES;
	k->has_type |= at == TYPE;
	if (at == LINE || at == LOCATION)
		k->dropped = true;
	else if (at == ACTIVITIES || at == MEMBER)
		k->dropped = false;
	else if (at == ACTIVITY)
		begin_activity(k);
}

static int
template_find_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct template_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);

	if (json_value_begins(event))
		return template_value_begins(k, at, event, text);
	if (event == JSON_KEY)
		template_key_begins(k, at);
	else if (event == JSON_OBJECT_END && at == ACTIVITY)
		return end_activity(k);
	return 0;
}

static int
template_write_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct template_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);

	if (event == JSON_KEY)
		template_key_begins(k, at);
	if (k->dropped && at != ROOT)
		return 0;
	/* The id of a subprocess's template is replaced. */
	if (at == ID && is_id_text(event) && k->is_subprocess)
		return json_string(
		    k->w, k->ids[k->parts->subprocesses[k->next].id]);
	return json_copy(k->w, event, text, depth);
}

static enum tree_result
template_walk_tree(struct template_walk *k)
{
	struct tree_paths paths;
	enum tree_result result;

	TREE_PATHS_INIT(&paths, paths_read);
	k->place.paths = &paths;
	k->reader.event =
	    k->found != NULL ? template_find_event : template_write_event;
	k->reader.context = k;
	result = walk_tree(k->tree, &k->reader);
	if (result == TREE_STOPPED && k->why != NULL)
		return walk_failed(k->tree, TREE_BROKEN, k->why);
	return result;
}

enum tree_result
tree_template_read(struct tree *tree, struct tree_template *template)
{
	struct template_walk k = {.tree = tree, .found = template};
	enum tree_result result;

	*template = (struct tree_template){.nids = 0};
	result = template_walk_tree(&k);
	if (result != TREE_OK)
		return result;
	if (!k.has_activities)
		return walk_failed(tree, TREE_BROKEN, "it has no activities");
	if (!k.has_line)
		return walk_failed(tree, TREE_BROKEN, "it has no line");
	if (!k.has_location)
		return walk_failed(tree, TREE_BROKEN, "it has no location");
	return TREE_OK;
}

enum tree_result
tree_template_write(struct tree *tree, const struct tree_template *template,
    const struct text *ids, struct json_writer *w)
{
	struct template_walk k = {
	    .tree = tree, .parts = template, .ids = ids, .w = w};

	return template_walk_tree(&k);
}

/* ---------- the form of a periodic task ---------- */

/*
 * One reading of the constants: without a writer to find out which are shown,
 * with one to write those.  Of several members "show_type" of one constant
 * the last one counts.
 */
struct form_walk {
	struct json_reader reader;
	struct tree *tree;
	struct json_writer *w; /* NULL: find out */
	struct buf shown;      /* a byte for each constant: whether it is */
	const char *why;       /* it is no form, or NULL */

	struct tree_place place;
	size_t constant; /* the one that is written, counted from 0 */
	bool has_show_type, is_shown;
};

static int
not_a_form(struct form_walk *k, const char *why)
{
	k->why = why;
	return -1;
}

enum { FORM = 1, FORM_CONSTANT, SHOW_TYPE };

static const char *const form_paths[] = {
    [FORM] = "",
    [FORM_CONSTANT] = "*",
    [SHOW_TYPE] = "*.show_type",
};

static int
end_constant(struct form_walk *k)
{
	if (!k->has_show_type)
		return not_a_form(k, "a constant has no show_type");
	if (buf_add_char(&k->shown, k->is_shown ? 1 : 0) != 0)
		return not_a_form(k, "too many constants, or out of memory");
	return 0;
}

static int
form_find_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct form_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);

	if (event == JSON_KEY && at == FORM_CONSTANT)
		k->has_show_type = k->is_shown = false;
	if (event == JSON_OBJECT_END && at == FORM_CONSTANT)
		return end_constant(k);
	if (!json_value_begins(event))
		return 0;
	if (at == FORM && event != JSON_OBJECT)
		return not_a_form(k, "its constants are no object");
	if (at == FORM_CONSTANT && event != JSON_OBJECT)
		return not_a_form(k, "a constant is no object");
	if (at == SHOW_TYPE) {
		k->has_show_type = true;
		k->is_shown = event == JSON_STRING && text_is(text, "show");
	}
	return 0;
}

static int
form_write_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct form_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);

	if ((at == FORM || k->shown.data[k->constant] != '\0') &&
	    json_copy(k->w, event, text, depth) != 0)
		return -1;
	if (event == JSON_OBJECT_END && at == FORM_CONSTANT)
		k->constant++;
	return 0;
}

static enum tree_result
read_form(struct form_walk *k)
{
	struct tree_paths paths;
	enum tree_result result;

	TREE_PATHS_INIT(&paths, form_paths);
	k->place = (struct tree_place){.paths = &paths};
	k->reader = (struct json_reader){
	    .event = k->w == NULL ? form_find_event : form_write_event,
	    .context = k};
	result = walk_constants(k->tree, &k->reader);
	if (result == TREE_STOPPED && k->why != NULL)
		return walk_failed(k->tree, TREE_BROKEN, k->why);
	return result;
}

enum tree_result
tree_write_form(struct tree *tree, struct json_writer *w)
{
	struct form_walk k = {.tree = tree};
	enum tree_result result;

	buf_init(&k.shown, TREE_CONSTANTS);
	result = read_form(&k);
	if (result == TREE_OK) {
		k.w = w;
		result = read_form(&k);
	}
	buf_free(&k.shown);
	return result;
}
