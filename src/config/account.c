/* SPDX-License-Identifier: MIT */
#include "config/account.h"

#include "config/number.h"

#include <grp.h>
#include <pwd.h>
#include <stddef.h>

/* Numbers below that: the last one means "no change" to chown(2). */
#define ID_MAX INT64_C(0xFFFFFFFE)

static bool
find_user(const char *name, struct account *account)
{
	const struct passwd *pw = getpwnam(name);
	int64_t number;

	if (pw == NULL && number_parse(name, 10, &number) && number <= ID_MAX) {
		account->uid = (uid_t)number;
		account->gid = (gid_t)number;
		pw = getpwuid(account->uid);
		if (pw == NULL)
			return true;
	}
	if (pw == NULL)
		return false;
	account->uid = pw->pw_uid;
	account->gid = pw->pw_gid;
	return true;
}

static bool
find_group(const char *name, struct account *account)
{
	const struct group *gr = getgrnam(name);
	int64_t number;

	if (gr != NULL)
		account->gid = gr->gr_gid;
	else if (number_parse(name, 10, &number) && number <= ID_MAX)
		account->gid = (gid_t)number;
	else
		return false;
	return true;
}

const char *
account_find(const char *user, const char *group, struct account *account)
{
	if (*user != '\0' && !find_user(user, account))
		return user;
	if (*group != '\0' && !find_group(group, account))
		return group;
	return NULL;
}
