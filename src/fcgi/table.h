/* SPDX-License-Identifier: MIT */
/* The FCGI_CONNECTIONS connections of a worker.  Inside src/fcgi/ only. */
#ifndef FCGI_TABLE_H
#define FCGI_TABLE_H

#include "fcgi/connection.h"
#include "fcgi/handover.h"

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

/* A free place, NULL when there is none. */
struct connection *table_free(struct table *t);

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

/* Closes the connections whose time is up and on which nothing has come until
 * this moment: what came while the worker did not look still counts. */
void table_close_expired(struct table *t, int64_t now);

/*
 * Adds the connections that it does not know yet to an epoll(7), each with the
 * number of its place.  Returns the time of the first deadline, `now` when
 * there are unread bytes, or -1 for none.
 */
int64_t table_watch(struct table *t, int epoll_fd, int64_t now);

/* Hands over what is not being answered, as far as that can be done. */
void table_give(struct table *t, int epoll_fd, const struct handover *handover);

/* Idle kept connections now end CONNECTION_REST ms after their last answer,
 * silent new ones CONNECTION_SILENCE ms after their connect: another request
 * may be on the way. */
void table_drain(struct table *t);

/* A request has begun to arrive, may be on the way, or is being answered. */
bool table_is_busy(const struct table *t);

void table_close_all(struct table *t);

#endif
