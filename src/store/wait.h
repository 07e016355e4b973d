/* SPDX-License-Identifier: MIT */
/*
 * The client library's calls that wait, each with a deadline (clock_ms).  One
 * that runs out fails like a lost connection, and the connection is unusable.
 *
 * MariaDB's library waits in our poll(2), to the millisecond.  Oracle's is
 * left to its own timeouts, which are whole seconds (see wait_options).
 */
#ifndef STORE_WAIT_H
#define STORE_WAIT_H

#include <mysql.h>
#include <stdbool.h>
#include <stdint.h>

/* Before wait_connect. */
void wait_options(MYSQL *mysql, int64_t deadline);

/* Where to connect; empty strings are NULL. */
struct wait_address {
	const char *host, *user, *password, *database, *socket;
	unsigned int port;
};

bool wait_connect(MYSQL *mysql, const struct wait_address *address,
    unsigned long flags, int64_t deadline);

/* 0, or not 0 and mysql_errno(). */
int
wait_query(MYSQL *mysql, const char *sql, unsigned long len, int64_t deadline);

/* NULL: no rows to come, or an error when mysql_errno() says so. */
MYSQL_RES *wait_store(MYSQL *mysql, int64_t deadline);

/* 0: there is another result; -1: there is none; above 0: an error. */
int wait_next(MYSQL *mysql, int64_t deadline);

#endif
