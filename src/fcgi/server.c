/* SPDX-License-Identifier: MIT */
#include "fcgi/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/accept.h"
#include "fcgi/libfcgi.h"
#include "fcgi/pairs.h"
#include "fcgi/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

/* ms that a finished answer has to reach the web server after the deadline of
 * its request, which may have been spent on the database. */
#define ANSWER_GRACE 1000

#define ACCEPT_PAUSE  1000 /* ms without accepting when descriptors run out */
#define COMPLAINT_GAP 1000 /* ms between two lines about broken peers */

struct fcgi_server {
	struct fcgi_options options;
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
	size_t first;		/* the place that is looked at first: a turn */
	/* The connections, and behind them the listening socket. */
	struct pollfd polls[FCGI_CONNECTIONS + 1];
	char scratch[CONNECTION_READ];
};

static int
set_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

struct fcgi_server *
fcgi_server_new(const struct fcgi_options *options)
{
	struct fcgi_server *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->options = *options;
	reply_init(&s->reply);
	table_init(&s->table);
	if (accept_parse_clients(options->allowed_clients, &s->clients) < 0)
		errno = EINVAL;
	else if (set_nonblocking(options->listen_fd) == 0 &&
		 (s->request.arena = arena_new(options->request_memory)) !=
		     NULL &&
		 (s->libfcgi = libfcgi_new(options->trace)) != NULL)
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

/* 0, or -1 when the parameter block is not one. */
static int
parse_params(struct fcgi_server *s, const struct record_reader *reader)
{
	struct fcgi_request *request = &s->request;
	struct text rest = buf_text(&reader->params);
	struct fcgi_param param;
	int more;

	request->params = s->params;
	request->nparams = 0;
	request->params_too_large = reader->params_too_large;
	while ((more = pairs_next(&rest, &param.name, &param.value)) > 0) {
		if (request->nparams == FCGI_PARAMS_COUNT) {
			request->params_too_large = true;
			request->nparams = 0;
			return 0;
		}
		s->params[request->nparams++] = param;
	}
	return more;
}

/* Makes the request of `c` the current one. */
static void
hand_out(struct fcgi_server *s, struct connection *c)
{
	const struct record_reader *reader = &c->reader;

	if (parse_params(s, reader) < 0) {
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
	s->request.body = buf_text(&reader->body);
	s->request.body_too_large = reader->body_too_large;
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

/* Where a new connection would go. */
static struct connection *
find_place(struct fcgi_server *s)
{
	struct connection *c = table_free(&s->table);

	return c != NULL ? c : table_victim(&s->table);
}

static int64_t
note_accepted(const struct fcgi_server *s)
{
	if (s->options.accepted == NULL)
		return -1;
	return s->options.accepted(s->options.context);
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
	struct connection *c = find_place(s), *victim;
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
		read_from(s, c);
		return 0;
	case ACCEPT_REFUSED:
		note_accepted(s);
		return 0;
	case ACCEPT_NONE:
		return 0;
	case ACCEPT_EXHAUSTED:
		log_warning(
		    "no connection accepted for %d ms: %m", ACCEPT_PAUSE);
		s->accept_after = clock_ms() + ACCEPT_PAUSE;
		return 0;
	case ACCEPT_FAILED:
		break;
	}
	return -1;
}

/* Fills s->polls; returns the ms that nothing but input happens, -1: ever. */
static int64_t
watch(struct fcgi_server *s)
{
	struct pollfd *listener = &s->polls[FCGI_CONNECTIONS];
	int64_t now = clock_ms();
	int64_t first = table_watch(&s->table, s->polls, now);

	*listener = (struct pollfd){.fd = -1};
	if (!s->draining) {
		if (s->accept_after <= now)
			*listener = (struct pollfd){
			    .fd = s->options.listen_fd, .events = POLLIN};
		else if (first < 0 || s->accept_after < first)
			first = s->accept_after;
	}
	if (first < 0)
		return -1;
	return first > now ? first - now : 0;
}

/* ppoll(2) runs no signal handler while descriptors are ready. */
static bool
signal_was_waiting(const sigset_t *waiting)
{
	const struct timespec none = {0};

	return ppoll(NULL, 0, &none, waiting) < 0 && errno == EINTR;
}

/* ppoll(2) of s->polls without the places that are not in use: the kernel
 * takes no more of them than RLIMIT_NOFILE. */
static int
poll_places(
    struct fcgi_server *s, const struct timespec *left, const sigset_t *waiting)
{
	struct pollfd used[FCGI_CONNECTIONS + 1];
	struct pollfd *places[FCGI_CONNECTIONS + 1];
	nfds_t count = 0;
	int n;

	for (size_t i = 0; i <= FCGI_CONNECTIONS; i++) {
		if (s->polls[i].fd < 0)
			continue;
		used[count] = s->polls[i];
		places[count++] = &s->polls[i];
	}
	n = ppoll(used, count, left, waiting);
	for (nfds_t i = 0; n > 0 && i < count; i++)
		places[i]->revents = used[i].revents;
	return n;
}

/* What a worker that waits is waiting for. */
static enum slot_phase
phase_of(const struct fcgi_server *s)
{
	size_t kept = table_count(&s->table, CONNECTION_KEPT);

	if (s->options.trace != NULL)
		atomic_store_explicit(&s->options.trace->slot->kept,
		    (uint32_t)kept, memory_order_relaxed);
	if (s->draining)
		return SLOT_ENDING;
	if (table_count(&s->table, CONNECTION_READING) > 0)
		return SLOT_READING;
	return kept > 0 ? SLOT_KEPT : SLOT_IDLE;
}

static int
wait_for_input(struct fcgi_server *s, const sigset_t *waiting)
{
	int64_t ms = watch(s);
	const struct timespec left = {ms / 1000, ms % 1000 * 1000000};
	int n;

	trace_enter(s->options.trace, phase_of(s));
	n = poll_places(s, ms < 0 ? NULL : &left, waiting);
	if (n > 0 && signal_was_waiting(waiting)) {
		errno = EINTR;
		return -1;
	}
	return n;
}

/* Looks at each place once, until a request is complete.  -1 as accept_one. */
static int
take_turns(struct fcgi_server *s)
{
	size_t first = s->first;

	for (size_t i = 0; i <= FCGI_CONNECTIONS && s->current == NULL; i++) {
		size_t place = (first + i) % (FCGI_CONNECTIONS + 1);
		struct connection *c = &s->table.connections[place];
		bool ready = s->polls[place].revents != 0;

		s->first = place + 1;
		if (place == FCGI_CONNECTIONS) {
			if (ready && accept_one(s) < 0)
				return -1;
		} else if (c->state != CONNECTION_FREE &&
			   (ready || connection_has_unread(c)))
			read_from(s, c);
	}
	return 0;
}

enum fcgi_event
fcgi_server_wait(struct fcgi_server *s, const sigset_t *waiting,
    struct fcgi_request **request, struct reply **reply)
{
	while (s->current == NULL) {
		if (s->draining) {
			table_drain(&s->table);
			if (fcgi_server_idle(s))
				return FCGI_SIGNAL;
		}
		if (wait_for_input(s, waiting) < 0)
			return errno == EINTR ? FCGI_SIGNAL : FCGI_FAILED;
		table_close_expired(&s->table, clock_ms());
		if (take_turns(s) < 0)
			return FCGI_FAILED;
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
	keep = c->reader.keep && s->options.keepalive > 0 && !s->draining;
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
	s->draining = true;
}

bool
fcgi_server_idle(const struct fcgi_server *s)
{
	return s->current == NULL && !table_is_busy(&s->table);
}
