/* SPDX-License-Identifier: MIT */
/*
 * Inside the tree decoder: what a caller wants to know of the constants.  The
 * decoder reports keys and values of the root's "constants"; this keeps track
 * of which of them are wanted, and puts their names together.
 */
#ifndef DECODE_TREE_NAMES_H
#define DECODE_TREE_NAMES_H

#include "base/buf.h"
#include "decode/tree.h"

/* Bytes of all names together, as JSON text; what people type has a hundred. */
#define TREE_NAMES_MAX ((size_t)1024 * 1024)

struct tree_slot {
	struct tree_wanted *wanted;
	uint64_t seen; /* the round in which the key was met last */
};

struct tree_names {
	struct arena *arena;
	struct tree_slot *slots; /* sorted by key */
	size_t count;
	uint64_t round;		   /* counts the members "constants" */
	struct tree_slot *current; /* whose value is being read, or NULL */
	enum { FIELD_OTHER, FIELD_NAME, FIELD_SOURCE_TYPE } field;

	struct json_writer *writer; /* of the name being read, or NULL */
	struct buf text;	    /* where it writes to */
	size_t total;
	enum tree_result failed; /* TREE_OK, TREE_LARGE or TREE_MEMORY */
};

/* `wanted` must live until names_finish.  TREE_OK or TREE_MEMORY. */
enum tree_result names_init(struct tree_names *n, struct arena *arena,
    struct tree_wanted *wanted, size_t count);

/* Gives the caller's array its results. */
void names_finish(struct tree_names *n);

/* For every way out, after names_finish if it is called. */
void names_free(struct tree_names *n);

/* A new member "constants": whatever an earlier one said is void. */
void names_constants(struct tree_names *n);

/* A key of "constants", then whether its value is an object. */
void names_key(struct tree_names *n, struct text key);
void names_value(struct tree_names *n, bool is_object);

/* A key of the object that is the value of the current key. */
void names_field(struct tree_names *n, struct text key);

/*
 * Its value begins; `string` is TEXT_NONE when that is not a string.  When it
 * is to be kept, n->writer is set: write it there, then call names_kept.
 * names_value_begins and names_kept return 0, or -1 with n->failed set.
 */
int names_value_begins(struct tree_names *n, struct text string);
int names_kept(struct tree_names *n);

#endif
