/* SPDX-License-Identifier: MIT */
/*
 * How an endpoint asks bk-sops' database, with what every answer asks of its
 * caller: user, permission and business.  Theirs go with the endpoint's own
 * statements in one round trip.  When that fails everything is asked part by
 * part, so that each says whether it could be read.
 */
#ifndef SOPS_2019_QUERY_H
#define SOPS_2019_QUERY_H

#include "sops/call.h"

/* Statements that are sent together, and who reads their rows; `context` is
 * the endpoint's. */
struct query {
	void (*add)(const struct call *call, struct batch *q, void *context);
	/* The first one is statement `i`.  False when out of memory. */
	bool (*read)(struct call *call, size_t i, void *context);
};

/*
 * What every endpoint starts with: asks for the caller and `query` (NULL: the
 * caller alone) in one round trip, and has the caller checked, as call_admit.
 * When a statement failed the caller is asked part by part, and then the query
 * by `apart`, or, when that is NULL, once more by itself.  OUTCOME_OK also when
 * the query could not be read: its context is as it was then.
 */
enum outcome query_admit(struct call *call, const struct query *query,
    enum db_result (*apart)(struct call *call, void *context), void *context);

/* Asks for `query` alone in one round trip; as db_ask, DB_FAILED also when out
 * of memory or when the tables are of another generation. */
enum db_result
query_ask(struct call *call, const struct query *query, void *context);

/* The same, but DB_OK when a statement failed or out of memory: *state is
 * STORE_FAILED then, else what `query` makes of it.  An answer of which a part
 * was asked so has no entity tag. */
enum db_result query_try(struct call *call, const struct query *query,
    void *context, enum store_state *state);

/* The only row of statement `i`, or STORE_NONE. */
enum store_state
query_row(const struct call *call, size_t i, struct db_row *row);

/* " FROM" the tasks t of the caller's business b. */
void query_tasks(const struct call *call, struct batch *q);

#endif
