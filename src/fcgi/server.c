/* SPDX-License-Identifier: MIT */
#include "fcgi/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/accept.h"
#include "fcgi/connection.h"
#include "fcgi/libfcgi.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/utsname.h>
#include <unistd.h>

/* ms that a finished answer has to reach the web server after the deadline of
 * its request, which may have been spent on the database. */
#define ANSWER_GRACE 1000

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
	struct accept_clients clients;
	struct table table;
	struct libfcgi *libfcgi;
	struct connection *current; /* being answered, or NULL */
	struct fcgi_request request;
	struct fcgi_param params[FCGI_PARAMS_COUNT];
	struct reply reply;
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
	char scratch[CONNECTION_READ];
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
	s->request.params = s->params;
	s->handover =
	    options->handover != NULL ? *options->handover : HANDOVER_NONE;
	s->next = FCGI_CONNECTIONS;
	s->exclusive = wakes_one_for_each();
	s->epoll_fd = -1;
	reply_init(&s->reply);
	table_init(&s->table);
	if (accept_parse_clients(options->allowed_clients, &s->clients) < 0)
		errno = EINVAL;
	else if (set_nonblocking(options->listen_fd) == 0 &&
		 (s->request.arena = arena_new(options->request_memory)) !=
		     NULL &&
		 (s->libfcgi = libfcgi_new(options->trace)) != NULL &&
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
	if (s->current != NULL)
		libfcgi_end(s->libfcgi, false);
	table_close_all(&s->table);
	libfcgi_free(s->libfcgi);
	if (s->epoll_fd >= 0)
		close(s->epoll_fd);
	arena_free(s->request.arena);
	reply_free(&s->reply);
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

/* Without CONTENT_LENGTH the body is what came. */
static bool
has_other_length(const struct fcgi_request *request, uint64_t received)
{
	struct text stated = request->content_length;
	uint64_t length;

	if (stated.len == 0)
		return false;
	return !text_to_uint64(stated, &length) || length != received;
}

/* Makes the request of `c` the current one. */
static void
hand_out(struct fcgi_server *s, struct connection *c)
{
	const struct record_reader *reader = &c->reader;

	if (fcgi_request_read(&s->request, buf_text(&reader->params)) < 0) {
		complain(s, c, "a parameter longer than its block");
		connection_close(c);
		return;
	}
	if (libfcgi_begin(s->libfcgi, c->fd, reader->id,
		c->deadline + ANSWER_GRACE) < 0) {
		log_error("libfcgi does not accept a request: %m");
		connection_close(c);
		return;
	}
	s->request.params_too_large |= reader->params_too_large;
	s->request.body = buf_text(&reader->body);
	s->request.body_too_large = reader->body_too_large;
	s->request.body_length_differs =
	    has_other_length(&s->request, reader->body_bytes);
	s->request.deadline = c->deadline;
	s->request.queue_us = c->queue_us;
	s->request.read_us = (clock_ms() - c->since) * 1000;
	s->request.client_fd = c->fd;
	s->request.client_events = accept_is_local(c->fd) ? 0 : POLLRDHUP;
	c->queue_us = -1;
	reply_start(&s->reply, libfcgi_write, s->libfcgi);
	s->current = c;
}

static void
read_from(struct fcgi_server *s, struct connection *c)
{
	switch (connection_read(c, s->scratch, s->options.request_timeout)) {
	case CONNECTION_WAIT:
		if (clock_left(c->deadline) > 0)
			return;
		break;
	case CONNECTION_MORE:
		return;
	case CONNECTION_REQUEST:
		hand_out(s, c);
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

static bool
has_descriptor(const struct fcgi_server *s)
{
	int fd = dup(s->epoll_fd);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* What is handed over is lost when there is no descriptor for it. */
static bool
make_descriptor(struct fcgi_server *s)
{
	struct connection *victim;

	while (!has_descriptor(s)) {
		victim = table_victim(&s->table);
		if (victim == NULL) {
			pause_accepting(s);
			return false;
		}
		connection_close(victim);
	}
	return true;
}

/* Takes over one connection of a worker that ends.  It is read in its turn. */
static enum handover_result
take_over(struct fcgi_server *s)
{
	const struct handover_times times = {
	    s->options.request_timeout, s->options.keepalive};
	struct connection *c, taken;
	enum handover_result result;

	/* No connection gives way to one that another worker was faster to
	 * take. */
	if (!handover_is_readable(&s->handover) ||
	    (c = table_place(&s->table)) == NULL || !make_descriptor(s))
		return HANDOVER_NOTHING;
	result = handover_take(&s->handover, &times, &taken);
	if (result != HANDOVER_TAKEN)
		return result;
	if (c->state != CONNECTION_FREE)
		connection_close(c);
	*c = taken;
	s->ready[c - s->table.connections] = true;
	return HANDOVER_TAKEN;
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

static enum accept_result
accept_into(struct fcgi_server *s, int *fd)
{
	return accept_client(
	    s->options.listen_fd, &s->clients, s->options.request_timeout, fd);
}

/* Accepts one connection, so that idle workers share the load, and reads what
 * it has brought.  -1 when the listening socket is unusable. */
static int
accept_one(struct fcgi_server *s)
{
	struct connection *c = table_place(&s->table), *victim;
	int64_t timeout = s->options.request_timeout;
	enum accept_result result;
	int fd;

	if (c == NULL)
		return 0;
	result = accept_into(s, &fd);
	if (result == ACCEPT_EXHAUSTED &&
	    (victim = table_victim(&s->table)) != NULL) {
		connection_close(victim);
		result = accept_into(s, &fd);
	}
	switch (result) {
	case ACCEPT_OK:
		if (c->state != CONNECTION_FREE)
			connection_close(c);
		connection_open(c, fd, timeout);
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

/* The clock_ms at which something happens without input, -1: never. */
static int64_t
next_deadline(struct fcgi_server *s, int64_t now)
{
	int64_t first = table_watch(&s->table, s->epoll_fd, now);

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

/* What a worker that waits is waiting for. */
static enum proc_phase
phase_of(const struct fcgi_server *s)
{
	size_t kept = table_count(&s->table, CONNECTION_KEPT);

	if (s->options.trace != NULL)
		atomic_store_explicit(&s->options.trace->proc->kept,
		    (uint32_t)kept, memory_order_relaxed);
	if (s->draining)
		return PROC_ENDING;
	if (table_count(&s->table, CONNECTION_READING) > 0)
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
	table_close_expired(&s->table, clock_ms());
	if (leaves_to_others(s))
		return 0;
	/* As after accept(2), the next one is another's. */
	if (s->ready[HANDOVER] && take_over(s) == HANDOVER_TAKEN &&
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

/* What a draining server still holds goes to those that stay.  When none stays,
 * it takes what was handed over before that was known, and finishes. */
static void
give_or_finish(struct fcgi_server *s)
{
	s->giving = can_give(s);
	if (s->giving) {
		give_all(s);
		return;
	}
	if (s->handover.out >= 0 && !handover_is_open(&s->handover))
		while (take_over(s) != HANDOVER_NOTHING)
			;
	table_drain(&s->table);
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
	*request = &s->request;
	*reply = &s->reply;
	return FCGI_REQUEST;
}

void
fcgi_server_done(struct fcgi_server *s)
{
	struct connection *c = s->current;
	const struct reply *r = &s->reply;
	bool keep, whole;

	if (c == NULL)
		return;
	s->current = NULL;
	/* FastCGI 6.2; what is missing might still come. */
	keep = c->reader.keep && !s->request.body_length_differs &&
	       s->options.keepalive > 0 && (!s->draining || can_give(s));
	whole = !r->failed && (r->finished || !r->streaming);
	if (libfcgi_end(s->libfcgi, whole) < 0)
		connection_close(c);
	else if (keep)
		connection_keep(c, s->options.keepalive);
	else
		connection_linger(c);
	arena_reset(s->request.arena);
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

bool
fcgi_server_idle(const struct fcgi_server *s)
{
	return s->current == NULL && !table_is_busy(&s->table);
}
