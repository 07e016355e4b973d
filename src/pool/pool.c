/* SPDX-License-Identifier: MIT */
#include "pool/pool.h"

#include "base/clock.h"
#include "base/log.h"
#include "pool/daemon.h"
#include "pool/master.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define FAST_STOP 3000 /* ms from TERM to KILL */

/* Everything that the master waits for; blocked all the time. */
static void
master_signals(sigset_t *set)
{
	static const int waited[] = {
	    SIGTERM, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGHUP, SIGCHLD};

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(waited) / sizeof(*waited); i++)
		sigaddset(set, waited[i]);
	sigprocmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void
send_all(const struct master *m, int sig)
{
	for (size_t i = 0; i < m->npools; i++)
		pool_kill(&m->pools[i], sig);
	retired_kill(&m->retired, sig);
}

static void
stop(struct master *m, int sig)
{
	int64_t patience = FAST_STOP;

	/* A harder stop may follow a softer one. */
	if (m->stopping == SIGKILL ||
	    (m->stopping == SIGTERM && sig != SIGKILL))
		return;
	if (sig == SIGQUIT)
		for (size_t i = 0; i < m->npools; i++) {
			int64_t p = master_patience(m->pools[i].config);

			patience = p > patience ? p : patience;
		}
	m->stopping = sig;
	m->harder_at = clock_ms() + patience;
	send_all(m, sig);
}

static void
reap(struct master *m)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		bool known = retired_reap(&m->retired, pid, status);

		for (size_t i = 0; i < m->npools && !known; i++)
			known = pool_reap(
			    &m->pools[i], pid, status, m->stopping != 0);
	}
}

/* Workers write to the file that the master opened, whatever their user: so
 * new ones take the place of those that have the old file. */
static void
reopen_logs(struct master *m)
{
	if (log_reopen() != 0) {
		log_error("the log cannot be opened again: %m");
		return;
	}
	log_notice("log opened again");
	for (size_t i = 0; i < m->npools; i++)
		retire(&m->retired, &m->pools[i],
		    master_patience(m->pools[i].config));
}

static void
handle(struct master *m, int sig)
{
	if (sig == SIGCHLD) {
		reap(m);
		return;
	}
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

/* Does what is due; the clock_ms of what is next. */
static int64_t
work(struct master *m)
{
	int64_t next = retired_press(&m->retired);

	if (m->stopping != 0) {
		if (m->harder_at <= clock_ms())
			stop(m, m->stopping == SIGQUIT ? SIGTERM : SIGKILL);
		return m->harder_at < next ? m->harder_at : next;
	}
	for (size_t i = 0; i < m->npools; i++) {
		int64_t at = pool_fill(&m->pools[i], m->config);

		next = at < next ? at : next;
	}
	return next;
}

static bool
is_over(const struct master *m)
{
	size_t running = m->retired.count;

	for (size_t i = 0; i < m->npools; i++)
		running += pool_running(&m->pools[i]);
	return m->stopping != 0 && running == 0;
}

static void
run(struct master *m, const sigset_t *set)
{
	while (!is_over(m)) {
		int64_t next = work(m), left = clock_left(next);
		const struct timespec ts = {left / 1000, left % 1000 * 1000000};
		int sig = next == INT64_MAX ? sigwaitinfo(set, NULL)
					    : sigtimedwait(set, NULL, &ts);

		if (sig > 0)
			handle(m, sig);
	}
}

/* What the outside sees of a master that is up. */
static int
announce(const struct master *m, int pid_fd, int daemon_fd)
{
	if (pid_fd >= 0 && pid_file_write(pid_fd) != 0) {
		log_alert("pid = %s: %m", m->config->global.pid);
		return EX_OSERR;
	}
	log_notice("bksops-fcgi is running, pid %d", (int)getpid());
	if (daemon_fd >= 0)
		daemon_ready(daemon_fd, 0);
	return 0;
}

static int
fail(const char *why, int daemon_fd, int status)
{
	log_alert("%s", why == NULL ? "out of memory" : why);
	if (daemon_fd >= 0)
		daemon_ready(daemon_fd, status);
	return status;
}

int
pool_run(struct config *config, bool foreground)
{
	struct master m = {.config = config};
	int daemon_fd = -1, pid_fd = -1, status;
	char *why = NULL;
	sigset_t set;

	master_signals(&set);
	if (config->global.daemonize && !foreground) {
		daemon_fd = daemon_start(&why);
		if (daemon_fd < 0)
			return fail(why, -1, EX_OSERR);
	}
	if (*config->global.pid != '\0') {
		pid_fd = pid_file_open(config->global.pid, &why);
		if (pid_fd < 0)
			return fail(why, daemon_fd, EX_OSERR);
	}
	if (pools_open(config, NULL, &m.pools, &why) != 0)
		return fail(why, daemon_fd, EX_OSERR);
	m.npools = config->npools;
	status = announce(&m, pid_fd, daemon_fd);
	if (status == 0)
		run(&m, &set);
	log_notice("exiting, bye-bye!");
	if (pid_fd >= 0)
		unlink(m.config->global.pid);
	pools_close(m.pools, m.npools, NULL, 0);
	free(m.retired.items);
	config_free(m.config);
	return status;
}
