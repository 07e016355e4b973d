/* SPDX-License-Identifier: MIT */
/* The keys of a pool, in the order of sample and manual. */
#include "config/keys_pool.h"

static const struct key_group *const groups[] = {&keys_listen, &keys_worker,
    &keys_pm, &keys_answer, &keys_mysql_sops, &keys_mysql_paas, &keys_secrets,
    &keys_redis, &keys_rest, &keys_logs};

const struct keys keys_pool = {groups, sizeof(groups) / sizeof(groups[0])};
