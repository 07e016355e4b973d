/* SPDX-License-Identifier: MIT */
/* Inputs of nodes that come from a constant which is not there, as bk-sops'
 * export to YAML looks for them. */
#include "decode/tree_walk.h"

/* Where a reading stands. */
enum {
	ACTIVITY = 1,
	TYPE,
	INPUT,
	HOOK,
	CONSTANT,
	SOURCE_TYPE,
	SOURCE_NODE,
	SOURCE_KEY
};

static const char *const unbound_paths[] = {
    [ACTIVITY] = "activities.*",
    [TYPE] = "activities.*.type",
    [INPUT] = "activities.*.component.data.*",
    [HOOK] = "activities.*.component.data.*.hook",
    [CONSTANT] = "constants.*",
    [SOURCE_TYPE] = "constants.*.source_type",
    [SOURCE_NODE] = "constants.*.source_info.*",
    [SOURCE_KEY] = "constants.*.source_info.*.*",
};

/* An input of a node. */
struct input {
	struct text node, key;
};

struct inputs {
	struct input *list;
	size_t count;
};

struct unbound_walk {
	struct json_reader reader;
	struct tree *tree;
	struct tree_place place;
	const char *why; /* it cannot be read, or NULL */

	struct text node, key; /* of what is read */
	bool is_service, is_inputs;
	struct inputs hooked; /* of service activities */
	struct inputs bound;  /* by constants of component_inputs */
	size_t before;	      /* of either, what the others have */
};

static int
unbound_failed(struct unbound_walk *k, const char *why)
{
	k->why = why;
	return -1;
}

static int
keep_text(struct unbound_walk *k, struct text text, struct text *kept)
{
	*kept = arena_copy(k->tree->arena, text);
	return kept->s != NULL ? 0 : unbound_failed(k, "out of memory");
}

static int
add_input(struct unbound_walk *k, struct inputs *inputs)
{
	struct input *list;

	if (inputs->count == TREE_INPUTS)
		return unbound_failed(k, "too many inputs");
	list = arena_grow(
	    k->tree->arena, inputs->list, inputs->count, sizeof(*list));
	if (list == NULL)
		return unbound_failed(k, "out of memory");
	inputs->list = list;
	inputs->list[inputs->count++] = (struct input){k->node, k->key};
	return 0;
}

static int
unbound_key_begins(struct unbound_walk *k, unsigned at, struct text key)
{
	switch (at) {
	case ACTIVITY:
		k->is_service = false;
		k->before = k->hooked.count;
		return keep_text(k, key, &k->node);
	case CONSTANT:
		k->is_inputs = false;
		k->before = k->bound.count;
		return 0;
	case INPUT:
		return keep_text(k, key, &k->key);
	case SOURCE_NODE:
		return keep_text(k, key, &k->node);
	default:
		return 0;
	}
}

/* Python's truth of a scalar; of a container it does not matter here, which
 * forms never store. */
static bool
is_truthy(enum json_event event, struct text text)
{
	switch (event) {
	case JSON_NULL:
	case JSON_FALSE:
		return false;
	case JSON_STRING:
		return text.len > 0;
	case JSON_INT:
		return !text_is(text, "0");
	default:
		return true;
	}
}

static int
unbound_value_begins(struct unbound_walk *k, unsigned at, enum json_event event,
    struct text text)
{
	bool is_text = event == JSON_STRING;

	if (at == TYPE)
		k->is_service = is_text && text_is(text, "ServiceActivity");
	else if (at == SOURCE_TYPE)
		k->is_inputs = is_text && text_is(text, "component_inputs");
	else if (at == HOOK && is_truthy(event, text))
		return add_input(k, &k->hooked);
	else if (at == SOURCE_KEY && is_text)
		return keep_text(k, text, &k->key) == 0
			   ? add_input(k, &k->bound)
			   : -1;
	return 0;
}

static int
unbound_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct unbound_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);

	if (event == JSON_KEY)
		return unbound_key_begins(k, at, text);
	if (json_value_begins(event))
		return unbound_value_begins(k, at, event, text);
	/* The type may follow what depends on it. */
	if (event == JSON_OBJECT_END && at == ACTIVITY && !k->is_service)
		k->hooked.count = k->before;
	if (event == JSON_OBJECT_END && at == CONSTANT && !k->is_inputs)
		k->bound.count = k->before;
	return 0;
}

/* Whether an input is bound, or with a key that is TEXT_NONE any of the node.
 */
static bool
is_bound(const struct inputs *bound, struct text node, struct text key)
{
	for (size_t i = 0; i < bound->count; i++)
		if (text_eq(bound->list[i].node, node) &&
		    (key.s == NULL || text_eq(bound->list[i].key, key)))
			return true;
	return false;
}

/* The inputs of a node stand together. */
static void
compare_inputs(const struct unbound_walk *k, struct tree_unbound *unbound)
{
	struct text last = TEXT_NONE;

	for (size_t i = 0; i < k->hooked.count; i++) {
		const struct input *input = &k->hooked.list[i];

		if ((last.s != NULL && text_eq(input->node, last)) ||
		    is_bound(&k->bound, input->node, input->key))
			continue;
		last = input->node;
		if (unbound->nodes++ > 0)
			continue;
		unbound->node = input->node;
		unbound->key = is_bound(&k->bound, input->node, TEXT_NONE)
				   ? input->key
				   : TEXT_NONE;
	}
}

enum tree_result
tree_find_unbound(struct tree *tree, struct tree_unbound *unbound)
{
	struct unbound_walk k = {.tree = tree};
	struct tree_paths paths;
	enum tree_result result;

	*unbound = (struct tree_unbound){.nodes = 0};
	TREE_PATHS_INIT(&paths, unbound_paths);
	k.place.paths = &paths;
	k.reader.event = unbound_event;
	k.reader.context = &k;
	result = walk_tree(tree, &k.reader);
	if (result == TREE_STOPPED && k.why != NULL)
		return walk_failed(tree, TREE_BROKEN, k.why);
	if (result == TREE_OK)
		compare_inputs(&k, unbound);
	return result;
}
