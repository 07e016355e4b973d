/* SPDX-License-Identifier: MIT */
/*
 * What every answer asks of the caller: user, permission and business; for
 * ask_*.c.  They go with the endpoint's own statements in one round trip.
 * When that fails everything is asked step by step, so that each part says
 * whether it could be read.
 */
#ifndef SOPS_2019_CALLER_H
#define SOPS_2019_CALLER_H

#include "sops_2019/gen2019.h"

struct asking {
	struct sops *sops;
	struct arena *arena;
	const struct sops_caller *caller;
	int64_t deadline;

	struct sops_access *access; /* where the rows go */

	bool with_ids; /* the ids of the permissions come along */
};

/* What asks for an answer, which has rows for the caller. */
#define ASKING(sops_, arena_, caller_, deadline_, answer)                \
	{                                                                \
		.sops = (sops_), .arena = (arena_), .caller = (caller_), \
		.deadline = (deadline_), .access = &(answer)->access     \
	}

/* An endpoint's own statements; `context` is its own, too. */
struct asking_part {
	void (*add)(const struct asking *a, struct question *q, void *context);
	/* The first one is statement `i`.  False when out of memory. */
	bool (*read)(const struct asking *a, size_t i, void *context);
};

/*
 * Asks for the part (NULL: none) in one round trip, with_caller behind the
 * caller's statements.  The business' rows and the part's count for
 * sops_digest.  As db_ask; DB_FAILED also when out of memory.
 */
enum db_result asking_together(struct asking *a, const struct asking_part *part,
    bool with_caller, void *context);

/*
 * Asks for caller and part together, and when that fails for the caller step by
 * step and then for the part.  Without a->caller the part alone.  DB_OK also
 * when the part could not be read, which leaves its context as it was.
 */
enum db_result
asking_run(struct asking *a, const struct asking_part *part, void *context);

/* The caller step by step.  As asking_one; a part that could not be read is
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
