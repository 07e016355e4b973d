/* SPDX-License-Identifier: MIT */
/*
 * The FastCGI side of one worker: it accepts connections itself, reads their
 * records itself, and hands out one complete request at a time.
 *
 * While it waits, a worker holds many connections: new ones, half-sent
 * requests, idle kept ones, and peers that have not closed yet.  Each costs
 * the pool nothing but itself, for no wait blocks on one of them.  When the
 * table is full or descriptors run out, one that is idle or has made least
 * progress gives way to a new one.
 *
 * libfcgi writes the answer.  It never reads a byte from the network: our own
 * reader answers management records and refuses oversized parameters, and
 * libfcgi is given a request that we wrote (design: what it must never do).
 */
#ifndef FCGI_SERVER_H
#define FCGI_SERVER_H

#include "base/trace.h"
#include "fcgi/handover.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"

#include <signal.h>

struct fcgi_server;

struct fcgi_options {
	int listen_fd; /* a listening socket, UNIX or TCP */
	/* To and from the other workers of the pool, the caller's; NULL: there
	 * are none. */
	const struct handover *handover;
	int64_t keepalive; /* ms an idle kept connection may stay; 0 = off */
	/* ms from the first byte of a request to its last and to its deadline;
	 * the answer must be read 1 s later.  A new connection has as long to
	 * send its first byte. */
	int64_t request_timeout;
	size_t request_memory; /* bytes of the arena of one request */
	/* Peers that may connect over TCP, as text "127.0.0.1, ::1"; empty:
	 * all.  Over UNIX sockets the file's mode and owner decide. */
	struct text allowed_clients;
	/* Called for each connection that was accepted: the us that it waited
	 * for that, or -1.  NULL: nobody knows. */
	int64_t (*accepted)(void *context);
	void *context;
	struct trace *trace; /* told what is waited for; or NULL */
};

/*
 * NULL with errno when out of memory or descriptors, when libfcgi does not
 * start, or when allowed_clients has something else than addresses (EINVAL).
 * Makes listen_fd non-blocking; the caller closes it.  SIGPIPE must be ignored.
 */
struct fcgi_server *fcgi_server_new(const struct fcgi_options *options);
void fcgi_server_free(struct fcgi_server *server);

enum fcgi_event {
	FCGI_REQUEST, /* *request and *reply are set */
	/* A signal was handled, or a drained server has become idle: look at
	 * your flags. */
	FCGI_SIGNAL,
	FCGI_FAILED /* the listening socket is unusable; errno */
};

/*
 * Waits for the next complete request.  Signals are blocked everywhere but in
 * the wait, where `waiting` is the mask: no signal is lost and none interrupts
 * a request.
 */
enum fcgi_event
fcgi_server_wait(struct fcgi_server *server, const sigset_t *waiting,
    struct fcgi_request **request, struct reply **reply);

/* Ends the request: end-of-request record, then keeps or closes the
 * connection.  The request is gone and its arena empty afterwards. */
void fcgi_server_done(struct fcgi_server *server);

/*
 * Stops accepting, and hands over the connections but that of the request in
 * hand, with what has come of their requests.  What cannot be handed over, a
 * request of more than 64 KiB or what nobody has taken for 3 s, it finishes, as
 * it does with all where the hand-over has ended: requests that have begun to
 * arrive, or whose client has only just connected or been answered, are still
 * handed out.  fcgi_server_idle then says when there are none left.
 */
void fcgi_server_drain(struct fcgi_server *server);
bool fcgi_server_idle(const struct fcgi_server *server);

#endif
