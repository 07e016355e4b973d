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
#include "decode/tree_store.h"
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

struct tree;

/*
 * A tree over `blob`, which must live as long as the tree.  With a store (NULL:
 * without one), what was made of the same bytes before is used again, and what
 * is made now is kept there if it fits.  One tree of a store at a time.  NULL:
 * out of memory.
 */
struct tree *
tree_open(struct arena *arena, struct text blob, struct tree_store *store);

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

/* Why the last call failed, for the log; never contains stored text. */
const char *tree_error(const struct tree *tree);

#endif
