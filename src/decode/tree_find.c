/* SPDX-License-Identifier: MIT */
#include "decode/tree_find.h"

#include "base/buf.h"
#include "decode/tree_walk.h"

struct find_walk {
	struct json_reader reader;
	const struct text *path;
	size_t npath;
	size_t depth;
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

/* A value begins: -1 when it cannot be written. */
static int
value_begins(struct find_walk *k)
{
	if (k->w != NULL || k->depth != k->npath || k->along != k->npath)
		return 0;
	buf_reset(&k->json);
	k->found = true;
	k->w = json_new(find_write, &k->json);
	return k->w == NULL ? -1 : 0;
}

static int
value_ends(struct find_walk *k)
{
	if (k->w == NULL || k->depth > k->npath)
		return 0;
	json_free(k->w);
	k->w = NULL;
	/* It is not a second time behind the same key. */
	k->along = k->npath - 1;
	return 0;
}

#define SCALAR(k, function, ...)                                             \
	(value_begins(k) == 0 &&                                             \
		    ((k)->w == NULL || function((k)->w, ##__VA_ARGS__) == 0) \
		? value_ends(k)                                              \
		: -1)

static int
find_null(void *context)
{
	struct find_walk *k = context;

	return SCALAR(k, json_null);
}

static int
find_boolean(void *context, bool value)
{
	struct find_walk *k = context;

	return SCALAR(k, json_bool, value);
}

static int
find_number(void *context, struct text number, bool is_float)
{
	struct find_walk *k = context;

	(void)is_float;
	return SCALAR(k, json_number, number);
}

static int
find_not_finite(void *context, const char *name)
{
	(void)name;
	return find_null(context);
}

static int
find_string(void *context, struct text value)
{
	struct find_walk *k = context;

	return SCALAR(k, json_string, value);
}

static int
find_key(void *context, struct text key)
{
	struct find_walk *k = context;

	if (k->w != NULL)
		return json_key(k->w, key);
	if (k->depth <= k->npath && k->depth <= k->along + 1)
		k->along = text_eq(key, k->path[k->depth - 1]) ? k->depth
							       : k->depth - 1;
	return 0;
}

static int
find_object_open(void *context)
{
	struct find_walk *k = context;

	if (value_begins(k) != 0)
		return -1;
	k->depth++;
	return k->w == NULL ? 0 : json_object_open(k->w);
}

static int
find_array_open(void *context)
{
	struct find_walk *k = context;

	if (value_begins(k) != 0)
		return -1;
	k->depth++;
	return k->w == NULL ? 0 : json_array_open(k->w);
}

static int
find_object_close(void *context)
{
	struct find_walk *k = context;

	k->depth--;
	if (k->w != NULL && json_object_close(k->w) != 0)
		return -1;
	return value_ends(k);
}

static int
find_array_close(void *context)
{
	struct find_walk *k = context;

	k->depth--;
	if (k->w != NULL && json_array_close(k->w) != 0)
		return -1;
	return value_ends(k);
}

static const struct json_events find_events = {
    .null = find_null,
    .boolean = find_boolean,
    .number = find_number,
    .not_finite = find_not_finite,
    .string = find_string,
    .object_open = find_object_open,
    .key = find_key,
    .object_close = find_object_close,
    .array_open = find_array_open,
    .array_close = find_array_close,
};

enum tree_result
tree_find(
    struct tree *tree, const struct text *path, size_t npath, struct text *json)
{
	struct find_walk k = {.path = path, .npath = npath};
	enum tree_result result;

	buf_init(&k.json, TREE_FOUND_MAX);
	k.reader.events = &find_events;
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
