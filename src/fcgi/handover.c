/* SPDX-License-Identifier: MIT */
#include "fcgi/handover.h"

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Bytes of params, body and unread together: well below the send buffer, of
 * 208 KiB as a rule. */
#define BYTES_MAX ((size_t)64 * 1024)

/* What is sent, in front of the bytes of the three buffers: a struct connection
 * without descriptor, pointers and booleans, so that any bytes are a value. */
struct message {
	int64_t since, deadline;
	int64_t resting_since, resting_deadline;
	int64_t queue_us;
	uint64_t received, body_bytes;
	uint32_t state, resting;
	uint32_t params, body, unread; /* bytes */
	uint32_t header_len, content_len, content_left, padding_left;
	uint32_t short_len, id;
	uint32_t flags;
	unsigned char header[8];
	char short_content[RECORD_SHORT];
};

enum {
	ACTIVE = 1,
	KEEP = 2,
	PARAMS_DONE = 4,
	PARAMS_TOO_LARGE = 8,
	BODY_TOO_LARGE = 16
};

/* Room for one descriptor. */
union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

int
handover_open(struct handover *h)
{
	int fds[2];

	*h = HANDOVER_NONE;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		fds) != 0)
		return -1;
	*h = (struct handover){fds[0], fds[1]};
	return 0;
}

void
handover_close(struct handover *h)
{
	if (h->in >= 0)
		close(h->in);
	if (h->out >= 0)
		close(h->out);
	*h = HANDOVER_NONE;
}

void
handover_end(const struct handover *h)
{
	if (h->in >= 0)
		shutdown(h->in, SHUT_RDWR);
}

bool
handover_is_open(const struct handover *h)
{
	struct pollfd p = {.fd = h->in};

	return h->in >= 0 && poll(&p, 1, 0) >= 0 && !(p.revents & POLLHUP);
}

static bool
send_message(int fd, const struct message *m, const struct connection *c)
{
	struct iovec parts[] = {{(void *)(uintptr_t)m, sizeof(*m)},
	    {c->reader.params.data, m->params}, {c->reader.body.data, m->body},
	    {c->unread.data, m->unread}};
	union control control = {.header = {.cmsg_level = SOL_SOCKET,
				     .cmsg_type = SCM_RIGHTS,
				     .cmsg_len = CMSG_LEN(sizeof(int))}};
	const struct msghdr header = {.msg_iov = parts,
	    .msg_iovlen = sizeof(parts) / sizeof(*parts),
	    .msg_control = &control,
	    .msg_controllen = sizeof(control)};

	memcpy(CMSG_DATA(&control.header), &c->fd, sizeof(c->fd));
	return sendmsg(fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

static struct message
message_of(const struct connection *c)
{
	const struct record_reader *r = &c->reader;
	struct message m = {.since = c->since,
	    .deadline = c->deadline,
	    .resting_since = c->resting_since,
	    .resting_deadline = c->resting_deadline,
	    .queue_us = c->queue_us,
	    .received = c->received,
	    .body_bytes = r->body_bytes,
	    .state = c->state,
	    .resting = c->resting,
	    .params = (uint32_t)r->params.len,
	    .body = (uint32_t)r->body.len,
	    .unread = (uint32_t)c->unread.len,
	    .header_len = (uint32_t)r->header_len,
	    .content_len = (uint32_t)r->content_len,
	    .content_left = (uint32_t)r->content_left,
	    .padding_left = (uint32_t)r->padding_left,
	    .short_len = (uint32_t)r->short_len,
	    .id = r->id,
	    .flags = (r->active ? ACTIVE : 0) | (r->keep ? KEEP : 0) |
		     (r->params_done ? PARAMS_DONE : 0) |
		     (r->params_too_large ? PARAMS_TOO_LARGE : 0) |
		     (r->body_too_large ? BODY_TOO_LARGE : 0)};

	memcpy(m.header, r->header, sizeof(m.header));
	memcpy(m.short_content, r->short_content, sizeof(m.short_content));
	return m;
}

bool
handover_give(const struct handover *h, struct connection *c)
{
	struct message m;

	if (c->reader.params.len + c->reader.body.len + c->unread.len >
	    BYTES_MAX)
		return false;
	m = message_of(c);
	if (!send_message(h->in, &m, c))
		return false;
	connection_close(c);
	return true;
}

/* The descriptor that came with a message, or -1. */
static int
descriptor_of(struct msghdr *header)
{
	const struct cmsghdr *c = CMSG_FIRSTHDR(header);
	int fd;

	if (c == NULL || c->cmsg_level != SOL_SOCKET ||
	    c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof(fd)))
		return -1;
	memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

static bool
is_whole(const struct message *m, size_t bytes)
{
	return (uint64_t)m->params + m->body + m->unread == bytes;
}

static int64_t
clamp(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

static void
restore_times(struct connection *c, const struct message *m,
    const struct handover_times *t)
{
	int64_t now = clock_ms();
	int64_t last =
	    now + (t->keepalive > t->request_timeout ? t->keepalive
						     : t->request_timeout);

	c->since = clamp(m->since, 0, now);
	c->deadline = clamp(m->deadline, 0, last);
	c->resting_since = clamp(m->resting_since, 0, now);
	c->resting_deadline = clamp(m->resting_deadline, 0, last);
	c->queue_us = clamp(m->queue_us, -1, clock_us());
}

static void
restore_reader(struct record_reader *r, const struct message *m)
{
	record_init(r);
	memcpy(r->header, m->header, sizeof(r->header));
	memcpy(r->short_content, m->short_content, sizeof(r->short_content));
	r->header_len = m->header_len;
	r->content_len = m->content_len;
	r->content_left = m->content_left;
	r->padding_left = m->padding_left;
	r->short_len = m->short_len;
	r->id = m->id;
	r->body_bytes = m->body_bytes;
	r->active = (m->flags & ACTIVE) != 0;
	r->keep = (m->flags & KEEP) != 0;
	r->params_done = (m->flags & PARAMS_DONE) != 0;
	r->params_too_large = (m->flags & PARAMS_TOO_LARGE) != 0;
	r->body_too_large = (m->flags & BODY_TOO_LARGE) != 0;
}

static int
socket_option(int fd, int option)
{
	int value;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &len) == 0 ? value
								     : -1;
}

/* Whether it is a stream socket of a family that is listened on. */
static bool
is_sound_socket(int fd)
{
	int domain = socket_option(fd, SO_DOMAIN);

	return socket_option(fd, SO_TYPE) == SOCK_STREAM &&
	       (domain == AF_UNIX || domain == AF_INET || domain == AF_INET6);
}

static bool
is_sound_reader(const struct record_reader *r)
{
	return r->header_len <= sizeof(r->header) &&
	       r->short_len <= sizeof(r->short_content) &&
	       r->content_len <= UINT16_MAX &&
	       r->content_left <= r->content_len &&
	       r->padding_left <= UINT8_MAX && r->id <= UINT16_MAX;
}

static bool
is_resting(enum connection_state state)
{
	return state == CONNECTION_NEW || state == CONNECTION_KEPT;
}

static bool
is_sound(const struct connection *c)
{
	return (is_resting(c->state) || (c->state == CONNECTION_READING &&
					    is_resting(c->resting))) &&
	       is_sound_reader(&c->reader);
}

/* 0, or -1 when the message is not one of ours. */
static int
restore(struct connection *c, const struct message *m, int fd,
    const struct handover_times *times, const char *bytes, size_t len)
{
	if (fd < 0 || !is_whole(m, len) || !is_sound_socket(fd))
		return -1;
	connection_open(c, fd, times->request_timeout);
	restore_times(c, m, times);
	restore_reader(&c->reader, m);
	c->state = m->state;
	c->resting = m->resting;
	c->received = m->received;
	if (!is_sound(c))
		return -1;
	if (buf_add(&c->reader.params, bytes, m->params) == 0 &&
	    buf_add(&c->reader.body, bytes + m->params, m->body) == 0 &&
	    buf_add(&c->unread, bytes + m->params + m->body, m->unread) == 0)
		return 0;
	record_free(&c->reader);
	buf_free(&c->unread);
	return -1;
}

bool
handover_is_readable(const struct handover *h)
{
	char byte;

	return recv(h->out, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

enum handover_result
handover_take(const struct handover *h, const struct handover_times *times,
    struct connection *c)
{
	struct message m;
	char bytes[BYTES_MAX];
	struct iovec parts[] = {{&m, sizeof(m)}, {bytes, sizeof(bytes)}};
	union control control = {0};
	/* Without the padding, in which a second one would fit. */
	struct msghdr header = {.msg_iov = parts,
	    .msg_iovlen = sizeof(parts) / sizeof(*parts),
	    .msg_control = &control,
	    .msg_controllen = CMSG_LEN(sizeof(int))};
	ssize_t n = recvmsg(h->out, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	int fd;

	if (n < 0)
		return HANDOVER_NOTHING;
	fd = descriptor_of(&header);
	if ((size_t)n >= sizeof(m) &&
	    restore(c, &m, fd, times, bytes, (size_t)n - sizeof(m)) == 0)
		return HANDOVER_TAKEN;
	log_error("a connection that was handed over is lost");
	if (fd >= 0)
		close(fd);
	return HANDOVER_LOST;
}
