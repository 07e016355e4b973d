/* SPDX-License-Identifier: MIT */
/* Opening a session on one server. */
#ifndef MYSQL_CONNECT_H
#define MYSQL_CONNECT_H

#include "config/config.h"
#include "mysql/error.h"

/* ms for one server, so that the next has its turn. */
#define CONNECT_WAIT 2000

/*
 * A session in which nothing can be written, times are UTC, text is utf8mb4
 * and each statement sees the latest data; NULL and *error when it cannot be
 * had before `deadline` (clock_ms).  `host` is one of where->host, always asked
 * over TCP, or "" for the socket or what the option file names.  Closed by
 * mysql_close.
 *
 * Two ends of the contract are the client library's: names are looked up
 * without our deadline, and where->option_file is read here, at each opening.
 */
MYSQL *connect_open(const struct config_mysql *where, const char *host,
    int64_t deadline, struct error *error);

/* Tells messages the root directory of the workers, which must live on; "" is
 * that of the system. */
void connect_below(const char *chroot);

#endif
