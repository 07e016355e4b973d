/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include "base/poison.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define BUF_FIRST 256 /* bytes of the first allocation */

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void
buf_init_in(struct buf *b, struct arena *arena, size_t max)
{
	*b = (struct buf){.arena = arena, .max = max};
}

void
buf_free(struct buf *b)
{
	if (b->arena == NULL)
		free(b->data);
	buf_init_in(b, b->arena, b->max);
}

/* Whatever is neither in the buffer nor reserved is poisoned. */
static void
set_reserved(struct buf *b, size_t reserved)
{
	char *room;

	if (b->data == NULL)
		return;
	room = b->data + b->len;
	unpoison(room, reserved);
	if (reserved < b->reserved)
		poison(room + reserved, b->reserved - reserved);
	b->reserved = reserved;
}

void
buf_truncate(struct buf *b, size_t len)
{
	if (len > b->len)
		return;
	b->reserved += b->len - len;
	b->len = len;
	set_reserved(b, 0);
}

void
buf_reset(struct buf *b)
{
	buf_truncate(b, 0);
	b->failed = false;
}

void
buf_commit(struct buf *b, size_t len)
{
	b->len += len;
	b->reserved -= len;
	set_reserved(b, 0);
}

/* Room for `len` more, all of it poisoned. */
static bool
buf_grow(struct buf *b, size_t len)
{
	size_t capacity = b->capacity == 0 ? BUF_FIRST : b->capacity;
	char *data;

	if (b->data != NULL && len <= b->capacity - b->len)
		return true;
	while (capacity - b->len < len)
		capacity = capacity > b->max / 2 ? b->max : capacity * 2;
	data = b->arena == NULL ? realloc(b->data, capacity)
				: arena_alloc(b->arena, capacity);
	if (data == NULL)
		return false;
	if (b->arena != NULL && b->len > 0)
		memcpy(data, b->data, b->len);
	b->data = data;
	b->capacity = capacity;
	b->reserved = 0;
	poison(b->data + b->len, b->capacity - b->len);
	return true;
}

char *
buf_reserve(struct buf *b, size_t len)
{
	if (b->failed || len > b->max - b->len || !buf_grow(b, len)) {
		b->failed = true;
		return NULL;
	}
	set_reserved(b, len);
	return b->data + b->len;
}

int
buf_add(struct buf *b, const void *data, size_t len)
{
	char *to = buf_reserve(b, len);

	if (to == NULL)
		return -1;
	if (len > 0)
		memcpy(to, data, len);
	buf_commit(b, len);
	return 0;
}

int
buf_sink(void *buf, const char *data, size_t len)
{
	return buf_add(buf, data, len);
}

int
buf_add_text(struct buf *b, struct text t)
{
	return buf_add(b, t.s, t.len);
}

int
buf_add_char(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

int
buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	char *to;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		b->failed = true;
	/* vsnprintf needs one byte more, for its NUL. */
	to = len < 0 ? NULL : buf_reserve(b, (size_t)len + 1);
	if (to == NULL)
		return -1;
	va_start(args, format);
	vsnprintf(to, (size_t)len + 1, format, args);
	va_end(args);
	buf_commit(b, (size_t)len);
	return 0;
}

void
buf_shrink(struct buf *b)
{
	char *data;

	if (b->arena != NULL || b->len == 0)
		return;
	data = realloc(b->data, b->len);
	if (data == NULL)
		return;
	b->data = data;
	b->capacity = b->len;
	b->reserved = 0;
}

struct text
buf_text(const struct buf *b)
{
	return (struct text){b->data == NULL ? "" : b->data, b->len};
}
