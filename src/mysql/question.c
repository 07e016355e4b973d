/* SPDX-License-Identifier: MIT */
#include "mysql/question.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>

#define FIRST_CAPACITY 4096 /* bytes; holds the usual questions */

struct question *
question_new(struct arena *arena)
{
	struct question *q = arena_alloc(arena, sizeof(*q));

	if (q != NULL)
		q->arena = arena;
	return q;
}

/* Room for `len` more bytes, or NULL and q->failed. */
static char *
reserve(struct question *q, size_t len)
{
	size_t capacity = q->capacity == 0 ? FIRST_CAPACITY : q->capacity;
	char *sql;

	if (q->failed || len > QUESTION_MAX - q->len) {
		q->failed = true;
		return NULL;
	}
	while (capacity - q->len < len)
		capacity *= 2;
	if (capacity != q->capacity) {
		sql = arena_alloc(q->arena, capacity);
		if (sql == NULL) {
			q->failed = true;
			return NULL;
		}
		if (q->len > 0)
			memcpy(sql, q->sql, q->len);
		q->sql = sql;
		q->capacity = capacity;
	}
	return q->sql + q->len;
}

void
question_sql(struct question *q, const char *literal)
{
	size_t len = strlen(literal);
	char *to = reserve(q, len);

	if (to == NULL)
		return;
	memcpy(to, literal, len);
	q->len += len;
}

void
question_statement(struct question *q, const char *name)
{
	if (q->count == DB_STATEMENTS) {
		q->failed = true;
		return;
	}
	if (q->count > 0)
		question_sql(q, ";");
	q->names[q->count++] = name;
}

void
question_uint(struct question *q, uint64_t number)
{
	char digits[sizeof("18446744073709551615")];

	snprintf(digits, sizeof(digits), "%" PRIu64, number);
	question_sql(q, digits);
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

void
question_text(struct question *q, struct text utf8)
{
	static const char hex[] = "0123456789ABCDEF";
	char *to;

	if (utf8.s == NULL || utf8.len > QUESTION_TEXT_MAX ||
	    !is_basic_utf8(utf8)) {
		question_sql(q, "NULL");
		return;
	}
	if (utf8.len == 0) {
		question_sql(q, "_utf8mb4 ''");
		return;
	}
	question_sql(q, "_utf8mb4 X'");
	to = reserve(q, 2 * utf8.len);
	if (to == NULL)
		return;
	for (size_t i = 0; i < utf8.len; i++) {
		unsigned char byte = (unsigned char)utf8.s[i];

		*to++ = hex[byte >> 4];
		*to++ = hex[byte & 15];
	}
	q->len += 2 * utf8.len;
	question_sql(q, "'");
}
