/* SPDX-License-Identifier: MIT */
/*
 * The status of a pool under status.path, with php-fpm's names: text, or with
 * a parameter ?json, ?html or ?openmetrics; &full adds every worker.  Other
 * parameters mean nothing, as in php-fpm.
 *
 * An answer is smaller than REPLY_HELD, and shows of requests what a log may
 * show: method and path, never a query.
 */
#ifndef POOL_STATUS_H
#define POOL_STATUS_H

#include "config/config.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"
#include "pool/scoreboard.h"

/* Answers the request.  0, or -1 when it was answered with a 500. */
int
status_serve(const struct config_pool *config, const struct scoreboard *board,
    struct fcgi_request *request, struct reply *reply);

#endif
