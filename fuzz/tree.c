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
#include "json/reader.h"

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

static int
ignore(void *context, enum json_event event, struct text text, size_t depth)
{
	(void)context;
	(void)event;
	(void)text;
	(void)depth;
	return 0;
}

/* What was written must be JSON again; there may be no room for it. */
static void
check_written(enum tree_result result, const struct buf *out)
{
	struct json_memory memory = {.text = buf_text(out)};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = ignore,
	    .max_depth = TREE_DEPTH,
	    .max_string = WRITTEN};

	if (out->failed || result == TREE_MEMORY)
		return;
	if (result != TREE_OK || json_read(&reader) != JSON_OK)
		abort();
}

/* A tree that can be read can be written with labels and trimmed. */
static void
check_shapes(struct arena *arena, struct text blob)
{
	struct tree_label labels[] = {
	    {TEXT("n2"), TEXT("[1]")}, {TEXT("a"), TEXT("[]")}};
	struct tree *tree = tree_open_labelled(arena, blob, NULL, labels, 2);
	struct tree_summary summary;
	struct json_writer *w;
	struct buf out;

	if (tree == NULL ||
	    tree_write(tree, NULL, NULL, 0, &summary) != TREE_OK)
		return;
	buf_init(&out, WRITTEN);
	w = json_new(sink, &out);
	check_written(tree_write(tree, w, NULL, 0, &summary), &out);
	json_free(w);
	buf_reset(&out);
	w = json_new(sink, &out);
	check_written(tree_write_trimmed(tree, w), &out);
	json_free(w);
	buf_free(&out);
}

/* What was read as a template's tree must be written, and be JSON. */
static void
check_template(struct arena *arena, struct text blob)
{
	struct tree_label labels[] = {{TEXT("n2"), TEXT("[1]")}};
	struct tree *tree = tree_open_labelled(arena, blob, NULL, labels, 1);
	struct tree_template template;
	struct tree_schema *schemas;
	struct tree_unbound unbound;
	struct tree_summary summary;
	struct json_writer *w;
	struct text *ids;
	struct buf out;

	if (tree == NULL || tree_template_read(tree, &template) != TREE_OK)
		return;
	ids = arena_array(arena, template.nids, sizeof(*ids));
	schemas = arena_array(arena, template.nconstants, sizeof(*schemas));
	if (ids == NULL || schemas == NULL)
		return;
	for (size_t i = 0; i < template.nids; i++)
		ids[i] = TEXT("12");
	for (size_t i = 0; i < template.nconstants; i += 2)
		schemas[i] = (struct tree_schema){TEXT("int"), TEXT("a")};
	tree_find_unbound(tree, &unbound);
	tree_template_show(tree, &template, ids, schemas);
	buf_init(&out, WRITTEN);
	w = json_new(sink, &out);
	check_written(tree_write(tree, w, NULL, 0, &summary), &out);
	json_free(w);
	buf_reset(&out);
	w = json_new(sink, &out);
	check_written(tree_write_trimmed(tree, w), &out);
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
		check_shapes(arena, blob);
	}
	arena_free(arena);
	return 0;
}
