/* SPDX-License-Identifier: MIT */
/* Going to the background, and the file that says who is there. */
#ifndef POOL_DAEMON_H
#define POOL_DAEMON_H

#include <stdbool.h>

/*
 * Forks.  The parent waits for daemon_ready and exits with its status; the
 * child goes on and gets a descriptor for it, or -1 and *why.
 */
int daemon_start(char **why);

/* Tells the parent how it went, and leaves the terminal, but for stderr when
 * the log goes there. */
void daemon_ready(int fd, int status, bool keep_stderr);

/*
 * Creates, locks and writes the file.  A locked one is of a running master.
 * The descriptor, to be kept open, or -1 and *why.
 */
int pid_file_open(const char *path, char **why);

/* Writes the process id of the caller. */
int pid_file_write(int fd);

/* Removes the file, if `path` still is that of the descriptor. */
void pid_file_remove(int fd, const char *path);

#endif
