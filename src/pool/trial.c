/* SPDX-License-Identifier: MIT */
#include "pool/trial.h"

#include "base/log.h"
#include "config/config.h"
#include "config/keys.h"
#include "pool/inherited.h"
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
#include <sys/sysmacros.h>
#include <unistd.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

/* What master_init makes of a master's arguments. */
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

/* What a key of a pool is tried for. */
struct trial {
	const struct config *config;
	const struct config_pool *pool;
	struct config_mistakes *mistakes;
};

/* A mistake in a key; takes over the text. */
static void
blame(const struct trial *t, const char *key, char *text)
{
	complain(t->mistakes, t->pool->file, keys_line(t->pool, key), "%s",
	    why_text(text));
	free(text);
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

static void
try_address(const struct trial *t, const char *key, const char *address)
{
	struct listener there;
	char *why = NULL;

	if (*address == '\0' || keys_is_refused(t->pool, key) ||
	    is_made_at_start(t->pool, key, address))
		return;
	errno = 0;
	if (listen_try(key, address, &there, &why) == 0)
		return;
	if (!is_own(t->config->file, &there, errno))
		blame(t, key, why);
	else
		free(why);
}

static void
try_logs(const struct trial *t)
{
	const struct {
		const char *key, *where;
	} logs[] = {{"error_log", t->pool->error_log},
	    {"access.log", t->pool->access_log}, {"slowlog", t->pool->slowlog}};

	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		char *why = NULL;

		if (!is_made_at_start(t->pool, logs[i].key, logs[i].where) &&
		    logs_try(logs[i].key, logs[i].where, &why) != 0)
			blame(t, logs[i].key, why);
	}
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
static void
try_below_chroot(const struct trial *t)
{
	const struct config_pool *pool = t->pool;
	const bool esb = pool->auth == AUTH_ESB;
	const struct {
		const char *key, *path;
	} files[] = {{"mysql.sops.socket", pool->sops.socket},
	    {"mysql.sops.ssl_ca", pool->sops.ssl_ca},
	    {"mysql.paas.socket", esb ? pool->paas.socket : ""},
	    {"mysql.paas.ssl_ca", esb ? pool->paas.ssl_ca : ""},
	    {"paas.redis", esb ? pool->paas_redis : ""}};

	if (keys_is_refused(pool, "chroot"))
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (is_hidden(pool, files[i].path) &&
		    keys_inherited(pool, files[i].key) == NULL)
			complain(t->mistakes, pool->file,
			    keys_line(pool, files[i].key),
			    "%s = %s: hidden by chroot = %s; mount or copy it "
			    "there",
			    files[i].key, files[i].path, pool->chroot);
}

/* As open_pool of a start. */
void
trial_pool(const struct config *config, const struct config_pool *pool,
    struct config_mistakes *mistakes)
{
	const struct trial t = {config, pool, mistakes};
	char *why = NULL;

	if (!keys_is_refused(pool, "user") && !keys_is_refused(pool, "group") &&
	    privileges_check(pool, &why) != 0)
		blame(&t, "user", why);
	try_address(&t, "listen", pool->listen);
	try_address(&t, "status.listen", pool->status_listen);
	try_logs(&t);
	try_below_chroot(&t);
}

static bool
try_global(const struct config *config, const char *key, const char *where,
    struct config_mistakes *mistakes)
{
	char *why = NULL;

	if (is_made_at_start(NULL, key, where) ||
	    logs_try(key, where, &why) == 0)
		return true;
	complain(mistakes, config->file, keys_global_line(config, key), "%s",
	    why_text(why));
	free(why);
	return false;
}

/* The process that has locked the file, by proc_locks(5): to take the lock to
 * find out could make a start fail that comes at that moment.  0: none. */
static pid_t
find_locker(const struct stat *file)
{
	FILE *in = fopen("/proc/locks", "re");
	char line[256];
	long pid, found = 0;
	unsigned int major_of, minor_of;
	unsigned long long inode;

	if (in == NULL)
		return 0;
	while (found == 0 && fgets(line, sizeof(line), in) != NULL)
		if (sscanf(line, "%*[0-9]: FLOCK %*s WRITE %ld %x:%x:%llu",
			&pid, &major_of, &minor_of, &inode) == 4 &&
		    makedev(major_of, minor_of) == file->st_dev &&
		    inode == file->st_ino)
			found = pid;
	fclose(in);
	return (pid_t)found;
}

/* The running master of the same file has it locked, which is no mistake. */
static void
try_lock(const struct config *config, const struct stat *file,
    struct config_mistakes *mistakes)
{
	const int line = keys_global_line(config, "pid");
	const char *path = config->global.pid;
	const pid_t pid = find_locker(file);
	char title[512];
	bool known;

	if (pid == 0 || is_master(pid, config->file))
		return;
	known = read_title(pid, title, sizeof(title));
	/* A start that serves a socket it was given does without the file. */
	if (listen_is_inherited(config))
		log_warning("%s:%d: pid = %s: not written while process %ld "
			    "has it locked",
		    config->file, line, path, (long)pid);
	else
		complain(mistakes, config->file, line,
		    "pid = %s: another master runs: process %ld, which is %s, "
		    "has it locked",
		    path, (long)pid,
		    known ? "not one of this file"
			  : "another user's: test the file as that user");
}

/* A log may be a pipe or a device, a PID file may not. */
static void
try_pid_file(const struct config *config, struct config_mistakes *mistakes)
{
	const char *path = config->global.pid;
	struct stat st;

	if (!try_global(config, "pid", path, mistakes) || *path == '\0' ||
	    stat(path, &st) != 0)
		return;
	if (S_ISREG(st.st_mode))
		try_lock(config, &st, mistakes);
	else
		complain(mistakes, config->file,
		    keys_global_line(config, "pid"),
		    "pid = %s: no regular file; name another one", path);
}

void
trial_global(const struct config *config, struct config_mistakes *mistakes)
{
	try_global(config, "error_log", config->global.error_log, mistakes);
	try_pid_file(config, mistakes);
}

void
trial_run(struct config *config)
{
	trial_global(config, &config->mistakes);
	for (size_t i = 0; i < config->nbad; i++)
		if (config_is_section(&config->bad[i]))
			trial_pool(
			    config, &config->bad[i], &config->bad[i].mistakes);
	for (size_t i = 0; i < config->npools;) {
		struct config_pool *pool = &config->pools[i];

		trial_pool(config, pool, &pool->mistakes);
		if (pool->mistakes.count == 0)
			i++;
		else
			config_refuse(config, i);
	}
}
