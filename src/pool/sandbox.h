/* SPDX-License-Identifier: MIT */
/*
 * The system calls of a worker (seccomp(2)): what it needs to answer requests
 * and to talk to MySQL, and no other.  Who takes over a worker by a fault in
 * it can start no program, write to no file that is not open already, and
 * bind no address.
 */
#ifndef POOL_SANDBOX_H
#define POOL_SANDBOX_H

#include "config/config.h"

/*
 * With process.seccomp: from here on a call that is not in the list
 * (pool/sandbox_rules.c) is not carried out: the log says which it was, and
 * the process ends on SIGSYS; a few fail instead.  There is no way back.  For a
 * process with one thread that has given up its privileges.  0, or -1 when the
 * system refuses, which the log then says.
 */
int sandbox_enter(const struct config_pool *pool);

#endif
