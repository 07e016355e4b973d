/* SPDX-License-Identifier: MIT */
/*
 * How many workers a pool has: pm = static, dynamic and ondemand, as php-fpm
 * has them, but that a pool which grows does not wait for the next second: a
 * connection that waits while no worker is idle starts one.
 */
#include "base/clock.h"
#include "base/log.h"
#include "pool/master.h"
#include "pool/worker.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define BEAT	      1000 /* ms between two looks at all workers, as php-fpm */
#define SOON	      5	   /* ms in which a started worker is ready */
#define AGAIN	      100  /* ms: idle workers may be busy by then */
#define OVERTIME      2000 /* ms beyond request_timeout: the worker is stuck */
#define TERM_TO_KILL  1000 /* ms */
#define FORK_WAIT     1000 /* ms: the system has no process for us */
#define SHORTEST_LOOK 100  /* ms between two looks at the backlog */

/* Beyond request_timeout: time for an answer to reach a slow client. */
#define STOP_SLACK 5000 /* ms */

/* --- the start of a child --- */

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
			shared_leave(pool->shared);
			logs_close(&pool->logs);
		}
		if (pool != own || status_only)
			close_fd(pool->listen_fd);
		if (pool != own || !status_only)
			close_fd(pool->status_fd);
	}
	for (size_t i = 0; i < m->draining.count; i++) {
		struct shared *shared = m->draining.items[i].child.shared;

		if (shared != own->shared)
			shared_leave(shared);
	}
	if (status_only)
		handover_close(&own->shared->handover);
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
	    .shared = pool->shared,
	    .logs = &pool->logs,
	    .status_only = status_only,
	    .first = !status_only && !pool->has_first,
	    .master = getpid()};
	int64_t age = pool->config->pm_max_age;
	pid_t pid;

	worker.proc = scoreboard_take(pool->shared->scoreboard, status_only);
	if (worker.proc == NULL) {
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
		worker.proc->phase = PROC_FREE;
		pool->respawn_at = clock_ms() + FORK_WAIT;
		return false;
	}
	worker.proc->pid = pid;
	if (!status_only) {
		pool->shared->scoreboard->started++;
		pool->has_first = true;
	}
	*child = (struct child){.pid = pid,
	    .started = clock_us(),
	    .drain_at = age > 0 && !status_only
			    ? clock_ms() + limits_spread(age)
			    : INT64_MAX,
	    .kill_at = INT64_MAX,
	    .status_only = status_only,
	    .proc = worker.proc,
	    .shared = shared_use(pool->shared)};
	log_write(
	    pool->config->pm == PM_STATIC ? LOG_LEVEL_NOTICE : LOG_LEVEL_DEBUG,
	    "[pool %s] child %d started", pool->config->name, (int)pid);
	return true;
}

/* Starts a worker in a free place.  False when there is no place, or no process
 * to be had. */
static bool
start_worker(struct pool *pool, const struct master *m)
{
	for (size_t i = 0; i + 1 < pool->nchildren; i++)
		if (pool->children[i].pid == 0)
			return start(pool, &pool->children[i], m, false);
	return false;
}

static bool
start_status(struct pool *pool, const struct master *m)
{
	struct child *child = &pool->children[pool->nchildren - 1];

	return child->pid != 0 || start(pool, child, m, true);
}

/* --- those that finish while others have their places --- */

int64_t
master_stop_timeout(const struct master *m, const struct config_pool *pool)
{
	int64_t set = m->config->global.process_control_timeout;

	return set > 0 ? set : pool->request_timeout + STOP_SLACK;
}

/* Takes over a child of the pool, whose place is free then, and asks it to
 * finish.  0, or -1 when out of memory: it stays. */
static int
drain_child(const struct pool *pool, struct master *m, struct child *child)
{
	struct draining_list *r = &m->draining;
	struct draining *items =
	    reallocarray(r->items, r->count + 1, sizeof(*items));

	if (items == NULL)
		return -1;
	r->items = items;
	kill(child->pid, SIGQUIT);
	items[r->count++] = (struct draining){
	    *child, clock_ms() + master_stop_timeout(m, pool->config), SIGQUIT};
	*child = (struct child){.pid = 0};
	return 0;
}

int
pool_drain(struct pool *pool, struct master *m)
{
	for (size_t i = 0; i < pool->nchildren; i++)
		if (pool->children[i].pid != 0 &&
		    drain_child(pool, m, &pool->children[i]) != 0)
			return -1;
	return 0;
}

void
pool_kill(const struct pool *pool, int sig)
{
	for (size_t i = 0; i < pool->nchildren; i++)
		if (pool->children[i].pid != 0)
			kill(pool->children[i].pid, sig);
}

/* --- how many there are --- */

struct counts {
	size_t running;
	size_t idle;
	size_t starting;
	struct child *oldest; /* idle longest, or NULL */
	int64_t oldest_since; /* clock_us */
};

static struct counts
count(const struct pool *pool)
{
	struct counts c = {.running = 0};

	for (size_t i = 0; i + 1 < pool->nchildren; i++) {
		struct child *child = &pool->children[i];
		int64_t since;

		if (child->pid == 0)
			continue;
		c.running++;
		if (!proc_phase_is_idle(child->proc->phase))
			continue;
		c.idle++;
		if (child->proc->phase == PROC_STARTING) {
			c.starting++;
			continue;
		}
		since = child->proc->free_since_us;
		if (c.oldest == NULL || since < c.oldest_since) {
			c.oldest = child;
			c.oldest_since = since;
		}
	}
	return c;
}

/* How many that are draining share this. */
static size_t
count_draining(const struct draining_list *r, const struct shared *shared)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += r->items[i].child.shared == shared;
	return n;
}

/*
 * The child ends, or is to end, and another one may take its place.  What it
 * cannot hand over may keep it for a request_timeout, so those that finish are
 * bounded, as after a reload: by pm.max_children.  One too many stays in its
 * place until an earlier one has gone.
 */
static void
let_go(const struct pool *pool, struct master *m, struct child *child)
{
	if (count_draining(&m->draining, pool->shared) <
	    (size_t)pool->config->pm_max_children)
		drain_child(pool, m, child);
}

/* Workers that end by themselves.  Those that have answered show that workers
 * can start. */
static void
let_go_ending(struct pool *pool, struct master *m)
{
	for (size_t i = 0; i < pool->nchildren; i++) {
		struct child *child = &pool->children[i];

		if (child->pid == 0 || child->proc->ending == 0)
			continue;
		if (child->proc->answered > 0)
			pool->failures = 0;
		let_go(pool, m, child);
	}
}

/* The worker should have given up by itself: it hangs in something that has
 * no deadline, or computes for ever. */
static void
end_overtime(const struct pool *pool, struct child *child, int64_t now)
{
	int64_t begun = child->proc->begun_us;
	int64_t took = begun == 0 ? 0 : clock_us() / 1000 - begun / 1000;
	char request[PROC_PATH + 1], statement[PROC_STATEMENT + 1];

	if (child->kill_at <= now) {
		kill(child->pid, SIGKILL);
		child->kill_at = now + TERM_TO_KILL;
		return;
	}
	if (child->kill_at != INT64_MAX ||
	    took <= pool->config->request_timeout + OVERTIME)
		return;
	proc_text_get(&child->proc->request, request, sizeof(request));
	proc_text_get(&child->proc->statement, statement, sizeof(statement));
	log_warning("[pool %s] child %d, request \"%s\" (%s%s%s) is executed "
		    "for %lld.%03lld s, terminating",
	    pool->config->name, (int)child->pid, request,
	    proc_phase_name(child->proc->phase), *statement == '\0' ? "" : " ",
	    statement, (long long)(took / 1000), (long long)(took % 1000));
	kill(child->pid, SIGTERM);
	child->kill_at = now + TERM_TO_KILL;
}

static void
watch_children(struct pool *pool, struct master *m, int64_t now)
{
	for (size_t i = 0; i < pool->nchildren; i++) {
		struct child *child = &pool->children[i];

		if (child->pid == 0)
			continue;
		end_overtime(pool, child, now);
		if (child->drain_at <= now)
			let_go(pool, m, child);
	}
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Idle workers that are missing, twice as many each beat. */
static size_t
missing_spares(struct pool *pool, const struct counts *c)
{
	size_t min = (size_t)pool->config->pm_min_spare_servers, n;

	if (c->idle >= min) {
		pool->spawn_rate = 1;
		return 0;
	}
	n = smaller(min - c->idle, (size_t)pool->spawn_rate);
	pool->spawn_rate *= 2;
	if (pool->spawn_rate > pool->config->pm_max_spawn_rate)
		pool->spawn_rate = pool->config->pm_max_spawn_rate;
	return n;
}

static size_t
first_workers(const struct config_pool *config)
{
	if (config->pm_start_servers > 0)
		return (size_t)config->pm_start_servers;
	return (size_t)(config->pm_min_spare_servers +
			(config->pm_max_spare_servers -
			    config->pm_min_spare_servers) /
			    2);
}

/* Workers to start now. */
static size_t
wanted(struct pool *pool, const struct counts *c, bool beat)
{
	size_t max = (size_t)pool->config->pm_max_children;
	size_t n = pool->connection_pending && c->idle == 0 ? 1 : 0;

	if (pool->config->pm == PM_STATIC)
		n = max;
	else if (pool->config->pm == PM_DYNAMIC && !pool->begun)
		n = first_workers(pool->config);
	else if (pool->config->pm == PM_DYNAMIC && beat && n == 0)
		n = missing_spares(pool, c);
	pool->begun = true;
	return c->running < max ? smaller(n, max - c->running) : 0;
}

/* Nobody would be there for its connections. */
static bool
is_last_with_kept(const struct counts *c)
{
	return c->running == 1 && c->oldest->proc->kept > 0;
}

/* One at a beat: load comes back. */
static void
end_spare(const struct pool *pool, struct master *m, const struct counts *c)
{
	const struct config_pool *config = pool->config;
	int64_t timeout = config->pm_process_idle_timeout * 1000;

	if (c->oldest == NULL)
		return;
	if ((config->pm == PM_DYNAMIC &&
		c->idle > (size_t)config->pm_max_spare_servers) ||
	    (config->pm == PM_ONDEMAND && !is_last_with_kept(c) &&
		clock_us() - c->oldest_since >= timeout))
		let_go(pool, m, c->oldest);
}

/* pm.max_children is too few, or process.max is. */
static void
log_full(struct pool *pool, bool full)
{
	struct scoreboard *b = pool->shared->scoreboard;

	if (full && !pool->full) {
		b->limit_reached++;
		log_warning("[pool %s] all %lld workers are busy and %u "
			    "connections wait: consider raising "
			    "pm.max_children or process.max",
		    pool->config->name,
		    (long long)pool->config->pm_max_children, b->waiting);
	}
	pool->full = full;
}

/* ms between two looks, so that those that are kept reach `timeout` ms back. */
static int64_t
look_interval(int64_t timeout)
{
	int64_t interval = timeout / (SCOREBOARD_ARRIVALS / 2);

	return interval > SHORTEST_LOOK ? interval : SHORTEST_LOOK;
}

static void
look_at_queue(struct pool *pool, const struct counts *c, int64_t now)
{
	int64_t timeout = pool->config->listen_queue_timeout;
	struct scoreboard *b = pool->shared->scoreboard;
	uint32_t active = (uint32_t)(c->running - c->idle);

	if (b->most_active < active)
		b->most_active = active;
	if (c->idle == 0 || b->backlog == 0)
		queue_look(b, pool->listen_fd);
	if (c->idle > 0) {
		b->waiting = 0;
		pool->look_at = now + BEAT;
		log_full(pool, false);
		return;
	}
	pool->look_at = now + look_interval(timeout);
	log_full(pool, b->waiting > 0 &&
			   c->running >= (size_t)pool->config->pm_max_children);
}

/* Starts up to `n`; false when no more can be had now. */
static bool
start_workers(struct pool *pool, const struct master *m, size_t n)
{
	int64_t max = m->config->global.process_max;

	for (; n > 0; n--) {
		if (max > 0 && master_workers(m) >= (size_t)max)
			return false;
		if (!start_worker(pool, m))
			return false;
	}
	return true;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When to look again at a pool that starts workers as they are needed. */
static int64_t
next_change(struct pool *pool, const struct counts *c, int64_t now)
{
	bool may_grow = pool->config->pm != PM_STATIC &&
			c->running < (size_t)pool->config->pm_max_children;

	pool->wants_listener = may_grow && c->idle == 0;
	if (!may_grow || pool->wants_listener || c->running == 0)
		return INT64_MAX;
	return now + (c->starting > 0 ? SOON : AGAIN);
}

int64_t
pool_manage(struct pool *pool, struct master *m)
{
	int64_t now = clock_ms();
	bool beat = pool->beat_at <= now;
	struct counts c;
	size_t n;

	let_go_ending(pool, m);
	if (beat) {
		watch_children(pool, m, now);
		c = count(pool);
		end_spare(pool, m, &c);
		pool->beat_at = now + BEAT;
	}
	c = count(pool);
	if (pool->look_at <= now)
		look_at_queue(pool, &c, now);
	pool->wants_listener = false;
	if (pool->respawn_at > now)
		return earlier(
		    pool->respawn_at, earlier(pool->beat_at, pool->look_at));
	pool->shared->scoreboard->ready = 1;
	if (pool->status_fd >= 0)
		start_status(pool, m);
	n = wanted(pool, &c, beat);
	pool->connection_pending = false;
	if (n > 0 && !start_workers(pool, m, n))
		return earlier(now + AGAIN, pool->look_at);
	if (n > 0)
		c = count(pool);
	return earlier(
	    next_change(pool, &c, now), earlier(pool->beat_at, pool->look_at));
}

void
pool_end_handover(struct pool *pool, struct master *m)
{
	bool stays = false;

	/* A worker says that it is ending before it hands over: whoever does
	 * not say so by now takes over itself what is left. */
	handover_end(&pool->shared->handover);
	for (size_t i = 0; i + 1 < pool->nchildren; i++) {
		struct child *child = &pool->children[i];

		if (child->pid == 0)
			continue;
		if (child->proc->ending == 0)
			stays = true;
		else
			drain_child(pool, m, child);
	}
	if (!stays && handover_is_readable(&pool->shared->handover))
		start_worker(pool, m);
}
