/* SPDX-License-Identifier: MIT */
#include "pool/children.h"

#include "base/clock.h"
#include "base/log.h"
#include "pool/master.h"
#include "pool/worker.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Between failed starts the pool waits, twice as long each time. */
#define FIRST_WAIT   100   /* ms */
#define LONGEST_WAIT 10000 /* ms */
#define FORK_WAIT    1000  /* ms: the system has no process for us */

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

static void
close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* A worker keeps neither what other pools share nor the master's own. */
static void
leave_others(const struct pool *own, const struct master *m, bool status_only)
{
	for (size_t i = 0; i < m->npools; i++) {
		struct pool *pool = &m->pools[i];

		if (pool != own) {
			board_leave(pool->board);
			logs_close(&pool->logs);
		}
		if (pool != own || status_only)
			close_fd(pool->listen_fd);
		if (pool != own || !status_only)
			close_fd(pool->status_fd);
	}
	for (size_t i = 0; i < m->retired.count; i++) {
		struct board *board = m->retired.items[i].child.board;

		if (board != own->board)
			board_leave(board);
	}
	if (status_only)
		handover_close(&own->board->handover);
	close_fd(m->pid_fd);
	close_fd(m->signal_fd);
}

static bool
start(struct pool *pool, struct child *child, const struct master *m,
    bool status_only)
{
	struct worker worker = {.config = m->config,
	    .pool = pool->index,
	    .listen_fd = status_only ? pool->status_fd : pool->listen_fd,
	    .handover = &pool->board->handover,
	    .ending_fd = pool->board->ending_fd,
	    .board = pool->board->shared,
	    .outages = pool->board->outages,
	    .buckets = pool->board->buckets,
	    .logs = &pool->logs,
	    .status_only = status_only,
	    .first = !status_only && !pool->has_first,
	    .master = getpid()};
	int64_t age = pool->config->pm_max_age;
	pid_t pid;

	worker.slot = scoreboard_take(worker.board, status_only);
	if (worker.slot == NULL) {
		pool->respawn_at = clock_ms() + FORK_WAIT;
		return false;
	}
	pid = fork();
	if (pid == 0) {
		leave_others(pool, m, status_only);
		worker_run(&worker);
	}
	if (pid < 0) {
		log_error("[pool %s] fork: %m", pool->config->name);
		worker.slot->phase = SLOT_FREE;
		pool->respawn_at = clock_ms() + FORK_WAIT;
		return false;
	}
	worker.slot->pid = pid;
	if (!status_only) {
		worker.board->started++;
		pool->has_first = true;
	}
	*child = (struct child){.pid = pid,
	    .started = clock_us(),
	    .retire_at = age > 0 && !status_only
			     ? clock_ms() + limits_spread(age)
			     : INT64_MAX,
	    .kill_at = INT64_MAX,
	    .status_only = status_only,
	    .slot = worker.slot,
	    .board = board_use(pool->board)};
	log_write(
	    pool->config->pm == PM_STATIC ? LOG_LEVEL_NOTICE : LOG_LEVEL_DEBUG,
	    "[pool %s] child %d started", pool->config->name, (int)pid);
	return true;
}

bool
pool_start(struct pool *pool, const struct master *master)
{
	for (size_t i = 0; i + 1 < pool->nchildren; i++)
		if (pool->children[i].pid == 0)
			return start(pool, &pool->children[i], master, false);
	return false;
}

bool
pool_start_status(struct pool *pool, const struct master *master)
{
	struct child *child = &pool->children[pool->nchildren - 1];

	return child->pid != 0 || start(pool, child, master, true);
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

/* Crashes that come in numbers may have spoilt what the workers share. */
void
pool_note_crash(struct pool *pool, const struct config_global *global,
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
		if (child_note_end(child, status, expected || well))
			pool_note_crash(pool, global, child);
		if (child->slot->answered > 0)
			pool->failures = 0;
		else if (!expected && failed_to_start(child, status))
			back_off(pool);
		child_forget(child, status);
		return true;
	}
	return false;
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
