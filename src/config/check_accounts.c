/* SPDX-License-Identifier: MIT */
#include "config/account.h"
#include "config/check.h"
#include "config/complain.h"
#include "config/keys.h"

#include <unistd.h>

static int
check_names(const char *file, const struct config_pool *pool,
    const char *user_key, const char *user, const char *group_key,
    const char *group, struct account *account, char **why)
{
	const char *unknown = account_find(user, group, account);

	if (unknown == NULL)
		return 0;
	if (unknown == user)
		return complain(why, file, keys_line(pool, user_key),
		    "%s = %s: no such user on this system", user_key, user);
	return complain(why, file, keys_line(pool, group_key),
	    "%s = %s: no such group on this system", group_key, group);
}

int
check_accounts(const char *file, const struct config_pool *pool, char **why)
{
	struct account worker = {0}, owner = {0};

	if (geteuid() != 0)
		return 0;
	if (check_names(file, pool, "user", pool->user, "group", pool->group,
		&worker, why) < 0 ||
	    check_names(file, pool, "listen.owner", pool->listen_owner,
		"listen.group", pool->listen_group, &owner, why) < 0)
		return -1;
	if (*pool->user != '\0' && worker.uid == 0)
		return complain(why, file, keys_line(pool, "user"),
		    "user = %s: workers do not run as root", pool->user);
	if (*pool->user != '\0' && worker.gid == 0)
		return complain(why, file,
		    keys_line(pool, *pool->group != '\0' ? "group" : "user"),
		    "%s = %s: workers do not run in the group of root",
		    *pool->group != '\0' ? "group" : "user",
		    *pool->group != '\0' ? pool->group : pool->user);
	if (*pool->user == '\0')
		return complain(why, file, keys_line(pool, "user"),
		    "[%s] needs user when the program is started as root",
		    pool->name);
	return 0;
}
