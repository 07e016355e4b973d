/* SPDX-License-Identifier: MIT */
/*
 * One connection of a web server: its socket, what it is waiting for and until
 * when, and the request that is answered on it.  The descriptor stays blocking
 * for libfcgi's sake; reading never blocks.  Inside src/fcgi/ only.
 */
#ifndef FCGI_CONNECTION_H
#define FCGI_CONNECTION_H

#include "fcgi/record.h"
#include "fcgi/reply.h"

#define CONNECTION_READ 16384 /* bytes of one read; what stays unread too */
/* ms after its connect in which a web server sends, at the latest.  On an
 * overloaded machine it may not run for a while between the two. */
#define CONNECTION_SILENCE 3000
/* ms without a request after which a web server hardly asks at the very moment
 * of the close, when nobody stays who could take over the connection. */
#define CONNECTION_REST	  200
#define CONNECTION_LINGER 1000 /* ms in which a peer has to close */

enum connection_state {
	CONNECTION_FREE,
	CONNECTION_NEW,	    /* nothing came yet */
	CONNECTION_READING, /* a record or a request has begun */
	CONNECTION_ANSWERING,
	CONNECTION_KEPT,   /* idle between two requests */
	CONNECTION_CLOSING /* answered: the peer is to close */
};

struct connection {
	enum connection_state state;
	int fd;
	bool local;    /* a UNIX socket */
	bool watched;  /* an epoll(7) knows it */
	int64_t since; /* clock_ms of this state */
	int64_t begun; /* clock_us of the connect; of the request when kept */
	int64_t deadline; /* clock_ms: it is closed then */
	int64_t queue_us; /* waited to be accepted; -1: unknown, or told */
	size_t received;  /* bytes since a record or a request began */
	struct record_reader reader;
	struct buf unread; /* bytes behind the request being answered */

	/* Where it goes back to after a record that begins no request. */
	enum connection_state resting;
	int64_t resting_since, resting_deadline;
};

/* Takes over the descriptor, a stream socket.  `timeout`: ms until the first
 * byte, and the longest that a write to it blocks. */
void connection_open(struct connection *c, int fd, int64_t timeout);

/* Closes the descriptor and frees what the connection holds. */
void connection_close(struct connection *c);

/* True when there are bytes that nothing but connection_read will see. */
bool connection_has_unread(const struct connection *c);

/* True when a read would find something: bytes or the end. */
bool connection_is_readable(const struct connection *c);

/* The one request that a worker has in hand, and its answer. */
struct exchange {
	struct fcgi_request request;
	struct fcgi_param params[FCGI_PARAMS_COUNT];
	struct reply reply;
	struct libfcgi *libfcgi;
	char scratch[CONNECTION_READ];
};

/*
 * `memory`: bytes of the arena of one request.  `trace` is the caller's, or
 * NULL, and is told when a write waits for the peer.  0, or -1 with errno when
 * out of memory or descriptors or when libfcgi does not start; exchange_free
 * frees what there is in either case.  Signal dispositions stay.
 */
int exchange_init(struct exchange *e, size_t memory, struct trace *trace);

/* An answer that has begun is cut off. */
void exchange_free(struct exchange *e);

enum connection_event {
	CONNECTION_WAIT,    /* more has to come */
	CONNECTION_MORE,    /* the same, and perhaps it is there already */
	CONNECTION_REQUEST, /* the exchange has it; state is ANSWERING */
	CONNECTION_GONE,    /* the peer closed, or cannot be answered */
	CONNECTION_BROKEN   /* the peer does not speak FastCGI; reader.why */
};

/*
 * Reads once and answers management records.  `timeout`: ms from the first byte
 * of a request to its last.  After REQUEST the exchange is in use until
 * connection_end; after GONE and BROKEN the caller closes.
 */
enum connection_event
connection_read(struct connection *c, struct exchange *e, int64_t timeout);

/*
 * The request was answered.  The connection waits `keepalive` ms for the next
 * one; with 0, or when the web server asked for that, no more is sent, and the
 * peer gets CONNECTION_LINGER ms to read and close.  It is closed at once when
 * not all of the answer could be written.
 */
void
connection_end(struct connection *c, struct exchange *e, int64_t keepalive);

#endif
