/* SPDX-License-Identifier: MIT */
#include "store/client.h"

#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>

short
client_poll(int fd, short events, const struct wait_until *until)
{
	struct trace *trace = until->trace;
	struct pollfd fds[] = {{.fd = fd, .events = events},
	    {.fd = trace == NULL ? -1 : trace->client_fd,
		.events = trace == NULL ? 0 : trace->client_events}};
	int64_t left;
	int n;

	do {
		left = clock_left(until->deadline);
		if (left == 0)
			return 0;
		n = poll(fds, 2, left < INT_MAX ? (int)left : INT_MAX);
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n > 0 && fds[0].revents == 0)
		trace->client_gone = true;
	return n > 0 ? fds[0].revents : 0;
}
