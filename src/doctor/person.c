/* SPDX-License-Identifier: MIT */
#include "doctor/person.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>

bool
person_find(const char *name, struct person *person)
{
	const struct passwd *pw = getpwnam(name);

	if (pw == NULL)
		return false;
	person->name = name;
	person->uid = pw->pw_uid;
	person->ngroups = PERSON_GROUPS;
	if (getgrouplist(name, pw->pw_gid, person->groups, &person->ngroups) <
	    0)
		person->ngroups = PERSON_GROUPS;
	return true;
}

bool
person_may(const struct person *person, const struct stat *st, mode_t others)
{
	if (person->uid == st->st_uid)
		return (st->st_mode & others << 6) != 0;
	for (int i = 0; i < person->ngroups; i++)
		if (person->groups[i] == st->st_gid)
			return (st->st_mode & others << 3) != 0;
	return (st->st_mode & others) != 0;
}

const char *
person_closed(const struct person *person, char *path)
{
	for (char *slash = path; (slash = strchr(slash, '/')) != NULL;) {
		char next = slash[1];
		struct stat st;

		slash[1] = '\0';
		errno = 0;
		if (stat(path, &st) != 0 || !person_may(person, &st, S_IXOTH))
			return path;
		slash[1] = next;
		slash++;
	}
	return NULL;
}
