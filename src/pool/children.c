/* SPDX-License-Identifier: MIT */
#include "pool/children.h"

#include "base/clock.h"
#include "base/log.h"
#include "pool/master.h"
#include "pool/worker.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A worker that lives shorter has not come up: the pool waits, twice as long
 * each time. */
#define SHORT_LIFE   1000000 /* us */
#define FIRST_WAIT   100     /* ms */
#define LONGEST_WAIT 10000   /* ms */
#define FORK_WAIT    1000    /* ms: the system has no process for us */

int
pool_init(struct pool *pool, const struct config *config, size_t index)
{
	*pool = (struct pool){
	    .index = index, .config = &config->pools[index], .listen_fd = -1};
	pool->children = calloc(
	    (size_t)pool->config->pm_max_children, sizeof(*pool->children));
	return pool->children == NULL ? -1 : 0;
}

static int64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* A worker keeps neither the sockets of other pools nor the PID file. */
static void
close_others(const struct pool *own, const struct master *m)
{
	for (size_t i = 0; i < m->npools; i++)
		if (&m->pools[i] != own)
			close(m->pools[i].listen_fd);
	if (m->pid_fd >= 0)
		close(m->pid_fd);
}

static void
start(struct pool *pool, struct child *child, const struct master *m)
{
	pid_t master = getpid(), pid = fork();

	if (pid == 0) {
		close_others(pool, m);
		worker_run(m->config, pool->index, pool->listen_fd, master);
	}
	if (pid < 0) {
		log_error("[pool %s] fork: %m", pool->config->name);
		pool->respawn_at = clock_ms() + FORK_WAIT;
		return;
	}
	*child = (struct child){pid, now_us()};
	log_notice("[pool %s] child %d started", pool->config->name, (int)pid);
}

int64_t
pool_fill(struct pool *pool, const struct master *master)
{
	int64_t now = clock_ms();

	for (int64_t i = 0; i < pool->config->pm_max_children; i++) {
		if (pool->children[i].pid != 0)
			continue;
		if (pool->respawn_at > now)
			return pool->respawn_at;
		start(pool, &pool->children[i], master);
	}
	return INT64_MAX;
}

void
child_log_end(
    const char *pool, const struct child *child, int status, bool expected)
{
	int64_t lived = now_us() - child->started;
	char how[64];

	if (WIFSIGNALED(status))
		snprintf(how, sizeof(how), "on signal %d (SIG%s)",
		    WTERMSIG(status), sigabbrev_np(WTERMSIG(status)));
	else
		snprintf(how, sizeof(how), "with code %d", WEXITSTATUS(status));
	log_write(
	    expected && WIFEXITED(status) ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING,
	    "[pool %s] child %d exited %s after %lld.%06lld seconds from start",
	    pool, (int)child->pid, how, (long long)(lived / 1000000),
	    (long long)(lived % 1000000));
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
	log_warning("[pool %s] a child ended right after its start: next one "
		    "in %lld ms",
	    pool->config->name, (long long)wait);
}

bool
pool_reap(struct pool *pool, pid_t pid, int status, bool expected)
{
	for (int64_t i = 0; i < pool->config->pm_max_children; i++) {
		struct child *child = &pool->children[i];

		if (child->pid != pid)
			continue;
		child_log_end(pool->config->name, child, status, expected);
		if (now_us() - child->started >= SHORT_LIFE)
			pool->failures = 0;
		else if (!expected)
			back_off(pool);
		child->pid = 0;
		return true;
	}
	return false;
}

size_t
pool_running(const struct pool *pool)
{
	size_t n = 0;

	for (int64_t i = 0; i < pool->config->pm_max_children; i++)
		n += pool->children[i].pid != 0;
	return n;
}

void
pool_kill(const struct pool *pool, int sig)
{
	for (int64_t i = 0; i < pool->config->pm_max_children; i++)
		if (pool->children[i].pid != 0)
			kill(pool->children[i].pid, sig);
}
