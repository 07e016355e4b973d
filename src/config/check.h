/* SPDX-License-Identifier: MIT */
/* Rules that involve more than one key.  Inside src/config/ only. */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include "config/config.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

/* Whether workers can give up system calls. */
#ifdef HAVE_LIBSECCOMP
#define HAS_SECCOMP true
#else
#define HAS_SECCOMP false
#endif

/* Tells the pools that break a rule, and makes bad ones of all with mistakes.
 * A rule is silent where a value that it needs was refused. */
void check_config(struct config *config);

/* Whether another pool has an address of pool `i`. */
bool check_is_taken(const struct config *config, size_t i);

/* Whether a mistake in one of the keys was told. */
bool
check_any_refused(const struct config_pool *pool, const char *const keys[]);

#define ANY_REFUSED(pool, ...) \
	check_any_refused(pool, (const char *const[]){__VA_ARGS__, NULL})

/* The rules about users, groups and who starts the program. */
void check_accounts(struct config_pool *pool);

/* The rules about access.log and the slow log. */
void check_logs(struct config_pool *pool);

/* The rules about the paths of pages, chroot and chdir. */
void check_places(struct config_pool *pool);

/* The rules about pm and what belongs to it. */
void check_pm(struct config_pool *pool);

#endif
