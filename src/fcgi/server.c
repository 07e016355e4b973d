/* SPDX-License-Identifier: MIT */
#include "fcgi/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/accept.h"
#include "fcgi/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/utsname.h>
#include <unistd.h>

#define ACCEPT_PAUSE  1000 /* ms without accepting when descriptors run out */
#define COMPLAINT_GAP 1000 /* ms between two lines about broken peers */

/* ms in which a worker that ends hands over its connections, and between two
 * attempts when those that stay are slow to receive them. */
#define GIVE_TIME  3000
#define GIVE_AGAIN 20

/* What the epoll tells of: the places of the table, and behind them others. */
enum { LISTENER = FCGI_CONNECTIONS, HANDOVER, SOURCES };

struct fcgi_server {
	struct fcgi_options options;
	struct handover handover;
	struct table table;
	struct exchange exchange;
	struct connection *current; /* being answered, or NULL */
	bool draining;
	int64_t accept_after;	/* clock_ms: no accept before */
	int64_t complain_after; /* clock_ms: no line about a peer before */
	int epoll_fd;
	bool exclusive;	       /* of shared sockets one worker is woken */
	bool watched[SOURCES]; /* the epoll has it; not of connections */
	bool ready[SOURCES];   /* after the last wait */
	bool slept;	       /* in that wait */
	bool left;	       /* what is new to others, the last time */
	size_t next;	       /* the place that is looked at next, in turn */
	bool giving;	       /* draining, and not yet closing what is left */
	int64_t give_until;    /* clock_ms, while giving */
};

static int
set_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

/*
 * EPOLLEXCLUSIVE wakes one worker for each new connection.  Linux before 5.7
 * may count several of them for one that has not run yet: a connection would
 * wait behind a request while another worker sleeps.
 */
static bool
wakes_one_for_each(void)
{
	unsigned int major, minor;
	struct utsname system;

	return uname(&system) == 0 &&
	       sscanf(system.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 5 || (major == 5 && minor >= 7));
}

struct fcgi_server *
fcgi_server_new(const struct fcgi_options *options)
{
	struct fcgi_server *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->options = *options;
	s->handover =
	    options->handover != NULL ? *options->handover : HANDOVER_NONE;
	s->next = FCGI_CONNECTIONS;
	s->exclusive = wakes_one_for_each();
	s->epoll_fd = -1;
	if (table_init(&s->table, options->allowed_clients) == 0 &&
	    set_nonblocking(options->listen_fd) == 0 &&
	    exchange_init(
		&s->exchange, options->request_memory, options->trace) == 0 &&
	    (s->epoll_fd = epoll_create1(EPOLL_CLOEXEC)) >= 0)
		return s;
	fcgi_server_free(s);
	return NULL;
}

void
fcgi_server_free(struct fcgi_server *s)
{
	int saved = errno;

	if (s == NULL)
		return;
	exchange_free(&s->exchange);
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++)
		if (s->table.connections[i].state != CONNECTION_FREE)
			connection_close(&s->table.connections[i]);
	if (s->epoll_fd >= 0)
		close(s->epoll_fd);
	free(s);
	errno = saved;
}

/* A neighbour who talks nonsense fills no disk. */
static void
complain(struct fcgi_server *s, const struct connection *c, const char *why)
{
	int64_t now = clock_ms();
	char name[64];

	if (now < s->complain_after)
		return;
	s->complain_after = now + COMPLAINT_GAP;
	accept_describe(c->fd, name, sizeof(name));
	log_warning("connection of %s closed: FastCGI error: %s", name, why);
}

static void
read_from(struct fcgi_server *s, struct connection *c)
{
	switch (connection_read(c, &s->exchange, s->options.request_timeout)) {
	case CONNECTION_WAIT:
		if (clock_left(c->deadline) > 0)
			return;
		break;
	case CONNECTION_MORE:
		return;
	case CONNECTION_REQUEST:
		s->current = c;
		return;
	case CONNECTION_GONE:
		break;
	case CONNECTION_BROKEN:
		complain(s, c, c->reader.why);
		break;
	}
	connection_close(c);
}

static int64_t
note_accepted(const struct fcgi_server *s)
{
	if (s->options.accepted == NULL)
		return -1;
	return s->options.accepted(s->options.context);
}

static int
set_watched(struct fcgi_server *s, uint32_t source, int fd, bool watched)
{
	struct epoll_event event = {
	    .events = EPOLLIN | (s->exclusive ? EPOLLEXCLUSIVE : 0),
	    .data.u32 = source};
	int op = watched ? EPOLL_CTL_ADD : EPOLL_CTL_DEL;

	if (fd < 0 || watched == s->watched[source])
		return 0;
	if (epoll_ctl(s->epoll_fd, op, fd, &event) != 0)
		return -1;
	s->watched[source] = watched;
	return 0;
}

static int
set_listening(struct fcgi_server *s, bool listening)
{
	return set_watched(s, LISTENER, s->options.listen_fd, listening);
}

static int
set_receiving(struct fcgi_server *s, bool receiving)
{
	return set_watched(s, HANDOVER, s->handover.out, receiving);
}

/* Descriptors have run out, and no connection can give way. */
static void
pause_accepting(struct fcgi_server *s)
{
	log_warning("no connection accepted for %d ms: %m", ACCEPT_PAUSE);
	s->accept_after = clock_ms() + ACCEPT_PAUSE;
}

/* Takes over one connection of a worker that ends.  It is read in its turn. */
static enum accept_result
take_over(struct fcgi_server *s)
{
	const struct handover_times times = {
	    s->options.request_timeout, s->options.keepalive};
	struct connection *c;
	enum accept_result result =
	    accept_handed_over(&s->table, &s->handover, &times, &c);

	if (result == ACCEPT_OK)
		s->ready[c - s->table.connections] = true;
	if (result == ACCEPT_EXHAUSTED)
		pause_accepting(s);
	return result;
}

/* Whether a connection has something to read that may be a request. */
static bool
has_input(const struct fcgi_server *s)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		enum connection_state state = s->table.connections[i].state;

		if (s->ready[i] && state != CONNECTION_FREE &&
		    state != CONNECTION_CLOSING)
			return true;
	}
	return false;
}

/* Accepts one connection, so that idle workers share the load, and reads what
 * it has brought.  -1 when the listening socket is unusable. */
static int
accept_one(struct fcgi_server *s)
{
	struct connection *c;

	switch (accept_client(
	    &s->table, s->options.listen_fd, s->options.request_timeout, &c)) {
	case ACCEPT_OK:
		c->queue_us = note_accepted(s);
		/* Who was asleep may be the only one that was woken for it.
		 * If there is something else to read, too, an idle worker
		 * takes it. */
		if (!s->slept || !has_input(s) ||
		    !handover_give(&s->handover, c))
			read_from(s, c);
		/* The kernel wakes the first sleeper in the order in which
		 * they registered.  Registering again, as the last one, leaves
		 * the next connection to another worker: kept connections
		 * would otherwise all be with the first one. */
		return set_listening(s, false);
	case ACCEPT_REFUSED:
		note_accepted(s);
		return 0;
	case ACCEPT_NONE:
	case ACCEPT_LOST:
		return 0;
	case ACCEPT_EXHAUSTED:
		pause_accepting(s);
		return 0;
	case ACCEPT_FAILED:
		break;
	}
	return -1;
}

static bool
can_give(const struct fcgi_server *s)
{
	return clock_left(s->give_until) > 0 && handover_is_open(&s->handover);
}

/* Of two times, of which the first may be -1: never. */
static int64_t
earlier(int64_t a, int64_t b)
{
	return a < 0 || b < a ? b : a;
}

/* One that cannot be watched would never be heard of again. */
static void
watch(struct fcgi_server *s, size_t place)
{
	struct connection *c = &s->table.connections[place];
	struct epoll_event event = {
	    .events = EPOLLIN, .data.u32 = (uint32_t)place};

	if (c->state == CONNECTION_FREE || c->watched)
		return;
	c->watched = epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, c->fd, &event) == 0;
	if (!c->watched)
		connection_close(c);
}

/* The first deadline of a connection, `now` when there are unread bytes, or -1
 * for none. */
static int64_t
watch_connections(struct fcgi_server *s, int64_t now)
{
	int64_t first = -1;

	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		const struct connection *c = &s->table.connections[i];

		watch(s, i);
		if (c->state == CONNECTION_FREE)
			continue;
		if (first < 0 || c->deadline < first)
			first = c->deadline;
		if (connection_has_unread(c))
			first = now;
	}
	return first;
}

/* The clock_ms at which something happens without input, -1: never. */
static int64_t
next_deadline(struct fcgi_server *s, int64_t now)
{
	int64_t first = watch_connections(s, now);

	if (!s->draining && s->accept_after > now)
		first = earlier(first, s->accept_after);
	/* Not can_give: its time may run out between the two looks. */
	if (s->giving)
		first = earlier(first, now + GIVE_AGAIN);
	return first;
}

/* epoll_pwait(2) runs no signal handler when there is something to read. */
static bool
signal_was_waiting(const sigset_t *waiting)
{
	const struct timespec none = {0};

	return ppoll(NULL, 0, &none, waiting) < 0 && errno == EINTR;
}

static size_t
count_state(const struct fcgi_server *s, enum connection_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < FCGI_CONNECTIONS; i++)
		n += s->table.connections[i].state == state;
	return n;
}

/* What a worker that waits is waiting for. */
static enum proc_phase
phase_of(const struct fcgi_server *s)
{
	size_t kept = count_state(s, CONNECTION_KEPT);

	if (s->options.trace != NULL)
		atomic_store_explicit(&s->options.trace->proc->kept,
		    (uint32_t)kept, memory_order_relaxed);
	if (s->draining)
		return PROC_ENDING;
	if (count_state(s, CONNECTION_READING) > 0)
		return PROC_READING;
	return kept > 0 ? PROC_KEPT : PROC_IDLE;
}

/* Waits for input or a deadline and fills s->ready.  -1 with errno. */
static int
wait_for_input(struct fcgi_server *s, const sigset_t *waiting)
{
	struct epoll_event events[SOURCES];
	int64_t now = clock_ms(), first = next_deadline(s, now);
	bool open = !s->draining && s->accept_after <= now;
	int n;

	if (set_listening(s, open) < 0 || set_receiving(s, open) < 0)
		return -1;
	trace_enter(s->options.trace, phase_of(s));
	n = epoll_pwait(s->epoll_fd, events, SOURCES, 0, waiting);
	s->slept = n == 0;
	if (n == 0)
		n = epoll_pwait(s->epoll_fd, events, SOURCES,
		    first < 0	  ? -1
		    : first > now ? (int)(first - now)
				  : 0,
		    waiting);
	memset(s->ready, 0, sizeof(s->ready));
	for (int i = 0; i < n; i++)
		s->ready[events[i].data.u32] = true;
	return n < 0 ? -1 : 0;
}

/* Looks at each place once, until a request is complete. */
static void
take_turns(struct fcgi_server *s)
{
	for (; s->next < FCGI_CONNECTIONS && s->current == NULL; s->next++) {
		struct connection *c = &s->table.connections[s->next];

		if (c->state != CONNECTION_FREE &&
		    (s->ready[s->next] || connection_has_unread(c)))
			read_from(s, c);
	}
}

/* A worker that did not sleep was not woken for what is new.  While it has
 * requests of its own, others take that; but not all may say so for ever. */
static bool
leaves_to_others(struct fcgi_server *s)
{
	s->left = !s->slept && !s->left && has_input(s);
	return s->left;
}

/* Closes the connections whose time is up and on which nothing has come until
 * this moment: what came while the worker did not look still counts. */
static void
close_expired(struct fcgi_server *s, int64_t now)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &s->table.connections[i];

		if (c->state != CONNECTION_FREE && c->deadline <= now &&
		    !connection_is_readable(c))
			connection_close(c);
	}
}

/*
 * The kernel may have woken this worker alone for a connection that is new or
 * handed over.  So that comes first, before signals and other requests: nobody
 * else would take it while this worker is busy with those.  -1 with errno.
 */
static int
wait_and_accept(struct fcgi_server *s, const sigset_t *waiting)
{
	if (wait_for_input(s, waiting) < 0)
		return -1;
	s->next = 0;
	close_expired(s, clock_ms());
	if (leaves_to_others(s))
		return 0;
	/* As after accept(2), the next one is another's. */
	if (s->ready[HANDOVER] && take_over(s) == ACCEPT_OK &&
	    set_receiving(s, false) < 0)
		return -1;
	return s->ready[LISTENER] ? accept_one(s) : 0;
}

/* Hands over what is not being answered, as far as that can be done. */
static void
give_all(struct fcgi_server *s)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &s->table.connections[i];

		if (c->state != CONNECTION_NEW && c->state != CONNECTION_KEPT &&
		    c->state != CONNECTION_READING)
			continue;
		/* An epoll does not forget what another process has. */
		if (c->watched)
			epoll_ctl(s->epoll_fd, EPOLL_CTL_DEL, c->fd, NULL);
		c->watched = false;
		handover_give(&s->handover, c);
	}
}

/* Idle kept connections now end CONNECTION_REST ms after their last answer,
 * silent new ones CONNECTION_SILENCE ms after their connect: another request
 * may be on the way. */
static void
shorten_deadlines(struct fcgi_server *s)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		struct connection *c = &s->table.connections[i];
		bool kept = c->state == CONNECTION_KEPT;
		int64_t end =
		    c->since + (kept ? CONNECTION_REST : CONNECTION_SILENCE);

		if ((kept || c->state == CONNECTION_NEW) && c->deadline > end)
			c->deadline = end;
	}
}

/* What a draining server still holds goes to those that stay.  When none stays,
 * it takes what was handed over before that was known, and finishes. */
static void
give_or_finish(struct fcgi_server *s)
{
	enum accept_result result;

	s->giving = can_give(s);
	if (s->giving) {
		give_all(s);
		return;
	}
	if (s->handover.out >= 0 && !handover_is_open(&s->handover))
		do
			result = take_over(s);
		while (result == ACCEPT_OK || result == ACCEPT_LOST);
	shorten_deadlines(s);
}

enum fcgi_event
fcgi_server_wait(struct fcgi_server *s, const sigset_t *waiting,
    struct fcgi_request **request, struct reply **reply)
{
	while (s->current == NULL) {
		if (signal_was_waiting(waiting))
			return FCGI_SIGNAL;
		if (s->draining) {
			give_or_finish(s);
			if (fcgi_server_idle(s))
				return FCGI_SIGNAL;
		}
		if (s->next == FCGI_CONNECTIONS &&
		    wait_and_accept(s, waiting) < 0)
			return errno == EINTR ? FCGI_SIGNAL : FCGI_FAILED;
		take_turns(s);
	}
	*request = &s->exchange.request;
	*reply = &s->exchange.reply;
	return FCGI_REQUEST;
}

void
fcgi_server_done(struct fcgi_server *s)
{
	struct connection *c = s->current;
	bool keep;

	if (c == NULL)
		return;
	s->current = NULL;
	keep = !s->draining || can_give(s);
	connection_end(c, &s->exchange, keep ? s->options.keepalive : 0);
}

void
fcgi_server_drain(struct fcgi_server *s)
{
	if (s->draining)
		return;
	s->draining = true;
	s->give_until = clock_ms() + GIVE_TIME;
	give_or_finish(s);
}

/* A request has begun to arrive, may be on the way, or is being answered. */
static bool
is_busy(const struct fcgi_server *s)
{
	for (size_t i = 0; i < FCGI_CONNECTIONS; i++) {
		enum connection_state state = s->table.connections[i].state;

		if (state != CONNECTION_FREE && state != CONNECTION_CLOSING)
			return true;
	}
	return false;
}

bool
fcgi_server_idle(const struct fcgi_server *s)
{
	return s->current == NULL && !is_busy(s);
}
