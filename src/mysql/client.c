/* SPDX-License-Identifier: MIT */
#include "mysql/client.h"

#include "base/clock.h"

#include <errmsg.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>

static struct pollfd
client_end(const struct trace *trace)
{
	if (trace == NULL || trace->client_gone)
		return (struct pollfd){.fd = -1};
	return (struct pollfd){
	    .fd = trace->client_fd, .events = trace->client_events};
}

/* Closing the connection would cost a new one with each hang-up, so a short
 * statement may end by itself. */
static void
set_gone(struct wait_until *until)
{
	int64_t end = clock_ms() + WAIT_GONE;

	until->trace->client_gone = true;
	if (end < until->deadline)
		until->deadline = end;
}

bool
client_has_time(struct wait_until *until)
{
	bool (*stop)(void *context) = until->stop;

	if (clock_left(until->deadline) > 0)
		return true;
	if (stop == NULL || until->trace == NULL || !until->trace->client_gone)
		return false;
	until->stop = NULL;
	if (!stop(until->context))
		return false;
	until->deadline = clock_ms() + WAIT_STOPPED;
	return true;
}

/* What poll(2) is told, which knows no more than an int. */
static int
poll_time(int64_t deadline, int64_t end)
{
	int64_t left = clock_left(deadline), most = clock_left(end);

	if (most < left)
		left = most;
	return left < INT_MAX ? (int)left : INT_MAX;
}

short
client_poll(int fd, short events, int ms, struct wait_until *until)
{
	int64_t end = ms == CLIENT_POLL_ALL ? INT64_MAX : clock_ms() + ms;

	while (client_has_time(until)) {
		struct pollfd fds[] = {
		    {.fd = fd, .events = events}, client_end(until->trace)};
		int n = poll(fds, 2, poll_time(until->deadline, end));

		if (n < 0 && errno != EINTR)
			return 0;
		if (n > 0 && fds[0].revents != 0)
			return fds[0].revents;
		if (n > 0)
			set_gone(until);
		if (clock_left(end) == 0)
			return 0;
	}
	return 0;
}

struct range {
	unsigned int first, last;
};

/*
 * The connection is gone, or the server cannot work for now: shutting down,
 * starting, out of connections, or a cluster node without its cluster.
 * Not 1153, a batch that is too large: it would be so again.
 */
static const struct range lost[] = {
    {1040, 1040}, /* too many connections */
    {1047, 1047}, /* cluster node not ready */
    {1053, 1053}, /* shutdown in progress */
    {1152, 1152}, /* connection aborted */
    {1154, 1161}, /* network errors */
    {1203, 1203}, /* too many connections of the account */
    {1226, 1226}, /* ... in this hour */
    {1317, 1317}, /* interrupted, as by a shutdown */
    {1927, 1927}, /* connection killed */
    {2002, 2003}, /* cannot connect */
    {2006, 2006}, /* server has gone away */
    {2012, 2013}, /* lost during the handshake; during a batch */
    {2055, 2055}, /* lost, with details */
    {3169, 3169}, /* session killed */
    {4031, 4031}, /* disconnected for being idle */
};

static const struct range timeouts[] = {
    {1969, 1969}, /* MariaDB's max_statement_time */
    {3024, 3024}, /* MySQL's max_execution_time */
};

/* The connection cannot be used further, though it is not the network. */
static const struct range broken[] = {
    {1153, 1153}, /* packet too large for the server */
    {2000, 2999}, /* the client library's own, such as 2020, 2027 */
};

/* The account is good, and the database is not there or not its to use. */
static const struct range databases[] = {
    {1044, 1044}, /* access denied to the database */
    {1049, 1049}, /* unknown database */
};

/* The account has all the connections that it may have, though the server may
 * answer others. */
static const struct range account_limits[] = {
    {1203, 1203}, /* max_user_connections */
    {1226, 1226}, /* a resource of the account, such as in this hour */
};

/* Messages that quote names of the schema and accounts, or what a regular
 * expression library says, nothing else. */
static const struct range harmless[] = {
    {1040, 1040}, /* too many connections */
    {1044, 1046}, /* access denied */
    {1049, 1049}, /* unknown database */
    {1054, 1054}, /* unknown column */
    {1130, 1130}, /* host not allowed */
    {1139, 1139}, /* a regular expression with a mistake */
    {1142, 1143}, /* command denied */
    {1146, 1146}, /* no such table */
    {1193, 1193}, /* unknown system variable */
    {1356, 1356}, /* invalid view */
    {1932, 1932}, /* table missing in the engine */
    {2000, 2999},
};

static bool
is_in(unsigned int number, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (number >= ranges[i].first && number <= ranges[i].last)
			return true;
	return false;
}
#define IS_IN(number, ranges) \
	is_in(number, ranges, sizeof(ranges) / sizeof(*(ranges)))

static void
describe(struct error *error, MYSQL *mysql)
{
	error->number = mysql_errno(mysql);
	snprintf(error->text, sizeof(error->text), "%s", mysql_error(mysql));
	/* What is quoted may be a part of the batch. */
	if (!IS_IN(error->number, harmless))
		error->text[strcspn(error->text, "'\"`")] = '\0';
}

void
error_of_batch(struct error *error, MYSQL *mysql)
{
	describe(error, mysql);
	if (IS_IN(error->number, timeouts))
		error->kind = ERROR_TIMEOUT;
	else if (IS_IN(error->number, lost))
		error->kind = ERROR_LOST;
	else if (IS_IN(error->number, broken))
		error->kind = ERROR_REFUSED;
	else
		error->kind = ERROR_STATEMENT;
}

void
error_of_connect(struct error *error, MYSQL *mysql)
{
	describe(error, mysql);
	error->kind = IS_IN(error->number, lost) ? ERROR_LOST : ERROR_REFUSED;
}

bool
error_is_of_server(const struct error *error)
{
	return error->number != 0 &&
	       (error->number < CR_MIN_ERROR || error->number > CR_MAX_ERROR);
}

enum outage_kind
error_outage(const struct error *error)
{
	if (error->kind == ERROR_LOST && !IS_IN(error->number, account_limits))
		return OUTAGE_LOST;
	return IS_IN(error->number, databases) ? OUTAGE_DATABASE
					       : OUTAGE_REFUSED;
}

void
error_set(struct error *error, enum error_kind kind, const char *text)
{
	error->kind = kind;
	error->number = 0;
	snprintf(error->text, sizeof(error->text), "%s", text);
}
