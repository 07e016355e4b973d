/* SPDX-License-Identifier: MIT */
/* The list of a node's outputs (sops 3.5). */
#ifndef SOPS_2019_NODE_OUTPUTS_H
#define SOPS_2019_NODE_OUTPUTS_H

#include "sops/pickled.h"
#include "sops/plugins.h"

struct node_outputs {
	const struct component *component; /* whose outputs come first */
	bool unknown; /* there is no such plugin: no outputs at all */
	const struct pickle_value *dict; /* NULL: none */
	size_t *order;			 /* of its items */
};

/*
 * Of the stored value, NULL without one; `code` is the parameter
 * component_code, of which "" is none.
 */
enum outcome
node_outputs_read(struct call *call, const struct pickle_value *value,
    struct text code, struct node_outputs *outputs);

/* Writes the list as one value. */
enum outcome node_outputs_write(struct call *call,
    const struct node_outputs *outputs, struct json_writer *w);

#endif
