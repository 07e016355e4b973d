/* SPDX-License-Identifier: MIT */
#include "fcgi/connection.h"

#include "base/clock.h"
#include "fcgi/answers.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static void
enter(struct connection *c, enum connection_state state, int64_t timeout)
{
	c->state = state;
	c->since = clock_ms();
	c->deadline = c->since + timeout;
}

void
connection_open(struct connection *c, int fd, int64_t timeout)
{
	*c = (struct connection){.fd = fd};
	record_init(&c->reader);
	buf_init(&c->unread, CONNECTION_READ);
	enter(c, CONNECTION_NEW, timeout);
	c->begun = clock_us();
}

void
connection_close(struct connection *c)
{
	close(c->fd);
	record_free(&c->reader);
	buf_free(&c->unread);
	c->fd = -1;
	c->state = CONNECTION_FREE;
}

void
connection_keep(struct connection *c, int64_t keepalive)
{
	record_forget(&c->reader);
	enter(c, CONNECTION_KEPT, keepalive);
}

static bool
is_resting(enum connection_state state)
{
	return state == CONNECTION_NEW || state == CONNECTION_KEPT;
}

bool
connection_is_sound(const struct connection *c)
{
	return (is_resting(c->state) || (c->state == CONNECTION_READING &&
					    is_resting(c->resting))) &&
	       record_is_sound(&c->reader);
}

void
connection_linger(struct connection *c)
{
	record_forget(&c->reader);
	buf_free(&c->unread);
	shutdown(c->fd, SHUT_WR);
	enter(c, CONNECTION_CLOSING, CONNECTION_LINGER);
}

bool
connection_has_unread(const struct connection *c)
{
	return c->state == CONNECTION_KEPT && c->unread.len > 0;
}

bool
connection_is_readable(const struct connection *c)
{
	char byte;

	return connection_has_unread(c) ||
	       recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

/* Bytes in scratch; 0 at the end, -1 with errno. */
static ssize_t
take_bytes(struct connection *c, char *scratch)
{
	size_t len = c->unread.len;

	if (len == 0)
		return recv(c->fd, scratch, CONNECTION_READ, MSG_DONTWAIT);
	memcpy(scratch, c->unread.data, len);
	buf_free(&c->unread);
	return (ssize_t)len;
}

static void
leave_rest(struct connection *c, int64_t timeout)
{
	if (c->state == CONNECTION_KEPT)
		c->begun = clock_us();
	c->resting = c->state;
	c->resting_since = c->since;
	c->resting_deadline = c->deadline;
	c->received = 0;
	enter(c, CONNECTION_READING, timeout);
}

/* Keeps the old deadline: queries do not prolong an idle connection's life. */
static void
return_to_rest(struct connection *c)
{
	c->state = c->resting;
	c->since = c->resting_since;
	c->deadline = c->resting_deadline;
}

/* Answers are small: a peer whose socket is full of them does not read. */
static int
send_answers(struct connection *c)
{
	struct buf *out = &c->reader.out;
	ssize_t n;

	if (out->len == 0)
		return 0;
	n = send(c->fd, out->data, out->len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n < 0 || (size_t)n < out->len)
		return -1;
	buf_free(out);
	return 0;
}

static enum connection_event
feed(struct connection *c, const char *data, size_t len)
{
	size_t used;
	enum record_event event = record_feed(&c->reader, data, len, &used);

	if (send_answers(c) < 0)
		return CONNECTION_GONE;
	switch (event) {
	case RECORD_MORE:
		if (record_resting(&c->reader))
			return_to_rest(c);
		return CONNECTION_WAIT;
	case RECORD_REQUEST:
		if (buf_add(&c->unread, data + used, len - used) < 0)
			return CONNECTION_GONE;
		c->state = CONNECTION_ANSWERING;
		return CONNECTION_REQUEST;
	case RECORD_ENDED:
		connection_linger(c);
		return CONNECTION_WAIT;
	case RECORD_BROKEN:
		break;
	}
	return CONNECTION_BROKEN;
}

/* A read that fills the buffer may not be the last one of what has come.  A
 * sender who never stops is told by what no request needs. */
static bool
may_have_more(const struct connection *c, ssize_t n)
{
	return n == CONNECTION_READ &&
	       c->received <= FCGI_PARAMS_MAX + FCGI_BODY_MAX;
}

enum connection_event
connection_read(struct connection *c, char *scratch, int64_t timeout)
{
	ssize_t n = take_bytes(c, scratch);
	enum connection_event event;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return CONNECTION_WAIT;
	if (n <= 0)
		return CONNECTION_GONE;
	if (c->state == CONNECTION_CLOSING)
		return CONNECTION_WAIT;
	if (c->state != CONNECTION_READING)
		leave_rest(c, timeout);
	c->received += (size_t)n;
	event = feed(c, scratch, (size_t)n);
	return event == CONNECTION_WAIT && c->state == CONNECTION_READING &&
		       may_have_more(c, n)
		   ? CONNECTION_MORE
		   : event;
}
