/* SPDX-License-Identifier: MIT */
/* The system calls of a worker, as a table.  Inside src/pool/ only. */
#ifndef POOL_SANDBOX_RULES_H
#define POOL_SANDBOX_RULES_H

#include <seccomp.h>
#include <stddef.h>

#define SANDBOX_CONDITIONS 2

struct sandbox_rule {
	/* Names, a blank between; not every architecture has all of them. */
	const char *calls;
	/* Of the arguments; all must hold, and none is given for any.  When
	 * several rules name a call, one must fit. */
	struct scmp_arg_cmp when[SANDBOX_CONDITIONS];
	/* 0: the call is allowed.  Else it fails with this errno, and the
	 * worker goes on: its caller has a way without. */
	int error;
};

extern const struct sandbox_rule sandbox_rules[];
extern const size_t sandbox_nrules;

#endif
