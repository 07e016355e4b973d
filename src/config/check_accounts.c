/* SPDX-License-Identifier: MIT */
#include "config/account.h"
#include "config/check.h"
#include "config/complain.h"
#include "config/keys.h"

#include <unistd.h>

/* Whether both are known; else that was told. */
static bool
check_names(struct config_pool *pool, const char *user_key, const char *user,
    const char *group_key, const char *group, struct account *account)
{
	const char *unknown;

	if (ANY_REFUSED(pool, user_key, group_key))
		return false;
	unknown = account_find(user, group, account);
	if (unknown == NULL)
		return true;
	if (unknown == user)
		complain_key(pool, user_key,
		    "%s = %s: no such user on this system", user_key, user);
	else
		complain_key(pool, group_key,
		    "%s = %s: no such group on this system", group_key, group);
	return false;
}

void
check_accounts(struct config_pool *pool)
{
	const bool has_group = *pool->group != '\0';
	struct account worker = {0}, owner = {0};

	if (geteuid() != 0)
		return;
	check_names(pool, "listen.owner", pool->listen_owner, "listen.group",
	    pool->listen_group, &owner);
	if (!check_names(
		pool, "user", pool->user, "group", pool->group, &worker))
		return;
	if (*pool->user == '\0')
		complain_key(pool, "user",
		    "[%s] needs user when the program is started as root",
		    pool->name);
	else if (worker.uid == 0)
		complain_key(pool, "user",
		    "user = %s: workers do not run as root", pool->user);
	else if (worker.gid == 0)
		complain_key(pool, has_group ? "group" : "user",
		    "%s = %s: workers do not run in the group of root",
		    has_group ? "group" : "user",
		    has_group ? pool->group : pool->user);
}
