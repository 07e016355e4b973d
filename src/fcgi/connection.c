/* SPDX-License-Identifier: MIT */
#include "fcgi/connection.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
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

/* True when a read would find something: bytes or the end. */
static bool
is_readable(const struct connection *c)
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

#define ENOUGH 1024 /* descriptors: nobody needs to count those in use */

void
table_init(struct table *t)
{
	struct rlimit limit;
	rlim_t used = TABLE_SPARE;

	*t = (struct table){.places = FCGI_CONNECTIONS};
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > ENOUGH)
		return;
	for (int fd = 0; fd < (int)limit.rlim_cur; fd++)
		used += fcntl(fd, F_GETFD) >= 0;
	if (limit.rlim_cur < used + FCGI_CONNECTIONS)
		t->places =
		    limit.rlim_cur > used ? (size_t)(limit.rlim_cur - used) : 1;
}

size_t
table_count(const struct table *t, enum connection_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < FCGI_CONNECTIONS; i++)
		n += t->connections[i].state == state;
	return n;
}

static struct connection *
find_free(struct table *t)
{
	for (size_t i = 0; i < t->places; i++)
		if (t->connections[i].state == CONNECTION_FREE)
			return &t->connections[i];
	return NULL;
}

static bool
is_beginning(const struct connection *c)
{
	return c->state == CONNECTION_NEW || c->state == CONNECTION_READING;
}

/* Whether it is of the half that began last.  Their last bytes do not count:
 * who sends one now and then would stay for ever. */
static bool
is_recent(const struct table *t, const struct connection *c)
{
	size_t all = 0, later = 0;

	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		const struct connection *other = &t->connections[i];

		all += is_beginning(other);
		later += is_beginning(other) && other->begun > c->begun;
	}
	return later < all / 2;
}

/* In the order in which they give way. */
enum rank {
	RANK_NEVER,
	RANK_CLOSING,
	RANK_KEPT,
	RANK_SILENT,
	RANK_READING,
	RANK_RECENT
};

static enum rank
rank_of(const struct table *t, const struct connection *c)
{
	switch (c->state) {
	case CONNECTION_CLOSING:
		return RANK_CLOSING;
	case CONNECTION_KEPT:
		return RANK_KEPT;
	case CONNECTION_NEW:
		return is_recent(t, c) ? RANK_RECENT : RANK_SILENT;
	case CONNECTION_READING:
		return is_recent(t, c) ? RANK_RECENT : RANK_READING;
	default:
		return RANK_NEVER;
	}
}

/* Whether `a` gives way before `b`, both of this rank. */
static bool
gives_way(
    const struct connection *a, const struct connection *b, enum rank rank)
{
	if (rank == RANK_RECENT)
		return a->begun < b->begun;
	if (rank == RANK_READING && a->received != b->received)
		return a->received < b->received;
	return a->since < b->since;
}

struct connection *
table_victim(struct table *t)
{
	struct connection *victim = NULL;
	enum rank lowest = RANK_NEVER;

	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &t->connections[i];
		enum rank rank = rank_of(t, c);

		if (rank == RANK_NEVER || (victim != NULL && rank > lowest))
			continue;
		if (victim != NULL && rank == lowest &&
		    !gives_way(c, victim, rank))
			continue;
		/* What has come but was not read yet may be a request. */
		if (c->state != CONNECTION_CLOSING && is_readable(c))
			continue;
		victim = c;
		lowest = rank;
	}
	return victim;
}

struct connection *
table_place(struct table *t)
{
	struct connection *c = find_free(t);

	return c != NULL ? c : table_victim(t);
}

void
table_close_expired(struct table *t, int64_t now)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &t->connections[i];

		if (c->state != CONNECTION_FREE && c->deadline <= now &&
		    !is_readable(c))
			connection_close(c);
	}
}

/* One that cannot be watched would never be heard of again. */
static void
watch(struct connection *c, int epoll_fd, size_t place)
{
	struct epoll_event event = {
	    .events = EPOLLIN, .data.u32 = (uint32_t)place};

	if (c->state == CONNECTION_FREE || c->watched)
		return;
	c->watched = epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &event) == 0;
	if (!c->watched)
		connection_close(c);
}

int64_t
table_watch(struct table *t, int epoll_fd, int64_t now)
{
	int64_t first = -1;

	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &t->connections[i];

		watch(c, epoll_fd, i);
		if (c->state == CONNECTION_FREE)
			continue;
		if (first < 0 || c->deadline < first)
			first = c->deadline;
		if (connection_has_unread(c))
			first = now;
	}
	return first;
}

void
table_drain(struct table *t)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &t->connections[i];
		bool kept = c->state == CONNECTION_KEPT;
		int64_t end =
		    c->since + (kept ? CONNECTION_REST : CONNECTION_SILENCE);

		if ((kept || c->state == CONNECTION_NEW) && c->deadline > end)
			c->deadline = end;
	}
}

bool
table_is_busy(const struct table *t)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		enum connection_state state = t->connections[i].state;

		if (state != CONNECTION_FREE && state != CONNECTION_CLOSING)
			return true;
	}
	return false;
}

void
table_close_all(struct table *t)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++)
		if (t->connections[i].state != CONNECTION_FREE)
			connection_close(&t->connections[i]);
}
