/* SPDX-License-Identifier: MIT */
/*
 * The answer to a request: a CGI header block and a body (RFC 3875 6).
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

#define REPLY_HELD ((size_t)1024 * 1024) /* bytes of a body held in memory */
#define REPLY_HEAD 4096			 /* bytes of the header block */

struct reply;

/* Where the bytes go: 0, or -1 when the peer is gone or the time is up. */
typedef int (*reply_send)(void *context, const char *data, size_t len);

/* Starts an answer with status 200 and no headers; reuses r's memory.
 * reply_init once per struct, reply_start per request. */
struct reply {
	reply_send send;
	void *context;
	struct buf head;
	struct buf body;
	int status;
	bool overflowed;
	bool streaming;
	bool no_body;  /* HEAD: headers only */
	bool failed;   /* the peer is gone */
	bool finished; /* reply_finish was called */
	uint64_t sent; /* bytes of body, for the log */
};

void reply_init(struct reply *r);
void reply_free(struct reply *r);
void reply_start(struct reply *r, reply_send send, void *context);

/* The status line; reasons are those of RFC 9110. */
void reply_status(struct reply *r, int status);

/* A header; one with a control character such as CR or LF, or one that passes
 * REPLY_HEAD, is dropped. */
void reply_header(struct reply *r, const char *name, struct text value);

/* Takes back every header of that name, written in the same letters. */
void reply_drop_header(struct reply *r, const char *name);

/* Body bytes; a json_sink.  0, or -1 when the peer is gone. */
int reply_write(void *r, const char *data, size_t len);

/* Forgets the body, to answer something else under the same headers; only
 * while nothing was sent. */
void reply_discard(struct reply *r);

/* The body so far is larger than REPLY_HELD and has been dropped. */
bool reply_overflowed(const struct reply *r);

/* Sends the header block now; reply_write sends from here on. */
int reply_stream(struct reply *r);

/*
 * Sends what is held, with Content-Length.  0, or -1 when the peer is gone.
 * A stream that is not finished is cut off: fcgi_server_done then closes the
 * connection without an end-of-request record, and the web server knows.
 */
int reply_finish(struct reply *r);

#endif
