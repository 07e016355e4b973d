/* SPDX-License-Identifier: MIT */
/* The statements that read a tree of states; for ask_*.c. */
#ifndef SOPS_2019_ASK_STATUS_ROWS_H
#define SOPS_2019_ASK_STATUS_ROWS_H

#include "sops_2019/caller.h"

#define STATUS_ROWS_STATEMENTS 2

void status_rows_add(struct question *q, const struct status_of *of);

/* Their rows, of which statement `i` has the first. */
void status_rows_read(
    const struct asking *a, size_t i, struct sops_status_tree *tree);

#endif
