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

static short
events_of(int wanted)
{
	short events = 0;

	if (wanted & MYSQL_WAIT_READ)
		events |= POLLIN;
	if (wanted & MYSQL_WAIT_WRITE)
		events |= POLLOUT;
	if (wanted & MYSQL_WAIT_EXCEPT)
		events |= POLLPRI;
	return events;
}

/* An error or a hang-up shows when the library reads or writes. */
static int
happened(short revents, int wanted)
{
	const short broken = POLLERR | POLLHUP | POLLNVAL;
	int result = 0;

	if (revents & (POLLIN | broken))
		result |= wanted & MYSQL_WAIT_READ;
	if (revents & (POLLOUT | broken))
		result |= wanted & MYSQL_WAIT_WRITE;
	if (revents & POLLPRI)
		result |= wanted & MYSQL_WAIT_EXCEPT;
	return result;
}

/* Waits for what the library asked for; what happened, in its terms.  The
 * client's socket is watched for its end only: bytes on it are the next
 * request. */
static int
wait_for(MYSQL *mysql, int wanted, const struct wait_until *until)
{
	struct trace *trace = until->trace;
	struct pollfd fds[] = {
	    {.fd = mysql_get_socket(mysql), .events = events_of(wanted)},
	    {.fd = trace == NULL ? -1 : trace->client_fd,
		.events = trace == NULL ? 0 : trace->client_events}};
	int64_t left;
	int n;

	do {
		left = clock_left(until->deadline);
		if (left == 0)
			return MYSQL_WAIT_TIMEOUT;
		n = poll(fds, 2, left < INT_MAX ? (int)left : INT_MAX);
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n > 0 && fds[0].revents != 0)
		return happened(fds[0].revents, wanted);
	if (n > 0)
		trace->client_gone = true;
	return MYSQL_WAIT_TIMEOUT;
}

bool
wait_connect(MYSQL *mysql, const struct wait_address *address,
    unsigned long flags, int64_t deadline)
{
	const struct wait_until until = {.deadline = deadline};
	MYSQL *connected;
	int wanted = mysql_real_connect_start(&connected, mysql, address->host,
	    address->user, address->password, address->database, address->port,
	    address->socket, flags);

	while (wanted != 0)
		wanted = mysql_real_connect_cont(
		    &connected, mysql, wait_for(mysql, wanted, &until));
	return connected != NULL;
}

int
wait_query(MYSQL *mysql, const char *sql, unsigned long len,
    const struct wait_until *until)
{
	int error;
	int wanted = mysql_real_query_start(&error, mysql, sql, len);

	while (wanted != 0)
		wanted = mysql_real_query_cont(
		    &error, mysql, wait_for(mysql, wanted, until));
	return error;
}

MYSQL_RES *
wait_store(MYSQL *mysql, const struct wait_until *until)
{
	MYSQL_RES *rows;
	int wanted = mysql_store_result_start(&rows, mysql);

	while (wanted != 0)
		wanted = mysql_store_result_cont(
		    &rows, mysql, wait_for(mysql, wanted, until));
	return rows;
}

int
wait_next(MYSQL *mysql, const struct wait_until *until)
{
	int next;
	int wanted = mysql_next_result_start(&next, mysql);

	while (wanted != 0)
		wanted = mysql_next_result_cont(
		    &next, mysql, wait_for(mysql, wanted, until));
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
wait_query(MYSQL *mysql, const char *sql, unsigned long len,
    const struct wait_until *until)
{
	(void)until;
	return mysql_real_query(mysql, sql, len);
}

MYSQL_RES *
wait_store(MYSQL *mysql, const struct wait_until *until)
{
	(void)until;
	return mysql_store_result(mysql);
}

int
wait_next(MYSQL *mysql, const struct wait_until *until)
{
	(void)until;
	return mysql_next_result(mysql);
}

#endif
