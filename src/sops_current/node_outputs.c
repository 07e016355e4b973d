/* SPDX-License-Identifier: MIT */
#include "sops_current/node.h"

#include "sops/plugins.h"
#include "sops/query.h"
#include "json/reader.h"

#include <stdlib.h>

/* What the engine adds to the outputs that every plugin declares, behind
 * _result; their names are not translated. */
#define ENGINE_OUTPUTS 2
static const struct component_output engine_outputs[ENGINE_OUTPUTS] = {
    {{"_loop", 5}, {"循环次数", 12}, {"循环次数", 12}},
    {{"_inner_loop", 11}, {"当前流程循环次数", 24}, {"当前流程循环次数", 24}},
};

/* The version of a component that names none. */
#define LEGACY TEXT("legacy")

static bool
is_among(const struct component_output *outputs, size_t count, struct text key)
{
	for (size_t i = 0; i < count; i++)
		if (text_eq(outputs[i].key, key))
			return true;
	return false;
}

/* A site may say in its file how it names those of the engine. */
static enum outcome
declare(struct call *call, const struct component *component,
    struct node_outputs *outputs)
{
	size_t n = component->noutputs;
	struct component_output *all =
	    arena_array(call->arena, n + ENGINE_OUTPUTS, sizeof(*all));

	if (all == NULL)
		return call_fault(call, "out of memory");
	memcpy(all, component->outputs, n * sizeof(*all));
	for (size_t i = 0; i < ENGINE_OUTPUTS; i++)
		if (!is_among(all, n, engine_outputs[i].key))
			all[n++] = engine_outputs[i];
	outputs->declared = all;
	outputs->ndeclared = n;
	return OUTCOME_OK;
}

/* A plugin that bk-sops has or not. */
struct registered {
	struct text code, version;
	enum store_state state;
};

static void
add_registered(const struct call *call, struct batch *q, void *context)
{
	const struct registered *plugin = context;

	(void)call;
	batch_statement(q, "component_framework_componentmodel");
	batch_sql(q, "SELECT code,version"
		     " FROM component_framework_componentmodel"
		     " WHERE status<>0 AND code=");
	batch_text(q, plugin->code);
}

/* The database ignores the case. */
static bool
read_registered(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct registered *plugin = context;

	plugin->state = STORE_NONE;
	for (size_t r = 0; r < db_rows(db, i); r++) {
		const struct text *cells = db_get(db, i, r).cells;

		if (text_eq(cells[0], plugin->code) &&
		    text_eq(cells[1], plugin->version))
			plugin->state = STORE_ROW;
	}
	return true;
}

enum outcome
node_outputs_declare(struct call *call, struct text code, struct text version,
    struct node_outputs *outputs, enum declared *declared)
{
	static const struct query query = {add_registered, read_registered};
	struct registered plugin = {
	    .code = code, .version = version.s == NULL ? LEGACY : version};
	const struct component *component;
	enum outcome outcome;

	*declared = DECLARED_KNOWN;
	if (code.len == 0)
		return OUTCOME_OK;
	component = plugins_find_own(call->plugins, code);
	if (component != NULL)
		return declare(call, component, outputs);
	outcome = call_database(
	    call, query_try(call, &query, &plugin, &plugin.state));
	*declared =
	    plugin.state == STORE_NONE ? DECLARED_NOWHERE : DECLARED_ELSEWHERE;
	return outcome;
}

/* The first element of an array, if it is a text. */
struct first {
	struct arena *arena;
	struct text text;
};

static int
first_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct first *first = context;

	if (depth == 0)
		return event == JSON_ARRAY ? 0 : -1;
	if (event == JSON_STRING)
		first->text = arena_copy(first->arena, text);
	return -1;
}

static struct text
first_of(struct call *call, struct text json)
{
	struct first first = {.arena = call->arena};
	struct json_memory memory = {.text = json};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = first_event,
	    .context = &first,
	    .max_depth = VALUE_DEPTH,
	    .max_string = json.len};

	json_read(&reader);
	return first.text;
}

/* The output of this node that a constant holds, TEXT_NONE: it holds none.
 * False when out of memory. */
static bool
find_held(struct call *call, const struct value *constant, struct text node,
    struct text *output)
{
	struct value_member *members;
	struct value type, info, keys;
	struct text name;
	size_t count;

	*output = TEXT_NONE;
	if (!value_is_object(constant))
		return true;
	if (!value_members(call, constant, &members, &count))
		return false;
	type = value_find(members, count, TEXT("source_type"));
	info = value_find(members, count, TEXT("source_info"));
	if (!value_utf8(call, &type, &name) ||
	    !text_is(name, "component_outputs") || !value_is_object(&info))
		return true;
	if (!value_members(call, &info, &members, &count))
		return false;
	keys = value_find(members, count, node);
	if (keys.kind == VALUE_JSON)
		*output = first_of(call, keys.text);
	return true;
}

/* A variable's name without the ${} around it. */
static struct text
unwrap(struct text key)
{
	if (text_starts(key, "${") && key.s[key.len - 1] == '}')
		return (struct text){key.s + 2, key.len - 3};
	return key;
}

static int
compare_names(const void *a, const void *b)
{
	const struct output_name *x = a, *y = b;
	int order = text_compare(x->output, y->output);

	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* Of several constants that hold one output the last counts. */
static void
sort_names(struct node_outputs *outputs)
{
	struct output_name *names = outputs->names;
	size_t n = 0;

	qsort(names, outputs->nnames, sizeof(*names), compare_names);
	for (size_t i = 0; i < outputs->nnames; i++) {
		if (n > 0 && text_eq(names[n - 1].output, names[i].output))
			n--;
		names[n++] = names[i];
	}
	outputs->nnames = n;
}

enum outcome
node_outputs_rename(struct call *call, struct text constants, struct text node,
    struct node_outputs *outputs)
{
	struct value value = value_json(constants);
	struct value_member *members;
	size_t count;

	if (constants.s == NULL || !value_is_object(&value))
		return OUTCOME_OK;
	if (!value_members(call, &value, &members, &count))
		return call_fault(call, "too many constants, or out of memory");
	outputs->names =
	    arena_array(call->arena, count, sizeof(*outputs->names));
	if (outputs->names == NULL)
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < count; i++) {
		struct output_name *name = &outputs->names[outputs->nnames];

		if (!find_held(call, &members[i].value, node, &name->output))
			return call_fault(call, "out of memory");
		if (name->output.s == NULL)
			continue;
		name->shown = unwrap(members[i].key);
		name->at = i;
		outputs->nnames++;
	}
	sort_names(outputs);
	return OUTCOME_OK;
}

/* NULL: it has no other key. */
static const struct output_name *
find_name(const struct node_outputs *outputs, struct text key)
{
	size_t low = 0, high = outputs->nnames;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(key, outputs->names[middle].output);

		if (order == 0)
			return &outputs->names[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static enum outcome
write_declared(struct call *call, struct json_writer *w, const char *column,
    const struct node_outputs *outputs, const struct component_output *output)
{
	struct value value =
	    value_find(outputs->members, outputs->count, output->key);
	const struct output_name *name = find_name(outputs, output->key);
	enum outcome outcome;

	if (value.kind == VALUE_NONE)
		value = value_string(TEXT(""));
	json_object_open(w);
	json_member_string(
	    w, "name", call->english ? output->en : output->zh_hans);
	json_member_string(w, "key", name != NULL ? name->shown : output->key);
	json_key(w, TEXT("value"));
	outcome = value_write(call, w, column, &value);
	json_member_bool(w, "preset", true);
	json_object_close(w);
	return outcome;
}

static enum outcome
write_other(struct call *call, struct json_writer *w, const char *column,
    const struct node_outputs *outputs, const struct value_member *member)
{
	const struct output_name *name = find_name(outputs, member->key);
	enum outcome outcome = OUTCOME_OK;

	json_object_open(w);
	if (outputs->ndeclared > 0) {
		json_key(w, TEXT("name"));
		outcome = value_write_key(call, w, column, member);
	}
	json_key(w, TEXT("key"));
	if (name != NULL)
		json_string(w, name->shown);
	else if (outcome == OUTCOME_OK)
		outcome = value_write_key(call, w, column, member);
	json_key(w, TEXT("value"));
	if (outcome == OUTCOME_OK)
		outcome = value_write(call, w, column, &member->value);
	json_member_bool(w, "preset", false);
	json_object_close(w);
	return outcome;
}

enum outcome
node_outputs_write(struct call *call, struct json_writer *w, const char *column,
    const struct node_outputs *outputs)
{
	enum outcome outcome = OUTCOME_OK;

	json_array_open(w);
	for (size_t i = 0; i < outputs->ndeclared && outcome == OUTCOME_OK; i++)
		outcome = write_declared(
		    call, w, column, outputs, &outputs->declared[i]);
	for (size_t i = 0; i < outputs->count && outcome == OUTCOME_OK; i++)
		if (!is_among(outputs->declared, outputs->ndeclared,
			outputs->members[i].key))
			outcome = write_other(
			    call, w, column, outputs, &outputs->members[i]);
	json_array_close(w);
	return outcome;
}
