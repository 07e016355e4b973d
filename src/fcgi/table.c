/* SPDX-License-Identifier: MIT */
#include "fcgi/table.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>

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

struct connection *
table_free(struct table *t)
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
		if (c->state != CONNECTION_CLOSING && connection_is_readable(c))
			continue;
		victim = c;
		lowest = rank;
	}
	return victim;
}

void
table_close_expired(struct table *t, int64_t now)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &t->connections[i];

		if (c->state != CONNECTION_FREE && c->deadline <= now &&
		    !connection_is_readable(c))
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
table_give(struct table *t, int epoll_fd, const struct handover *handover)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &t->connections[i];

		if (c->state != CONNECTION_NEW && c->state != CONNECTION_KEPT &&
		    c->state != CONNECTION_READING)
			continue;
		/* An epoll does not forget what another process has. */
		if (c->watched)
			epoll_ctl(epoll_fd, EPOLL_CTL_DEL, c->fd, NULL);
		c->watched = false;
		handover_give(handover, c);
	}
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
