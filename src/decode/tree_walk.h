/* SPDX-License-Identifier: MIT */
/* Inside the tree decoder: one reading of the tree, event by event. */
#ifndef DECODE_TREE_WALK_H
#define DECODE_TREE_WALK_H

#include "decode/tree_names.h"
#include "decode/tree_source.h"

/* The caller sets tree, w, summary and, to learn where the constants are in
 * what w has written, made. */
struct tree_walk {
	struct tree *tree;
	struct json_writer *w; /* NULL: read only */
	struct json_reader reader;
	struct tree_names names;
	struct tree_summary *summary;
	size_t above;	   /* containers around the text that is read */
	bool in_constants; /* the last key of the root was "constants" */

	struct buf *made; /* what w writes to when it is to be stored */
	size_t constants_from, constants_to; /* in it */
};

/* Reads all of it; the last of several equal keys counts. */
enum tree_result
walk_tree(struct tree_walk *k, struct tree_wanted *wanted, size_t nwanted);

/* Reads `constants`, JSON that walk_tree has made, for what is wanted. */
enum tree_result walk_constants(struct tree_walk *k, struct text constants,
    struct tree_wanted *wanted, size_t nwanted);

/* Reads from a place of the tree with the handler of `reader`. */
enum tree_result
walk_from(struct tree *tree, uint64_t from, struct json_reader *reader);

/* Reads the constants, which were found, with the handler of `reader`. */
enum tree_result
walk_constants_with(struct tree *tree, struct json_reader *reader);

/* Sets the tree's error text and returns `result`. */
enum tree_result
walk_failed(struct tree *tree, enum tree_result result, const char *why);

#endif
