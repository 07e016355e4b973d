/* SPDX-License-Identifier: MIT */
/* A process as the system sees it: what ps(1) shows of it, as php-fpm does it,
 * going to the background, and the file that says who is there. */
#ifndef POOL_PROCESS_H
#define POOL_PROCESS_H

#include <stdbool.h>

/* Takes over the memory of the arguments and the environment, which is moved;
 * call it first.  Without it titles are not changed. */
void title_init(int argc, char **argv);

/* "bksops-fcgi: " and what follows.  The name of the process (comm), which the
 * kernel cuts to 15 bytes, becomes "bksops:" and `name`, as the whole word
 * would leave three letters of it; NULL leaves it. */
void title_set(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Empties the environment and wipes what it held: a worker is not to know what
 * the master was started with. */
void title_forget_environment(void);

/* Replaces what follows the last title_set: " [idle]".  Costs a copy. */
void title_state(const char *state);

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
