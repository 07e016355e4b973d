/* SPDX-License-Identifier: MIT */
/*
 * The answer to a request: a CGI header block and a body (RFC 3875 6).
 *
 * Every answer has its Content-Length, so that web server and client see when
 * one was cut: it is the only sign of that which all web servers look at.
 *
 * A body of up to REPLY_HELD bytes is completed in memory before a byte of
 * the answer is sent, so what turns out wrong halfway is answered as an error
 * instead.  A larger body is produced twice: the first time it is only counted
 * (reply_write drops it and reply_overflowed says so), the second time, after
 * reply_stream, it is sent as it is produced.
 */
#ifndef FCGI_REPLY_H
#define FCGI_REPLY_H

#include "base/buf.h"
#include "base/trace.h"

#define REPLY_HELD ((size_t)1024 * 1024) /* bytes of a body held in memory */
#define REPLY_HEAD 4096			 /* bytes of the header block */

/* Bytes of a body held in memory after reply_hold: a list of some 60,000
 * templates. */
#define REPLY_HELD_MOST ((size_t)16 * 1024 * 1024)

struct reply;

/* Where the bytes go: 0, or -1 when the peer is gone or the time is up. */
typedef int (*reply_send)(void *context, const char *data, size_t len);

struct reply {
	reply_send send;
	void *context;
	struct buf head;
	struct buf body;
	const struct trace *timed; /* for Server-Timing; NULL: none */
	int status;
	bool overflowed;
	bool streaming;
	bool no_body;	 /* HEAD: headers only */
	bool failed;	 /* the peer is gone */
	bool finished;	 /* reply_finish was called, and the body is whole */
	uint64_t length; /* bytes of the body that was held or counted */
	uint64_t left;	 /* of them, what a stream has still to produce */
	bool too_long;	 /* the stream produced more */
	char last;	 /* the last byte of a stream, for reply_finish */
	uint64_t sent;	 /* bytes of body, for the log */
};

/* Once per struct. */
void reply_init(struct reply *r);
void reply_free(struct reply *r);

/* Once per request: an answer with status 200 and no headers; reuses r's
 * memory. */
void reply_start(struct reply *r, reply_send send, void *context);

/* The status line; reasons are those of RFC 9110. */
void reply_status(struct reply *r, int status);

/* A header; one with a control character such as CR or LF, or one that passes
 * REPLY_HEAD, is dropped. */
void reply_header(struct reply *r, const char *name, struct text value);

/* Takes back every header of that name, written in the same letters. */
void reply_drop_header(struct reply *r, const char *name);

/* The answer tells where its time went until its head was sent: Server-Timing,
 * of the parts that the slow log has.  Not with 304, which has headers of its
 * own only for caches (RFC 9110 15.4.5).  The trace must live as long. */
void reply_time(struct reply *r, const struct trace *trace);

/* Holds a body of up to REPLY_HELD_MOST bytes, because it cannot be produced
 * twice without the risk that the two differ. */
void reply_hold(struct reply *r);

/* Body bytes; a json_sink.  0, or -1 when the peer is gone or the body is
 * longer than it was when it was counted. */
int reply_write(void *r, const char *data, size_t len);

/* Forgets the body, to answer something else under the same headers; only
 * while nothing was sent. */
void reply_discard(struct reply *r);

/* The body so far is larger than what is held and has been dropped. */
bool reply_overflowed(const struct reply *r);

/* Sends the header block now, with the length that was counted; reply_write
 * sends from here on. */
int reply_stream(struct reply *r);

/*
 * Sends what is held, or the last byte of a stream.  0, or -1 when the peer is
 * gone or the stream has not the length that was counted.  Then the answer is
 * not finished, which cuts it off: at least that byte is missing, and
 * fcgi_server_done closes the connection without an end-of-request record.
 */
int reply_finish(struct reply *r);

#endif
