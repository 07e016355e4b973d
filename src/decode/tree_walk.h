/* SPDX-License-Identifier: MIT */
/*
 * Inside the tree decoder: a snapshot's JSON, read event by event, and the
 * paths of keys that a reading looks out for.
 */
#ifndef DECODE_TREE_WALK_H
#define DECODE_TREE_WALK_H

#include "decode/tree.h"
#include "json/reader.h"

#define TREE_DIGEST 32 /* bytes */

/* What was made of a tree. */
struct tree_known {
	struct text json;
	struct text constants; /* inside json; .s NULL: no such member */
	bool is_object;
	bool constants_is_object;
};

/* The labels of a tree's nodes. */
struct tree_labels {
	const struct tree_label *list; /* sorted by node */
	size_t count;
};

/* What is written of a template's tree. */
struct tree_shown {
	const struct tree_template *template; /* NULL: as it is stored */
	const struct text *ids;
	const struct tree_schema *schemas; /* NULL: as they are stored */
};

struct tree {
	struct arena *arena;
	struct text blob;
	struct tree_labels labels;
	struct tree_shown shown;
	struct text held;   /* the JSON, TEXT_NONE when it is too long */
	bool tried_to_hold; /* whether `held` says anything */

	struct tree_store *store; /* NULL: nothing is stored */
	unsigned char digest[TREE_DIGEST];
	const struct tree_known *known; /* in the store, or NULL */
	bool tried_to_store;

	bool has_constants;
	uint64_t constants; /* where the last key "constants" ends */
	char error[96];
};

/* Reads the whole tree, as it is stored, with the handler of `reader`. */
enum tree_result walk_tree(struct tree *tree, struct json_reader *reader);

/* The same as it is shown, for what writes it. */
enum tree_result walk_shown(struct tree *tree, struct json_reader *reader);

/* Reads the constants, which were found, with the handler of `reader`. */
enum tree_result walk_constants(struct tree *tree, struct json_reader *reader);

/* Sets the tree's error text and returns `result`. */
enum tree_result
walk_failed(struct tree *tree, enum tree_result result, const char *why);

/*
 * A path leads from the value that is read to one in it: a key for each object
 * on the way, TEXT_NONE for any key and for the elements of an array.
 */
#define TREE_PATHS 16 /* of one reading, at most */
#define TREE_PARTS 32 /* of all of them that are written as strings */

struct tree_path {
	const struct text *parts;
	size_t count;
};

struct tree_paths {
	struct tree_path path[TREE_PATHS];
	size_t count;
	size_t longest; /* parts */
	struct text parts[TREE_PARTS];
	size_t nparts;
};

/*
 * Adds paths such as "activities.*.type"; "" is the value itself.  Each is
 * known by its index, NULL leaves one out: 0 is where no path leads.
 */
void tree_paths_init(
    struct tree_paths *paths, const char *const *list, size_t count);
#define TREE_PATHS_INIT(paths, list) \
	tree_paths_init((paths), (list), sizeof(list) / sizeof(*(list)))

/* Where a reading stands, set to {.paths = ...}. */
struct tree_place {
	const struct tree_paths *paths;
	size_t root;		  /* the depth of the value that "" means */
	size_t along[TREE_PATHS]; /* parts that the last keys agree with */
};

/*
 * The path that leads to the value or key of this event, the first of several;
 * 0 when none does.  To be called for each event.
 */
unsigned tree_place(struct tree_place *place, enum json_event event,
    struct text text, size_t depth);

#endif
