/* SPDX-License-Identifier: MIT */
/*
 * One connection of a web server: its socket, what it is waiting for and
 * until when.  The descriptor stays blocking for libfcgi's sake; reading never
 * blocks.  And the table of a worker's connections.  Inside src/fcgi/ only.
 */
#ifndef FCGI_CONNECTION_H
#define FCGI_CONNECTION_H

#include "fcgi/record.h"

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

enum connection_event {
	CONNECTION_WAIT,    /* more has to come */
	CONNECTION_MORE,    /* the same, and perhaps it is there already */
	CONNECTION_REQUEST, /* reader holds a request; state is ANSWERING */
	CONNECTION_GONE,    /* the peer closed, or does not read */
	CONNECTION_BROKEN   /* the peer does not speak FastCGI; reader.why */
};

/* Takes over the descriptor.  `timeout`: ms until the first byte. */
void connection_open(struct connection *c, int fd, int64_t timeout);

/* Closes the descriptor and frees what the connection holds. */
void connection_close(struct connection *c);

/*
 * Reads once and answers management records.  `scratch` has CONNECTION_READ
 * bytes; `timeout`: ms from the first byte of a request to its last.  After
 * GONE and BROKEN the caller closes.
 */
enum connection_event
connection_read(struct connection *c, char *scratch, int64_t timeout);

/* True when there are bytes that nothing but connection_read will see. */
bool connection_has_unread(const struct connection *c);

/* The request was answered: waits `keepalive` ms for the next one. */
void connection_keep(struct connection *c, int64_t keepalive);

/* Whether one that another process has described can be used. */
bool connection_is_sound(const struct connection *c);

/* No more is sent; the peer gets CONNECTION_LINGER ms to read and close. */
void connection_linger(struct connection *c);

/* The connections of a worker. */
struct table {
	struct connection connections[FCGI_CONNECTIONS];
	size_t places; /* of them that may be in use */
};

/*
 * An empty table.  Where RLIMIT_NOFILE is low it has fewer places, so that
 * TABLE_SPARE descriptors are left for what a request opens: connections to
 * databases, files, sockets that ask for an address.  At least one.
 */
#define TABLE_SPARE 8
void table_init(struct table *t);

/* The number of connections in a state. */
size_t table_count(const struct table *t, enum connection_state state);

/*
 * The connection that gives way to a new one when the table is full or
 * descriptors run out: one that is closing anyway, else the one idle longest,
 * else the one silent longest, else the one that has received the fewest bytes
 * of its request.  Of these last two the half that began last comes after all
 * others: a web server sends soon after its connect, but not at once.  Never
 * one that is being answered or has something to read.  NULL when there is no
 * other.
 */
struct connection *table_victim(struct table *t);

/* Where a new connection goes: a free place, else that of table_victim, which
 * is to be closed first. */
struct connection *table_place(struct table *t);

/* Closes the connections whose time is up and on which nothing has come until
 * this moment: what came while the worker did not look still counts. */
void table_close_expired(struct table *t, int64_t now);

/*
 * Adds the connections that it does not know yet to an epoll(7), each with the
 * number of its place.  Returns the time of the first deadline, `now` when
 * there are unread bytes, or -1 for none.
 */
int64_t table_watch(struct table *t, int epoll_fd, int64_t now);

/* Idle kept connections now end CONNECTION_REST ms after their last answer,
 * silent new ones CONNECTION_SILENCE ms after their connect: another request
 * may be on the way. */
void table_drain(struct table *t);

/* A request has begun to arrive, may be on the way, or is being answered. */
bool table_is_busy(const struct table *t);

void table_close_all(struct table *t);

#endif
