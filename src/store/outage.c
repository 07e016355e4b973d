/* SPDX-License-Identifier: MIT */
#include "store/outage.h"

#include "base/clock.h"

#include <string.h>

/* ms that a claim holds: who has not told by then is dead, or so slow that
 * another tells, too. */
#define CLAIM_LIFE 1000
#define QUIET	   60000 /* ms without a failure, or without a line */

/* A server that takes some and refuses others, as one that is nearly full
 * does, would have lines without end. */
static bool
is_quiet(const struct outage *o, int64_t now)
{
	int64_t over_at = o->over_at;

	return o->state == OUTAGE_NONE && over_at != 0 && now - over_at < QUIET;
}

bool
outage_claim(struct outage *o)
{
	int64_t now = clock_ms(), before;

	o->failed_at = now;
	if (o->state == OUTAGE_TOLD || is_quiet(o, now))
		return false;
	before = o->claimed_at;
	if (before != 0 && now - before < CLAIM_LIFE)
		return false;
	if (!atomic_compare_exchange_strong(&o->claimed_at, &before, now))
		return false;
	/* Somebody may have told in between. */
	if (o->state != OUTAGE_TOLD && !is_quiet(o, now))
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
	int64_t now = clock_ms();

	if (state == OUTAGE_NONE)
		return false;
	if (!anew && now - o->failed_at < QUIET)
		return false;
	o->over_at = now;
	return atomic_compare_exchange_strong(&o->state, &state, OUTAGE_NONE);
}

bool
outage_same_server(const struct config_mysql *a, const struct config_mysql *b)
{
	return strcmp(a->socket, b->socket) == 0 &&
	       strcmp(a->host, b->host) == 0 && a->port == b->port &&
	       strcmp(a->option_file, b->option_file) == 0;
}

static void
reload_one(struct outage *o, bool is_same)
{
	int32_t told = OUTAGE_TOLD;

	o->over_at = 0;
	if (is_same)
		atomic_compare_exchange_strong(&o->state, &told, OUTAGE_STALE);
	else
		o->state = OUTAGE_NONE;
}

static void
reload_hosts(struct outage_hosts *hosts, bool is_same)
{
	for (size_t kind = 0; kind < OUTAGE_KINDS; kind++)
		for (size_t i = 0; i < OUTAGE_HOSTS; i++)
			reload_one(&hosts->of[kind][i], is_same);
}

void
outages_reload(struct outages *all, const struct config_pool *before,
    const struct config_pool *now)
{
	reload_hosts(&all->sops, outage_same_server(&before->sops, &now->sops));
	reload_hosts(&all->paas, outage_same_server(&before->paas, &now->paas));
	reload_one(
	    &all->redis, strcmp(before->paas_redis, now->paas_redis) == 0);
}
