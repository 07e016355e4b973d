/* SPDX-License-Identifier: MIT */
/*
 * The zlib layer of stored blobs (sops 2.1): one RFC 1950 stream; bytes behind
 * its end are ignored; anything but a clean end of stream is "broken".
 */
#ifndef DECODE_INFLATE_H
#define DECODE_INFLATE_H

#include "base/arena.h"

enum inflate_result {
	INFLATE_OK,
	INFLATE_BROKEN, /* truncated, bad checksum, garbage, empty */
	INFLATE_LARGE,	/* more than the caller's maximum */
	INFLATE_MEMORY
};

/*
 * Inflates `blob` whole into the arena, at most `max` bytes.  *out is valid as
 * long as the arena's contents.
 */
enum inflate_result inflate_whole(
    struct arena *arena, struct text blob, size_t max, struct text *out);

/* The same in pieces: a stream in the arena that keeps one window. */
struct inflate_stream;

/* NULL when out of memory.  inflate_close it before the arena is reset. */
struct inflate_stream *
inflate_open(struct arena *arena, struct text blob, uint64_t max);
void inflate_close(struct inflate_stream *stream);

/*
 * The next piece: its length and *data, valid until the next call; 0 at the
 * clean end of the stream; -1 when broken or too large, and *why says which.
 * A stream that ends well has had its checksum verified.
 */
long inflate_next(
    struct inflate_stream *stream, const char **data, enum inflate_result *why);

#endif
