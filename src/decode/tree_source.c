/* SPDX-License-Identifier: MIT */
#include "decode/tree_source.h"

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

enum inflate_result
tree_source_open(struct tree *tree, uint64_t from, struct tree_source *source)
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

long
tree_source_next(void *context, const char **data)
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

void
tree_source_close(struct tree_source *source)
{
	inflate_close(source->stream);
}
