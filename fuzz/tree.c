/* SPDX-License-Identifier: MIT */
/*
 * The tree decoder, also of templates.  With an even first byte the rest is the
 * blob, with an odd one it is JSON, which is compressed first.  Checking and
 * writing must agree, and the constants written alone must stand in the tree.
 */
#include <stdlib.h>
#include <zlib.h>

#include "base/buf.h"
#include "decode/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ARENA	((size_t)4 * 1024 * 1024)
#define WRITTEN ((size_t)16 * 1024 * 1024)

static int
sink(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static struct text
compressed(struct arena *arena, struct text json)
{
	uLongf len = compressBound(json.len);
	Bytef *to = arena_alloc(arena, len);

	if (to == NULL ||
	    compress2(to, &len, (const Bytef *)json.s, json.len, 1) != Z_OK)
		return TEXT_NONE;
	return (struct text){(const char *)to, len};
}

static void
check_constants(struct tree *tree, struct text whole)
{
	struct json_writer *w;
	struct buf out;

	buf_init(&out, WRITTEN);
	w = json_new(sink, &out);
	if (tree_write_constants(tree, w) != TREE_OK ||
	    memmem(whole.s, whole.len, out.data, out.len) == NULL)
		abort();
	json_free(w);
	buf_free(&out);
}

static void
check(struct arena *arena, struct text blob)
{
	struct tree_wanted wanted[] = {
	    {.key = TEXT("${a}")}, {.key = TEXT("")}, {.key = TEXT("${a}")}};
	struct tree *tree = tree_open(arena, blob, NULL);
	struct tree_summary summary;
	struct json_writer *w;
	struct buf out;
	enum tree_result result;

	buf_init(&out, WRITTEN);
	w = json_new(sink, &out);
	result = tree_write(tree, NULL, wanted, 3, &summary);
	if (tree_write(tree, w, wanted, 3, &summary) != result && !out.failed)
		abort();
	if (result == TREE_OK && summary.has_constants && !out.failed)
		check_constants(tree, buf_text(&out));
	json_free(w);
	buf_free(&out);
}

/* Each node must be found by its id, or one that goes before it, and stand
 * behind the activity that it is in. */
static void
check_flow(struct arena *arena, struct text blob)
{
	struct tree *tree = tree_open(arena, blob, NULL);
	struct tree_flow flow;

	if (tree == NULL || tree_flow_read(tree, &flow) != TREE_OK)
		return;
	for (size_t i = 0; i < flow.count; i++) {
		const struct tree_node *node = &flow.nodes[i];
		const struct tree_node *found =
		    tree_flow_find(&flow, node->parent, node->id);

		if (found == NULL || found->kind > node->kind ||
		    (found->kind == node->kind && found != node) ||
		    node->parent > i)
			abort();
		if (node->parent > 0 && !flow.nodes[node->parent - 1].has_flow)
			abort();
	}
}

/* What was read as a template's tree must be written, and be JSON. */
static void
check_template(struct arena *arena, struct text blob)
{
	struct tree *tree = tree_open(arena, blob, NULL);
	struct tree_template template;
	struct json_writer *w;
	struct text *ids;
	struct buf out;

	if (tree == NULL || tree_template_read(tree, &template) != TREE_OK)
		return;
	ids = arena_array(arena, template.nids, sizeof(*ids));
	if (ids == NULL)
		return;
	for (size_t i = 0; i < template.nids; i++)
		ids[i] = TEXT("12");
	buf_init(&out, WRITTEN);
	w = json_new(sink, &out);
	if (tree_template_write(tree, &template, ids, w) != TREE_OK &&
	    !out.failed)
		abort();
	json_free(w);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA);
	struct text blob;

	if (size > 0 && arena != NULL) {
		blob = (struct text){(const char *)data + 1, size - 1};
		if (data[0] & 1)
			blob = compressed(arena, blob);
		check(arena, blob);
		check_template(arena, blob);
		check_flow(arena, blob);
	}
	arena_free(arena);
	return 0;
}
