/* SPDX-License-Identifier: MIT */
/* Users and groups, as names or numbers. */
#ifndef CONFIG_ACCOUNT_H
#define CONFIG_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

struct account {
	uid_t uid;
	gid_t gid;
};

/*
 * The user, and the group, or the user's own group when `group` is "".  An
 * empty user leaves *account's uid, and its gid when group is empty too.
 * NULL, or the text that names nobody.
 */
const char *
account_find(const char *user, const char *group, struct account *account);

#endif
