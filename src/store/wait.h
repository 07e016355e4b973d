/* SPDX-License-Identifier: MIT */
/*
 * The client library's calls that wait, each with a deadline (clock_ms).  One
 * that runs out fails like a lost connection, and the connection is unusable.
 * So does one whose client goes away, which sets trace->client_gone.
 *
 * Both client libraries wait in our poll(2), to the millisecond; see client.h.
 */
#ifndef STORE_WAIT_H
#define STORE_WAIT_H

#include "base/trace.h"

#include <mysql.h>
#include <stdbool.h>
#include <stdint.h>

struct wait_until {
	int64_t deadline;    /* clock_ms */
	struct trace *trace; /* whose client_fd may hang up; or NULL */
};

/* Where to connect; empty strings are NULL. */
struct wait_address {
	const char *host, *user, *password, *database, *socket;
	unsigned int port;
	bool proves_name; /* the server's certificate must be of `host` */
};

/* Tries each address of a name while there is time; one that answers nothing
 * takes all of it.  With Oracle's library only the first when the name is to be
 * proved. */
bool wait_connect(MYSQL *mysql, const struct wait_address *address,
    unsigned long flags, int64_t deadline);

/* 0, or not 0 and mysql_errno(). */
int wait_query(MYSQL *mysql, const char *sql, unsigned long len,
    const struct wait_until *until);

/* NULL: no rows to come, or an error when mysql_errno() says so.  Then Oracle's
 * library may keep the rows that have come (until->trace->leaked). */
MYSQL_RES *wait_store(MYSQL *mysql, const struct wait_until *until);

/* 0: there is another result; -1: there is none; above 0: an error. */
int wait_next(MYSQL *mysql, const struct wait_until *until);

#endif
