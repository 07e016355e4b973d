/* SPDX-License-Identifier: MIT */
/*
 * What every answer asks of its caller: user, permission and business.  These
 * statements go with the endpoint's own in one round trip.  When that fails
 * everything is asked part by part, so that each says whether it could be read.
 */
#ifndef SOPS_2019_ADMIT_H
#define SOPS_2019_ADMIT_H

#include "sops/query.h"

/*
 * What every endpoint starts with: asks for the caller and `query` (NULL: the
 * caller alone) in one round trip, and has the caller checked, as call_admit.
 * When a statement failed the caller is asked part by part, and then the query
 * by `apart`, or, when that is NULL, once more by itself.  OUTCOME_OK also when
 * the query could not be read: its context is as it was then.
 */
enum outcome query_admit(struct call *call, const struct query *query,
    enum db_result (*apart)(struct call *call, void *context), void *context);

/* " FROM" the tasks t of the caller's business b. */
void query_tasks(const struct call *call, struct batch *q);

#endif
