/* SPDX-License-Identifier: MIT */
/*
 * How a worker that ends hands its connections to one that stays.
 *
 * FastCGI cannot announce that a kept connection will be closed: a web server
 * that sends at that moment loses its request.  So the connection is not
 * closed.  Its descriptor goes over a datagram socket (SCM_RIGHTS, unix(7))
 * that all workers of a pool share, together with the bytes of a request that
 * have been read; whoever receives it goes on where the other one stopped.  In
 * between it waits in the socket, as a new connection waits in the backlog.
 *
 * What is received is checked: a worker may have been taken over.  It can still
 * hand over what it says a web server has sent, but no more than that: no time
 * is later, and no descriptor other, than those of an accepted connection.
 */
#ifndef FCGI_HANDOVER_H
#define FCGI_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

struct handover {
	int in, out; /* both ends, non-blocking; -1: there is none */
};

#define HANDOVER_NONE ((struct handover){-1, -1})

/* 0, or -1 with errno and HANDOVER_NONE. */
int handover_open(struct handover *h);

/* This process will not use it any more; HANDOVER_NONE then. */
void handover_close(struct handover *h);

/* Nobody is to hand over any more, in no process, as there is nobody who
 * stays.  What was handed over before can still be received. */
void handover_end(const struct handover *h);
bool handover_is_open(const struct handover *h);

/* Whether handover_take would find something. */
bool handover_is_readable(const struct handover *h);

/* --- inside src/fcgi/ only --- */

struct connection;

/*
 * Hands over a connection that is not being answered, and closes this
 * process's descriptor of it.  False when that cannot be done now, or for as
 * long as its request is larger than a message: it stays as it was.
 */
bool handover_give(const struct handover *h, struct connection *c);

/* Of who takes over: no deadline is further away. */
struct handover_times {
	int64_t request_timeout, keepalive; /* ms */
};

/*
 * Receives one; the caller has a descriptor free for it.  LOST: what came is
 * not sound, which was logged; there may be more.
 */
enum handover_result { HANDOVER_NOTHING, HANDOVER_LOST, HANDOVER_TAKEN };

enum handover_result handover_take(const struct handover *h,
    const struct handover_times *times, struct connection *c);

#endif
