/* SPDX-License-Identifier: MIT */
#include "decode/tree_nodes.h"

#include "decode/tree_walk.h"

struct info_walk {
	struct json_reader reader;
	struct text node;
	bool is_object;
	bool in_list; /* the last key of the root was node_id_set */
	bool is_list, broken;
	bool has_node;
};

static int
info_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct info_walk *k = context;

	if (depth == 0)
		k->is_object |= event == JSON_OBJECT;
	else if (event == JSON_KEY && depth == 1 && k->is_object)
		k->in_list = text_is(text, "node_id_set");
	else if (k->in_list && json_value_begins(event) && depth == 1)
		k->is_list = event == JSON_ARRAY;
	else if (k->in_list && json_value_begins(event) && depth == 2) {
		/* What has parts is no id. */
		k->broken |= event == JSON_OBJECT || event == JSON_ARRAY;
		k->has_node |= event == JSON_STRING && text_eq(text, k->node);
	}
	return 0;
}

enum tree_result
tree_info_has_node(struct tree *info, struct text node, bool *has)
{
	struct info_walk k = {.node = node};
	enum tree_result result;

	k.reader.event = info_event;
	k.reader.context = &k;
	result = walk_from(info, 0, &k.reader);
	if (result == TREE_OK && (!k.is_list || k.broken))
		return walk_failed(info, TREE_BROKEN, "it lists no nodes");
	*has = k.has_node;
	return result;
}
