/* SPDX-License-Identifier: MIT */
#include "store/wait.h"

#include "base/clock.h"

#ifdef MARIADB_PACKAGE_VERSION

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>

void
wait_options(MYSQL *mysql, int64_t deadline)
{
	(void)deadline;
	mysql_options(mysql, MYSQL_OPT_NONBLOCK, NULL);
}

/* Waits for what the library asked for; what happened, in its terms. */
static int
wait_for(MYSQL *mysql, int wanted, int64_t deadline)
{
	struct pollfd fd = {.fd = mysql_get_socket(mysql)};
	int happened = 0;
	int64_t left;
	int n;

	if (wanted & MYSQL_WAIT_READ)
		fd.events |= POLLIN;
	if (wanted & MYSQL_WAIT_WRITE)
		fd.events |= POLLOUT;
	if (wanted & MYSQL_WAIT_EXCEPT)
		fd.events |= POLLPRI;
	do {
		left = clock_left(deadline);
		if (left == 0)
			return MYSQL_WAIT_TIMEOUT;
		n = poll(&fd, 1, left < INT_MAX ? (int)left : INT_MAX);
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n < 0)
		return MYSQL_WAIT_TIMEOUT;
	/* An error or a hang-up shows when the library reads or writes. */
	if (fd.revents & (POLLIN | POLLERR | POLLHUP | POLLNVAL))
		happened |= wanted & MYSQL_WAIT_READ;
	if (fd.revents & (POLLOUT | POLLERR | POLLHUP | POLLNVAL))
		happened |= wanted & MYSQL_WAIT_WRITE;
	if (fd.revents & POLLPRI)
		happened |= wanted & MYSQL_WAIT_EXCEPT;
	return happened;
}

bool
wait_connect(MYSQL *mysql, const struct wait_address *address,
    unsigned long flags, int64_t deadline)
{
	MYSQL *connected;
	int wanted = mysql_real_connect_start(&connected, mysql, address->host,
	    address->user, address->password, address->database, address->port,
	    address->socket, flags);

	while (wanted != 0)
		wanted = mysql_real_connect_cont(
		    &connected, mysql, wait_for(mysql, wanted, deadline));
	return connected != NULL;
}

int
wait_query(MYSQL *mysql, const char *sql, unsigned long len, int64_t deadline)
{
	int error;
	int wanted = mysql_real_query_start(&error, mysql, sql, len);

	while (wanted != 0)
		wanted = mysql_real_query_cont(
		    &error, mysql, wait_for(mysql, wanted, deadline));
	return error;
}

MYSQL_RES *
wait_store(MYSQL *mysql, int64_t deadline)
{
	MYSQL_RES *rows;
	int wanted = mysql_store_result_start(&rows, mysql);

	while (wanted != 0)
		wanted = mysql_store_result_cont(
		    &rows, mysql, wait_for(mysql, wanted, deadline));
	return rows;
}

int
wait_next(MYSQL *mysql, int64_t deadline)
{
	int next;
	int wanted = mysql_next_result_start(&next, mysql);

	while (wanted != 0)
		wanted = mysql_next_result_cont(
		    &next, mysql, wait_for(mysql, wanted, deadline));
	return next;
}

#else

void
wait_options(MYSQL *mysql, int64_t deadline)
{
	unsigned int seconds = (unsigned int)(clock_left(deadline) / 1000 + 1);

	mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	mysql_options(mysql, MYSQL_OPT_READ_TIMEOUT, &seconds);
	mysql_options(mysql, MYSQL_OPT_WRITE_TIMEOUT, &seconds);
}

bool
wait_connect(MYSQL *mysql, const struct wait_address *address,
    unsigned long flags, int64_t deadline)
{
	(void)deadline;
	return mysql_real_connect(mysql, address->host, address->user,
		   address->password, address->database, address->port,
		   address->socket, flags) != NULL;
}

int
wait_query(MYSQL *mysql, const char *sql, unsigned long len, int64_t deadline)
{
	(void)deadline;
	return mysql_real_query(mysql, sql, len);
}

MYSQL_RES *
wait_store(MYSQL *mysql, int64_t deadline)
{
	(void)deadline;
	return mysql_store_result(mysql);
}

int
wait_next(MYSQL *mysql, int64_t deadline)
{
	(void)deadline;
	return mysql_next_result(mysql);
}

#endif
