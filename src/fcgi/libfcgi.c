/* SPDX-License-Identifier: MIT */
#include "fcgi/libfcgi.h"

#include "base/clock.h"
#include "base/trace.h"

#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define END_RECORDS 24 /* bytes: an empty stdout record and the end record */

struct libfcgi {
	FCGX_Request request;
	int pipe[2]; /* what libfcgi reads; -1 when not open */
	int fd;	     /* the connection */
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

struct libfcgi *
libfcgi_new(struct trace *trace)
{
	struct libfcgi *l;

	if (start_library() != 0)
		return NULL;
	l = calloc(1, sizeof(*l));
	if (l == NULL)
		return NULL;
	l->trace = trace;
	l->pipe[0] = l->pipe[1] = -1;
	/* Now, for descriptors may be short later. */
	if (FCGX_InitRequest(&l->request, -1, FCGI_FAIL_ACCEPT_ON_INTR) != 0 ||
	    open_pipe(l) < 0) {
		free(l);
		return NULL;
	}
	l->request.ipcFd = -1;
	return l;
}

void
libfcgi_free(struct libfcgi *l)
{
	if (l == NULL)
		return;
	close_pipe(l);
	free(l);
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

int
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
		l->ahead = LIBFCGI_AHEAD;
	}
	l->ahead -= len;
	return 0;
}

int
libfcgi_write(void *context, const char *data, size_t len)
{
	struct libfcgi *l = context;
	size_t n;

	for (; len > 0 && !l->failed; data += n, len -= n) {
		n = len < LIBFCGI_AHEAD ? len : LIBFCGI_AHEAD;
		if (await_room(l, n) < 0 ||
		    FCGX_PutStr(data, (int)n, l->request.out) != (int)n ||
		    FCGX_GetError(l->request.out) != 0)
			l->failed = true;
	}
	return l->failed ? -1 : 0;
}

int
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
	return l->failed ? -1 : 0;
}
