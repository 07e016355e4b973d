/* SPDX-License-Identifier: MIT */
#include "decode/tree_find.h"

#include "base/buf.h"
#include "decode/tree_walk.h"

struct find_walk {
	struct json_reader reader;
	const struct text *path;
	size_t npath;
	size_t along; /* the keys that were last read are so far the path */

	struct json_writer *w; /* NULL: what is read is not it */
	struct buf json;
	bool found;
};

static int
find_write(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

/* Whether the value that begins is the one at the end of the path. */
static bool
is_wanted(const struct find_walk *k, enum json_event event, size_t depth)
{
	return json_value_begins(event) && k->w == NULL && depth == k->npath &&
	       k->along == k->npath;
}

static int
find_begin(struct find_walk *k)
{
	buf_reset(&k->json);
	k->found = true;
	k->w = json_new(find_write, &k->json);
	return k->w == NULL ? -1 : 0;
}

static void
find_key(struct find_walk *k, struct text key, size_t depth)
{
	if (depth <= k->npath && depth <= k->along + 1)
		k->along = text_eq(key, k->path[depth - 1]) ? depth : depth - 1;
}

static int
find_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct find_walk *k = context;

	if (is_wanted(k, event, depth) && find_begin(k) != 0)
		return -1;
	if (k->w == NULL) {
		if (event == JSON_KEY)
			find_key(k, text, depth);
		return 0;
	}
	if (json_copy(k->w, event, text, depth) != 0)
		return -1;
	if (json_value_ends(event) && depth == k->npath) {
		json_free(k->w);
		k->w = NULL;
		/* It is not a second time behind the same key. */
		k->along = k->npath - 1;
	}
	return 0;
}

enum tree_result
tree_find(
    struct tree *tree, const struct text *path, size_t npath, struct text *json)
{
	struct find_walk k = {.path = path, .npath = npath};
	enum tree_result result;

	buf_init(&k.json, TREE_FOUND_MAX);
	k.reader.event = find_event;
	k.reader.context = &k;
	result = walk_from(tree, 0, &k.reader);
	json_free(k.w);
	if (result == TREE_STOPPED && k.json.failed)
		result = walk_failed(tree, TREE_LARGE, "a node too large");
	*json = TEXT_NONE;
	if (result == TREE_OK && k.found) {
		*json = arena_copy(tree->arena, buf_text(&k.json));
		if (json->s == NULL)
			result =
			    walk_failed(tree, TREE_MEMORY, "out of memory");
	}
	buf_free(&k.json);
	return result;
}
