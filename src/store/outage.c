/* SPDX-License-Identifier: MIT */
#include "store/outage.h"

#include "base/clock.h"

#include <stddef.h>

#define CLAIM_WAIT 1000	 /* ms: who has not told by then is dead */
#define QUIET	   60000 /* ms without a failure */

bool
outage_claim(struct outage *o)
{
	int64_t now = clock_ms(), before;

	o->failed_at = now;
	if (o->state == OUTAGE_TOLD)
		return false;
	before = o->claimed_at;
	if (before != 0 && now - before < CLAIM_WAIT)
		return false;
	if (!atomic_compare_exchange_strong(&o->claimed_at, &before, now))
		return false;
	/* Somebody may have told in between. */
	if (o->state != OUTAGE_TOLD)
		return true;
	o->claimed_at = 0;
	return false;
}

void
outage_told(struct outage *o)
{
	o->state = OUTAGE_TOLD;
	o->claimed_at = 0;
}

bool
outage_over(struct outage *o, bool anew)
{
	int32_t state = o->state;

	if (state == OUTAGE_NONE)
		return false;
	if (!anew && clock_ms() - o->failed_at < QUIET)
		return false;
	return atomic_compare_exchange_strong(&o->state, &state, OUTAGE_NONE);
}

static void
reload_one(struct outage *o)
{
	int32_t told = OUTAGE_TOLD;

	atomic_compare_exchange_strong(&o->state, &told, OUTAGE_STALE);
}

static void
reload_hosts(struct outage_hosts *hosts)
{
	for (size_t kind = 0; kind < OUTAGE_KINDS; kind++)
		for (size_t i = 0; i < OUTAGE_HOSTS; i++)
			reload_one(&hosts->of[kind][i]);
}

void
outages_reload(struct outages *all)
{
	reload_hosts(&all->sops);
	reload_hosts(&all->paas);
	reload_one(&all->redis);
}
