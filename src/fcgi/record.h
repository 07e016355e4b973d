/* SPDX-License-Identifier: MIT */
/*
 * Reads FastCGI records from bytes as they come, in pieces of any size, and
 * puts one request at a time together.  Knows no sockets.  Inside src/fcgi/
 * only.
 */
#ifndef FCGI_RECORD_H
#define FCGI_RECORD_H

#include "base/buf.h"
#include "fcgi/request.h"

/*
 * Connections of one worker.  A worker serves one request at a time, so more
 * would only be more idle ones; each may hold a request of 1.2 MB.
 */
#define FCGI_CONNECTIONS 64

/* Bytes looked at of a record that is not part of a stream.  A query of all
 * the names that exist has 51. */
#define RECORD_SHORT 512

enum record_event {
	RECORD_MORE,	/* nothing to do: all bytes are used */
	RECORD_REQUEST, /* a request is complete */
	RECORD_ENDED,	/* a request is over; close the connection after it */
	RECORD_BROKEN	/* this is not FastCGI; reader->why */
};

struct record_reader {
	/* the record being read */
	unsigned char header[8];
	size_t header_len;
	size_t content_len;  /* bytes, as the header says */
	size_t content_left; /* of them, still to come */
	size_t padding_left;
	char short_content[RECORD_SHORT];
	size_t short_len;

	/* the request being read */
	bool active;
	unsigned id;
	bool keep; /* FCGI_KEEP_CONN */
	bool params_done;
	bool params_too_large;
	bool body_too_large;
	struct buf params; /* name-value pairs, not parsed */
	struct buf body;
	uint64_t body_bytes; /* that came, also those that were dropped */

	struct buf out;	 /* our own answers, to be sent and reset */
	const char *why; /* what is broken, for the log */
};

/* Takes no memory until bytes come.  Cannot fail. */
void record_init(struct record_reader *r);
void record_free(struct record_reader *r);

/*
 * Reads on; *used is how many of the bytes it took: all of them unless a
 * request is complete or over.  After RECORD_REQUEST the next call is
 * record_forget.
 */
enum record_event record_feed(
    struct record_reader *r, const char *data, size_t len, size_t *used);

/* The request is done: its memory is freed, the reader awaits the next. */
void record_forget(struct record_reader *r);

/* Between two requests, and between two records. */
bool record_resting(const struct record_reader *r);

#endif
