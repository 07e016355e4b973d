/* SPDX-License-Identifier: MIT */
/*
 * The inputs of a node as they are shown (sops-current 4.6.2): those of a run,
 * or, before there was one, what the flow has for it.
 */
#ifndef SOPS_CURRENT_NODE_INPUTS_H
#define SOPS_CURRENT_NODE_INPUTS_H

#include "sops/value.h"

struct node_inputs {
	struct value value;
	struct value_member *list; /* instead of it; NULL: as it is */
	size_t count;
};

/* Those of a subprocess are its variables, which are shown by their names. */
enum outcome node_inputs_unwrap(struct call *call, struct node_inputs *inputs);

/* In both of these `data` is the JSON text of component.data, TEXT_NONE: there
 * is none, or it is too large.  OUTCOME_FORWARD for what bk-sops alone knows.
 */

/* Those of a plugin that are not to be rendered (need_render) are as there. */
enum outcome node_inputs_fix(
    struct call *call, struct text data, struct node_inputs *inputs);

/* Those of a plugin that was not executed are as there, without variables. */
enum outcome node_inputs_preview(
    struct call *call, struct text data, struct node_inputs *inputs);

/* Writes them as one value. */
enum outcome node_inputs_show(
    struct call *call, struct json_writer *w, const struct node_inputs *inputs);

#endif
