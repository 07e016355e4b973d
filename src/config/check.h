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

/* Makes bad pools of those that break a rule.  0, or -1 and *why as
 * config_load. */
int check_config(struct config *config, char **why);

/* Whether another pool has an address of pool `i`. */
bool check_is_taken(const struct config *config, size_t i);

/* The rules about users, groups and who starts the program. */
int
check_accounts(const char *file, const struct config_pool *pool, char **why);

/* The rules about access.log and the slow log. */
int check_logs(const char *file, const struct config_pool *pool, char **why);

/* The rules about the paths of pages, chroot and chdir. */
int check_places(const struct config_pool *pool, char **why);

/* The rules about pm and what belongs to it. */
int check_pm(const char *file, const struct config_pool *pool, char **why);

#endif
