/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/poison.h"
#include "base/utf8.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Covers a usual request, so that it costs one malloc in a worker's life. */
#define ARENA_BLOCK ((size_t)64 * 1024)

#define GROW_FIRST ((size_t)16) /* items of a growing array */

/* Poisoned bytes before and behind each piece, so that AddressSanitizer sees
 * who leaves his own. */
#ifdef POISON_ADDRESS
#define GAP alignof(max_align_t)
#else
#define GAP ((size_t)0)
#endif

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct block *first, *last;
	size_t max, total;
};

/* Takes back what was handed out of it. */
static void
block_clear(struct block *b)
{
	poison(b->data, b->size);
	b->used = GAP;
}

/* A block with room for a piece of `size` bytes. */
static struct block *
block_new(size_t size)
{
	struct block *b;

	size += 2 * GAP;
	b = malloc(sizeof(*b) + size);
	if (b == NULL)
		return NULL;
	*b = (struct block){.size = size};
	block_clear(b);
	return b;
}

struct arena *
arena_new(size_t max)
{
	struct arena *a = malloc(sizeof(*a));

	if (a == NULL)
		return NULL;
	a->first = a->last = block_new(ARENA_BLOCK);
	if (a->first == NULL) {
		free(a);
		return NULL;
	}
	a->max = max;
	a->total = 0;
	return a;
}

static void
free_after(struct block *b)
{
	while (b->next != NULL) {
		struct block *gone = b->next;

		b->next = gone->next;
		free(gone);
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	free_after(a->first);
	free(a->first);
	free(a);
}

void
arena_reset(struct arena *a)
{
	free_after(a->first);
	block_clear(a->first);
	a->last = a->first;
	a->total = 0;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t unit = alignof(max_align_t);
	size_t taken;
	void *p;

	if (size > a->max - a->total)
		return NULL;
	taken = (size + unit - 1) / unit * unit;
	if (taken > a->max - a->total)
		return NULL;
	if (taken + GAP > a->last->size - a->last->used) {
		struct block *b =
		    block_new(taken > ARENA_BLOCK ? taken : ARENA_BLOCK);

		if (b == NULL)
			return NULL;
		a->last->next = b;
		a->last = b;
	}
	p = a->last->data + a->last->used;
	a->last->used += taken + GAP;
	a->total += taken;
	unpoison(p, size);
	return memset(p, 0, size);
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return arena_alloc(a, bytes);
}

void *
arena_grow(struct arena *a, void *items, size_t count, size_t size)
{
	void *more;

	/* The capacity is the next power of two, from GROW_FIRST on. */
	if (count % GROW_FIRST != 0 ||
	    (count > 0 && (count & (count - 1)) != 0))
		return items;
	more = arena_array(a, count == 0 ? GROW_FIRST : 2 * count, size);
	if (more != NULL && count > 0)
		memcpy(more, items, count * size);
	return more;
}

struct text
arena_copy(struct arena *a, struct text t)
{
	char *s = t.len == SIZE_MAX ? NULL : arena_alloc(a, t.len + 1);

	if (s == NULL)
		return TEXT_NONE;
	if (t.len > 0)
		memcpy(s, t.s, t.len);
	return (struct text){s, t.len};
}

struct text
arena_join(struct arena *a, const struct text *parts, size_t count)
{
	size_t len = 0, at = 0;
	char *s;

	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(len, parts[i].len, &len))
			return TEXT_NONE;
	s = len == SIZE_MAX ? NULL : arena_alloc(a, len + 1);
	if (s == NULL)
		return TEXT_NONE;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].len > 0)
			memcpy(s + at, parts[i].s, parts[i].len);
		at += parts[i].len;
	}
	return (struct text){s, len};
}

struct text
arena_show(struct arena *a, struct text t, size_t most)
{
	struct text cut = TEXT("");
	size_t n;
	char *s;

	if (t.len > most) {
		cut = TEXT("...");
		t.len = most;
		/* Not inside a character. */
		while (t.len > 0 && most - t.len < UTF8_MAX - 1 &&
		       ((unsigned char)t.s[t.len] & 0xC0) == 0x80)
			t.len--;
	}
	s = arena_alloc(a, 4 * t.len + 5 + cut.len);
	if (s == NULL)
		return TEXT_NONE;
	n = text_escape(s, 4 * t.len + 5, t);
	memcpy(s + n, cut.s, cut.len + 1);
	return (struct text){s, n + cut.len};
}

struct text
arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	int len;
	char *s;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	s = len < 0 ? NULL : arena_alloc(a, (size_t)len + 1);
	if (s == NULL)
		return TEXT_NONE;
	va_start(args, format);
	vsnprintf(s, (size_t)len + 1, format, args);
	va_end(args);
	return (struct text){s, (size_t)len};
}
