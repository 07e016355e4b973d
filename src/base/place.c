/* SPDX-License-Identifier: MIT */
#include "base/place.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/vfs.h>
#include <unistd.h>

#define LINKS_MAX 40 /* on the way, as the kernel's own limit */

/* Closes, errno kept. */
static int
place_fail(int fd, int error)
{
	if (fd >= 0)
		close(fd);
	errno = error;
	return -1;
}

static bool
is_trusted(uid_t owner)
{
	return owner == 0 || owner == geteuid();
}

static int place_walk(int at, struct text path, int *links);

/* Reads a link that may be followed.  Bytes, or -1 with errno. */
static ssize_t
read_link(int at, const char *name, char target[PATH_MAX])
{
	int link = openat(at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	ssize_t n = -1;

	if (link < 0)
		return -1;
	if (fstat(link, &st) != 0)
		;
	else if (!S_ISLNK(st.st_mode))
		errno = ENOTDIR;
	else if (!is_trusted(st.st_uid))
		errno = ELOOP;
	else
		n = readlinkat(link, "", target, PATH_MAX);
	if (n == PATH_MAX)
		errno = ENAMETOOLONG;
	place_fail(link, errno);
	return n < PATH_MAX ? n : -1;
}

/* The directory `name` in `at`, which it takes over. */
static int
step(int at, struct text name, int *links)
{
	char part[NAME_MAX + 1], target[PATH_MAX];
	ssize_t n;
	int fd;

	if (name.len > NAME_MAX)
		return place_fail(at, ENAMETOOLONG);
	snprintf(part, sizeof(part), "%.*s", TEXT_ARG(name));
	/* O_DIRECTORY has an automounter do its work. */
	fd = openat(at, part, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		close(at);
		return fd;
	}
	if (errno != ENOTDIR)
		return place_fail(at, errno);
	n = ++*links > LINKS_MAX ? place_fail(-1, ELOOP)
				 : read_link(at, part, target);
	return n < 0 ? place_fail(at, errno)
		     : place_walk(at, (struct text){target, (size_t)n}, links);
}

/* What `path` is below `at`, which it takes over. */
static int
place_walk(int at, struct text path, int *links)
{
	struct text part;

	if (path.len > 0 && path.s[0] == '/') {
		close(at);
		at = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
	while (at >= 0 && text_split(&path, '/', &part))
		if (part.len > 0)
			at = step(at, part, links);
	return at;
}

int
place_open(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash + 1 - path);
	/* The working directory may be closed to the user (sudo -u): it is
	 * opened only for a path that starts there. */
	int at =
	    open(*path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int links = 0;

	*name = path + len;
	return at < 0 || len == 0
		   ? at
		   : place_walk(at, (struct text){path, len}, &links);
}

int
place_open_file(const char *path, int flags, mode_t mode)
{
	const char *name;
	int dir = place_open(path, &name), fd;

	if (dir < 0)
		return -1;
	fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC, mode);
	place_fail(dir, errno);
	return fd;
}

int
place_try_new(int dir)
{
	struct statfs fs;

	if (faccessat(dir, ".", W_OK | X_OK, AT_EACCESS) != 0)
		return -1;
	if (fstatfs(dir, &fs) != 0)
		return 0;
	/* What open(2) says there, whatever the rights of root. */
	errno = fs.f_type == PROC_SUPER_MAGIC ? ENOENT
		: fs.f_type == SYSFS_MAGIC || fs.f_type == DEVPTS_SUPER_MAGIC
		    ? EACCES
		    : 0;
	return errno == 0 ? 0 : -1;
}

int
place_enter(int dir)
{
	int back = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	/* Where no path can start there is nothing to go back to. */
	if (back < 0)
		back = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (back >= 0 && fchdir(dir) != 0)
		return place_fail(back, errno);
	return back;
}

void
place_leave(int back)
{
	int error = errno;

	if (fchdir(back) != 0 && chdir("/") != 0)
		error = errno;
	place_fail(back, error);
}

int
place_remove_at(int dir, const char *name, const struct stat *file)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return -1;
	if (st.st_dev == file->st_dev && st.st_ino == file->st_ino)
		return unlinkat(dir, name, 0);
	errno = ENOENT;
	return -1;
}

int
place_remove(const char *path, const struct stat *file)
{
	const char *name;
	int dir = place_open(path, &name), result;

	if (dir < 0)
		return -1;
	result = place_remove_at(dir, name, file);
	place_fail(dir, errno);
	return result;
}
