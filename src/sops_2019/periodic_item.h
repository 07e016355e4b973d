/* SPDX-License-Identifier: MIT */
/* What the answers about periodic tasks have in common (sops 3.7). */
#ifndef SOPS_2019_PERIODIC_ITEM_H
#define SOPS_2019_PERIODIC_ITEM_H

#include "sops/call.h"
#include "sops_2019/ask_periodic.h"

/*
 * The outcome for a periodic task that is to be shown: OUTCOME_FAULT when
 * bk-sops could not show it, such as for its extra_info, which it reads and
 * does not use.  `scratch` is for the while of the call.
 */
enum outcome periodic_check(
    struct call *call, struct arena *scratch, const struct sops_periodic *task);

/*
 * Writes the members of a periodic task into an open object, its date as null
 * without `dates`.  Only after periodic_check.  Texts are made in `arena`.
 */
enum outcome periodic_members(struct call *call, struct json_writer *w,
    struct arena *arena, const struct sops_periodic *task, bool dates);

#endif
