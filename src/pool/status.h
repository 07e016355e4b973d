/* SPDX-License-Identifier: MIT */
/* The status of a pool: text, JSON, HTML, OpenMetrics. */
#ifndef POOL_STATUS_H
#define POOL_STATUS_H

#include "api/api.h"
#include "pool/scoreboard.h"

/*
 * Answers with the state of the pool, in the form that the query asks for, as
 * php-fpm does it: text, ?json, ?html, ?openmetrics; &full adds the workers.
 * What workers wrote is escaped for the form; paths come without query, so no
 * secret of a request is shown.
 */
void
status_serve(const struct config_pool *config, const struct scoreboard *board,
    struct fcgi_request *request, struct reply *reply);

#endif
