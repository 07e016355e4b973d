/* SPDX-License-Identifier: MIT */
/* What is shown of the tree of a task or a template: the labels of its nodes
 * (sops-current 4.3, 4.8), and to an MCP server's caller only on demand. */
#ifndef SOPS_CURRENT_SHOWN_TREE_H
#define SOPS_CURRENT_SHOWN_TREE_H

#include "sops/call.h"

/*
 * Reads statement `i`, whose rows have the id of a node and the codes of a
 * label and of its group, or NULL for a node without labels; those of one node
 * stand together.  The labels are in the arena and, for the ids, in the rows.
 * False when those of a node are more than 1 MiB of JSON or no UTF-8, or when
 * out of memory.
 */
bool shown_tree_labels(
    struct call *call, size_t i, struct tree_label **labels, size_t *count);

/* "include_pipeline_tree" of an MCP server's caller (2.5). */
bool shown_tree_is_wanted(const struct call *call);

#endif
