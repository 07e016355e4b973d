/* SPDX-License-Identifier: MIT */
#include "fcgi/connection.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* ms that a finished answer has to reach the web server after the deadline of
 * its request, which may have been spent on the database. */
#define ANSWER_GRACE 1000

/*
 * Between two looks at whether the peer reads, at most so many bytes are
 * written; the send buffer of a connection must hold twice as many when
 * poll(2) says that it may be written to, so that no write blocks.
 */
#define AHEAD  ((size_t)16 * 1024)
#define SNDBUF (128 * 1024) /* SO_SNDBUF: poll means a third of it */

#define END_RECORDS 24 /* bytes: an empty stdout record and the end record */

static void
enter(struct connection *c, enum connection_state state, int64_t timeout)
{
	c->state = state;
	c->since = clock_ms();
	c->deadline = c->since + timeout;
}

static bool
is_local(int fd)
{
	int domain;
	socklen_t len = sizeof(domain);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) == 0 &&
	       domain == AF_UNIX;
}

static void
set_options(const struct connection *c, int64_t timeout)
{
	const struct timeval tv = {timeout / 1000, timeout % 1000 * 1000};
	const int size = SNDBUF;
	const int on = 1;

	setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	setsockopt(c->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (!c->local)
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void
connection_open(struct connection *c, int fd, int64_t timeout)
{
	*c = (struct connection){.fd = fd, .local = is_local(fd)};
	set_options(c, timeout);
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

static void
linger(struct connection *c)
{
	record_forget(&c->reader);
	buf_free(&c->unread);
	shutdown(c->fd, SHUT_WR);
	enter(c, CONNECTION_CLOSING, CONNECTION_LINGER);
}

/*
 * The answer, which libfcgi writes.  It never reads from the network: it is
 * given a begin record that we write into a pipe, and the connection only
 * afterwards.
 */
struct libfcgi {
	FCGX_Request request;
	int pipe[2]; /* what libfcgi reads; -1 when not open */
	int fd;	     /* the connection being answered, or -1 */
	int64_t deadline;
	size_t ahead; /* bytes that may be written before the next look */
	bool failed;
	struct trace *trace;
};

/* libfcgi takes over the signals that have no handler; it may not. */
static int
start_library(void)
{
	static const int taken[] = {SIGPIPE, SIGUSR1, SIGTERM};
	struct sigaction saved[sizeof(taken) / sizeof(taken[0])];
	int result;

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaction(taken[i], NULL, &saved[i]);
	result = FCGX_Init();
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaction(taken[i], &saved[i], NULL);
	return result;
}

/* Non-blocking: should libfcgi ask for more, it fails and does not wait. */
static int
open_pipe(struct libfcgi *l)
{
	return pipe2(l->pipe, O_CLOEXEC | O_NONBLOCK);
}

static void
close_pipe(struct libfcgi *l)
{
	for (size_t i = 0; i < 2; i++) {
		if (l->pipe[i] >= 0)
			close(l->pipe[i]);
		l->pipe[i] = -1;
	}
}

/* NULL when out of memory or descriptors.  Signal dispositions stay. */
static struct libfcgi *
libfcgi_new(struct trace *trace)
{
	struct libfcgi *l;

	if (start_library() != 0)
		return NULL;
	l = calloc(1, sizeof(*l));
	if (l == NULL)
		return NULL;
	l->trace = trace;
	l->pipe[0] = l->pipe[1] = l->fd = -1;
	/* Now, for descriptors may be short later. */
	if (FCGX_InitRequest(&l->request, -1, FCGI_FAIL_ACCEPT_ON_INTR) != 0 ||
	    open_pipe(l) < 0) {
		free(l);
		return NULL;
	}
	l->request.ipcFd = -1;
	return l;
}

/* What the web server would have sent: no parameters and no body. */
static int
write_request(struct libfcgi *l, unsigned id)
{
	const unsigned char high = (unsigned char)(id >> 8);
	const unsigned char low = (unsigned char)id;
	const struct {
		FCGI_BeginRequestRecord begin;
		FCGI_Header params;
		FCGI_Header body;
	} records = {
	    {{FCGI_VERSION_1, FCGI_BEGIN_REQUEST, high, low, 0,
		 sizeof(FCGI_BeginRequestBody), 0, 0},
		{0, FCGI_RESPONDER, FCGI_KEEP_CONN, {0}}},
	    {FCGI_VERSION_1, FCGI_PARAMS, high, low, 0, 0, 0, 0},
	    {FCGI_VERSION_1, FCGI_STDIN, high, low, 0, 0, 0, 0},
	};

	if (l->pipe[0] < 0 && open_pipe(l) < 0)
		return -1;
	return write(l->pipe[1], &records, sizeof(records)) ==
		       (ssize_t)sizeof(records)
		   ? 0
		   : -1;
}

/* Starts the answer to request `id` on `fd`.  0, or -1 with errno when libfcgi
 * did not accept.  Everything is to be written by `deadline` (clock_ms). */
static int
libfcgi_begin(struct libfcgi *l, int fd, unsigned id, int64_t deadline)
{
	int unread = 0;

	if (write_request(l, id) < 0)
		return -1;
	l->request.listen_sock = -1;
	l->request.ipcFd = l->pipe[0];
	/* It ends the request before first, and would close what it has. */
	l->request.keepConnection = 1;
	if (FCGX_Accept_r(&l->request) != 0 ||
	    ioctl(l->pipe[0], FIONREAD, &unread) < 0 || unread != 0) {
		/* A request that libfcgi refuses it also closes. */
		if (l->request.ipcFd < 0)
			l->pipe[0] = -1;
		FCGX_Free(&l->request, 0);
		l->request.ipcFd = -1;
		close_pipe(l);
		errno = EPROTO;
		return -1;
	}
	l->request.ipcFd = fd;
	l->fd = fd;
	l->deadline = deadline;
	l->ahead = 0;
	l->failed = false;
	return 0;
}

/* Waits until `len` bytes can be written without blocking. */
static int
await_room(struct libfcgi *l, size_t len)
{
	struct pollfd p = {.fd = l->fd, .events = POLLOUT};
	enum proc_phase before;
	int64_t left;
	int n;

	if (l->ahead < len) {
		before = trace_enter(l->trace, PROC_WRITING);
		do {
			left = clock_left(l->deadline);
			n = poll(
			    &p, 1, left > INT32_MAX ? INT32_MAX : (int)left);
		} while (n < 0 && errno == EINTR);
		trace_enter(l->trace, before);
		if (n <= 0 || !(p.revents & POLLOUT))
			return -1;
		l->ahead = AHEAD;
	}
	l->ahead -= len;
	return 0;
}

/* A reply_send. */
static int
libfcgi_write(void *context, const char *data, size_t len)
{
	struct libfcgi *l = context;
	size_t n;

	for (; len > 0 && !l->failed; data += n, len -= n) {
		n = len < AHEAD ? len : AHEAD;
		if (await_room(l, n) < 0 ||
		    FCGX_PutStr(data, (int)n, l->request.out) != (int)n ||
		    FCGX_GetError(l->request.out) != 0)
			l->failed = true;
	}
	return l->failed ? -1 : 0;
}

/*
 * Ends what libfcgi_begin started: with the end-of-request record, or without
 * when the answer is not whole.  0 when all of it was written, else -1: the
 * connection is then good for nothing.
 */
static int
libfcgi_end(struct libfcgi *l, bool whole)
{
	if (!whole || await_room(l, END_RECORDS) < 0)
		l->failed = true;
	/* What libfcgi still holds is then written nowhere. */
	if (l->failed)
		l->request.ipcFd = -1;
	/* Not FCGX_Finish_r, which after an error closes the connection and
	 * waits up to two seconds for the peer to do so. */
	if (FCGX_FClose(l->request.err) != 0)
		l->failed = true;
	if (FCGX_FClose(l->request.out) != 0)
		l->failed = true;
	FCGX_Free(&l->request, 0);
	l->request.ipcFd = -1;
	l->fd = -1;
	return l->failed ? -1 : 0;
}

static void
libfcgi_free(struct libfcgi *l)
{
	if (l == NULL)
		return;
	if (l->fd >= 0)
		libfcgi_end(l, false);
	close_pipe(l);
	free(l);
}

int
exchange_init(struct exchange *e, size_t memory, struct trace *trace)
{
	e->request.params = e->params;
	reply_init(&e->reply);
	e->request.arena = arena_new(memory);
	e->libfcgi = e->request.arena != NULL ? libfcgi_new(trace) : NULL;
	return e->libfcgi != NULL ? 0 : -1;
}

void
exchange_free(struct exchange *e)
{
	libfcgi_free(e->libfcgi);
	arena_free(e->request.arena);
	reply_free(&e->reply);
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

/* Hands out the request that the reader holds. */
static enum connection_event
start_answer(struct connection *c, struct exchange *e)
{
	struct record_reader *reader = &c->reader;
	struct fcgi_request *request = &e->request;

	if (fcgi_request_read(request, buf_text(&reader->params)) < 0) {
		reader->why = "a parameter longer than its block";
		return CONNECTION_BROKEN;
	}
	if (libfcgi_begin(e->libfcgi, c->fd, reader->id,
		c->deadline + ANSWER_GRACE) < 0) {
		log_error("libfcgi does not accept a request: %m");
		return CONNECTION_GONE;
	}
	request->params_too_large |= reader->params_too_large;
	request->body = buf_text(&reader->body);
	request->body_too_large = reader->body_too_large;
	request->body_length_differs =
	    has_other_length(request, reader->body_bytes);
	request->deadline = c->deadline;
	request->queue_us = c->queue_us;
	request->read_us = (clock_ms() - c->since) * 1000;
	request->client_fd = c->fd;
	request->client_events = c->local ? 0 : POLLRDHUP;
	c->queue_us = -1;
	reply_start(&e->reply, libfcgi_write, e->libfcgi);
	return CONNECTION_REQUEST;
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
		linger(c);
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
connection_read(struct connection *c, struct exchange *e, int64_t timeout)
{
	ssize_t n = take_bytes(c, e->scratch);
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
	event = feed(c, e->scratch, (size_t)n);
	if (event == CONNECTION_REQUEST)
		return start_answer(c, e);
	return event == CONNECTION_WAIT && c->state == CONNECTION_READING &&
		       may_have_more(c, n)
		   ? CONNECTION_MORE
		   : event;
}

void
connection_end(struct connection *c, struct exchange *e, int64_t keepalive)
{
	const struct reply *r = &e->reply;
	bool whole = !r->failed && (r->finished || !r->streaming);

	if (libfcgi_end(e->libfcgi, whole) < 0)
		connection_close(c);
	else if (keepalive > 0 && c->reader.keep &&
		 /* FastCGI 6.2; what is missing might still come. */
		 !e->request.body_length_differs) {
		record_forget(&c->reader);
		enter(c, CONNECTION_KEPT, keepalive);
	} else
		linger(c);
	arena_reset(e->request.arena);
}
