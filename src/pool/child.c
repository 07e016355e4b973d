/* SPDX-License-Identifier: MIT */
#include "pool/child.h"

#include "base/clock.h"
#include "base/log.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

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

bool
child_note_end(const struct child *child, int status, bool expected)
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
