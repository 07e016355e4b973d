/* SPDX-License-Identifier: MIT */
/*
 * Names in directories that may be somebody else's.  Root, who opens or removes
 * "/home/ann/run/pool.sock", must not be led elsewhere by a link that ann puts
 * there: the directory is opened once, and what follows is done in it.
 */
#ifndef BASE_PLACE_H
#define BASE_PLACE_H

#include <sys/stat.h>

/*
 * Opens the directory that `path` lies in, as O_PATH; *name points to what
 * follows in it.  A symbolic link on the way is followed only if it belongs to
 * root or to the user of the process.  A descriptor, close-on-exec, or -1 with
 * errno: ELOOP for somebody else's link.
 */
int place_open(const char *path, const char **name);

/* Opens `path` as open(2) with O_NOFOLLOW and O_CLOEXEC, in that directory. */
int place_open_file(const char *path, int flags, mode_t mode);

/* Whether the process can make a file in the directory: 0, or -1 with errno as
 * of open(2).  Nothing is made. */
int place_try_new(int dir);

/*
 * Makes the directory the working one, for calls that know names only, such as
 * bind(2): all threads have it, so the process should have one.  What
 * place_leave takes, or -1 with errno.
 */
int place_enter(int dir);

/* Goes back, or to / where that is not possible.  errno is kept. */
void place_leave(int back);

/* Removes `name` in the directory if it is this very file: device and inode are
 * the same.  0, or -1 with errno; ENOENT if it is another one. */
int place_remove_at(int dir, const char *name, const struct stat *file);

/* The same of a path. */
int place_remove(const char *path, const struct stat *file);

#endif
