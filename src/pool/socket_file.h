/* SPDX-License-Identifier: MIT */
/*
 * The file of a listening UNIX socket.  It may lie in a tenant's directory, who
 * can put another one in its place at any time: so owner, mode and removal are
 * for the inode that was bound, never for a name.
 */
#ifndef POOL_SOCKET_FILE_H
#define POOL_SOCKET_FILE_H

#include "config/config.h"

struct socket_file {
	dev_t device;
	ino_t inode; /* 0: there is none */
};

/*
 * Binds `fd` to the path, which is the value of `key`, after removing the file
 * of a dead process, and gives the file the owner, group and mode that the pool
 * has.  At no time it is more open than that mode; a default ACL of the
 * directory makes no difference to owner, group and others.  0 and *file, or -1
 * and *why (malloc'd).
 */
int socket_file_bind(struct socket_file *file, int fd, const char *key,
    const char *path, const struct config_pool *pool, char **why);

/*
 * Whether socket_file_bind would bind the path, found without a change.  0, or
 * -1 with *why (malloc'd) and errno: EADDRINUSE when process *listener listens
 * there, EAGAIN when somebody does whose queue is full.
 */
int
socket_file_try(const char *key, const char *path, pid_t *listener, char **why);

/* Gives a bound file the owner, group and mode that the pool has now.  0, or -1
 * and *why. */
int socket_file_adjust(const struct socket_file *file, const char *path,
    const struct config_pool *pool, char **why);

/* Removes the file, if the path is still its own. */
void socket_file_remove(const struct socket_file *file, const char *path);

#endif
