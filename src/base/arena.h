/* SPDX-License-Identifier: MIT */
/*
 * Memory of one request: allocations live until the arena is reset.  An arena
 * has a hard maximum, so that no request can take more than its share.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/text.h"

struct arena;

/*
 * A new arena that hands out at most `max` bytes between two resets; NULL
 * when the system has no memory.  The caller frees it with arena_free.
 */
struct arena *arena_new(size_t max);
void arena_free(struct arena *arena);

/* Takes back every allocation; keeps the first block for the next request. */
void arena_reset(struct arena *arena);

/*
 * `size` zeroed bytes, aligned for any type; NULL when the maximum would be
 * passed or the system has no memory.  Owned by the arena.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* arena_alloc of count * size, NULL when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * An array with room for one more item behind its `count`: `items`, which only
 * this call has enlarged so far, or a copy of twice the size.  NULL as above.
 */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t size);

/* A copy with a NUL behind it; .s is NULL when there is no room. */
struct text arena_copy(struct arena *arena, struct text t);

/* The parts one after another, NUL behind; .s is NULL when there is no room.
 * Unlike arena_printf it keeps a NUL inside a part. */
struct text
arena_join(struct arena *arena, const struct text *parts, size_t count);
#define ARENA_JOIN(arena, ...)                                \
	arena_join(arena, (const struct text[]){__VA_ARGS__}, \
	    sizeof((const struct text[]){__VA_ARGS__}) / sizeof(struct text))

/*
 * What a client sent, in a message: its first `most` bytes as text_escape gives
 * them, "..." behind what was cut; .s is NULL when there is no room.
 */
struct text arena_show(struct arena *arena, struct text t, size_t most);

/* Formatted text, NUL behind it; .s is NULL when there is no room. */
struct text arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
