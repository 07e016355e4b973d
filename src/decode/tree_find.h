/* SPDX-License-Identifier: MIT */
/* A part of a flow tree, by the keys that lead to it. */
#ifndef DECODE_TREE_FIND_H
#define DECODE_TREE_FIND_H

#include "decode/tree.h"

/* Bytes of JSON that are found, at most: the parameters of a node. */
#define TREE_FOUND_MAX ((size_t)1024 * 1024)

/*
 * The value under path[npath - 1] under ... path[0] of the root, as JSON text
 * without blanks, in the arena; TEXT_NONE when there is none.  Reads the whole
 * tree; of equal keys the last counts.
 */
enum tree_result tree_find(struct tree *tree, const struct text *path,
    size_t npath, struct text *json);

#endif
