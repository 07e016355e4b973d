/* SPDX-License-Identifier: MIT */
/* One worker, as the master sees it. */
#ifndef POOL_CHILD_H
#define POOL_CHILD_H

#include "pool/board.h"

#include <sys/types.h>

struct child {
	pid_t pid;	   /* 0: the place is free */
	int64_t started;   /* clock_us */
	int64_t retire_at; /* clock_ms: pm.max_age; INT64_MAX: never */
	int64_t kill_at;   /* clock_ms: TERM was sent; INT64_MAX: it was not */
	bool status_only;  /* the process of status.listen */
	struct slot *slot; /* in the board */
	struct board *board; /* which the child holds */
};

/*
 * Logs how a child ended, by the name of its pool, and counts in its scoreboard
 * if it crashed or was terminated.  An expected exit is logged at level debug,
 * any other end as a warning.  True if it crashed: a signal ended it that is
 * its own fault.
 */
bool child_note_end(const struct child *child, int status, bool expected);

/* The child is gone, with this status: gives back its slot. */
void child_forget(struct child *child, int status);

#endif
