/* SPDX-License-Identifier: MIT */
#include "sops_2019/ask_status_rows.h"

#include "base/log.h"

/* The rows of statement `i`; false when they are too many. */
static bool
read_nodes(const struct asking *a, size_t i, struct sops_status_tree *tree)
{
	size_t n = db_rows(a->sops->db, i);

	if (n > STATUS_NODES_MAX) {
		log_error("the tree of a task has more than %d relations",
		    STATUS_NODES_MAX);
		return false;
	}
	tree->nodes = arena_array(a->arena, n, sizeof(*tree->nodes));
	if (tree->nodes == NULL)
		return false;
	for (size_t r = 0; r < n; r++)
		gen2019_read_status_node(
		    db_get(a->sops->db, i, r), &tree->nodes[r]);
	tree->nnodes = n;
	return true;
}

void
status_rows_read(
    const struct asking *a, size_t i, struct sops_status_tree *tree)
{
	struct db_row row;

	tree->state = asking_row(a, i, &row);
	if (tree->state != STORE_ROW)
		return;
	gen2019_read_status_root(row, tree);
	if (!read_nodes(a, i + 1, tree))
		tree->state = STORE_FAILED;
}

void
status_rows_add(struct question *q, const struct status_of *of)
{
	gen2019_status_root(q, of);
	gen2019_status_nodes(q, of, STATUS_NODES_MAX + 1);
}
