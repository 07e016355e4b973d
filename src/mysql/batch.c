/* SPDX-License-Identifier: MIT */
#include "mysql/batch.h"

#include "base/utf8.h"

#include <inttypes.h>

#define FIRST_CAPACITY 4096 /* bytes; holds the usual batches */

struct batch *
batch_new(struct arena *arena)
{
	struct batch *q = arena_alloc(arena, sizeof(*q));

	if (q == NULL)
		return NULL;
	q->arena = arena;
	buf_init_in(&q->sql, arena, BATCH_MAX);
	buf_reserve(&q->sql, FIRST_CAPACITY);
	return q;
}

void
batch_sql(struct batch *q, const char *literal)
{
	buf_add_text(&q->sql, text_of(literal));
}

void
batch_statement(struct batch *q, const char *name)
{
	if (q->count == DB_STATEMENTS) {
		q->sql.failed = true;
		return;
	}
	if (q->count > 0)
		batch_sql(q, ";");
	q->names[q->count++] = name;
}

void
batch_uint(struct batch *q, uint64_t number)
{
	buf_addf(&q->sql, "%" PRIu64, number);
}

/* Characters beyond U+FFFF are the ones whose first byte is F0 to F4. */
static bool
is_basic_utf8(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.s[i] >= 0xF0)
			return false;
	return utf8_valid(t.s, t.len);
}

/* " X'414243'" */
static void
add_hex(struct batch *q, struct text bytes)
{
	static const char hex[] = "0123456789ABCDEF";
	char *to;

	batch_sql(q, " X'");
	to = buf_reserve(&q->sql, 2 * bytes.len);
	if (to == NULL)
		return;
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.s[i];

		*to++ = hex[byte >> 4];
		*to++ = hex[byte & 15];
	}
	buf_commit(&q->sql, 2 * bytes.len);
	batch_sql(q, "'");
}

void
batch_text(struct batch *q, struct text utf8)
{
	if (utf8.s == NULL || utf8.len > BATCH_TEXT_MAX ||
	    !is_basic_utf8(utf8)) {
		batch_sql(q, "NULL");
		return;
	}
	if (utf8.len == 0) {
		batch_sql(q, "_utf8mb4 ''");
		return;
	}
	batch_sql(q, "_utf8mb4");
	add_hex(q, utf8);
}

void
batch_bytes(struct batch *q, struct text bytes)
{
	if (bytes.s == NULL || bytes.len > BATCH_TEXT_MAX)
		batch_sql(q, "NULL");
	else if (bytes.len == 0)
		batch_sql(q, "''");
	else
		add_hex(q, bytes);
}

/* The pattern, in the batch's arena.  The escape is no backslash: what that
 * means depends on sql_mode. */
static struct text
like_pattern(struct batch *q, struct text t)
{
	struct buf pattern;

	buf_init_in(&pattern, q->arena, 2 * BATCH_TEXT_MAX + 2);
	buf_add_char(&pattern, '%');
	for (size_t i = 0; i < t.len; i++) {
		if (t.s[i] == '%' || t.s[i] == '_' || t.s[i] == '!')
			buf_add_char(&pattern, '!');
		buf_add_char(&pattern, t.s[i]);
	}
	buf_add_char(&pattern, '%');
	q->sql.failed |= pattern.failed;
	return buf_text(&pattern);
}

void
batch_like(struct batch *q, const char *column, struct text utf8)
{
	if (utf8.len > BATCH_TEXT_MAX || !utf8_valid(utf8.s, utf8.len)) {
		batch_sql(q, "1=0");
		return;
	}
	batch_sql(q, is_basic_utf8(utf8) ? "" : "CONVERT(");
	batch_sql(q, column);
	batch_sql(q, is_basic_utf8(utf8) ? "" : " USING utf8mb4)");
	batch_sql(q, " LIKE _utf8mb4");
	add_hex(q, like_pattern(q, utf8));
	batch_sql(q, " ESCAPE '!'");
}
