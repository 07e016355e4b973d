/* SPDX-License-Identifier: MIT */
#include "pool/master.h"

#include "base/clock.h"
#include "base/log.h"
#include "pool/process.h"
#include "pool/why.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define FAST_STOP 3000 /* ms from TERM to KILL, of all */
#define PRESS	  2000 /* ms from TERM to KILL, of a draining worker */

/* Between failed starts the pool waits, twice as long each time. */
#define FIRST_WAIT   100   /* ms */
#define LONGEST_WAIT 10000 /* ms */

/* --- the start --- */

/* Everything that the master waits for; blocked all the time.  Who started us
 * may have ignored some: an ignored SIGCHLD would hide the dead. */
static int
open_signals(void)
{
	static const int waited[] = {
	    SIGTERM, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGHUP, SIGCHLD};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(waited) / sizeof(*waited); i++) {
		sigaddset(&set, waited[i]);
		signal(waited[i], SIG_DFL);
	}
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* A notify_count. */
static void
count_requests(void *context, struct notify_numbers *numbers)
{
	const struct master *m = context;
	struct scoreboard_sum sum;

	*numbers = (struct notify_numbers){.active = 0};
	for (size_t i = 0; i < m->npools; i++) {
		const struct scoreboard *b = m->pools[i].shared->scoreboard;

		scoreboard_read(b, &sum);
		numbers->active += sum.active;
		numbers->idle += sum.idle;
		numbers->slow += sum.counters.slow_requests;
		for (size_t j = 0; j <= PROC_BUCKETS; j++)
			numbers->requests += sum.counters.request.counts[j];
	}
}

int
master_init(struct master *m, struct config *config, char **why)
{
	*m = (struct master){.config = config, .pid_fd = -1};
	m->signal_fd = open_signals();
	notify_init(&m->notify, count_requests, m);
	srandom((unsigned)getpid());
	title_set(NULL, "master process (%s)", config->file);
	return m->signal_fd >= 0 ? 0 : why_errno(why, "signalfd");
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
	    child->shared->pool, (int)child->pid, how,
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
count_end(const struct child *child, int status, bool expected)
{
	struct scoreboard *b = child->shared->scoreboard;
	bool crashed = is_crash(status);

	log_end(child, status, expected);
	if (child->kill_at != INT64_MAX)
		b->terminated++;
	if (crashed)
		b->crashed++;
	return crashed;
}

/* The child is gone, with this status: gives back its proc. */
static void
forget(struct child *child, int status)
{
	scoreboard_give_back(child->shared->scoreboard, child->proc, status);
	shared_drop(child->shared);
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
	pool->shared->scoreboard->ready = 0;
	log_warning("[pool %s] a child ended before it had answered a request: "
		    "next one in %lld ms",
	    pool->config->name, (long long)wait);
}

/* A worker of the pool crashed, perhaps one that a reload had draining: crashes
 * that come in numbers may have spoilt what the workers share.  Those of
 * workers that are being replaced already do not count. */
static void
count_crash(struct pool *pool, const struct config_global *global,
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
	int phase = child->proc->phase;
	bool waited = phase != PROC_STARTING && proc_phase_is_idle(phase);

	return child->proc->answered == 0 && status != 0 && !(killed && waited);
}

/* True when the child was of this pool. */
static bool
reap_worker(struct pool *pool, const struct master *m, pid_t pid, int status)
{
	const bool expected = m->stopping != 0;

	for (size_t i = 0; i < pool->nchildren; i++) {
		struct child *child = &pool->children[i];
		bool well = WIFEXITED(status) && WEXITSTATUS(status) == 0;

		if (child->pid != pid)
			continue;
		if (count_end(child, status, expected || well))
			count_crash(pool, &m->config->global, child);
		if (child->proc->answered > 0)
			pool->failures = 0;
		else if (!expected && failed_to_start(child, status))
			back_off(pool);
		forget(child, status);
		return true;
	}
	return false;
}

/* True when the child was a draining one.  A crash counts for the pool of its
 * name, if that is still there. */
static bool
reap_draining(struct master *m, pid_t pid, int status)
{
	struct draining_list *r = &m->draining;

	for (size_t i = 0; i < r->count; i++) {
		struct child *child = &r->items[i].child;
		bool crashed;

		if (child->pid != pid)
			continue;
		crashed = count_end(child, status, true);
		/* A reload hands on what is shared: who has it took its place.
		 */
		for (size_t j = 0; j < m->npools && crashed; j++)
			if (m->pools[j].shared == child->shared)
				count_crash(
				    &m->pools[j], &m->config->global, child);
		forget(child, status);
		r->items[i] = r->items[--r->count];
		return true;
	}
	return false;
}

static void
reap(struct master *m)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		bool known = reap_draining(m, pid, status);

		for (size_t i = 0; i < m->npools && !known; i++)
			known = reap_worker(&m->pools[i], m, pid, status);
	}
}

/* --- what signals mean --- */

static void
send_all(const struct master *m, int sig)
{
	for (size_t i = 0; i < m->npools; i++)
		pool_kill(&m->pools[i], sig);
	for (size_t i = 0; i < m->draining.count; i++)
		kill(m->draining.items[i].child.pid, sig);
}

static void
stop(struct master *m, int sig)
{
	int64_t stop_timeout = FAST_STOP;

	/* A harder stop may follow a softer one. */
	if (m->stopping == SIGKILL ||
	    (m->stopping == SIGTERM && sig != SIGKILL))
		return;
	if (sig == SIGQUIT)
		for (size_t i = 0; i < m->npools; i++) {
			int64_t p = master_stop_timeout(m, m->pools[i].config);

			stop_timeout = p > stop_timeout ? p : stop_timeout;
		}
	if (m->stopping == 0)
		notify_stopping(&m->notify);
	m->stopping = sig;
	m->harder_at = sig == SIGKILL ? INT64_MAX : clock_ms() + stop_timeout;
	for (size_t i = 0; i < m->npools; i++) {
		if (sig == SIGQUIT)
			pool_end_handover(&m->pools[i], m);
		else
			handover_end(&m->pools[i].shared->handover);
	}
	send_all(m, sig);
}

static void
reopen_logs_of(struct pool *pool)
{
	struct logs logs;
	char *why = NULL;

	if (logs_open(&logs, pool->config, &why) == 0) {
		logs_close(&pool->logs);
		pool->logs = logs;
		return;
	}
	log_error("[pool %s] the logs cannot be opened again: %s",
	    pool->config->name, why_text(why));
	free(why);
}

/* Workers write to the files that the master opened, whatever their user: so
 * new ones take the place of those that have the old files.  A log that cannot
 * be opened stays where it was. */
static void
reopen_logs(struct master *m)
{
	if (log_reopen() == 0)
		log_notice("log opened again");
	else
		log_error("the log cannot be opened again: %m");
	for (size_t i = 0; i < m->npools; i++) {
		reopen_logs_of(&m->pools[i]);
		pool_drain(&m->pools[i], m);
	}
}

static void
handle(struct master *m, int sig)
{
	/* What is done for workers is not done for dead ones, whose SIGCHLD
	 * comes after the signals of lower numbers. */
	reap(m);
	if (sig == SIGCHLD)
		return;
	log_notice("received SIG%s", sigabbrev_np(sig));
	if (sig == SIGQUIT)
		stop(m, SIGQUIT);
	else if (sig == SIGTERM || sig == SIGINT)
		stop(m, SIGTERM);
	else if (m->stopping == 0 && sig == SIGUSR1)
		reopen_logs(m);
	else if (m->stopping == 0)
		master_reload(m);
}

/* --- the loop --- */

/* Sends what is due; the clock_ms of the next, or INT64_MAX. */
static int64_t
press_draining(struct draining_list *r)
{
	int64_t now = clock_ms(), next = INT64_MAX;

	for (size_t i = 0; i < r->count; i++) {
		struct draining *one = &r->items[i];

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

/* Does what is due; the clock_ms of what is next. */
static int64_t
work(struct master *m)
{
	int64_t next = press_draining(&m->draining);
	int64_t told = notify_tick(&m->notify, clock_ms());

	next = told < next ? told : next;
	if (m->stopping != 0) {
		if (m->harder_at <= clock_ms())
			stop(m, m->stopping == SIGQUIT ? SIGTERM : SIGKILL);
		return m->harder_at < next ? m->harder_at : next;
	}
	for (size_t i = 0; i < m->npools; i++) {
		struct pool *pool = &m->pools[i];
		int64_t at;

		if (pool->emergency)
			pool_drain(pool, m);
		pool->emergency = false;
		at = pool_manage(pool, m);
		next = at < next ? at : next;
	}
	return next;
}

/* All its processes that live. */
static size_t
pool_running(const struct pool *pool)
{
	size_t n = 0;

	for (size_t i = 0; i < pool->nchildren; i++)
		n += pool->children[i].pid != 0;
	return n;
}

size_t
master_workers(const struct master *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->npools; i++)
		n += pool_running(&m->pools[i]);
	return n;
}

static bool
is_over(const struct master *m)
{
	return m->stopping != 0 && m->draining.count == 0 &&
	       master_workers(m) == 0;
}

/* The signals, what tells of workers that end, and behind them the pools in
 * which a connection that waits to be accepted, or taken over, matters now. */
static nfds_t
watch(struct master *m, struct pollfd *polls)
{
	nfds_t n = 0;

	polls[n++] = (struct pollfd){.fd = m->signal_fd, .events = POLLIN};
	for (size_t i = 0; i < m->npools && m->stopping == 0; i++)
		polls[n++] = (struct pollfd){
		    .fd = m->pools[i].shared->ending_fd, .events = POLLIN};
	for (size_t i = 0; i < m->npools && m->stopping == 0; i++)
		if (m->pools[i].wants_listener) {
			polls[n++] = (struct pollfd){
			    .fd = m->pools[i].listen_fd, .events = POLLIN};
			polls[n++] = (struct pollfd){
			    .fd = m->pools[i].shared->handover.out,
			    .events = POLLIN};
		}
	return n;
}

static void
set_pending(struct master *m, const struct pollfd *polls)
{
	nfds_t n = 1;
	eventfd_t times;

	/* Who ends is seen in the procs, at every look. */
	for (size_t i = 0; i < m->npools && m->stopping == 0; i++)
		if (polls[n++].revents != 0)
			eventfd_read(m->pools[i].shared->ending_fd, &times);
	for (size_t i = 0; i < m->npools && m->stopping == 0; i++)
		if (m->pools[i].wants_listener) {
			m->pools[i].connection_pending =
			    polls[n].revents != 0 || polls[n + 1].revents != 0;
			n += 2;
		}
}

static void
read_signals(struct master *m)
{
	struct signalfd_siginfo info;

	while (read(m->signal_fd, &info, sizeof(info)) == sizeof(info))
		handle(m, (int)info.ssi_signo);
}

/* ms for poll(2). */
static int
wait_of(int64_t next)
{
	int64_t left = clock_left(next);

	return next == INT64_MAX ? -1 : left < INT_MAX ? (int)left : INT_MAX;
}

int
master_run(struct master *m)
{
	while (!is_over(m)) {
		int64_t next = work(m);
		struct pollfd *polls =
		    calloc(3 * m->npools + 1, sizeof(*polls));

		if (polls == NULL)
			return EX_OSERR;
		if (poll(polls, watch(m, polls), wait_of(next)) > 0) {
			set_pending(m, polls);
			if (polls[0].revents != 0)
				read_signals(m);
		}
		free(polls);
	}
	return 0;
}
