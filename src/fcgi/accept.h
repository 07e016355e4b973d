/* SPDX-License-Identifier: MIT */
/* Accepting connections, and who may connect.  Inside src/fcgi/ only. */
#ifndef FCGI_ACCEPT_H
#define FCGI_ACCEPT_H

#include "base/text.h"

#include <netinet/in.h>

#define ACCEPT_CLIENTS 64 /* addresses of allowed_clients */

struct accept_clients {
	struct in6_addr addresses[ACCEPT_CLIENTS]; /* IPv4 as ::ffff:a.b.c.d */
	size_t count;				   /* 0: all */
};

/* "127.0.0.1, ::1".  0, or -1 when something in it is no address. */
int accept_parse_clients(struct text list, struct accept_clients *clients);

enum accept_result {
	ACCEPT_OK,
	ACCEPT_NONE,	  /* another worker was faster */
	ACCEPT_REFUSED,	  /* not among `clients`: closed */
	ACCEPT_EXHAUSTED, /* no descriptor or memory: pause */
	ACCEPT_FAILED	  /* the listening socket is unusable; errno */
};

/*
 * Accepts at most one connection; *fd is close-on-exec and blocking, and no
 * write to it blocks longer than `timeout` ms.  The listening socket must be
 * non-blocking.  Over UNIX sockets `clients` does not count.
 */
enum accept_result accept_client(int listen_fd,
    const struct accept_clients *clients, int64_t timeout, int *fd);

/* A connection that another process accepted gets the same options.  0, or -1
 * when it is no stream socket of a family that is listened on. */
int accept_adopt(int fd, int64_t timeout);

/* Whether it is a UNIX socket. */
bool accept_is_local(int fd);

/* Who the peer is, for the log: "pid 12 uid 33" or an address as
 * accept_parse_clients reads it: 127.0.0.1, not ::ffff:127.0.0.1. */
void accept_describe(int fd, char *out, size_t size);

#endif
