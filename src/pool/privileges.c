/* SPDX-License-Identifier: MIT */
#include "pool/privileges.h"

#include "pool/why.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

struct ids {
	const char *name;
	uid_t uid;
	gid_t gid;
};

static int
find_ids(const struct config_pool *pool, struct ids *ids, char **why)
{
	const struct passwd *pw = getpwnam(pool->user);
	const struct group *gr;

	if (pw == NULL)
		return why_set(why, "user = %s: no such user", pool->user);
	if (pw->pw_uid == 0)
		return why_set(
		    why, "user = %s: workers do not run as root", pool->user);
	*ids = (struct ids){pool->user, pw->pw_uid, pw->pw_gid};
	if (*pool->group == '\0')
		return 0;
	gr = getgrnam(pool->group);
	if (gr == NULL)
		return why_set(why, "group = %s: no such group", pool->group);
	ids->gid = gr->gr_gid;
	return 0;
}

int
privileges_check(const struct config_pool *pool, char **why)
{
	struct ids ids;

	return geteuid() == 0 ? find_ids(pool, &ids, why) : 0;
}

static int
set_limit(int which, int64_t value, const char *name, char **why)
{
	rlim_t limit = value < 0 ? RLIM_INFINITY : (rlim_t)value;
	const struct rlimit both = {limit, limit};

	return setrlimit(which, &both) == 0 ? 0 : why_errno(why, name);
}

static int
set_directories(const struct config_pool *pool, char **why)
{
	const char *dir = *pool->chdir != '\0' ? pool->chdir : "/";

	if (*pool->chroot != '\0' && chroot(pool->chroot) != 0)
		return why_errno(why, pool->chroot);
	return chdir(dir) == 0 ? 0 : why_errno(why, dir);
}

static int
set_ids(const struct ids *ids, char **why)
{
	if (initgroups(ids->name, ids->gid) != 0)
		return why_errno(why, "initgroups");
	if (setresgid(ids->gid, ids->gid, ids->gid) != 0)
		return why_errno(why, "setresgid");
	if (setresuid(ids->uid, ids->uid, ids->uid) != 0)
		return why_errno(why, "setresuid");
	if (setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0)
		return why_set(why, "root could be had back");
	return 0;
}

int
privileges_drop(const struct config_pool *pool, char **why)
{
	struct ids ids = {NULL, 0, 0};
	bool root = geteuid() == 0;

	/* Names are looked up before chroot hides their files. */
	if (root && find_ids(pool, &ids, why) != 0)
		return -1;
	if (pool->rlimit_files > 0 &&
	    set_limit(RLIMIT_NOFILE, pool->rlimit_files, "rlimit_files", why))
		return -1;
	if (set_limit(RLIMIT_CORE, pool->rlimit_core, "rlimit_core", why) != 0)
		return -1;
	if (set_directories(pool, why) != 0 ||
	    (root && set_ids(&ids, why) != 0))
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, pool->process_dumpable, 0, 0, 0) != 0)
		return why_errno(why, "prctl");
	return 0;
}
