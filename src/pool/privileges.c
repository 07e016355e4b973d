/* SPDX-License-Identifier: MIT */
#include "pool/privileges.h"

#include "config/names.h"
#include "pool/why.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct ids {
	struct account account;
	char name[256]; /* "": a number without an account */
};

static int
find_ids(const struct config_pool *pool, struct ids *ids, char **why)
{
	const struct passwd *pw;
	const char *unknown =
	    account_find(pool->user, pool->group, &ids->account);

	if (unknown != NULL)
		return why_set(
		    why, "[%s] %s: no such user or group", pool->name, unknown);
	if (*pool->user == '\0' || ids->account.uid == 0)
		return why_set(
		    why, "[%s] workers do not run as root", pool->name);
	pw = getpwuid(ids->account.uid);
	snprintf(
	    ids->name, sizeof(ids->name), "%s", pw == NULL ? "" : pw->pw_name);
	return 0;
}

int
privileges_check(const struct config_pool *pool, char **why)
{
	struct ids ids = {0};

	return geteuid() == 0 ? find_ids(pool, &ids, why) : 0;
}

static struct rlimit
limit_of(int64_t value)
{
	rlim_t limit = value < 0 ? RLIM_INFINITY : (rlim_t)value;

	return (struct rlimit){limit, limit};
}

/* A limit or priority that the system does not let us have. */
static int
blame(const struct config_pool *pool, const char *key, char **why)
{
	why_errno(why, key);
	return why_key(why, pool, key);
}

static int
set_limits(const struct config_pool *pool, char **why)
{
	const struct rlimit files = limit_of(pool->rlimit_files);
	const struct rlimit core = limit_of(pool->rlimit_core);
	const struct rlimit space = limit_of(pool->rlimit_as);

	if (pool->rlimit_files > 0 && setrlimit(RLIMIT_NOFILE, &files) != 0)
		return blame(pool, "rlimit_files", why);
	if (setrlimit(RLIMIT_CORE, &core) != 0)
		return blame(pool, "rlimit_core", why);
	if (pool->rlimit_as > 0 && setrlimit(RLIMIT_AS, &space) != 0)
		return blame(pool, "rlimit_as", why);
	errno = 0;
	if (pool->process_priority != 0 &&
	    nice((int)pool->process_priority) == -1 && errno != 0)
		return blame(pool, "process.priority", why);
	umask((mode_t)pool->umask);
	return 0;
}

static int
set_directories(const struct config_pool *pool, char **why)
{
	const char *dir = *pool->chdir != '\0' ? pool->chdir : "/";

	if (*pool->chroot != '\0' && chroot(pool->chroot) != 0) {
		why_value(why, "chroot", pool->chroot);
		return why_key(why, pool, "chroot");
	}
	if (chdir(dir) == 0)
		return 0;
	why_value(why, "chdir", dir);
	return why_key(why, pool, "chdir");
}

static int
set_ids(const struct ids *ids, char **why)
{
	uid_t uid = ids->account.uid;
	gid_t gid = ids->account.gid;
	int groups = *ids->name != '\0' ? initgroups(ids->name, gid)
					: setgroups(1, &gid);

	if (groups != 0)
		return why_errno(why, "supplementary groups");
	if (setresgid(gid, gid, gid) != 0)
		return why_errno(why, "setresgid");
	if (setresuid(uid, uid, uid) != 0)
		return why_errno(why, "setresuid");
	if (setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0)
		return why_set(why, "root could be had back");
	return 0;
}

int
privileges_drop(const struct config_pool *pool, char **why)
{
	struct ids ids = {0};
	bool root = geteuid() == 0;

	/* Names are looked up before chroot hides their files. */
	if (root && find_ids(pool, &ids, why) != 0)
		return -1;
	if (set_limits(pool, why) != 0)
		return -1;
	if (set_directories(pool, why) != 0 ||
	    (root && set_ids(&ids, why) != 0))
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, pool->process_dumpable, 0, 0, 0) != 0)
		return why_errno(why, "prctl");
	return 0;
}
