/* SPDX-License-Identifier: MIT */
#include "fcgi/handover.h"

#include "base/log.h"
#include "fcgi/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Bytes of params, body and unread together: well below the send buffer, of
 * 208 KiB as a rule. */
#define BYTES_MAX ((size_t)64 * 1024)

/* What is sent, in front of the bytes of the three buffers.  Both ends are the
 * same program. */
struct message {
	struct connection connection; /* without descriptor and buffers */
	size_t params, body, unread;  /* bytes */
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

bool
handover_give(const struct handover *h, struct connection *c)
{
	struct message m = {.connection = *c,
	    .params = c->reader.params.len,
	    .body = c->reader.body.len,
	    .unread = c->unread.len};

	if (m.params + m.body + m.unread > BYTES_MAX)
		return false;
	connection_strip(&m.connection);
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
	return m->params <= bytes && m->body <= bytes && m->unread <= bytes &&
	       m->params + m->body + m->unread == bytes;
}

/* 0, or -1 when the message is not one of ours. */
static int
restore(struct connection *c, const struct message *m, int fd,
    const char *bytes, size_t len)
{
	*c = m->connection;
	connection_strip(c);
	if (fd < 0 || !is_whole(m, len) || !connection_is_sound(c))
		return -1;
	c->fd = fd;
	if (buf_add(&c->reader.params, bytes, m->params) == 0 &&
	    buf_add(&c->reader.body, bytes + m->params, m->body) == 0 &&
	    buf_add(&c->unread, bytes + m->params + m->body, m->unread) == 0)
		return 0;
	record_free(&c->reader);
	buf_free(&c->unread);
	return -1;
}

bool
handover_take(const struct handover *h, struct connection *c)
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
		return false;
	fd = descriptor_of(&header);
	if ((size_t)n >= sizeof(m) &&
	    restore(c, &m, fd, bytes, (size_t)n - sizeof(m)) == 0)
		return true;
	log_error("a connection that was handed over is lost");
	if (fd >= 0)
		close(fd);
	return false;
}
