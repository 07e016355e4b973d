/* SPDX-License-Identifier: MIT */
#include "decode/tree_nodes.h"

#include "decode/tree_walk.h"

struct info_walk {
	struct json_reader reader;
	struct text node;
	size_t depth;
	bool is_object;
	bool in_list; /* the last key of the root was node_id_set */
	bool is_list, broken;
	bool has_node;
};

/* A value begins; its text when it is a string. */
static int
value_begins(struct info_walk *k, bool is_array, struct text string)
{
	if (!k->in_list)
		return 0;
	if (k->depth == 1)
		k->is_list = is_array;
	else if (k->depth == 2)
		k->has_node |= string.s != NULL && text_eq(string, k->node);
	return 0;
}

static int
info_null(void *context)
{
	return value_begins(context, false, TEXT_NONE);
}

static int
info_boolean(void *context, bool value)
{
	(void)value;
	return info_null(context);
}

static int
info_number(void *context, struct text number, bool is_float)
{
	(void)number, (void)is_float;
	return info_null(context);
}

static int
info_not_finite(void *context, const char *name)
{
	(void)name;
	return info_null(context);
}

static int
info_string(void *context, struct text string)
{
	return value_begins(context, false, string);
}

static int
info_key(void *context, struct text key)
{
	struct info_walk *k = context;

	if (k->depth == 1 && k->is_object)
		k->in_list = text_is(key, "node_id_set");
	return 0;
}

/* What has parts is no id. */
static int
info_open(struct info_walk *k, bool is_array)
{
	k->broken |= k->in_list && k->depth == 2;
	value_begins(k, is_array, TEXT_NONE);
	k->depth++;
	return 0;
}

static int
info_object_open(void *context)
{
	struct info_walk *k = context;

	k->is_object |= k->depth == 0;
	return info_open(k, false);
}

static int
info_array_open(void *context)
{
	return info_open(context, true);
}

static int
info_close(void *context)
{
	struct info_walk *k = context;

	k->depth--;
	return 0;
}

static const struct json_events info_events = {
    .null = info_null,
    .boolean = info_boolean,
    .number = info_number,
    .not_finite = info_not_finite,
    .string = info_string,
    .object_open = info_object_open,
    .key = info_key,
    .object_close = info_close,
    .array_open = info_array_open,
    .array_close = info_close,
};

enum tree_result
tree_info_has_node(struct tree *info, struct text node, bool *has)
{
	struct info_walk k = {.node = node};
	enum tree_result result;

	k.reader.events = &info_events;
	k.reader.context = &k;
	result = walk_from(info, 0, &k.reader);
	if (result == TREE_OK && (!k.is_list || k.broken))
		return walk_failed(info, TREE_BROKEN, "it lists no nodes");
	*has = k.has_node;
	return result;
}
