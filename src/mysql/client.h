/* SPDX-License-Identifier: MIT */
/*
 * The client library behind deadlines: what of it waits, what differs between
 * MariaDB's and Oracle's, and what errors mean to us.  configure has
 * client_mariadb.c or client_oracle.c built.
 *
 * A call that waits has a deadline (clock_ms).  One that runs out fails like a
 * lost connection, and the connection is unusable.  Both libraries wait in our
 * poll(2), to the millisecond.
 *
 * When the client goes away, trace->client_gone is set and the deadline is
 * moved: the statement gets WAIT_GONE to end by itself and then, if `stop`
 * could have the server interrupt it, WAIT_STOPPED to say so.  The connection
 * is then as good as after any other statement.  Otherwise it fails as at a
 * deadline.
 */
#ifndef MYSQL_CLIENT_H
#define MYSQL_CLIENT_H

#include "base/trace.h"
#include "config/config.h"
#include "mysql/outage.h"

#include <mysql.h>
#include <stdbool.h>
#include <stdint.h>

#define WAIT_GONE 50 /* ms: most statements end sooner */
/* ms from the server's order to the statement's end. */
#define WAIT_STOPPED 500

/* Of one batch; the calls change it when the client goes away. */
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
 * proved.  A session that is lost is not replaced by another, of which nothing
 * is known. */
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

/* Reads the plug-ins that prove a password, whose files chroot(2) would hide.
 * Those that are not installed are left out. */
void client_before_chroot(void);

/* Before wait_connect: calls that do not block, and TLS as configured, which
 * a `local` server never has. */
void client_options(MYSQL *mysql, const struct config_mysql *where, bool local);

#define CLIENT_POLL_ALL (-1) /* as long as there is time */

/*
 * Waits at most `ms` for events of poll(2) on `fd`, -1 for none: those that
 * happened, also POLLERR, POLLHUP and POLLNVAL; 0 when there were none, and
 * client_has_time says whether to go on.  The client's socket is watched for
 * its end only: bytes on it are the next request.
 */
short client_poll(int fd, short events, int ms, struct wait_until *until);

/* False at the deadline.  At that of a client that went away its statement is
 * stopped, which may give it some more time. */
bool client_has_time(struct wait_until *until);

/* --- What an error number of the server or the client library means --- */

enum error_kind {
	ERROR_NONE,
	ERROR_STATEMENT, /* this statement failed; the connection is good */
	ERROR_LOST,	 /* the connection is gone; asking again may help */
	ERROR_TIMEOUT,	 /* the budget was used up */
	ERROR_CANCELLED, /* the client went away; c->mysql says whether
			  * the connection is still good */
	ERROR_REFUSED	 /* the connection is gone and asking again would end
			  * in the same way */
};

#define ERROR_TEXT_MAX 256 /* bytes of a message in the log */

struct error {
	enum error_kind kind;
	unsigned int number;
	char text[ERROR_TEXT_MAX];
};

/* The error that `mysql` has after a batch failed. */
void error_of_batch(struct error *error, MYSQL *mysql);

/* ... after connecting failed: ERROR_LOST or ERROR_REFUSED. */
void error_of_connect(struct error *error, MYSQL *mysql);

/* True when the server sent this error itself: it ended the statement, and has
 * nothing more to send. */
bool error_is_of_server(const struct error *error);

/* What an error of a server says against it. */
enum outage_kind error_outage(const struct error *error);

/* An error of our own. */
void error_set(struct error *error, enum error_kind kind, const char *text);

#endif
