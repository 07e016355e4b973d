/* SPDX-License-Identifier: MIT */
/* The status of a pool, as text. */
#ifndef POOL_STATUS_H
#define POOL_STATUS_H

#include "api/api.h"
#include "pool/scoreboard.h"

/* Answers with the numbers of workers, under php-fpm's names. */
void
status_serve(const struct config_pool *config, const struct scoreboard *board,
    struct fcgi_request *request, struct reply *reply);

#endif
