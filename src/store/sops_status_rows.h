/* SPDX-License-Identifier: MIT */
/* The statements that read a tree of states; for sops_*.c. */
#ifndef STORE_SOPS_STATUS_ROWS_H
#define STORE_SOPS_STATUS_ROWS_H

#include "store/sops_asking.h"

#define STATUS_ROWS_STATEMENTS 2

void status_rows_add(
    const struct asking *a, struct question *q, const struct status_of *of);

/* Their rows, of which statement `i` has the first. */
void status_rows_read(
    const struct asking *a, size_t i, struct sops_status_tree *tree);

#endif
