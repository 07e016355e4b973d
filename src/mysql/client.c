/* SPDX-License-Identifier: MIT */
#include "mysql/client.h"

#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>

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
note_gone(struct wait_until *until)
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
			note_gone(until);
		if (clock_left(end) == 0)
			return 0;
	}
	return 0;
}
