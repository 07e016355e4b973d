/* SPDX-License-Identifier: MIT */
/*
 * Listening sockets of our own.  The file of a UNIX socket may lie in a
 * tenant's directory, who can put another one in its place at any time: so
 * owner, mode and removal are for the inode that was bound, never for a name.
 */
#ifndef POOL_LISTEN_H
#define POOL_LISTEN_H

#include "config/config.h"

/* The file of a UNIX socket. */
struct socket_file {
	dev_t device;
	ino_t inode; /* 0: there is none */
};

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

/* Gives a bound file the owner, group and mode that the pool has now.  0, or -1
 * and *why. */
int socket_file_adjust(const struct socket_file *file, const char *path,
    const struct config_pool *pool, char **why);

/* Removes the file, if the path is still its own. */
void socket_file_remove(const struct socket_file *file, const char *path);

#endif
