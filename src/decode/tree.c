/* SPDX-License-Identifier: MIT */
#include "decode/tree.h"

#include <stdlib.h>

#include "decode/tree_walk.h"

/* zlib makes trees at least so many times smaller: one whose bytes are more
 * will not fit, and is not worth the try. */
#define TREE_RATIO 4

struct tree *
tree_open(struct arena *arena, struct text blob, struct tree_store *store)
{
	struct tree *tree = arena_alloc(arena, sizeof(*tree));

	if (tree == NULL)
		return NULL;
	tree->arena = arena;
	tree->blob = blob;
	tree->store = store;
	if (store != NULL) {
		tree_store_digest(blob, tree->digest);
		tree->known = tree_store_find(store, tree->digest);
	}
	return tree;
}

const char *
tree_error(const struct tree *tree)
{
	return tree->error;
}

/* The sink of a writer whose text is to be stored. */
static int
tree_made(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

/* Makes the JSON in memory and puts it into the store, if it fits. */
static void
try_to_store(struct tree *tree)
{
	struct tree_summary summary;
	struct tree_walk k = {.tree = tree, .summary = &summary};
	struct tree_known known;
	struct buf made;

	tree->tried_to_store = true;
	buf_init(&made, tree_store_largest(tree->store));
	if (tree->blob.len > made.max / TREE_RATIO)
		return;
	k.made = &made;
	k.w = json_new(tree_made, &made);
	if (k.w == NULL || walk_tree(&k, NULL, 0) != TREE_OK) {
		json_free(k.w);
		buf_free(&made);
		return;
	}
	json_free(k.w);
	buf_shrink(&made);
	known = (struct tree_known){.json = buf_text(&made),
	    .is_object = summary.is_object,
	    .constants_is_object = summary.constants_is_object};
	if (summary.has_constants)
		known.constants = (struct text){made.data + k.constants_from,
		    k.constants_to - k.constants_from};
	tree->known = tree_store_add(tree->store, tree->digest, &known);
}

static enum tree_result
write_known(struct tree *tree, struct json_writer *w,
    struct tree_wanted *wanted, size_t nwanted, struct tree_summary *summary)
{
	const struct tree_known *known = tree->known;
	enum tree_result result;

	*summary = (struct tree_summary){.is_object = known->is_object,
	    .has_constants = known->constants.s != NULL,
	    .constants_is_object = known->constants_is_object};
	tree->has_constants = false;
	for (size_t i = 0; i < nwanted; i++)
		wanted[i] = (struct tree_wanted){.key = wanted[i].key};
	if (summary->has_constants && nwanted > 0) {
		struct tree_summary again;
		struct tree_walk k = {.tree = tree, .summary = &again};

		result = walk_constants(&k, known->constants, wanted, nwanted);
		if (result != TREE_OK)
			return result;
	}
	tree->has_constants = summary->has_constants;
	if (w != NULL && json_raw(w, known->json) != 0)
		return walk_failed(tree, TREE_STOPPED, "the writer failed");
	return TREE_OK;
}

enum tree_result
tree_write(struct tree *tree, struct json_writer *w, struct tree_wanted *wanted,
    size_t nwanted, struct tree_summary *summary)
{
	struct tree_walk k = {.tree = tree, .w = w, .summary = summary};

	if (tree->known == NULL && !tree->tried_to_store)
		try_to_store(tree);
	if (tree->known != NULL)
		return write_known(tree, w, wanted, nwanted, summary);
	return walk_tree(&k, wanted, nwanted);
}

enum tree_result
tree_write_constants(struct tree *tree, struct json_writer *w)
{
	struct json_reader reader = {
	    .event = json_copy, .context = w, .one_value = true};

	if (!tree->has_constants)
		return walk_failed(
		    tree, TREE_BROKEN, "no constants were found");
	if (tree->known == NULL)
		return walk_from(tree, tree->constants, &reader);
	return json_raw(w, tree->known->constants) == 0
		   ? TREE_OK
		   : walk_failed(tree, TREE_STOPPED, "the writer failed");
}
