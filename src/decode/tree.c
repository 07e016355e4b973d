/* SPDX-License-Identifier: MIT */
#include "decode/tree.h"

#include <stdio.h>

#include "decode/inflate.h"
#include "decode/tree_names.h"
#include "json/reader.h"

/* Bytes of one string or number: a script that somebody pasted is one. */
#define TREE_STRING ((size_t)16 * 1024 * 1024)

struct tree {
	struct arena *arena;
	struct text blob;
	struct text held;   /* the JSON, TEXT_NONE when it is too long */
	bool tried_to_hold; /* whether `held` says anything */
	bool has_constants;
	uint64_t constants; /* where the last key "constants" ends */
	char error[96];
};

/* The JSON of a tree as a json_source, from a place in it on. */
struct tree_source {
	struct json_memory memory;
	struct inflate_stream *stream; /* NULL: from memory */
	uint64_t skip;		       /* bytes left to drop */
	bool drop_colon;	       /* then blanks and a colon */
	enum inflate_result why;
};

/* One tree_write. */
struct walk {
	struct tree *tree;
	struct json_writer *w; /* NULL: read only */
	struct json_reader reader;
	struct tree_names names;
	struct tree_summary *summary;
	size_t depth;
	bool in_constants; /* the last key of the root was "constants" */
};

struct tree *
tree_open(struct arena *arena, struct text blob)
{
	struct tree *tree = arena_alloc(arena, sizeof(*tree));

	if (tree == NULL)
		return NULL;
	tree->arena = arena;
	tree->blob = blob;
	return tree;
}

void
tree_close(struct tree *tree)
{
	(void)tree;
}

const char *
tree_error(const struct tree *tree)
{
	return tree->error;
}

static enum tree_result
failed(struct tree *tree, enum tree_result result, const char *why)
{
	snprintf(tree->error, sizeof(tree->error), "%s", why);
	return result;
}

static enum tree_result
inflate_failed(struct tree *tree, enum inflate_result why)
{
	switch (why) {
	case INFLATE_LARGE:
		return failed(tree, TREE_LARGE, "too much JSON in it");
	case INFLATE_MEMORY:
		return failed(tree, TREE_MEMORY, "out of memory");
	case INFLATE_OK:
	case INFLATE_BROKEN:
		break;
	}
	return failed(tree, TREE_BROKEN, "its zlib stream is broken");
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
		return failed(tree, TREE_STOPPED, "the writer failed");
	case JSON_MEMORY:
		return failed(tree, TREE_MEMORY, "out of memory");
	case JSON_BROKEN:
	case JSON_DEEP:
	case JSON_LARGE:
		break;
	}
	snprintf(tree->error, sizeof(tree->error), "its JSON at byte %llu: %s",
	    (unsigned long long)reader->offset, json_result_text(result));
	return result == JSON_LARGE ? TREE_LARGE : TREE_BROKEN;
}

/* Inflates a small tree, once; a larger one is inflated for each reading. */
static enum inflate_result
hold(struct tree *tree)
{
	enum inflate_result why;

	if (tree->tried_to_hold)
		return INFLATE_OK;
	why = inflate_whole(tree->arena, tree->blob, TREE_HELD, &tree->held);
	if (why == INFLATE_LARGE)
		why = INFLATE_OK;
	tree->tried_to_hold = why == INFLATE_OK;
	return why;
}

static enum inflate_result
source_open(struct tree *tree, uint64_t from, struct tree_source *source)
{
	enum inflate_result why = hold(tree);

	*source = (struct tree_source){.skip = from, .drop_colon = from > 0};
	if (why != INFLATE_OK)
		return why;
	source->memory.text = tree->held;
	if (tree->held.s != NULL)
		return INFLATE_OK;
	source->stream = inflate_open(tree->arena, tree->blob, TREE_MAX);
	return source->stream != NULL ? INFLATE_OK : INFLATE_MEMORY;
}

/* Drops what source->skip and source->drop_colon say. */
static void
drop(struct tree_source *source, struct text *part)
{
	size_t n = source->skip < part->len ? (size_t)source->skip : part->len;

	source->skip -= n;
	for (; source->drop_colon && n < part->len; n++)
		source->drop_colon = part->s[n] != ':';
	part->s += n;
	part->len -= n;
}

static long
source_next(void *context, const char **data)
{
	struct tree_source *source = context;
	struct text part = TEXT_NONE;

	do {
		long len =
		    source->stream != NULL
			? inflate_next(source->stream, &part.s, &source->why)
			: json_memory_source(&source->memory, &part.s);

		if (len <= 0)
			return len;
		part.len = (size_t)len;
		drop(source, &part);
	} while (part.len == 0);
	*data = part.s;
	return (long)part.len;
}

/* A value begins: `string` if it is one, else TEXT_NONE. */
static int
value_begins(struct walk *k, bool is_object, struct text string)
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
value_ends(struct walk *k)
{
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
	struct walk *k = context;

	return SCALAR(k, TEXT_NONE, json_null);
}

static int
tree_boolean(void *context, bool value)
{
	struct walk *k = context;

	return SCALAR(k, TEXT_NONE, json_bool, value);
}

static int
tree_number(void *context, struct text number, bool is_float)
{
	struct walk *k = context;

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
	struct walk *k = context;

	return SCALAR(k, value, json_string, value);
}

static int
tree_key(void *context, struct text key)
{
	struct walk *k = context;

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
	return WRITE(k, json_key, key);
}

static int
tree_object_open(void *context)
{
	struct walk *k = context;

	if (value_begins(k, true, TEXT_NONE) != 0)
		return -1;
	k->depth++;
	return WRITE(k, json_object_open);
}

static int
tree_array_open(void *context)
{
	struct walk *k = context;

	if (value_begins(k, false, TEXT_NONE) != 0)
		return -1;
	k->depth++;
	return WRITE(k, json_array_open);
}

static int
tree_object_close(void *context)
{
	struct walk *k = context;

	k->depth--;
	return WRITE(k, json_object_close) == 0 ? value_ends(k) : -1;
}

static int
tree_array_close(void *context)
{
	struct walk *k = context;

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

static enum tree_result
read_from(struct tree *tree, uint64_t from, struct json_reader *reader)
{
	struct tree_source source;
	enum inflate_result why = source_open(tree, from, &source);
	enum json_result result;

	if (why != INFLATE_OK)
		return inflate_failed(tree, why);
	reader->dialect = JSON_UJSON;
	reader->source = source_next;
	reader->source_context = &source;
	reader->max_depth = TREE_DEPTH;
	reader->max_string = TREE_STRING;
	result = json_read(reader);
	inflate_close(source.stream);
	return read_failed(tree, reader, result, source.why);
}

enum tree_result
tree_write(struct tree *tree, struct json_writer *w, struct tree_wanted *wanted,
    size_t nwanted, struct tree_summary *summary)
{
	struct walk k = {.tree = tree, .w = w, .summary = summary};
	enum tree_result result;

	*summary = (struct tree_summary){.is_object = false};
	tree->has_constants = false;
	result = names_init(&k.names, tree->arena, wanted, nwanted);
	if (result != TREE_OK)
		return failed(tree, result, "out of memory");
	k.reader.events = &tree_events;
	k.reader.context = &k;
	result = read_from(tree, 0, &k.reader);
	if (result == TREE_STOPPED && k.names.failed == TREE_LARGE)
		result = failed(tree, TREE_LARGE, "its names are too long");
	else if (result == TREE_STOPPED && (w == NULL || json_failed(w) == 0))
		result = failed(tree, TREE_MEMORY, "out of memory");
	names_finish(&k.names);
	names_free(&k.names);
	tree->has_constants = result == TREE_OK && summary->has_constants;
	return result;
}

enum tree_result
tree_write_constants(struct tree *tree, struct json_writer *w)
{
	struct json_reader reader = {
	    .events = &json_copy_events, .context = w, .one_value = true};

	if (!tree->has_constants)
		return failed(tree, TREE_BROKEN, "no constants were found");
	return read_from(tree, tree->constants, &reader);
}
