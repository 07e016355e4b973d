/* SPDX-License-Identifier: MIT */
/*
 * The table of a node's outputs (sops-current 4.6.4): what its plugin declares,
 * if that is asked for, and whatever else is stored; constants of the flow give
 * some of them another key.
 */
#ifndef SOPS_CURRENT_NODE_OUTPUTS_H
#define SOPS_CURRENT_NODE_OUTPUTS_H

#include "config/component_outputs.h"
#include "sops/value.h"

/* That a constant of the flow holds an output. */
struct output_name {
	struct text output; /* its key */
	struct text shown;
};

struct node_outputs {
	const struct component_output *declared;
	size_t ndeclared;
	const struct value_member *members;
	size_t count;
	struct output_name *names;
	size_t nnames;
};

/* Whether a plugin declares its outputs. */
enum declared {
	DECLARED_KNOWN,
	DECLARED_ELSEWHERE, /* it is not in component_outputs, but bk-sops may
			     * have it */
	DECLARED_NOWHERE    /* bk-sops has no such plugin */
};

/*
 * What the plugin `code` declares; `version` is that of the node's component,
 * TEXT_NONE without one.  DECLARED_KNOWN also for the code "", of none.  One
 * round trip for a plugin that is not in component_outputs.
 */
enum outcome node_outputs_declare(struct call *call, struct text code,
    struct text version, struct node_outputs *outputs, enum declared *declared);

/* `constants` is the JSON text of the flow's, TEXT_NONE: it has none. */
enum outcome node_outputs_rename(struct call *call, struct text constants,
    struct text node, struct node_outputs *outputs);

/* Writes the table as one value; `column` is for the log. */
enum outcome node_outputs_write(struct call *call, struct json_writer *w,
    const char *column, const struct node_outputs *outputs);

#endif
