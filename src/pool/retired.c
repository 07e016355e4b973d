/* SPDX-License-Identifier: MIT */
#include "pool/retired.h"

#include "base/clock.h"
#include "pool/master.h"

#include <signal.h>
#include <stdlib.h>

#define PRESS 2000 /* ms from TERM to KILL */

int
retire_child(struct retirement *r, struct child *child, int64_t patience)
{
	struct retired *items =
	    reallocarray(r->items, r->count + 1, sizeof(*items));

	if (items == NULL)
		return -1;
	r->items = items;
	kill(child->pid, SIGQUIT);
	items[r->count++] =
	    (struct retired){*child, clock_ms() + patience, SIGQUIT};
	*child = (struct child){.pid = 0};
	return 0;
}

int
retire(struct retirement *r, struct pool *pool, int64_t patience)
{
	for (size_t i = 0; i < pool->nchildren; i++)
		if (pool->children[i].pid != 0 &&
		    retire_child(r, &pool->children[i], patience) != 0)
			return -1;
	return 0;
}

size_t
retired_of(const struct retirement *r, const struct board *board)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += r->items[i].child.board == board;
	return n;
}

/* A reload hands the board on: who has the child's board took its place. */
static void
note_crash(struct master *m, const struct child *child)
{
	for (size_t i = 0; i < m->npools; i++)
		if (m->pools[i].board == child->board)
			pool_note_crash(
			    &m->pools[i], &m->config->global, child);
}

bool
retired_reap(struct master *m, pid_t pid, int status)
{
	struct retirement *r = &m->retired;

	for (size_t i = 0; i < r->count; i++) {
		struct child *child = &r->items[i].child;

		if (child->pid != pid)
			continue;
		if (child_note_end(child, status, true))
			note_crash(m, child);
		child_forget(child, status);
		r->items[i] = r->items[--r->count];
		return true;
	}
	return false;
}

int64_t
retired_press(struct retirement *r)
{
	int64_t now = clock_ms(), next = INT64_MAX;

	for (size_t i = 0; i < r->count; i++) {
		struct retired *one = &r->items[i];

		if (one->harder_at <= now) {
			one->sig = one->sig == SIGQUIT ? SIGTERM : SIGKILL;
			kill(one->child.pid, one->sig);
			one->harder_at = now + PRESS;
		}
		if (one->harder_at < next)
			next = one->harder_at;
	}
	return next;
}

void
retired_kill(const struct retirement *r, int sig)
{
	for (size_t i = 0; i < r->count; i++)
		kill(r->items[i].child.pid, sig);
}
