/* SPDX-License-Identifier: MIT */
/* What is written of a tree in another form: a template, and the form of a
 * periodic task.  Each is read twice: to find out, and to write. */
#include "base/buf.h"
#include "decode/tree_walk.h"

/* ---------- a template ---------- */

/* Where a reading stands. */
enum {
	ROOT = 1,
	LINE,
	LOCATION,
	ACTIVITIES,
	CONSTANTS,
	MEMBER,
	ACTIVITY,
	TYPE,
	ID,
	SOURCE,
	CONSTANT,
	SOURCE_TYPE,
	SOURCE_TAG,
	SCHEMA
};

static const char *const paths_template[] = {
    [ROOT] = "",
    [LINE] = "line",
    [LOCATION] = "location",
    [ACTIVITIES] = "activities",
    [CONSTANTS] = "constants",
    [MEMBER] = "*", /* another one of the root */
    [ACTIVITY] = "activities.*",
    [TYPE] = "activities.*.type",
    [ID] = "activities.*.template_id",
    [SOURCE] = "activities.*.template_source",
    [CONSTANT] = "constants.*",
    [SOURCE_TYPE] = "constants.*.source_type",
    [SOURCE_TAG] = "constants.*.source_tag",
    [SCHEMA] = "constants.*.schema",
};

/* One reading of a template's parts. */
struct template_walk {
	struct json_reader reader;
	struct tree *tree;
	struct tree_template *found;
	bool with_constants;
	const char *why; /* it is no template, or NULL */
	bool too_many;	 /* it may be one with more than is read */

	struct tree_place place;
	bool has_activities, has_line, has_location;

	size_t activity; /* the one that is read, counted from 1 */
	bool has_type, is_subprocess, has_id, bad_id;
	struct tree_subtemplate id;
	struct tree_constant constant; /* likewise */
};

static int
no_template(struct template_walk *k, const char *why)
{
	k->why = why;
	return -1;
}

static int
too_many(struct template_walk *k, const char *why)
{
	k->too_many = true;
	return no_template(k, why);
}

/* The index of an id, added when it is new; SIZE_MAX when out of memory. */
static size_t
id_index(struct arena *arena, struct tree_template *t,
    const struct tree_subtemplate *id)
{
	struct tree_subtemplate *ids;

	for (size_t i = 0; i < t->nids; i++)
		if (text_eq(t->ids[i].id, id->id) &&
		    t->ids[i].is_common == id->is_common)
			return i;
	ids = arena_grow(arena, t->ids, t->nids, sizeof(*ids));
	if (ids == NULL)
		return SIZE_MAX;
	t->ids = ids;
	t->ids[t->nids] = *id;
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
		return too_many(k, "too many subprocesses");
	id = id_index(arena, t, &k->id);
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
	k->activity++;
	k->has_type = k->is_subprocess = k->has_id = k->bad_id = false;
	k->id = (struct tree_subtemplate){.id = TEXT_NONE};
}

static int
end_activity(struct template_walk *k)
{
	if (!k->has_type)
		return no_template(k, "an activity has no type");
	return k->is_subprocess ? add_subprocess(k) : 0;
}

static int
end_template_constant(struct template_walk *k)
{
	struct tree_template *t = k->found;
	struct tree_constant *all;

	if (t->nconstants == TREE_CONSTANTS)
		return too_many(k, "too many constants");
	all = arena_grow(
	    k->tree->arena, t->constants, t->nconstants, sizeof(*all));
	if (all == NULL)
		return no_template(k, "out of memory");
	t->constants = all;
	t->constants[t->nconstants++] = k->constant;
	return 0;
}

static int
read_id(struct template_walk *k, struct text id)
{
	k->has_id = true;
	k->bad_id = id.s == NULL || id.len > TREE_TEMPLATE_ID;
	if (k->bad_id)
		return 0;
	k->id.id = arena_copy(k->tree->arena, id);
	return k->id.id.s != NULL ? 0 : no_template(k, "out of memory");
}

static enum tree_source_type
source_type_of(enum json_event event, struct text text)
{
	if (event != JSON_STRING)
		return SOURCE_OTHER;
	if (text_is(text, "custom"))
		return SOURCE_CUSTOM;
	return text_is(text, "component_inputs") ? SOURCE_INPUTS : SOURCE_OTHER;
}

static int
read_tag(struct template_walk *k, enum json_event event, struct text text)
{
	struct tree_constant *c = &k->constant;

	c->has_tag =
	    event != JSON_NULL && (event != JSON_STRING || text.len > 0);
	c->is_long = event == JSON_STRING && text.len > TREE_SOURCE_TAG;
	c->tag = TEXT_NONE;
	if (event != JSON_STRING || c->is_long)
		return 0;
	c->tag = arena_copy(k->tree->arena, text);
	return c->tag.s != NULL ? 0 : no_template(k, "out of memory");
}

static bool
is_id_text(enum json_event event)
{
	return event == JSON_STRING || event == JSON_INT || event == JSON_FLOAT;
}

static int
constant_value_begins(struct template_walk *k, unsigned at,
    enum json_event event, struct text text)
{
	if (at == CONSTANTS && event != JSON_OBJECT)
		return no_template(k, "its constants are no object");
	if (at == CONSTANT && event != JSON_OBJECT)
		return no_template(k, "a constant is no object");
	if (at == SOURCE_TYPE)
		k->constant.source_type = source_type_of(event, text);
	return at == SOURCE_TAG ? read_tag(k, event, text) : 0;
}

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
	if (at == SOURCE)
		k->id.is_common =
		    event == JSON_STRING && text_is(text, "common");
	return k->with_constants ? constant_value_begins(k, at, event, text)
				 : 0;
}

static void
template_key_begins(struct template_walk *k, unsigned at)
{
	k->has_line |= at == LINE;
	k->has_location |= at == LOCATION;
	k->has_activities |= at == ACTIVITIES;
	k->has_type |= at == TYPE;
	if (at == ACTIVITY)
		begin_activity(k);
	else if (at == CONSTANT)
		k->constant = (struct tree_constant){.tag = TEXT_NONE};
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
	else if (event == JSON_OBJECT_END && at == CONSTANT)
		return k->with_constants ? end_template_constant(k) : 0;
	return 0;
}

static enum tree_result
template_read(struct template_walk *k)
{
	struct tree_paths paths;
	enum tree_result result;

	*k->found = (struct tree_template){.nids = 0};
	TREE_PATHS_INIT(&paths, paths_template);
	k->place.paths = &paths;
	k->reader.event = template_find_event;
	k->reader.context = k;
	result = walk_tree(k->tree, &k->reader);
	if (result == TREE_STOPPED && k->why != NULL)
		return walk_failed(
		    k->tree, k->too_many ? TREE_LARGE : TREE_BROKEN, k->why);
	if (result == TREE_OK && !k->has_activities)
		return walk_failed(
		    k->tree, TREE_BROKEN, "it has no activities");
	return result;
}

enum tree_result
tree_template_read(struct tree *tree, struct tree_template *template)
{
	struct template_walk k = {
	    .tree = tree, .found = template, .with_constants = true};

	return template_read(&k);
}

enum tree_result
tree_template_read_2019(struct tree *tree, struct tree_template *template)
{
	struct template_walk k = {.tree = tree, .found = template};
	enum tree_result result = template_read(&k);

	if (result != TREE_OK)
		return result;
	if (!k.has_line)
		return walk_failed(tree, TREE_BROKEN, "it has no line");
	if (!k.has_location)
		return walk_failed(tree, TREE_BROKEN, "it has no location");
	return TREE_OK;
}

void
tree_template_show(struct tree *tree, const struct tree_template *template,
    const struct text *ids, const struct tree_schema *schemas)
{
	tree->shown = (struct tree_shown){
	    .template = template, .ids = ids, .schemas = schemas};
}

/* What stands between the reader of a tree and the handler that writes it. */
struct shown_walk {
	const struct tree_shown *shown;
	json_handler next; /* and what it is given */
	void *context;

	struct tree_place place;
	bool dropped;	   /* the member of the root that is read */
	bool in_schema;	   /* a stored one is read, which is dropped */
	size_t activity;   /* counted from 1 */
	size_t subprocess; /* the next one at or behind it */
	size_t constant;   /* counted from 0 */
};

/* The subprocess that the activity is; NULL: it is none. */
static const struct tree_subprocess *
shown_subprocess(struct shown_walk *k)
{
	const struct tree_template *t = k->shown->template;

	while (k->subprocess < t->nsubprocesses &&
	       t->subprocesses[k->subprocess].activity < k->activity)
		k->subprocess++;
	return k->subprocess < t->nsubprocesses &&
		       t->subprocesses[k->subprocess].activity == k->activity
		   ? &t->subprocesses[k->subprocess]
		   : NULL;
}

/* The member "schema" of a constant, whose brackets stand at `depth`. */
static int
pass_schema(struct shown_walk *k, size_t depth)
{
	const struct tree_schema *schema = &k->shown->schemas[k->constant];
	const struct {
		enum json_event event;
		struct text text;
		size_t inside;
	} events[] = {
	    {JSON_KEY, TEXT("schema"), 1},
	    {JSON_OBJECT, TEXT_NONE, 1},
	    {JSON_KEY, TEXT("type"), 2},
	    {JSON_STRING, schema->type, 2},
	    {JSON_KEY, TEXT("enum"), 2},
	    {JSON_ARRAY, TEXT_NONE, 2},
	    {JSON_ARRAY_END, TEXT_NONE, 2},
	    {JSON_KEY, TEXT("description"), 2},
	    {JSON_STRING, schema->description, 2},
	    {JSON_OBJECT_END, TEXT_NONE, 1},
	};

	if (schema->type.s == NULL)
		return k->next(
			   k->context, JSON_KEY, TEXT("schema"), depth + 1) == 0
			   ? k->next(
				 k->context, JSON_NULL, TEXT_NONE, depth + 1)
			   : -1;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (k->next(k->context, events[i].event, events[i].text,
			depth + events[i].inside) != 0)
			return -1;
	return 0;
}

static void
shown_key_begins(struct shown_walk *k, unsigned at)
{
	if (at == LINE || at == LOCATION)
		k->dropped = true;
	else if (at == ACTIVITIES || at == CONSTANTS || at == MEMBER)
		k->dropped = false;
	else if (at == ACTIVITY)
		k->activity++;
	else if (at == SCHEMA && k->shown->schemas != NULL)
		k->in_schema = true;
}

static int
shown_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct shown_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);
	const struct tree_subprocess *subprocess;

	if (event == JSON_KEY)
		shown_key_begins(k, at);
	if (k->dropped && at != ROOT)
		return 0;
	if (k->in_schema) {
		k->in_schema = at != SCHEMA || !json_value_ends(event);
		return 0;
	}
	if (at == ID && is_id_text(event)) {
		subprocess = shown_subprocess(k);
		if (subprocess != NULL)
			return k->next(k->context, JSON_STRING,
			    k->shown->ids[subprocess->id], depth);
	}
	if (at == CONSTANT && event == JSON_OBJECT_END &&
	    k->shown->schemas != NULL) {
		if (pass_schema(k, depth) != 0)
			return -1;
		k->constant++;
	}
	return k->next(k->context, event, text, depth);
}

enum tree_result
walk_shown(struct tree *tree, struct json_reader *reader)
{
	struct shown_walk k = {.shown = &tree->shown,
	    .next = reader->event,
	    .context = reader->context};
	struct tree_paths paths;

	if (tree->shown.template == NULL)
		return walk_tree(tree, reader);
	TREE_PATHS_INIT(&paths, paths_template);
	k.place.paths = &paths;
	reader->event = shown_event;
	reader->context = &k;
	return walk_tree(tree, reader);
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
