/* SPDX-License-Identifier: MIT */
#include "pool/child.h"

#include "base/clock.h"
#include "base/log.h"
#include "pool/queue.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

void
child_log_end(
    const char *pool, const struct child *child, int status, bool expected)
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
	    pool, (int)child->pid, how, (long long)(lived / 1000000),
	    (long long)(lived % 1000000));
}

bool
child_crashed(int status)
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

void
child_forget(struct child *child, int status)
{
	/* It may have accepted a connection that it did not count.  One that
	 * comes later would be taken for it, and for long waiting. */
	if (WIFSIGNALED(status))
		queue_forget(child->board->shared);
	scoreboard_give_back(child->board->shared, child->slot);
	board_drop(child->board);
	*child = (struct child){.pid = 0};
}
