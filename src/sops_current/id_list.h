/* SPDX-License-Identifier: MIT */
/* A parameter that is a list of ids with commas (sops-current 4.7, 4.12). */
#ifndef SOPS_CURRENT_ID_LIST_H
#define SOPS_CURRENT_ID_LIST_H

#include "sops/query.h"

/* Ids of one list, at most; of usual length they fill a third of a batch,
 * twice. */
#define ID_LIST_MAX 1000

struct id_list {
	bool is_given;
	uint64_t *ids; /* without those that no row can have */
	size_t count;
};

/* Reads it; an empty text is none.  OUTCOME_FAULT when an id is no number, as
 * in bk-sops, OUTCOME_FORWARD for too many. */
enum outcome
id_list_read(struct call *call, struct text text, struct id_list *list);

/* Writes " AND column IN(...)", nothing where no list is given. */
void
id_list_add(struct batch *q, const char *column, const struct id_list *list);

#endif
