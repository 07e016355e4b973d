/* SPDX-License-Identifier: MIT */
#include "decode/tree_walk.h"

#include <stdio.h>

#include "decode/inflate.h"

/* Bytes of one string or number: a script that somebody pasted is one. */
#define TREE_STRING ((size_t)16 * 1024 * 1024)

/* The JSON of a tree as a json_source, from a place in it on. */
struct tree_source {
	struct json_memory memory;
	struct inflate_stream *stream; /* NULL: from memory */
	uint64_t skip;		       /* bytes left to drop */
	bool drop_colon;	       /* then blanks and a colon */
	enum inflate_result why;
};

/* Inflates a small tree, once; a larger one is inflated for each reading. */
static enum inflate_result
hold_json(struct tree *tree)
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

/* Opens the JSON at a place in it: 0, or where a key ends. */
static enum inflate_result
source_open(struct tree *tree, uint64_t from, struct tree_source *source)
{
	enum inflate_result why = hold_json(tree);

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
source_drop(struct tree_source *source, struct text *part)
{
	size_t n = source->skip < part->len ? (size_t)source->skip : part->len;

	source->skip -= n;
	for (; source->drop_colon && n < part->len; n++)
		source->drop_colon = part->s[n] != ':';
	part->s += n;
	part->len -= n;
}

/* A json_source. */
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
		source_drop(source, &part);
	} while (part.len == 0);
	*data = part.s;
	return (long)part.len;
}

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

static enum json_result
read_json(struct json_reader *reader, json_source source, void *context)
{
	reader->dialect = JSON_UJSON;
	reader->source = source;
	reader->source_context = context;
	reader->max_depth = TREE_DEPTH;
	reader->max_string = TREE_STRING;
	return json_read(reader);
}

static enum tree_result
walk_from(struct tree *tree, uint64_t from, struct json_reader *reader)
{
	struct tree_source source;
	enum inflate_result why = source_open(tree, from, &source);
	enum json_result result;

	if (why != INFLATE_OK)
		return inflate_failed(tree, why);
	result = read_json(reader, source_next, &source);
	inflate_close(source.stream);
	return read_failed(tree, reader, result, source.why);
}

/* What the store has is JSON that was read before. */
static enum tree_result
walk_known(struct tree *tree, struct text json, struct json_reader *reader)
{
	struct json_memory memory = {.text = json};
	enum json_result result =
	    read_json(reader, json_memory_source, &memory);

	return read_failed(tree, reader, result, INFLATE_OK);
}

enum tree_result
walk_tree(struct tree *tree, struct json_reader *reader)
{
	return tree->known != NULL ? walk_known(tree, tree->known->json, reader)
				   : walk_from(tree, 0, reader);
}

enum tree_result
walk_constants(struct tree *tree, struct json_reader *reader)
{
	reader->one_value = true;
	if (!tree->has_constants)
		return walk_failed(
		    tree, TREE_BROKEN, "no constants were found");
	if (tree->known == NULL)
		return walk_from(tree, tree->constants, reader);
	return walk_known(tree, tree->known->constants, reader);
}

void
tree_paths_init(struct tree_paths *paths, const char *const *list, size_t count)
{
	*paths = (struct tree_paths){.count = count};
	for (size_t i = 0; i < count; i++) {
		struct tree_path *path = &paths->path[i];
		struct text rest = text_of(list[i]), part;

		path->parts = &paths->parts[paths->nparts];
		/* No path leads to a place that is left out. */
		path->count = list[i] == NULL ? SIZE_MAX : 0;
		while (rest.len > 0 && text_split(&rest, '.', &part)) {
			paths->parts[paths->nparts++] =
			    text_is(part, "*") ? TEXT_NONE : part;
			path->count++;
		}
		if (list[i] != NULL && path->count > paths->longest)
			paths->longest = path->count;
	}
}

static bool
part_is_any(const struct tree_path *path, size_t i)
{
	return i < path->count && path->parts[i].s == NULL;
}

/* How far along the path the reading is behind an event at `depth`. */
static size_t
path_follow(const struct tree_path *path, size_t along, enum json_event event,
    struct text text, size_t depth)
{
	if (event == JSON_KEY && depth <= path->count) {
		depth--;
		return part_is_any(path, depth) ||
			       text_eq(path->parts[depth], text)
			   ? depth + 1
			   : depth;
	}
	if (event == JSON_ARRAY && along >= depth && part_is_any(path, depth))
		return depth + 1;
	if ((event == JSON_ARRAY || event == JSON_OBJECT) && along > depth)
		return depth;
	return along;
}

unsigned
tree_place(struct tree_place *place, enum json_event event, struct text text,
    size_t depth)
{
	const struct tree_paths *paths = place->paths;
	unsigned here = 0;

	depth -= place->root;
	if (depth > paths->longest)
		return 0;
	for (unsigned i = 1; i < paths->count; i++) {
		const struct tree_path *path = &paths->path[i];
		size_t *along = &place->along[i];

		if (*along + 1 < depth)
			continue;
		*along = path_follow(path, *along, event, text, depth);
		if (here == 0 && depth == path->count && *along >= depth)
			here = i;
	}
	return here;
}
