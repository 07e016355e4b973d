/* SPDX-License-Identifier: MIT */
/*
 * The form of a periodic task (sops 3.7): of the constants of its tree those
 * that the user is shown.
 */
#ifndef DECODE_TREE_FORM_H
#define DECODE_TREE_FORM_H

#include "decode/tree.h"

/* Constants of one flow, at most: one with a hundred is large. */
#define TREE_CONSTANTS 65536

/*
 * Writes the constants whose "show_type" is "show" as one object, in their
 * order.  Only after a tree_write that returned TREE_OK with has_constants.
 * TREE_BROKEN also when the constants are no object, or one of them is none or
 * has no "show_type".  May be called again.
 */
enum tree_result tree_write_form(struct tree *tree, struct json_writer *w);

#endif
