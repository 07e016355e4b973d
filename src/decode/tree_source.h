/* SPDX-License-Identifier: MIT */
/* Inside the tree decoder: a snapshot's JSON, from memory or inflated anew. */
#ifndef DECODE_TREE_SOURCE_H
#define DECODE_TREE_SOURCE_H

#include "decode/inflate.h"
#include "decode/tree.h"
#include "json/reader.h"

struct tree {
	struct arena *arena;
	struct text blob;
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

/* The JSON of a tree as a json_source, from a place in it on. */
struct tree_source {
	struct json_memory memory;
	struct inflate_stream *stream; /* NULL: from memory */
	uint64_t skip;		       /* bytes left to drop */
	bool drop_colon;	       /* then blanks and a colon */
	enum inflate_result why;
};

/* Opens the JSON at a place in it: 0, or where a key ends. */
enum inflate_result
tree_source_open(struct tree *tree, uint64_t from, struct tree_source *source);

/* A json_source. */
long tree_source_next(void *context, const char **data);
void tree_source_close(struct tree_source *source);

#endif
