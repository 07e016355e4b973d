/* SPDX-License-Identifier: MIT */
/* The groups of keys_pool, by subject.  Inside src/config/ only. */
#ifndef CONFIG_KEYS_POOL_H
#define CONFIG_KEYS_POOL_H

#include "config/keys.h"

#include <stddef.h>

#define POOL(member) offsetof(struct config_pool, member)

extern const struct key_group keys_listen, keys_worker, keys_pm, keys_answer,
    keys_mysql_sops, keys_mysql_paas, keys_secrets, keys_redis, keys_rest,
    keys_logs;

#endif
