/* SPDX-License-Identifier: MIT */
/*
 * What differs between MariaDB's client library and Oracle's.  configure has
 * client_mariadb.c or client_oracle.c built; both also have the calls of
 * wait.h.
 */
#ifndef MYSQL_CLIENT_H
#define MYSQL_CLIENT_H

#include "config/config.h"
#include "mysql/wait.h"

/* Reads the plug-ins that prove a password, whose files chroot(2) would hide.
 * Those that are not installed are left out. */
void client_before_chroot(void);

/* Before wait_connect: calls that do not block, and TLS as configured, which
 * a `local` server never has. */
void client_options(MYSQL *mysql, const struct config_mysql *where, bool local);

/* After wait_connect: a session that is lost is not replaced by another, of
 * which nothing is known. */
void client_forbid_reconnect(MYSQL *mysql);

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

#endif
