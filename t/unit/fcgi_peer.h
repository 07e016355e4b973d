/* SPDX-License-Identifier: MIT */
/*
 * Both ends of a FastCGI connection for tests: a worker in a child process
 * that answers with what it received, and a web server's client.
 */
#ifndef FCGI_PEER_H
#define FCGI_PEER_H

#include "base/buf.h"
#include "fcgi/handover.h"

#include <fastcgi.h>
#include <stdint.h>
#include <sys/types.h>

#define PEER_CLIENTS 256
#define PEER_BIG     (10 * 1024 * 1024) /* bytes of the answer to "big" */

enum peer_listen { PEER_UNIX, PEER_TCP4, PEER_TCP_DUAL };

struct peer_options {
	int64_t keepalive, request_timeout; /* ms; 0: off, and 10 s */
	enum peer_listen listen;
	const char *allowed;
	bool handover;	 /* others may hand it connections */
	int descriptors; /* that the worker has for connections; 0: enough */
};

struct peer {
	struct peer_options options;
	char directory[64];
	char path[80];
	int port;
	struct handover handover;
	pid_t worker;
	double cpu; /* seconds that the worker took, after peer_stop */
	int clients[PEER_CLIENTS];
	size_t nclients;
};

/*
 * The worker answers "params=N/0 body=N/0" (/1: too large) and the values of
 * ECHO.  ACTION=big sends PEER_BIG bytes, ACTION=half a stream that is never
 * finished; ACTION=signal raises SIGTERM.
 */
void peer_start(struct peer *p);

/* Sends SIGTERM, waits, and returns the status of waitpid(2). */
int peer_stop(struct peer *p);

/* A new connection; no call on it waits longer than 10 s. */
int peer_dial(struct peer *p);

/* Builds records. */
void put_record(struct buf *b, int type, unsigned id, const void *content,
    size_t len, size_t padding);
void put_begin(struct buf *b, unsigned id, int role, int flags);
void put_pair(struct buf *b, const char *name, const char *value);
void put_request(struct buf *b, unsigned id, int flags, const char *name,
    const char *value, const char *body);

void peer_send(int fd, struct buf *b); /* sends and empties */

/* The next record; false at the end of the connection. */
struct record {
	int type;
	unsigned id;
	size_t len;
	char content[65536];
};
bool peer_record(int fd, struct record *record);

/* True when the other side has closed and nothing more came. */
bool peer_at_end(int fd);

/* Reads to the end record and returns its protocol status, -1 when the
 * connection ends before.  `out`: what came on stdout. */
int peer_answer(int fd, unsigned id, struct buf *out);

#endif
