/* SPDX-License-Identifier: MIT */
/*
 * The one place that uses libfcgi: it writes the answer to one request at a
 * time.  libfcgi never reads from the network.  It is given a begin record
 * that we write into a pipe, and the connection only afterwards.  Inside
 * src/fcgi/ only.
 */
#ifndef FCGI_LIBFCGI_H
#define FCGI_LIBFCGI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Between two looks at whether the peer reads, at most so many bytes are
 * written; the send buffer of a connection must hold twice as many when
 * poll(2) says that it may be written to, so that no write blocks.
 */
#define LIBFCGI_AHEAD  ((size_t)16 * 1024)
#define LIBFCGI_SNDBUF (128 * 1024) /* SO_SNDBUF: poll means a third of it */

struct libfcgi;
struct trace;

/*
 * NULL when out of memory or descriptors.  Signal dispositions stay.  `trace`
 * is the caller's and is told when a write waits for the peer.
 */
struct libfcgi *libfcgi_new(struct trace *trace);
void libfcgi_free(struct libfcgi *l);

/*
 * Starts the answer to request `id` on the connection `fd`, which the caller
 * keeps and alone closes.  0, or -1 with errno when libfcgi did not accept.
 * Everything is to be written by `deadline` (clock_ms).
 */
int libfcgi_begin(struct libfcgi *l, int fd, unsigned id, int64_t deadline);

/* 0, or -1 when the peer is gone or the time is up. */
int libfcgi_write(void *l, const char *data, size_t len);

/*
 * Ends what libfcgi_begin started: with the end-of-request record, or without
 * when the answer is not whole.  0 when all of it was written, else -1: the
 * connection is then good for nothing.
 */
int libfcgi_end(struct libfcgi *l, bool whole);

#endif
