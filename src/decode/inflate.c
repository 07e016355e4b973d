/* SPDX-License-Identifier: MIT */
#include "decode/inflate.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/buf.h"

/* Bytes of one piece: several fit into the processor's caches. */
#define PIECE ((size_t)64 * 1024)

/* What inflate_whole adds to its buffer at a time, at least. */
#define STEP ((size_t)16 * 1024)

struct inflate_stream {
	z_stream z;
	struct text rest; /* what zlib has not been given yet */
	uint64_t left;	  /* bytes until the caller's maximum */
	bool ended;
	enum inflate_result failed; /* sticks; INFLATE_OK: not failed */
	char *piece;
};

struct inflate_stream *
inflate_open(struct arena *arena, struct text blob, uint64_t max)
{
	struct inflate_stream *st = arena_alloc(arena, sizeof(*st));

	if (st == NULL)
		return NULL;
	st->rest = blob;
	st->left = max;
	st->piece = malloc(PIECE);
	if (st->piece == NULL || inflateInit(&st->z) != Z_OK) {
		free(st->piece);
		return NULL;
	}
	return st;
}

void
inflate_close(struct inflate_stream *st)
{
	if (st == NULL)
		return;
	inflateEnd(&st->z);
	free(st->piece);
	st->piece = NULL;
}

/* z_stream counts in unsigned int: long blobs are fed in parts. */
static void
feed(struct inflate_stream *st)
{
	size_t len = st->rest.len < UINT_MAX ? st->rest.len : UINT_MAX;

	if (st->z.avail_in > 0 || len == 0)
		return;
	/* zlib declares next_in without const but does not write to it. */
	st->z.next_in = (Bytef *)(uintptr_t)st->rest.s;
	st->z.avail_in = (unsigned)len;
	st->rest.s += len;
	st->rest.len -= len;
}

/*
 * Inflates to `to` until it is full or the stream ends.  Returns the number of
 * bytes; st->ended and st->failed tell how it went.
 */
static size_t
fill(struct inflate_stream *st, char *to, size_t size)
{
	size_t len;

	st->z.next_out = (Bytef *)to;
	st->z.avail_out = (unsigned)size;
	while (st->z.avail_out > 0 && !st->ended && st->failed == INFLATE_OK) {
		feed(st);
		switch (inflate(&st->z, Z_NO_FLUSH)) {
		case Z_OK:
			break;
		case Z_STREAM_END:
			st->ended = true;
			break;
		case Z_MEM_ERROR:
			st->failed = INFLATE_MEMORY;
			break;
		default:
			st->failed = INFLATE_BROKEN;
			break;
		}
	}
	len = size - st->z.avail_out;
	if (len > st->left)
		st->failed = INFLATE_LARGE;
	else
		st->left -= len;
	return len;
}

long
inflate_next(
    struct inflate_stream *st, const char **data, enum inflate_result *why)
{
	size_t len = 0;

	if (!st->ended && st->failed == INFLATE_OK)
		len = fill(st, st->piece, PIECE);
	*why = st->failed;
	*data = st->piece;
	return st->failed == INFLATE_OK ? (long)len : -1;
}

static enum inflate_result
fill_buf(struct inflate_stream *st, struct buf *b)
{
	while (!st->ended) {
		/* One byte beyond the maximum shows that it is passed. */
		size_t room = st->left < STEP ? (size_t)st->left + 1 : STEP;
		char *to = buf_reserve(b, room);

		if (to == NULL)
			return INFLATE_MEMORY;
		buf_commit(b, fill(st, to, room));
		if (st->failed != INFLATE_OK)
			return st->failed;
	}
	return INFLATE_OK;
}

enum inflate_result
inflate_whole(
    struct arena *arena, struct text blob, size_t max, struct text *out)
{
	struct inflate_stream st = {.rest = blob, .left = max};
	enum inflate_result result;
	struct buf b;

	if (inflateInit(&st.z) != Z_OK)
		return INFLATE_MEMORY;
	buf_init(&b, max < SIZE_MAX ? max + 1 : max);
	result = fill_buf(&st, &b);
	inflateEnd(&st.z);
	if (result == INFLATE_OK) {
		*out = arena_copy(arena, buf_text(&b));
		if (out->s == NULL)
			result = INFLATE_MEMORY;
	}
	buf_free(&b);
	return result;
}
