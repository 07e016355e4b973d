/* SPDX-License-Identifier: MIT */
/* Rules that involve more than one key.  Inside src/config/ only. */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include "config/config.h"

/* 0, or -1 and *why as config_load, for the first rule that is broken. */
int check_config(const struct config *config, char **why);

/* The rules about users, groups and who starts the program. */
int
check_accounts(const char *file, const struct config_pool *pool, char **why);

/* The rules about access.log and the slow log. */
int check_logs(const char *file, const struct config_pool *pool, char **why);

/* The rules about pm and what belongs to it. */
int check_pm(const char *file, const struct config_pool *pool, char **why);

#endif
