/* SPDX-License-Identifier: MIT */
#include "decode/tree_walk.h"

#include <stdio.h>

/* Bytes of one string or number: a script that somebody pasted is one. */
#define TREE_STRING ((size_t)16 * 1024 * 1024)

enum tree_result
walk_failed(struct tree *tree, enum tree_result result, const char *why)
{
	snprintf(tree->error, sizeof(tree->error), "%s", why);
	return result;
}

static enum tree_result
inflate_failed(struct tree *tree, enum inflate_result why)
{
	switch (why) {
	case INFLATE_LARGE:
		return walk_failed(tree, TREE_LARGE, "too much JSON in it");
	case INFLATE_MEMORY:
		return walk_failed(tree, TREE_MEMORY, "out of memory");
	case INFLATE_OK:
	case INFLATE_BROKEN:
		break;
	}
	return walk_failed(tree, TREE_BROKEN, "its zlib stream is broken");
}

static enum tree_result
read_failed(struct tree *tree, const struct json_reader *reader,
    enum json_result result, enum inflate_result why)
{
	switch (result) {
	case JSON_OK:
		tree->error[0] = '\0';
		return TREE_OK;
	case JSON_SOURCE:
		return inflate_failed(tree, why);
	case JSON_STOPPED:
		return walk_failed(tree, TREE_STOPPED, "the writer failed");
	case JSON_MEMORY:
		return walk_failed(tree, TREE_MEMORY, "out of memory");
	case JSON_BROKEN:
	case JSON_DEEP:
	case JSON_LARGE:
		break;
	}
	snprintf(tree->error, sizeof(tree->error), "its JSON at byte %llu: %s",
	    (unsigned long long)reader->offset, json_result_text(result));
	return result == JSON_LARGE ? TREE_LARGE : TREE_BROKEN;
}

/* A value begins: `string` if it is one, else TEXT_NONE. */
static int
value_begins(struct tree_walk *k, bool is_object, struct text string)
{
	if (k->depth == 0)
		k->summary->is_object = is_object;
	if (!k->in_constants)
		return 0;
	if (k->depth == 1)
		k->summary->constants_is_object = is_object;
	else if (k->depth == 2)
		names_value(&k->names, is_object);
	else if (k->depth == 3)
		return names_value_begins(&k->names, string);
	return 0;
}

static int
value_ends(struct tree_walk *k)
{
	if (k->made != NULL && k->depth == 1 && k->in_constants)
		k->constants_to = k->made->len;
	return k->depth == 3 && k->names.writer != NULL ? names_kept(&k->names)
							: 0;
}

/* Does the same with both writers, whichever there are. */
#define WRITE(k, function, ...)                                          \
	(((k)->w == NULL || function((k)->w, ##__VA_ARGS__) == 0) &&     \
		    ((k)->names.writer == NULL ||                        \
			function((k)->names.writer, ##__VA_ARGS__) == 0) \
		? 0                                                      \
		: -1)

#define SCALAR(k, string, function, ...)                     \
	(value_begins((k), false, (string)) == 0 &&          \
		    WRITE((k), function, ##__VA_ARGS__) == 0 \
		? value_ends(k)                              \
		: -1)

static int
tree_null(void *context)
{
	struct tree_walk *k = context;

	return SCALAR(k, TEXT_NONE, json_null);
}

static int
tree_boolean(void *context, bool value)
{
	struct tree_walk *k = context;

	return SCALAR(k, TEXT_NONE, json_bool, value);
}

static int
tree_number(void *context, struct text number, bool is_float)
{
	struct tree_walk *k = context;

	(void)is_float;
	return SCALAR(k, TEXT_NONE, json_number, number);
}

static int
tree_not_finite(void *context, const char *name)
{
	(void)name;
	return tree_null(context);
}

static int
tree_string(void *context, struct text value)
{
	struct tree_walk *k = context;

	return SCALAR(k, value, json_string, value);
}

static int
tree_key(void *context, struct text key)
{
	struct tree_walk *k = context;

	if (k->depth == 1) {
		k->in_constants = text_is(key, "constants");
		if (k->in_constants) {
			k->summary->has_constants = true;
			k->tree->constants = k->reader.offset;
			names_constants(&k->names);
		}
	} else if (k->in_constants && k->depth == 2) {
		names_key(&k->names, key);
	} else if (k->in_constants && k->depth == 3) {
		names_field(&k->names, key);
	}
	if (WRITE(k, json_key, key) != 0)
		return -1;
	/* The value is written behind a colon. */
	if (k->made != NULL && k->depth == 1 && k->in_constants)
		k->constants_from = k->made->len + 1;
	return 0;
}

static int
tree_object_open(void *context)
{
	struct tree_walk *k = context;

	if (value_begins(k, true, TEXT_NONE) != 0)
		return -1;
	k->depth++;
	return WRITE(k, json_object_open);
}

static int
tree_array_open(void *context)
{
	struct tree_walk *k = context;

	if (value_begins(k, false, TEXT_NONE) != 0)
		return -1;
	k->depth++;
	return WRITE(k, json_array_open);
}

static int
tree_object_close(void *context)
{
	struct tree_walk *k = context;

	k->depth--;
	return WRITE(k, json_object_close) == 0 ? value_ends(k) : -1;
}

static int
tree_array_close(void *context)
{
	struct tree_walk *k = context;

	k->depth--;
	return WRITE(k, json_array_close) == 0 ? value_ends(k) : -1;
}

static const struct json_events tree_events = {
    .null = tree_null,
    .boolean = tree_boolean,
    .number = tree_number,
    .not_finite = tree_not_finite,
    .string = tree_string,
    .object_open = tree_object_open,
    .key = tree_key,
    .object_close = tree_object_close,
    .array_open = tree_array_open,
    .array_close = tree_array_close,
};

enum tree_result
walk_from(struct tree *tree, uint64_t from, struct json_reader *reader)
{
	struct tree_source source;
	enum inflate_result why = tree_source_open(tree, from, &source);
	enum json_result result;

	if (why != INFLATE_OK)
		return inflate_failed(tree, why);
	reader->dialect = JSON_UJSON;
	reader->source = tree_source_next;
	reader->source_context = &source;
	reader->max_depth = TREE_DEPTH;
	reader->max_string = TREE_STRING;
	result = json_read(reader);
	tree_source_close(&source);
	return read_failed(tree, reader, result, source.why);
}

enum tree_result
walk_constants_with(struct tree *tree, struct json_reader *reader)
{
	struct json_memory memory;

	if (!tree->has_constants)
		return walk_failed(
		    tree, TREE_BROKEN, "no constants were found");
	if (tree->known == NULL)
		return walk_from(tree, tree->constants, reader);
	memory = (struct json_memory){.text = tree->known->constants};
	reader->dialect = JSON_UJSON;
	reader->source = json_memory_source;
	reader->source_context = &memory;
	reader->max_depth = TREE_DEPTH;
	reader->max_string = TREE_STRING;
	return read_failed(tree, reader, json_read(reader), INFLATE_OK);
}

enum tree_result
walk_tree(struct tree_walk *k, struct tree_wanted *wanted, size_t nwanted)
{
	struct tree *tree = k->tree;
	enum tree_result result;

	*k->summary = (struct tree_summary){.is_object = false};
	tree->has_constants = false;
	result = names_init(&k->names, tree->arena, wanted, nwanted);
	if (result != TREE_OK)
		return walk_failed(tree, result, "out of memory");
	k->reader.events = &tree_events;
	k->reader.context = k;
	result = walk_from(tree, 0, &k->reader);
	if (result == TREE_STOPPED && k->names.failed == TREE_LARGE)
		result =
		    walk_failed(tree, TREE_LARGE, "its names are too long");
	else if (result == TREE_STOPPED &&
		 (k->w == NULL || json_failed(k->w) == 0))
		result = walk_failed(tree, TREE_MEMORY, "out of memory");
	names_finish(&k->names);
	names_free(&k->names);
	tree->has_constants = result == TREE_OK && k->summary->has_constants;
	return result;
}

enum tree_result
walk_constants(struct tree_walk *k, struct text constants,
    struct tree_wanted *wanted, size_t nwanted)
{
	struct tree *tree = k->tree;
	struct json_memory memory = {.text = constants};
	enum tree_result result;

	result = names_init(&k->names, tree->arena, wanted, nwanted);
	if (result != TREE_OK)
		return walk_failed(tree, result, "out of memory");
	k->depth = 1;
	k->in_constants = true;
	names_constants(&k->names);
	k->reader = (struct json_reader){.events = &tree_events,
	    .context = k,
	    .dialect = JSON_UJSON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .max_depth = TREE_DEPTH,
	    .max_string = TREE_STRING};
	result =
	    read_failed(tree, &k->reader, json_read(&k->reader), INFLATE_OK);
	if (result == TREE_STOPPED)
		result = walk_failed(tree, k->names.failed,
		    "its names are too long, or out of memory");
	names_finish(&k->names);
	names_free(&k->names);
	return result;
}
