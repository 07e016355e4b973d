/* SPDX-License-Identifier: MIT */
#include "pool/children.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Between failed starts the pool waits, twice as long each time. */
#define FIRST_WAIT   100   /* ms */
#define LONGEST_WAIT 10000 /* ms */

#define PRESS 2000 /* ms from TERM to KILL */

/* --- the board --- */

void
board_leave(struct board *b)
{
	handover_close(&b->handover);
	if (b->ending_fd >= 0)
		close(b->ending_fd);
	b->ending_fd = -1;
	scoreboard_free(b->shared);
	outages_free(b->outages);
	buckets_free(b->buckets);
	b->shared = NULL;
	b->outages = NULL;
	b->buckets = NULL;
}

/* One user less; the last one frees it. */
static void
board_drop(struct board *b)
{
	if (b == NULL || --b->users > 0)
		return;
	board_leave(b);
	free(b->pool);
	free(b);
}

/* For the pool of this name; one user.  NULL with errno. */
static struct board *
board_new(const char *pool)
{
	struct board *b = calloc(1, sizeof(*b));
	int saved;

	if (b == NULL)
		return NULL;
	b->users = 1;
	b->handover = HANDOVER_NONE;
	b->ending_fd = -1;
	if ((b->pool = strdup(pool)) != NULL &&
	    (b->shared = scoreboard_new()) != NULL &&
	    (b->outages = outages_new()) != NULL &&
	    (b->buckets = buckets_new()) != NULL &&
	    (b->ending_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) >= 0 &&
	    handover_open(&b->handover) == 0)
		return b;
	saved = errno;
	board_drop(b);
	errno = saved;
	return NULL;
}

struct board *
board_use(struct board *b)
{
	b->users++;
	return b;
}

void
board_part(struct board *b)
{
	handover_end(&b->handover);
	handover_close(&b->handover);
	if (handover_open(&b->handover) != 0)
		log_error("workers cannot hand over connections: %m");
}

/* --- the pool --- */

int
pool_init(struct pool *pool, const struct config *config, size_t index,
    const struct pool *before)
{
	const struct config_pool *own = &config->pools[index];

	*pool = (struct pool){.index = index,
	    .config = own,
	    .listen_fd = -1,
	    .status_fd = -1,
	    .logs = LOGS_NONE,
	    .nchildren = (size_t)own->pm_max_children + 1,
	    /* Those that a reload retires are counted for the new pool. */
	    .replaced_at = before != NULL ? before->replaced_at : 0,
	    .spawn_rate = 1};
	pool->children = calloc(pool->nchildren, sizeof(*pool->children));
	if (pool->children == NULL)
		return -1;
	pool->board =
	    before != NULL ? board_use(before->board) : board_new(own->name);
	return pool->board == NULL ? -1 : 0;
}

void
pool_free(struct pool *pool)
{
	if (pool->listen_fd >= 0)
		close(pool->listen_fd);
	if (pool->status_fd >= 0)
		close(pool->status_fd);
	logs_close(&pool->logs);
	board_drop(pool->board);
	free(pool->children);
}

size_t
pool_running(const struct pool *pool)
{
	size_t n = 0;

	for (size_t i = 0; i < pool->nchildren; i++)
		n += pool->children[i].pid != 0;
	return n;
}

void
pool_kill(const struct pool *pool, int sig)
{
	for (size_t i = 0; i < pool->nchildren; i++)
		if (pool->children[i].pid != 0)
			kill(pool->children[i].pid, sig);
}

/* --- the end of a child --- */

static void
log_end(const struct child *child, int status, bool expected)
{
	int64_t lived = clock_us() - child->started;
	char how[64];

	if (WIFSIGNALED(status))
		snprintf(how, sizeof(how), "on signal %d (SIG%s)",
		    WTERMSIG(status), sigabbrev_np(WTERMSIG(status)));
	else
		snprintf(how, sizeof(how), "with code %d", WEXITSTATUS(status));
	log_write(
	    expected && WIFEXITED(status) ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING,
	    "[pool %s] child %d exited %s after %lld.%06lld seconds from start",
	    child->board->pool, (int)child->pid, how,
	    (long long)(lived / 1000000), (long long)(lived % 1000000));
}

static bool
is_crash(int status)
{
	if (!WIFSIGNALED(status))
		return false;
	switch (WTERMSIG(status)) {
	case SIGKILL:
	case SIGTERM:
	case SIGINT:
	case SIGQUIT:
		return false;
	default:
		return true;
	}
}

/* Logs how a child ended and counts it if it crashed or was terminated.  True
 * if it crashed: a signal ended it that is its own fault. */
static bool
note_end(const struct child *child, int status, bool expected)
{
	struct scoreboard *b = child->board->shared;
	bool crashed = is_crash(status);

	log_end(child, status, expected);
	if (child->kill_at != INT64_MAX)
		b->terminated++;
	if (crashed)
		b->crashed++;
	return crashed;
}

/* The child is gone, with this status: gives back its slot. */
static void
forget(struct child *child, int status)
{
	/* It may have accepted a connection that it did not count.  One that
	 * comes later would be taken for it, and for long waiting. */
	if (WIFSIGNALED(status))
		queue_forget(child->board->shared);
	scoreboard_give_back(child->board->shared, child->slot);
	board_drop(child->board);
	*child = (struct child){.pid = 0};
}

static void
back_off(struct pool *pool)
{
	int64_t wait = FIRST_WAIT, now = clock_ms();

	/* Those that were started together and die together are one failure. */
	if (pool->respawn_at > now)
		return;
	for (int i = 0; i < pool->failures && wait < LONGEST_WAIT; i++)
		wait *= 2;
	if (wait > LONGEST_WAIT)
		wait = LONGEST_WAIT;
	pool->failures++;
	/* Pools that fail together are not to start together. */
	pool->respawn_at = now + wait + random() % (wait / 4);
	pool->board->shared->ready = 0;
	log_warning("[pool %s] a child ended before it had answered a request: "
		    "next one in %lld ms",
	    pool->config->name, (long long)wait);
}

/* A worker of the pool crashed, perhaps one that a reload had retired: crashes
 * that come in numbers may have spoilt what the workers share.  Those of
 * workers that are being replaced already do not count. */
static void
note_crash(struct pool *pool, const struct config_global *global,
    const struct child *child)
{
	int64_t now = clock_ms();

	if (child->started < pool->replaced_at)
		return;
	if (now - pool->crashes_since > global->emergency_restart_interval) {
		pool->crashes_since = now;
		pool->crashes = 0;
	}
	pool->crashes++;
	if (global->emergency_restart_threshold == 0 ||
	    pool->crashes < (size_t)global->emergency_restart_threshold)
		return;
	log_alert("[pool %s] %zu children crashed within %lld s: all are "
		  "replaced",
	    pool->config->name, pool->crashes,
	    (long long)(now - pool->crashes_since) / 1000);
	pool->crashes = 0;
	pool->crashes_since = now;
	pool->replaced_at = clock_us();
	pool->emergency = true;
}

/*
 * True if the child died before it answered a request: its successor would
 * probably die the same way, so the caller backs off.  SIGKILL on a child that
 * waits, perhaps with connections, comes from outside (OOM killer, operator),
 * whatever its age, and does not count; on one that was still starting it does.
 * One that exits with 0 was asked to.
 */
static bool
failed_to_start(const struct child *child, int status)
{
	bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	int phase = child->slot->phase;
	bool waited = phase != SLOT_STARTING && slot_phase_is_idle(phase);

	return child->slot->answered == 0 && status != 0 && !(killed && waited);
}

bool
pool_reap(struct pool *pool, const struct config_global *global, pid_t pid,
    int status, bool expected)
{
	for (size_t i = 0; i < pool->nchildren; i++) {
		struct child *child = &pool->children[i];
		bool well = WIFEXITED(status) && WEXITSTATUS(status) == 0;

		if (child->pid != pid)
			continue;
		if (note_end(child, status, expected || well))
			note_crash(pool, global, child);
		if (child->slot->answered > 0)
			pool->failures = 0;
		else if (!expected && failed_to_start(child, status))
			back_off(pool);
		forget(child, status);
		return true;
	}
	return false;
}

/* --- children that finish while others have their places --- */

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

bool
retired_reap(struct retirement *r, struct pool *pools, size_t npools,
    const struct config_global *global, pid_t pid, int status)
{
	for (size_t i = 0; i < r->count; i++) {
		struct child *child = &r->items[i].child;
		bool crashed;

		if (child->pid != pid)
			continue;
		crashed = note_end(child, status, true);
		/* A reload hands the board on: who has it took its place. */
		for (size_t j = 0; j < npools && crashed; j++)
			if (pools[j].board == child->board)
				note_crash(&pools[j], global, child);
		forget(child, status);
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
