/* SPDX-License-Identifier: MIT */
/* What a local user may do with files, by owner, group and mode; access control
 * lists are not looked at. */
#ifndef DOCTOR_PERSON_H
#define DOCTOR_PERSON_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#define PERSON_GROUPS 256 /* of one user; more are not looked at */

struct person {
	const char *name;
	uid_t uid;
	gid_t groups[PERSON_GROUPS];
	int ngroups;
};

/* False when there is no such user.  `name` must live as long. */
bool person_find(const char *name, struct person *person);

/* Whether the person has the right `others` (a bit of 0007) to the file. */
bool
person_may(const struct person *person, const struct stat *st, mode_t others);

/*
 * The first directory above `path` that the person may not enter, or that
 * cannot be looked at, with errno; NULL when there is none.  errno 0: not to be
 * entered.  `path` is changed.
 */
const char *person_closed(const struct person *person, char *path);

#endif
