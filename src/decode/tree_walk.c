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

static int
value_begins(
    struct tree_walk *k, enum json_event event, struct text text, size_t depth)
{
	bool is_object = event == JSON_OBJECT;

	if (depth == 0)
		k->summary->is_object = is_object;
	if (!k->in_constants)
		return 0;
	if (depth == 1)
		k->summary->constants_is_object = is_object;
	else if (depth == 2)
		names_value(&k->names, is_object);
	else if (depth == 3)
		return names_value_begins(
		    &k->names, event == JSON_STRING ? text : TEXT_NONE);
	return 0;
}

static int
value_ends(struct tree_walk *k, size_t depth)
{
	if (k->made != NULL && depth == 1 && k->in_constants)
		k->constants_to = k->made->len;
	return depth == 3 && k->names.writer != NULL ? names_kept(&k->names)
						     : 0;
}

static void
key_begins(struct tree_walk *k, struct text key, size_t depth)
{
	if (depth == 1) {
		k->in_constants = text_is(key, "constants");
		if (k->in_constants) {
			k->summary->has_constants = true;
			k->tree->constants = k->reader.offset;
			names_constants(&k->names);
		}
	} else if (k->in_constants && depth == 2) {
		names_key(&k->names, key);
	} else if (k->in_constants && depth == 3) {
		names_field(&k->names, key);
	}
}

static int
tree_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct tree_walk *k = context;

	depth += k->above;
	if (event == JSON_KEY)
		key_begins(k, text, depth);
	else if (json_value_begins(event) &&
		 value_begins(k, event, text, depth) != 0)
		return -1;
	if (k->w != NULL && json_copy(k->w, event, text, depth) != 0)
		return -1;
	if (k->names.writer != NULL &&
	    json_copy(k->names.writer, event, text, depth) != 0)
		return -1;
	/* The value is written behind a colon. */
	if (k->made != NULL && event == JSON_KEY && depth == 1 &&
	    k->in_constants)
		k->constants_from = k->made->len + 1;
	return json_value_ends(event) ? value_ends(k, depth) : 0;
}

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
	k->reader.event = tree_event;
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
	k->above = 1;
	k->in_constants = true;
	names_constants(&k->names);
	k->reader = (struct json_reader){.event = tree_event,
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
