/* SPDX-License-Identifier: MIT */
/* What a worker gives up before it reads its first byte. */
#ifndef POOL_PRIVILEGES_H
#define POOL_PRIVILEGES_H

#include "config/config.h"

/*
 * Checks that the user and group exist, so that a mistake is found before
 * anything is forked.  0, or -1 and *why (malloc'd).
 */
int privileges_check(const struct config_pool *pool, char **why);

/*
 * In this order: resource limits, root directory, working directory, groups,
 * group, user, and the proof that root cannot be had back; then no new
 * privileges and no core or ptrace by others.  As above; after a failure the
 * process must end.
 */
int privileges_drop(const struct config_pool *pool, char **why);

/*
 * The system calls of a worker (seccomp(2)): what it needs to answer requests
 * and to talk to MySQL, and no other.  Who takes over a worker by a fault in
 * it can start no program, write to no file that is not open already, and
 * bind no address.
 *
 * With process.seccomp: from here on a call that is not in the list is not
 * carried out: the log says which it was, and the process ends on SIGSYS; a few
 * fail instead.  There is no way back.  For a process with one thread that has
 * given up its privileges.  0, or -1 when the system refuses, which the log
 * then says.
 */
int sandbox_enter(const struct config_pool *pool);

#endif
