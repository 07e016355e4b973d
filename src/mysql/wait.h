/* SPDX-License-Identifier: MIT */
/*
 * The client library's calls that wait, each with a deadline (clock_ms).  One
 * that runs out fails like a lost connection, and the connection is unusable.
 *
 * When the client goes away, trace->client_gone is set and the deadline is
 * moved: the statement gets WAIT_GONE to end by itself and then, if `stop`
 * could have the server interrupt it, WAIT_STOPPED to say so.  The connection
 * is then as good as after any other statement.  Otherwise it fails as at a
 * deadline.
 *
 * Both client libraries wait in our poll(2), to the millisecond; see client.h.
 */
#ifndef MYSQL_WAIT_H
#define MYSQL_WAIT_H

#include "base/trace.h"

#include <mysql.h>
#include <stdbool.h>
#include <stdint.h>

#define WAIT_GONE 50 /* ms: most statements end sooner */
/* ms from the server's order to the statement's end. */
#define WAIT_STOPPED 500

/* Of one question; the calls change it when the client goes away. */
struct wait_until {
	int64_t deadline;    /* clock_ms */
	struct trace *trace; /* whose client_fd may hang up; or NULL */
	/* Has the server interrupt the statement; false: it could not.  Called
	 * once at most; or NULL. */
	bool (*stop)(void *context);
	void *context;
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
int wait_query(
    MYSQL *mysql, const char *sql, unsigned long len, struct wait_until *until);

/* NULL: no rows to come, or an error when mysql_errno() says so.  Then Oracle's
 * library may keep the rows that have come (until->trace->leaked). */
MYSQL_RES *wait_store(MYSQL *mysql, struct wait_until *until);

/* 0: there is another result; -1: there is none; above 0: an error. */
int wait_next(MYSQL *mysql, struct wait_until *until);

#endif
