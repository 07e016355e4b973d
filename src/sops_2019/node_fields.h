/* SPDX-License-Identifier: MIT */
/*
 * The parameters of a node and the constants of a flow, both of which are an
 * object of objects: of each, the members that say what its value is.
 */
#ifndef SOPS_2019_NODE_FIELDS_H
#define SOPS_2019_NODE_FIELDS_H

#include "base/arena.h"

struct node_field {
	struct text key;
	struct text value; /* JSON text; TEXT_NONE: it has none */
	struct text show_type, source_type, custom_type;
};

struct node_fields {
	struct node_field *fields;
	size_t count;
};

/* Reads JSON that a json_writer wrote, which must live as long.  False when it
 * is no such object, or out of memory. */
bool node_fields_read(
    struct arena *arena, struct text json, struct node_fields *fields);

#endif
