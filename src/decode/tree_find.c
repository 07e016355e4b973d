/* SPDX-License-Identifier: MIT */
/* What callers look for in a tree: a part of it, and whether it has a node. */
#include "base/buf.h"
#include "decode/tree_walk.h"

/* A part while it is looked for. */
struct found {
	struct json_writer *w; /* NULL: it is not being read */
	struct buf json;
	bool is_there;
};

struct find_walk {
	struct json_reader reader;
	struct tree_place place;
	struct found found[TREE_PARTS_MAX + 1]; /* as the paths: from 1 on */
	struct found *current;			/* NULL: none is being read */
};

static int
find_begin(struct find_walk *k, struct found *f)
{
	buf_reset(&f->json);
	f->is_there = true;
	f->w = json_new(buf_sink, &f->json);
	k->current = f;
	return f->w == NULL ? -1 : 0;
}

/* A part that is too large is read on, and not kept. */
static int
find_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct find_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);
	struct found *f = k->current;

	if (f == NULL && at > 0 && json_value_begins(event)) {
		f = &k->found[at];
		if (find_begin(k, f) != 0)
			return -1;
	}
	if (f == NULL)
		return 0;
	if (json_copy(f->w, event, text, depth) != 0 && !f->json.failed)
		return -1;
	if (f == &k->found[at] && json_value_ends(event)) {
		json_free(f->w);
		f->w = NULL;
		k->current = NULL;
	}
	return 0;
}

/* The path of a part, whole. */
static bool
set_path(struct tree *tree, const struct text *path,
    const struct tree_part *part, struct tree_path *to)
{
	struct text *parts =
	    arena_array(tree->arena, part->npath + 2, sizeof(*parts));

	if (parts == NULL)
		return false;
	if (part->npath > 0)
		memcpy(parts, path, part->npath * sizeof(*parts));
	parts[part->npath] = text_of(part->key);
	parts[part->npath + 1] = text_of(part->below);
	to->parts = parts;
	to->count = part->npath + (part->below == NULL ? 1 : 2);
	return true;
}

static enum tree_result
find_parts(struct tree *tree, struct find_walk *k, struct tree_part *parts,
    size_t count)
{
	enum tree_result result = walk_tree(tree, &k->reader);

	for (size_t i = 0; i < count && result == TREE_OK; i++) {
		const struct found *f = &k->found[i + 1];

		parts[i].json = TEXT_NONE;
		parts[i].is_large = f->is_there && f->json.failed;
		if (!f->is_there || f->json.failed)
			continue;
		parts[i].json = arena_copy(tree->arena, buf_text(&f->json));
		if (parts[i].json.s == NULL)
			return walk_failed(tree, TREE_MEMORY, "out of memory");
	}
	return result;
}

enum tree_result
tree_find(struct tree *tree, const struct text *path, struct tree_part *parts,
    size_t count)
{
	struct tree_paths paths = {.count = count + 1};
	struct find_walk k = {.reader = {.event = find_event, .context = &k},
	    .place = {.paths = &paths}};
	enum tree_result result;

	for (size_t i = 0; i < count; i++) {
		struct tree_path *to = &paths.path[i + 1];

		if (!set_path(tree, path, &parts[i], to))
			return walk_failed(tree, TREE_MEMORY, "out of memory");
		if (to->count > paths.longest)
			paths.longest = to->count;
	}
	for (size_t i = 1; i <= count; i++)
		buf_init(&k.found[i].json, TREE_FOUND_MAX);
	result = find_parts(tree, &k, parts, count);
	for (size_t i = 1; i <= count; i++) {
		json_free(k.found[i].w);
		buf_free(&k.found[i].json);
	}
	return result;
}

/* Flows in each other: each takes three of TREE_DEPTH. */
#define FLOWS (TREE_DEPTH / 3 + 1)

/* Where a reading stands in a flow. */
enum {
	FLOW = 1,
	START,
	START_ID,
	END,
	END_ID,
	GATEWAYS,
	GATEWAY,
	ACTIVITIES,
	ACTIVITY,
	TYPE,
	PIPELINE
};

static const char *const flow_paths[] = {
    [FLOW] = "",
    [START] = "start_event",
    [START_ID] = "start_event.id",
    [END] = "end_event",
    [END_ID] = "end_event.id",
    [GATEWAYS] = "gateways",
    [GATEWAY] = "gateways.*",
    [ACTIVITIES] = "activities",
    [ACTIVITY] = "activities.*",
    [TYPE] = "activities.*.type",
    [PIPELINE] = "activities.*.pipeline",
};

/* A flow that is being read: the task's, or that of a subprocess. */
struct flow {
	struct tree_place place;
	bool has_start, has_end, has_gateways, has_activities;
	bool broken;
	bool has_node;

	/* the activity that is read */
	bool has_type, is_subprocess;
	bool has_flow, flow_has_node; /* its own flow, when it has a good one */
};

struct nodes_walk {
	struct json_reader reader;
	struct tree_paths paths;
	struct text node;
	struct flow *flows; /* the innermost is flows[nflows - 1] */
	size_t nflows;

	/* of the outermost one, when it has been read */
	bool is_flow, has_node;
};

static struct flow *
innermost(struct nodes_walk *k)
{
	return k->nflows == 0 ? NULL : &k->flows[k->nflows - 1];
}

/* An object is a flow; its members are a level deeper. */
static void
flow_begins(struct nodes_walk *k, size_t depth)
{
	k->flows[k->nflows++] =
	    (struct flow){.place = {.paths = &k->paths, .root = depth}};
}

static void
flow_ends(struct nodes_walk *k)
{
	const struct flow f = k->flows[--k->nflows];
	struct flow *outer = innermost(k);
	bool good = f.has_start && f.has_end && f.has_gateways &&
		    f.has_activities && !f.broken;

	if (outer == NULL) {
		k->is_flow = good;
		k->has_node = f.has_node;
	} else {
		outer->has_flow = good;
		outer->flow_has_node = f.has_node;
	}
}

static void
flow_key_begins(
    const struct nodes_walk *k, struct flow *f, unsigned at, struct text key)
{
	f->has_gateways |= at == GATEWAYS;
	f->has_activities |= at == ACTIVITIES;
	f->has_type |= at == TYPE;
	if (at != GATEWAY && at != ACTIVITY)
		return;
	f->has_node |= text_eq(key, k->node);
	f->has_type = f->is_subprocess = false;
	f->has_flow = f->flow_has_node = false;
}

static void
flow_value_begins(const struct nodes_walk *k, struct flow *f, unsigned at,
    enum json_event event, struct text text)
{
	switch (at) {
	case START:
	case END:
	case GATEWAYS:
	case ACTIVITIES:
	case ACTIVITY:
		f->broken |= event != JSON_OBJECT;
		break;
	case START_ID:
	case END_ID:
		f->broken |= event == JSON_OBJECT || event == JSON_ARRAY;
		f->has_node |= event == JSON_STRING && text_eq(text, k->node);
		f->has_start |= at == START_ID;
		f->has_end |= at == END_ID;
		break;
	case TYPE:
		f->is_subprocess =
		    event == JSON_STRING && text_is(text, "SubProcess");
		break;
	default:
		break;
	}
}

static void
activity_ends(struct flow *f)
{
	if (!f->has_type || (f->is_subprocess && !f->has_flow))
		f->broken = true;
	f->has_node |= f->is_subprocess && f->flow_has_node;
}

static int
nodes_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct nodes_walk *k = context;
	struct flow *f = innermost(k);
	unsigned at;

	if (f == NULL) {
		if (event == JSON_OBJECT && depth == 0)
			flow_begins(k, depth);
		return 0;
	}
	at = tree_place(&f->place, event, text, depth);
	if (event == JSON_KEY)
		flow_key_begins(k, f, at, text);
	else if (json_value_begins(event))
		flow_value_begins(k, f, at, event, text);
	if (event == JSON_OBJECT && at == PIPELINE)
		flow_begins(k, depth);
	else if (event == JSON_OBJECT_END && at == ACTIVITY)
		activity_ends(f);
	else if (event == JSON_OBJECT_END && at == FLOW)
		flow_ends(k);
	return 0;
}

enum tree_result
tree_has_node(struct tree *tree, struct text node, bool *has)
{
	struct nodes_walk k = {.node = node};
	enum tree_result result;

	k.flows = arena_array(tree->arena, FLOWS, sizeof(*k.flows));
	if (k.flows == NULL)
		return walk_failed(tree, TREE_MEMORY, "out of memory");
	TREE_PATHS_INIT(&k.paths, flow_paths);
	k.reader.event = nodes_event;
	k.reader.context = &k;
	result = walk_tree(tree, &k.reader);
	if (result == TREE_OK && !k.is_flow)
		return walk_failed(tree, TREE_BROKEN, "it is no flow");
	*has = k.has_node;
	return result;
}

enum { INFO = 1, NODE_IDS, NODE_ID };

static const char *const info_paths[] = {
    [INFO] = "",
    [NODE_IDS] = "node_id_set",
    [NODE_ID] = "node_id_set.*",
};

struct info_walk {
	struct json_reader reader;
	struct tree_place place;
	struct text node;
	bool is_list, broken;
	bool has_node;
};

static int
info_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct info_walk *k = context;
	unsigned at = tree_place(&k->place, event, text, depth);

	if (!json_value_begins(event))
		return 0;
	if (at == NODE_IDS)
		k->is_list = event == JSON_ARRAY;
	if (at == NODE_ID) {
		/* What has parts is no id. */
		k->broken |= event == JSON_OBJECT || event == JSON_ARRAY;
		k->has_node |= event == JSON_STRING && text_eq(text, k->node);
	}
	return 0;
}

enum tree_result
tree_info_has_node(struct tree *info, struct text node, bool *has)
{
	struct tree_paths paths;
	struct info_walk k = {.node = node, .place = {.paths = &paths}};
	enum tree_result result;

	TREE_PATHS_INIT(&paths, info_paths);
	k.reader.event = info_event;
	k.reader.context = &k;
	result = walk_tree(info, &k.reader);
	if (result == TREE_OK && (!k.is_list || k.broken))
		return walk_failed(info, TREE_BROKEN, "it lists no nodes");
	*has = k.has_node;
	return result;
}
