/* SPDX-License-Identifier: MIT */
#include "mysql/outage.h"

#include "base/clock.h"

#include <string.h>
#include <sys/mman.h>

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
outage_logged(struct outage *o)
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

struct outages *
outages_new(void)
{
	void *all = mmap(NULL, sizeof(struct outages), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return all == MAP_FAILED ? NULL : all;
}

void
outages_free(struct outages *all)
{
	if (all != NULL)
		munmap(all, sizeof(*all));
}

static void
carry_over(struct outage *now, const struct outage *before)
{
	if (before->state != OUTAGE_NONE)
		now->state = OUTAGE_STALE;
}

static void
carry_over_hosts(struct outage_hosts *now, const struct outage_hosts *before)
{
	for (size_t kind = 0; kind < OUTAGE_KINDS; kind++)
		for (size_t i = 0; i < OUTAGE_HOSTS; i++)
			carry_over(&now->of[kind][i], &before->of[kind][i]);
}

struct outages *
outages_reload(struct outages *all, const struct config_pool *before,
    const struct config_pool *now)
{
	struct outages *next = outages_new();

	if (next != NULL && all != NULL) {
		if (outage_same_server(&before->sops, &now->sops))
			carry_over_hosts(&next->sops, &all->sops);
		if (outage_same_server(&before->paas, &now->paas))
			carry_over_hosts(&next->paas, &all->paas);
		if (strcmp(before->paas_redis, now->paas_redis) == 0)
			carry_over(&next->redis, &all->redis);
		if (strcmp(before->iam_url, now->iam_url) == 0)
			carry_over(&next->iam, &all->iam);
	}
	outages_free(all);
	return next;
}
