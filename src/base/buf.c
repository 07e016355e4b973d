/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

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
buf_free(struct buf *b)
{
	free(b->data);
	buf_init(b, b->max);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = false;
}

char *
buf_reserve(struct buf *b, size_t len)
{
	size_t capacity = b->capacity == 0 ? BUF_FIRST : b->capacity;
	char *data;

	if (b->failed || len > b->max - b->len) {
		b->failed = true;
		return NULL;
	}
	if (b->data != NULL && len <= b->capacity - b->len)
		return b->data + b->len;
	while (capacity - b->len < len)
		capacity = capacity > b->max / 2 ? b->max : capacity * 2;
	data = realloc(b->data, capacity);
	if (data == NULL) {
		b->failed = true;
		return NULL;
	}
	b->data = data;
	b->capacity = capacity;
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
	b->len += len;
	return 0;
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
	b->len += (size_t)len;
	return 0;
}

void
buf_shrink(struct buf *b)
{
	char *data = b->len == 0 ? NULL : realloc(b->data, b->len);

	if (data == NULL)
		return;
	b->data = data;
	b->capacity = b->len;
}

struct text
buf_text(const struct buf *b)
{
	return (struct text){b->data == NULL ? "" : b->data, b->len};
}
