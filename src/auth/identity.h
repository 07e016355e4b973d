/* SPDX-License-Identifier: MIT */
/* Whom bk-sops takes a caller for (sops 3.1.4). */
#ifndef AUTH_IDENTITY_H
#define AUTH_IDENTITY_H

#include "sops/sops.h"

/* account_user.username holds so many characters: bk-sops creates the user of
 * a trusted app and fails with a longer name. */
#define USERNAME_MAX 64

struct identity {
	struct text username; /* TEXT_NONE: not said */
	struct text app_code; /* as above */
};

/*
 * Fills the caller's username and `trusted`; `trusted_apps` is the
 * configuration's list.  NULL, or for the log why bk-sops answers 500: a name
 * that is not UTF-8; of a trusted app, no name or one that is too long.
 */
const char *identity_admit(const struct identity *identity,
    const char *trusted_apps, struct sops_caller *caller);

#endif
