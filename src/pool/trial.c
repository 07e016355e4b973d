/* SPDX-License-Identifier: MIT */
#include "pool/trial.h"

#include "base/log.h"
#include "config/keys.h"
#include "pool/listen.h"
#include "pool/logs.h"
#include "pool/privileges.h"
#include "pool/why.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

/* What title_set of pool_run makes of a master's arguments. */
#define MASTER_TITLE "bksops-fcgi: master process ("

/* Whether two names are of one file: processes may have other working
 * directories. */
static bool
is_same_file(const char *file, pid_t pid, const char *named)
{
	char path[PATH_MAX];
	struct stat ours, theirs;

	snprintf(path, sizeof(path), "/proc/%ld/cwd/%s", (long)pid, named);
	return stat(file, &ours) == 0 &&
	       stat(*named == '/' ? named : path, &theirs) == 0 &&
	       ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

/* Reads the title of a process of root's or of this user's: anybody can call a
 * process of his own a master. */
static bool
read_title(pid_t pid, char *title, size_t size)
{
	char path[64];
	struct stat st;
	ssize_t n = -1;
	int dir, fd = -1;

	snprintf(path, sizeof(path), "/proc/%ld", (long)pid);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return false;
	/* The directory is that of the user, whatever the process does. */
	if (fstat(dir, &st) == 0 && (st.st_uid == 0 || st.st_uid == geteuid()))
		fd = openat(dir, "cmdline", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, title, size - 1);
		close(fd);
	}
	close(dir);
	title[n < 0 ? 0 : n] = '\0';
	return n >= 0;
}

/* Whether the process is a master of this configuration file. */
static bool
is_master(pid_t pid, const char *file)
{
	char title[512], *end;

	if (!read_title(pid, title, sizeof(title)) ||
	    !text_starts(text_of(title), MASTER_TITLE))
		return false;
	end = strrchr(title, ')');
	/* A long title is cut. */
	if (end == NULL)
		return true;
	*end = '\0';
	return is_same_file(file, pid, title + sizeof(MASTER_TITLE) - 1);
}

/* Whether the process has the socket open, as far as this user may see. */
static bool
has_socket(pid_t pid, ino_t inode)
{
	char path[64], wanted[64], target[64];
	bool found = false;
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%ld/fd", (long)pid);
	snprintf(
	    wanted, sizeof(wanted), "socket:[%llu]", (unsigned long long)inode);
	dir = opendir(path);
	if (dir == NULL)
		return false;
	while (!found && (entry = readdir(dir)) != NULL) {
		ssize_t n = readlinkat(
		    dirfd(dir), entry->d_name, target, sizeof(target) - 1);

		target[n < 0 ? 0 : n] = '\0';
		found = strcmp(target, wanted) == 0;
	}
	closedir(dir);
	return found;
}

/* Whether a master of this file runs and, unless `inode` is 0, has the socket.
 */
static bool
find_master(const char *file, ino_t inode)
{
	DIR *dir = opendir("/proc");
	bool found = false;
	struct dirent *entry;

	if (dir == NULL)
		return false;
	while (!found && (entry = readdir(dir)) != NULL) {
		uint64_t pid;

		found = text_to_uint64(text_of(entry->d_name), &pid) &&
			is_master((pid_t)pid, file) &&
			(inode == 0 || has_socket((pid_t)pid, inode));
	}
	closedir(dir);
	return found;
}

/* Whether the address is taken by the running master, who keeps it at a
 * reload.  `error` is that of listen_try. */
static bool
is_own(const char *file, const struct listener *there, int error)
{
	if (error == EAGAIN)
		return find_master(file, 0);
	if (error != EADDRINUSE)
		return false;
	return there->pid != 0
		   ? is_master(there->pid, file)
		   : there->inode != 0 && find_master(file, there->inode);
}

/* The message with its place in front; takes over *why. */
static int
blame(const struct config_pool *pool, const char *key, char **why)
{
	char *text = *why;

	why_set(why, "%s:%d: %s", pool->file, keys_line(pool, key),
	    text == NULL ? "out of memory" : text);
	free(text);
	return -1;
}

/* Directories below /run are gone after each boot, and made by who starts the
 * program, such as systemd: one that is missing is warned of.  `pool` is NULL
 * for a key of [global]. */
static bool
is_made_at_start(
    const struct config_pool *pool, const char *key, const char *path)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	struct stat st;

	if (slash == NULL || (!text_starts(text_of(path), "/run/") &&
				 !text_starts(text_of(path), "/var/run/")))
		return false;
	snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path), path);
	if (stat(dir, &st) == 0 || errno != ENOENT)
		return false;
	log_warning("%s%s%s%s = %s: its directory is not there; what starts "
		    "the program must make it",
	    pool != NULL ? "[pool " : "", pool != NULL ? pool->name : "",
	    pool != NULL ? "] " : "", key, path);
	return true;
}

static int
try_address(const struct config *config, const struct config_pool *pool,
    const char *key, const char *address, char **why)
{
	struct listener there;

	if (*address == '\0' || is_made_at_start(pool, key, address))
		return 0;
	errno = 0;
	if (listen_try(key, address, &there, why) == 0)
		return 0;
	if (!is_own(config->file, &there, errno))
		return blame(pool, key, why);
	free(*why);
	*why = NULL;
	return 0;
}

static int
try_logs(const struct config_pool *pool, char **why)
{
	const struct {
		const char *key, *where;
	} logs[] = {{"error_log", pool->error_log},
	    {"access.log", pool->access_log}, {"slowlog", pool->slowlog}};

	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++)
		if (!is_made_at_start(pool, logs[i].key, logs[i].where) &&
		    logs_try(logs[i].key, logs[i].where, why) != 0)
			return blame(pool, logs[i].key, why);
	return 0;
}

/* Opens as if `dir` were the root directory, which is where absolute links in
 * it lead from.  A kernel before 5.6, or the rules of a container, refuse the
 * call: links lead from our own root then. */
static int
open_below(int dir, const char *path)
{
#ifdef SYS_openat2
	struct open_how how = {
	    .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
	int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));

	if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
		return fd;
#endif
	return openat(dir, path + strspn(path, "/"), O_PATH | O_CLOEXEC);
}

static bool
is_missing_below(const char *root, const char *path)
{
	int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd, error;

	if (dir < 0)
		return false;
	fd = open_below(dir, path);
	error = fd < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	close(dir);
	return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

/* A file that workers open, which is there, but not below chroot. */
static bool
is_hidden(const struct config_pool *pool, const char *path)
{
	struct stat st;

	return *pool->chroot != '\0' && *path == '/' && stat(path, &st) == 0 &&
	       is_missing_below(pool->chroot, path);
}

/* What workers look for when chroot is done.  option_file is looked at with the
 * secrets. */
static int
try_below_chroot(const struct config_pool *pool, char **why)
{
	const bool esb = pool->auth == AUTH_ESB;
	const struct {
		const char *key, *path;
	} files[] = {{"mysql.sops.socket", pool->sops.socket},
	    {"mysql.sops.ssl_ca", pool->sops.ssl_ca},
	    {"mysql.paas.socket", esb ? pool->paas.socket : ""},
	    {"mysql.paas.ssl_ca", esb ? pool->paas.ssl_ca : ""},
	    {"paas.redis", esb ? pool->paas_redis : ""}};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (!is_hidden(pool, files[i].path))
			continue;
		why_set(why,
		    "%s = %s: hidden by chroot = %s; mount or copy it there",
		    files[i].key, files[i].path, pool->chroot);
		return blame(pool, files[i].key, why);
	}
	return 0;
}

/* As open_pool of a start. */
int
trial_pool(const struct config *config, size_t number, char **why)
{
	const struct config_pool *pool = &config->pools[number];

	*why = NULL;
	if (privileges_check(pool, why) != 0)
		return blame(pool, "user", why);
	if (try_address(config, pool, "listen", pool->listen, why) != 0 ||
	    try_address(
		config, pool, "status.listen", pool->status_listen, why) != 0 ||
	    try_logs(pool, why) != 0)
		return -1;
	return try_below_chroot(pool, why);
}

static int
try_global(
    const struct config *config, const char *key, const char *where, char **why)
{
	const int line = config->global.lines[keys_find(&keys_global, key)];
	char *text = NULL;

	if (is_made_at_start(NULL, key, where) ||
	    logs_try(key, where, &text) == 0)
		return 0;
	why_set(why, "%s:%d: %s", config->file, line,
	    text == NULL ? "out of memory" : text);
	free(text);
	return -1;
}

/* A log may be a pipe or a device, a PID file may not. */
static int
try_pid_file(const struct config *config, char **why)
{
	const char *path = config->global.pid;
	struct stat st;

	if (try_global(config, "pid", path, why) != 0)
		return -1;
	if (*path == '\0' || stat(path, &st) != 0 || S_ISREG(st.st_mode))
		return 0;
	why_set(why, "%s:%d: pid = %s: no regular file; name another one",
	    config->file, config->global.lines[keys_find(&keys_global, "pid")],
	    path);
	return -1;
}

int
trial_global(const struct config *config, char **why)
{
	*why = NULL;
	if (try_global(config, "error_log", config->global.error_log, why) != 0)
		return -1;
	return try_pid_file(config, why);
}

int
trial_run(struct config *config, char **why)
{
	if (trial_global(config, why) != 0)
		return -1;
	for (size_t i = 0; i < config->npools;) {
		if (trial_pool(config, i, why) == 0)
			i++;
		else if (config_refuse(config, i, why) != 0)
			return -1;
	}
	return 0;
}
