/* SPDX-License-Identifier: MIT */
/* Listening sockets: our own, and those that we were started with. */
#ifndef POOL_LISTEN_H
#define POOL_LISTEN_H

#include "pool/socket_file.h"

/*
 * Binds `address`, which is the value of `key` ("listen", "status.listen"); the
 * rest is as the pool has it.  A UNIX socket gets the configured owner, group
 * and mode before anybody can connect; the file of a dead process is removed,
 * one that somebody serves is an error.  The descriptor, close-on-exec, and in
 * *file that of a UNIX socket; or -1 and *why (malloc'd).
 */
int listen_open(const struct config_pool *pool, const char *key,
    const char *address, struct socket_file *file, char **why);

/* Who listens at an address. */
struct listener {
	pid_t pid;   /* of a UNIX socket; else 0 */
	ino_t inode; /* of a TCP socket with this very address; 0: there is none
		      */
};

/*
 * Whether listen_open would open `address`, found without a trace: a TCP port
 * is bound for a moment, but nobody can connect.  0, or -1 with *why (malloc'd)
 * and errno: EADDRINUSE when it is taken, by *there, EAGAIN when by somebody
 * whose queue is full.
 */
int listen_try(
    const char *key, const char *address, struct listener *there, char **why);

/*
 * Closes every descriptor that the program was started with, but 0 to 2 and the
 * sockets of LISTEN_FDS: workers would inherit them.  To be called once, before
 * the program has opened any that it keeps.
 */
void listen_keep_passed(void);

/*
 * The listening socket that the program was started with, for pools[pool],
 * which has no "listen": of LISTEN_FDS (systemd), the one named like the pool,
 * else in the order of such pools; without LISTEN_FDS descriptor 0, for one
 * pool (spawn-fcgi, lighttpd, mod_fcgid).  After the start it is `kept`, which
 * the pool has, else -1.  A copy, or -1 and *why, also for auth = header on TCP
 * for everybody.
 */
int listen_inherited(
    const struct config *config, size_t pool, int kept, char **why);

/* Whether a pool serves such a socket. */
bool listen_is_inherited(const struct config *config);

/* Closes the originals, of which listen_inherited made copies: a worker must
 * not hold another pool's. */
void listen_forget_inherited(void);

#endif
