/* SPDX-License-Identifier: MIT */
/* Whether a node belongs to a task (sops 3.5, step 3). */
#ifndef DECODE_TREE_NODES_H
#define DECODE_TREE_NODES_H

#include "decode/tree.h"

/*
 * Reads the flow tree of a task: the ids of its events, gateways and
 * activities, and of those inside its subprocesses.  TREE_BROKEN also when it
 * is no flow.
 */
enum tree_result tree_has_node(struct tree *tree, struct text node, bool *has);

/*
 * Reads what pipeline_treeinfo stores of a task that was started: an object
 * whose node_id_set lists the ids.  TREE_BROKEN also when it does not.
 */
enum tree_result
tree_info_has_node(struct tree *info, struct text node, bool *has);

#endif
