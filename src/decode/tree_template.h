/* SPDX-License-Identifier: MIT */
/*
 * The flow tree of a template as the API gives it (sops 3.6): without the
 * members "line" and "location" of the root, and with other ids for the
 * templates of its subprocesses.
 */
#ifndef DECODE_TREE_TEMPLATE_H
#define DECODE_TREE_TEMPLATE_H

#include "decode/tree.h"

/* Activities that are subprocesses, at most: a flow with a hundred is large. */
#define TREE_SUBPROCESSES 4096

/* Bytes of the id of a pipeline template; the column is varchar(32). */
#define TREE_TEMPLATE_ID 128

struct tree_subprocess {
	size_t activity; /* its place among all activities */
	size_t id;	 /* an index of ids */
};

/* In the arena of the tree. */
struct tree_template {
	struct text *ids; /* of pipeline templates, no two the same bytes */
	size_t nids;
	struct tree_subprocess *subprocesses; /* by place */
	size_t nsubprocesses;
};

/*
 * Reads the whole tree, checks it and finds its subprocesses.  TREE_BROKEN
 * also when it has no "line", "location" or object "activities", when an
 * activity has no "type", or a subprocess no "template_id" that is text.
 */
enum tree_result
tree_template_read(struct tree *tree, struct tree_template *template);

/*
 * Writes the tree as one value, with the text ids[i] in place of
 * template->ids[i].  May be called again.
 */
enum tree_result
tree_template_write(struct tree *tree, const struct tree_template *template,
    const struct text *ids, struct json_writer *w);

#endif
