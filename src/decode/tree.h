/* SPDX-License-Identifier: MIT */
/*
 * The flow tree of a snapshot: zlib over the JSON that ujson writes
 * ("CompressJSON", sops 2.2).  The tree is never built in memory: it is read
 * as events and written on at once, as often as needed.  Small ones (at most
 * TREE_HELD bytes of JSON) are inflated once and held.
 */
#ifndef DECODE_TREE_H
#define DECODE_TREE_H

#include "base/arena.h"
#include "json/writer.h"

#define TREE_HELD  ((size_t)1024 * 1024)	 /* bytes of JSON held */
#define TREE_MAX   ((uint64_t)256 * 1024 * 1024) /* bytes of JSON at most */
#define TREE_DEPTH (2 + 869) /* sops 2.4: root, constants, and levels below */

enum tree_result {
	TREE_OK,
	TREE_BROKEN, /* zlib or JSON; the log text of tree_error says what */
	TREE_LARGE,
	TREE_STOPPED, /* the writer failed */
	TREE_MEMORY
};

/* A constant that the caller wants to know more of: name and source_type. */
struct tree_wanted {
	struct text key;     /* in: "${IP}"; owned by the caller */
	bool found;	     /* out: constants has an object under this key */
	bool has_name;	     /* out: and that object has a member "name" */
	struct text name;    /* out: JSON text of the name, in the arena */
	bool from_component; /* out: source_type is "component_outputs" */
};

/*
 * The JSON that was made of snapshots seen before, in one worker's memory.
 * Found by content: the key is the SHA-256 of the stored bytes, so what is
 * found is what reading them again would give, never stale (design, "Speed"
 * 2).  The longest unused ones make room.
 */
struct tree_store;

/* At most `max` bytes in all, at most a quarter for one snapshot.  NULL when
 * `max` is 0 or out of memory: NULL is a store that holds nothing. */
struct tree_store *tree_store_new(size_t max);
void tree_store_free(struct tree_store *store);

struct tree;

/*
 * A tree over `blob`, which must live as long as the tree.  With a store (NULL:
 * without one), what was made of the same bytes before is used again, and what
 * is made now is kept there if it fits.  One tree of a store at a time.  NULL:
 * out of memory.
 */
struct tree *
tree_open(struct arena *arena, struct text blob, struct tree_store *store);

/* The labels of a node. */
struct tree_label {
	struct text node;   /* its id, wherever in the tree it is */
	struct text labels; /* JSON text of the list */
};

/*
 * The same, of which tree_write writes a member "labels" into each of these
 * nodes in place of the one that is stored (sops-current 4.3).  `labels` must
 * live as long as the tree, and is sorted.
 */
struct tree *tree_open_labelled(struct arena *arena, struct text blob,
    struct tree_store *store, struct tree_label *labels, size_t nlabels);

/* Why the last call failed, for the log; never contains stored text. */
const char *tree_error(const struct tree *tree);

/* What tree_write found at the root. */
struct tree_summary {
	bool is_object;
	bool has_constants; /* the root has a member "constants" */
	bool constants_is_object;
};

/*
 * Reads the whole tree, checks it, and writes it to `w` as one value.  The
 * last of several equal keys counts for `wanted` and the constants, as in
 * ujson; the writer is given all.
 * `wanted` may be NULL when nwanted is 0.  May be called again.  With `w` NULL
 * the tree is read and checked only.
 */
enum tree_result tree_write(struct tree *tree, struct json_writer *w,
    struct tree_wanted *wanted, size_t nwanted, struct tree_summary *summary);

/*
 * Writes the root's member "constants" once more, as one value.  Only after a
 * tree_write that returned TREE_OK with has_constants.
 */
enum tree_result tree_write_constants(struct tree *tree, struct json_writer *w);

/* Constants of one flow, at most: one with a hundred is large. */
#define TREE_CONSTANTS 65536

/*
 * The form of a periodic task (sops 3.7): writes the constants whose
 * "show_type" is "show" as one object, in their order.  Only after a tree_write
 * that returned TREE_OK with has_constants.  TREE_BROKEN also when the
 * constants are no object, or one of them is no object or has no "show_type".
 * May be called again.
 */
enum tree_result tree_write_form(struct tree *tree, struct json_writer *w);

/* Bytes of JSON of a part that is found, at most: the parameters of a node. */
#define TREE_FOUND_MAX ((size_t)1024 * 1024)

/* A part of a tree: the value under `below` under `key` under the first `npath`
 * keys of a path; `below` NULL: under `key`. */
struct tree_part {
	size_t npath;
	const char *key, *below;
	struct text json; /* out: without blanks, in the arena; TEXT_NONE: there
			   * is none, or it is too large */
	bool is_large;	  /* out */
};

/*
 * Finds parts of the tree, at most TREE_PARTS_MAX and none within another.
 * Reads the whole tree once; of equal keys the last counts.
 */
#define TREE_PARTS_MAX 4
enum tree_result tree_find(struct tree *tree, const struct text *path,
    struct tree_part *parts, size_t count);

/*
 * Whether a node belongs to a task (sops 3.5, step 3).  Reads the flow tree of
 * a task: the ids of its events, gateways and activities, and of those inside
 * its subprocesses.  TREE_BROKEN also when it is no flow.
 */
enum tree_result tree_has_node(struct tree *tree, struct text node, bool *has);

/*
 * Reads what pipeline_treeinfo stores of a task that was started: an object
 * whose node_id_set lists the ids.  TREE_BROKEN also when it does not.
 */
enum tree_result
tree_info_has_node(struct tree *info, struct text node, bool *has);

/*
 * The flow tree of a template as the API gives it (sops 3.6, sops-current 4.8):
 * without the members "line" and "location" of the root, with other ids for the
 * templates of its subprocesses, and in the current generation with a "schema"
 * for each constant.
 */

/* Activities that are subprocesses, at most: a flow with a hundred is large. */
#define TREE_SUBPROCESSES 4096

/* Bytes of the id of a pipeline template; the column is varchar(32). */
#define TREE_TEMPLATE_ID 128

/* Bytes of a source_tag that is told; the names of variables have some ten. */
#define TREE_SOURCE_TAG 256

/* What a subprocess runs. */
struct tree_subtemplate {
	struct text id; /* of a pipeline template */
	bool is_common; /* template_source is "common" */
};

struct tree_subprocess {
	size_t activity; /* its place among all activities */
	size_t id;	 /* an index of ids */
};

/* Where the values of a constant come from. */
struct tree_constant {
	enum tree_source_type {
		SOURCE_OTHER,
		SOURCE_CUSTOM,
		SOURCE_INPUTS
	} source_type;	 /* "custom", "component_inputs" or another one */
	bool has_tag;	 /* a source_tag that is neither null nor "" */
	struct text tag; /* it; TEXT_NONE: it is no text, or a long one */
	bool is_long;	 /* the latter */
};

/* In the arena of the tree. */
struct tree_template {
	struct tree_subtemplate *ids; /* no two the same */
	size_t nids;
	struct tree_subprocess *subprocesses; /* by place */
	size_t nsubprocesses;
	struct tree_constant *constants; /* by place */
	size_t nconstants;
};

/*
 * Reads the whole tree, checks it and finds its subprocesses and constants.
 * TREE_BROKEN also when it has no object "activities", when an activity has no
 * "type", a subprocess no "template_id" that is text, or when the constants are
 * no object or one of them is none, TREE_LARGE for more than TREE_SUBPROCESSES
 * or TREE_CONSTANTS.
 */
enum tree_result
tree_template_read(struct tree *tree, struct tree_template *template);

/* The same of the 2019 generation, which needs "line" and "location", too, and
 * does not look at constants. */
enum tree_result
tree_template_read_2019(struct tree *tree, struct tree_template *template);

/* What is told of a constant's value; type.s NULL: the schema is null. */
struct tree_schema {
	struct text type, description; /* UTF-8 */
};

/*
 * From now on the tree is written as that of a template, by tree_write and by
 * tree_write_trimmed: with the text ids[i] in place of template->ids[i], and
 * with the schemas of its constants, by place, unless they are NULL.  All of
 * these must live as long as the tree, which must be one without a store.
 */
void tree_template_show(struct tree *tree, const struct tree_template *template,
    const struct text *ids, const struct tree_schema *schemas);

/* Inputs of nodes that are looked at, at most: each is compared with each. */
#define TREE_INPUTS 4096

/*
 * Inputs of service activities that are said to come from a constant, of which
 * no constant says so: over them the export to YAML fails (sops-current 4.8).
 */
struct tree_unbound {
	size_t nodes;	  /* that have such an input */
	struct text node; /* the id of the first one */
	struct text key;  /* its input, TEXT_NONE: no constant is bound to any
			   * input of the node */
};

/* Finds them; TREE_BROKEN also when there are too many inputs. */
enum tree_result
tree_find_unbound(struct tree *tree, struct tree_unbound *unbound);

/*
 * The nodes of a flow and of its subprocesses (sops-current 0.2), in the order
 * of the document: what is needed of each, in the arena.
 */

/* Nodes of one flow with all that is inside, at most: the largest that users
 * have is some thousand. */
#define TREE_NODES 65536

enum tree_node_kind {
	TREE_ACTIVITY,
	TREE_GATEWAY,
	TREE_START_EVENT,
	TREE_END_EVENT
};

struct tree_node {
	struct text id;	 /* the key; of an event its "id" */
	uint32_t parent; /* of nodes: the index of the activity whose
			  * "pipeline" it is in, plus 1; 0: of the root */
	enum tree_node_kind kind;
	bool has_flow;	     /* an activity with an object "pipeline" */
	struct text type;    /* "ServiceActivity"; TEXT_NONE: no text */
	bool has_name;	     /* a member "name" */
	struct text name;    /* JSON text of it */
	struct text code;    /* component.code; TEXT_NONE: no text */
	struct text version; /* component.version; TEXT_NONE: no text */
};

struct tree_flow {
	struct tree_node *nodes;
	size_t count;
	uint32_t *by_id; /* of tree_flow_find: nodes, by parent and id */
	size_t nids;
};

/*
 * Reads all of them; of equal keys the last counts, and an event without an id
 * that is text is left out.  TREE_BROKEN also when the root is no object with
 * objects "activities" and "gateways", TREE_LARGE for more than TREE_NODES or
 * 8 MiB of names.
 */
enum tree_result tree_flow_read(struct tree *tree, struct tree_flow *flow);

/* The node of this id directly in the flow of `parent` (as in struct
 * tree_node), NULL: there is none.  Of several kinds with one id the first of
 * enum tree_node_kind. */
const struct tree_node *
tree_flow_find(const struct tree_flow *flow, uint32_t parent, struct text id);

/* The index of a node plus 1, which is what `parent` of its own nodes says. */
uint32_t
tree_flow_index(const struct tree_flow *flow, const struct tree_node *node);

/*
 * The flow of the root as a graph (sops-current 4.15): its nodes, and by which
 * flows they follow one another.  In the arena.
 */

/* Nodes, flows and ends of flows of one graph, at most, and bytes of all their
 * ids and codes together. */
#define TREE_GRAPH_MAX	 65536
#define TREE_GRAPH_TEXTS ((size_t)8 * 1024 * 1024)

#define TREE_NOWHERE UINT32_MAX /* no node has this index */

enum tree_graph_kind {
	TREE_GRAPH_END,
	TREE_GRAPH_CONVERGE,
	TREE_GRAPH_ACTIVITY,
	TREE_GRAPH_PARALLEL, /* of all branches, or of those that are chosen */
	TREE_GRAPH_GATEWAY,  /* another one */
	TREE_GRAPH_START
};

struct tree_graph_node {
	struct text id; /* first, for who looks for it */
	enum tree_graph_kind kind;
	struct text code;     /* component.code; TEXT_NONE: no text */
	struct text converge; /* converge_gateway_id; "": none */
	const uint32_t *next; /* where its outgoing flows lead to: nodes, in
			       * their order */
	size_t nnext;
};

struct tree_graph {
	const struct tree_graph_node *nodes; /* sorted by id */
	size_t count;
	uint32_t start; /* TREE_NOWHERE: there is none */
};

/*
 * Reads it; of equal keys the last counts, of nodes of several kinds with one
 * id the first of enum tree_graph_kind.  A flow to nowhere is left out.
 * TREE_BROKEN also when the root is no object, TREE_LARGE beyond the limits.
 */
enum tree_result tree_graph_read(struct tree *tree, struct tree_graph *graph);

/* The index of the node with this id, or TREE_NOWHERE. */
uint32_t tree_graph_find(const struct tree_graph *graph, struct text id);

/*
 * The tree as an MCP server's caller gets it (sops-current 2.5): as tree_write,
 * without what tells only where things are drawn, and with those members of
 * nodes, flows and constants alone that say what they do.  Labels are none of
 * them.  TREE_LARGE also for a parameter of a node with more than
 * TREE_TRIM_MAX bytes of JSON, or that much of one subprocess.
 */
#define TREE_TRIM_MAX ((size_t)16 * 1024 * 1024)
enum tree_result tree_write_trimmed(struct tree *tree, struct json_writer *w);

#endif
