/* SPDX-License-Identifier: MIT */
/*
 * The tree as a language model gets it (sops-current 2.5): a table says of each
 * kind of object which members are written.
 */
#include "base/buf.h"
#include "decode/tree_walk.h"

/* Objects that are gone through member by member. */
enum place {
	NOWHERE,
	FLOW,
	ACTIVITIES,
	ACTIVITY,
	COMPONENT,
	PARAMETERS,
	GATEWAYS,
	GATEWAY,
	LINES,
	LINE,
	EVENT,
	CONSTANTS,
	CONSTANT
};

/* What becomes of a member. */
enum action {
	KEEP,
	DROP,
	ENTER,	    /* an object: by the rules of another place; else kept */
	KEEP_TYPE,  /* of an activity: kept, and says whether it is a
		     * subprocess */
	SUBPROCESS, /* kept where it is one */
	TRUE,	    /* kept where it is true */
	FILLED,	    /* kept where it is not "", [], {} or null */
	PARAMETER   /* the same, of {"hook":...,"value":...} the value alone */
};

/* Of a place the first rule that names the key counts; NULL is any key. */
static const struct rule {
	enum place in;
	const char *keys;
	enum action action;
	enum place into;
} rules[] = {
    {FLOW, "line,location", DROP, NOWHERE},
    {FLOW, "activities", ENTER, ACTIVITIES},
    {FLOW, "gateways", ENTER, GATEWAYS},
    {FLOW, "flows", ENTER, LINES},
    {FLOW, "start_event,end_event", ENTER, EVENT},
    {FLOW, "constants", ENTER, CONSTANTS},
    {FLOW, NULL, KEEP, NOWHERE},

    {ACTIVITIES, NULL, ENTER, ACTIVITY},
    {ACTIVITY,
	"id,name,stage_name,retryable,skippable,error_ignorable,auto_retry,"
	"source_info",
	KEEP, NOWHERE},
    {ACTIVITY, "type", KEEP_TYPE, NOWHERE},
    {ACTIVITY, "component", ENTER, COMPONENT},
    {ACTIVITY, "pipeline", ENTER, FLOW},
    {ACTIVITY, "template_id,template_source,version,hooked_constants",
	SUBPROCESS, NOWHERE},
    {ACTIVITY, NULL, DROP, NOWHERE},

    {COMPONENT, "code,version", KEEP, NOWHERE},
    {COMPONENT, "data", ENTER, PARAMETERS},
    {COMPONENT, NULL, DROP, NOWHERE},
    /* What forms remember for themselves. */
    {PARAMETERS,
	"button_refresh,button_refresh_2,button_refresh_3,ip_is_exist,"
	"is_tagged_ip,need_log_outputs_even_fail,job_rolling_config,©",
	DROP, NOWHERE},
    {PARAMETERS, NULL, PARAMETER, NOWHERE},

    {GATEWAYS, NULL, ENTER, GATEWAY},
    {GATEWAY, "id,type,name,conditions,default_condition,converge_gateway_id",
	KEEP, NOWHERE},
    {GATEWAY, NULL, DROP, NOWHERE},

    {LINES, NULL, ENTER, LINE},
    {LINE, "source,target", KEEP, NOWHERE},
    {LINE, "is_default", TRUE, NOWHERE},
    {LINE, NULL, DROP, NOWHERE},

    {EVENT, "id,type,name", KEEP, NOWHERE},
    {EVENT, NULL, DROP, NOWHERE},

    {CONSTANTS, NULL, ENTER, CONSTANT},
    {CONSTANT,
	"key,name,desc,source_type,custom_type,value,source_tag,source_info",
	FILLED, NOWHERE},
    {CONSTANT, NULL, DROP, NOWHERE},
};

static const struct rule root_rule = {NOWHERE, NULL, ENTER, FLOW};

/* An object that is gone through. */
struct open_object {
	enum place place;
	bool is_subprocess; /* an activity */
	size_t waiting;	    /* where in the walk's `waiting` its own begin */
};

struct trim_walk {
	struct json_reader reader;
	struct json_writer *w;
	struct open_object *open; /* by depth */
	size_t nopen;

	const struct rule *rule; /* of the member that is read */
	struct buf key;		 /* of it */
	bool inside;		 /* its value is, as a whole */
	bool dropped;		 /* and it is not written */
	size_t depth;		 /* of the value */

	/* Of a PARAMETER: its members that count. */
	bool is_parameter; /* and it is an object */
	bool has_hook, has_value, in_value;
	size_t value_from, value_to; /* in `held` */

	struct json_writer *aside; /* what is not written at once, or NULL */
	struct buf held;	   /* a value that may be dropped */
	/* Members of activities that may be no subprocesses: a key, its value,
	 * NUL behind each.  Those of the innermost are the last. */
	struct buf waiting;
};

static const struct rule *
find_rule(enum place in, struct text key)
{
	const struct rule *rule = rules;

	while (rule->in != in ||
	       (rule->keys != NULL &&
		   !text_list_has(text_of(rule->keys), key, true)))
		rule++;
	return rule;
}

static int
write_key(struct trim_walk *k)
{
	/* The root has none. */
	return k->nopen == 0 ? 0 : json_key(k->w, buf_text(&k->key));
}

/* ---------- values that are written as a whole, or not ---------- */

static struct text
held_value(const struct trim_walk *k)
{
	if (k->is_parameter && k->has_hook && k->has_value)
		return (struct text){
		    k->held.data + k->value_from, k->value_to - k->value_from};
	return buf_text(&k->held);
}

static bool
is_empty(struct text json)
{
	return text_is(json, "\"\"") || text_is(json, "[]") ||
	       text_is(json, "{}") || text_is(json, "null");
}

/* Where a value goes to that is not written at once. */
static int
begin_aside(struct trim_walk *k, struct buf *to)
{
	k->aside = json_new(buf_sink, to);
	return k->aside != NULL ? 0 : -1;
}

static int
begin_whole(struct trim_walk *k, enum json_event event, struct text text)
{
	struct open_object *outer = &k->open[k->nopen == 0 ? 0 : k->nopen - 1];

	k->inside = true;
	k->dropped = false;
	k->is_parameter = k->rule->action == PARAMETER && event == JSON_OBJECT;
	switch (k->rule->action) {
	case KEEP_TYPE:
		outer->is_subprocess =
		    event == JSON_STRING && text_is(text, "SubProcess");
		return write_key(k);
	case KEEP:
	case ENTER:
		return write_key(k);
	case DROP:
		k->dropped = true;
		return 0;
	case TRUE:
		k->dropped = event != JSON_TRUE;
		return k->dropped ? 0 : write_key(k);
	case FILLED:
	case PARAMETER:
		k->has_hook = k->has_value = k->in_value = false;
		buf_reset(&k->held);
		return begin_aside(k, &k->held);
	case SUBPROCESS:
		if (buf_add_text(&k->waiting, buf_text(&k->key)) != 0 ||
		    buf_add_char(&k->waiting, '\0') != 0)
			return -1;
		return begin_aside(k, &k->waiting);
	}
	return -1;
}

/* The members of a parameter, behind its bracket. */
static void
follow_parameter(struct trim_walk *k, enum json_event event, struct text text)
{
	if (event == JSON_KEY) {
		k->in_value = text_is(text, "value");
		k->has_value |= k->in_value;
		k->has_hook |= text_is(text, "hook");
		/* The value is written behind a colon. */
		if (k->in_value)
			k->value_from = k->held.len + 1;
	} else if (json_value_ends(event) && k->in_value) {
		k->value_to = k->held.len;
	}
}

static int
copy_whole(
    struct trim_walk *k, enum json_event event, struct text text, size_t depth)
{
	if (k->aside != NULL) {
		if (json_copy(k->aside, event, text, depth) != 0)
			return -1;
		if (k->is_parameter && depth == k->depth + 1)
			follow_parameter(k, event, text);
		return 0;
	}
	return k->dropped ? 0 : json_copy(k->w, event, text, depth);
}

static int
end_whole(struct trim_walk *k)
{
	k->inside = false;
	if (k->aside == NULL)
		return 0;
	json_free(k->aside);
	k->aside = NULL;
	if (k->rule->action == SUBPROCESS)
		return buf_add_char(&k->waiting, '\0');
	if (is_empty(held_value(k)))
		return 0;
	return write_key(k) == 0 ? json_raw(k->w, held_value(k)) : -1;
}

/* ---------- objects that are gone through ---------- */

static int
begin_object(struct trim_walk *k)
{
	if (write_key(k) != 0)
		return -1;
	k->open[k->nopen++] = (struct open_object){
	    .place = k->rule->into, .waiting = k->waiting.len};
	return json_object_open(k->w);
}

/* What waited for an activity's type. */
static void
write_waiting(struct trim_walk *k, size_t from)
{
	while (from < k->waiting.len) {
		struct text key = text_of(k->waiting.data + from);
		struct text value = text_of(key.s + key.len + 1);

		json_key(k->w, key);
		json_raw(k->w, value);
		from += key.len + value.len + 2;
	}
}

static int
end_object(struct trim_walk *k)
{
	const struct open_object *object = &k->open[--k->nopen];

	if (object->is_subprocess)
		write_waiting(k, object->waiting);
	buf_truncate(&k->waiting, object->waiting);
	return json_object_close(k->w);
}

static int
trim_key(struct trim_walk *k, struct text key)
{
	k->rule = find_rule(k->open[k->nopen - 1].place, key);
	buf_reset(&k->key);
	return buf_add_text(&k->key, key);
}

static int
trim_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct trim_walk *k = context;

	if (!k->inside) {
		if (event == JSON_KEY)
			return trim_key(k, text);
		if (event == JSON_OBJECT_END)
			return end_object(k);
		if (event == JSON_OBJECT && k->rule->action == ENTER)
			return begin_object(k);
		k->depth = depth;
		if (begin_whole(k, event, text) != 0)
			return -1;
	}
	if (copy_whole(k, event, text, depth) != 0)
		return -1;
	return depth == k->depth && json_value_ends(event) ? end_whole(k) : 0;
}

static enum tree_result
trim_tree(struct trim_walk *k, struct tree *tree)
{
	enum tree_result result;

	k->open = arena_array(tree->arena, TREE_DEPTH + 1, sizeof(*k->open));
	if (k->open == NULL)
		return walk_failed(tree, TREE_MEMORY, "out of memory");
	result = walk_shown(tree, &k->reader);
	if (result != TREE_STOPPED || json_failed(k->w) != 0)
		return result;
	return k->held.failed || k->waiting.failed
		   ? walk_failed(tree, TREE_LARGE, "a node of it is too large")
		   : walk_failed(tree, TREE_MEMORY, "out of memory");
}

enum tree_result
tree_write_trimmed(struct tree *tree, struct json_writer *w)
{
	struct trim_walk k = {.reader = {.event = trim_event, .context = &k},
	    .w = w,
	    .rule = &root_rule};
	enum tree_result result;

	buf_init(&k.key, TREE_TRIM_MAX);
	buf_init(&k.held, TREE_TRIM_MAX);
	buf_init(&k.waiting, TREE_TRIM_MAX);
	result = trim_tree(&k, tree);
	json_free(k.aside);
	buf_free(&k.key);
	buf_free(&k.held);
	buf_free(&k.waiting);
	return result;
}
