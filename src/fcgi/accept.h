/* SPDX-License-Identifier: MIT */
/*
 * The connections of a worker: who may have one, where a new one comes from,
 * and which of the others gives way to it.  Inside src/fcgi/ only.
 */
#ifndef FCGI_ACCEPT_H
#define FCGI_ACCEPT_H

#include "fcgi/connection.h"
#include "fcgi/handover.h"

#include <netinet/in.h>

#define ACCEPT_CLIENTS 64 /* addresses of allowed_clients */

struct table {
	struct connection connections[FCGI_CONNECTIONS];
	size_t places; /* of them that may be in use */
	struct in6_addr clients[ACCEPT_CLIENTS]; /* IPv4 as ::ffff:a.b.c.d */
	size_t nclients;			 /* 0: all may connect */
};

/*
 * An empty table.  Where RLIMIT_NOFILE is low it has fewer places, so that
 * TABLE_SPARE descriptors are left for what a request opens: connections to
 * databases, files, sockets that ask for an address.  At least one.
 * `clients`: "127.0.0.1, ::1", empty: all.  0, or -1 with EINVAL when something
 * in it is no address.
 */
#define TABLE_SPARE 8
int table_init(struct table *t, struct text clients);

enum accept_result {
	ACCEPT_OK,
	ACCEPT_NONE,	  /* nothing to take: another worker was faster */
	ACCEPT_REFUSED,	  /* who may not connect: closed */
	ACCEPT_LOST,	  /* what was handed over is not sound: logged */
	ACCEPT_EXHAUSTED, /* no descriptor or memory: pause; errno */
	ACCEPT_FAILED	  /* the listening socket is unusable; errno */
};

/*
 * Both put at most one new connection into a place of the table and *c; when
 * the table is full or descriptors run out, another one is closed for it: one
 * that is closing anyway, else the one idle longest, else the one silent
 * longest, else the one that has received the fewest bytes of its request.  Of
 * these last two the half that began last comes after all others: a web server
 * sends soon after its connect, but not at once.  Never one that is being
 * answered or has something to read.  NONE when there is no other.
 */

/* From the listening socket, which must be non-blocking; the connection is
 * close-on-exec, and has `timeout` ms until its first byte.  Over UNIX sockets
 * the allowed clients do not count. */
enum accept_result accept_client(
    struct table *t, int listen_fd, int64_t timeout, struct connection **c);

/* From a worker that ends. */
enum accept_result accept_handed_over(struct table *t, const struct handover *h,
    const struct handover_times *times, struct connection **c);

/* Who the peer is, for the log: "pid 12 uid 33" or an address as in
 * allowed_clients: 127.0.0.1, not ::ffff:127.0.0.1. */
void accept_describe(int fd, char *out, size_t size);

#endif
