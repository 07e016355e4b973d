/* SPDX-License-Identifier: MIT */
/*
 * A growing byte buffer with a hard maximum.  Failures stick: after the first
 * one every call fails, so a caller may check once, at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
	struct arena *arena; /* whose memory it is; NULL: malloc's */
	char *data;	     /* owned by the buffer, moves when it grows */
	size_t len;
	size_t reserved; /* bytes behind them that the caller may write */
	size_t capacity;
	size_t max;  /* bytes, hard */
	bool failed; /* too large, or out of memory */
};

/* An empty buffer that never holds more than `max` bytes.  Cannot fail. */
void buf_init(struct buf *b, size_t max);

/* The same in an arena, which takes back all of it when it is reset. */
void buf_init_in(struct buf *b, struct arena *arena, size_t max);
void buf_free(struct buf *b);

/* Empties the buffer and forgets a failure; keeps the memory. */
void buf_reset(struct buf *b);

/* 0, or -1 and b->failed.  A failed call adds nothing. */
int buf_add(struct buf *b, const void *data, size_t len);

/* The same as a sink: `buf` is a struct buf. */
int buf_sink(void *buf, const char *data, size_t len);
int buf_add_text(struct buf *b, struct text t);
int buf_add_char(struct buf *b, char c);
int buf_addf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Room for `len` more bytes at the returned place, or NULL.  The caller fills
 * some of it, from its start, and adds what it filled with buf_commit.
 */
char *buf_reserve(struct buf *b, size_t len);
void buf_commit(struct buf *b, size_t len);

/* Drops all but the first `len` bytes. */
void buf_truncate(struct buf *b, size_t len);

/* Gives back the memory of malloc that the buffer does not use. */
void buf_shrink(struct buf *b);

/* What the buffer holds; valid until the next call that adds or resets. */
struct text buf_text(const struct buf *b);

#endif
