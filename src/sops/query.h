/* SPDX-License-Identifier: MIT */
/*
 * How an endpoint asks bk-sops' database: statements that are sent together in
 * one round trip, and who reads their rows.
 */
#ifndef SOPS_QUERY_H
#define SOPS_QUERY_H

#include "sops/call.h"

/* `context` is the endpoint's. */
struct query {
	void (*add)(const struct call *call, struct batch *q, void *context);
	/* The first one is statement `i`.  False when out of memory. */
	bool (*read)(struct call *call, size_t i, void *context);
};

/* Asks for `query` alone in one round trip; as db_ask, DB_FAILED also when out
 * of memory or when the tables are of another generation. */
enum db_result
query_ask(struct call *call, const struct query *query, void *context);

/* The same, but DB_OK when a statement failed or out of memory: *state is
 * STORE_FAILED then, else what `query` makes of it.  An answer of which a part
 * was asked so has no entity tag. */
enum db_result query_try(struct call *call, const struct query *query,
    void *context, enum store_state *state);

/* Writes " IN(1,2,3)" of numbers, of which there is one at least. */
void query_in(struct batch *q, const uint64_t *numbers, size_t count);

/* The only row of statement `i`, or STORE_NONE. */
enum store_state
query_row(const struct call *call, size_t i, struct db_row *row);

/* All rows of statement `i`, in the arena; NULL when out of memory. */
struct db_row *query_rows(const struct call *call, size_t i, size_t *count);

#endif
