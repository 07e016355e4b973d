/* SPDX-License-Identifier: MIT */
/*
 * What every answer asks of the caller: user, permission and business; for
 * sops_*.c.  They go with the endpoint's own statements in one round trip.
 * When that fails everything is asked step by step, so that each part says
 * whether it could be read.
 */
#ifndef STORE_SOPS_ASKING_H
#define STORE_SOPS_ASKING_H

#include "store/generation.h"

struct asking {
	struct sops *sops;
	struct arena *arena;
	const struct sops_caller *caller;
	int64_t deadline;
	const struct generation *generation; /* set by sops_generation */

	/* where the rows go */
	struct sops_user *user;
	struct sops_business *business;
	struct sops_permission *permission;

	bool with_ids; /* the ids of the permissions come along */
};

/* Adds the caller's statements to an empty question. */
void asking_add(struct asking *a, struct question *q);

/* Reads their rows; the index of the first statement behind them.  Those and
 * the business count for sops_digest. */
size_t asking_read(struct asking *a);

/* The same step by step.  As asking_one; a part that could not be read is
 * STORE_FAILED. */
enum db_result asking_each(struct asking *a);

/* Asks q; DB_OK when the answer says all there is to know, also that the
 * statement failed, for which *failed is set. */
enum db_result
asking_one(const struct asking *a, struct question *q, bool *failed);

/* The only row of statement `i`, or STORE_NONE. */
enum store_state
asking_row(const struct asking *a, size_t i, struct db_row *row);

#endif
