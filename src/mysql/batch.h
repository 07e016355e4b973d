/* SPDX-License-Identifier: MIT */
/*
 * A batch is one packet of statements, built by these calls alone: SQL text
 * that stands in our source, integers, and client text as a hex literal of
 * character set utf8mb4.  That is why no client text can become SQL.
 */
#ifndef MYSQL_BATCH_H
#define MYSQL_BATCH_H

#include "base/buf.h"

#define DB_STATEMENTS 16 /* statements of one batch, at most */

/*
 * Bytes of a text that is compared.  The longest key column is varchar(255),
 * 1020 bytes; the rest is for trailing blanks, which comparisons ignore.
 */
#define BATCH_TEXT_MAX ((size_t)8 * 1024)

/* Bytes of all statements: a dozen texts of the largest size in hex, and far
 * below the smallest max_allowed_packet that servers come with (1 MiB). */
#define BATCH_MAX ((size_t)256 * 1024)

/* What db_ask sends; its members are for this room alone. */
struct batch {
	struct arena *arena;
	struct buf sql; /* failed: too long, too many, or the arena is full */
	const char *names[DB_STATEMENTS];
	size_t count;
};

/* A new, empty batch in the arena; NULL when the arena is full. */
struct batch *batch_new(struct arena *arena);

/* Starts statement `name` (a literal, for logs). */
void batch_statement(struct batch *q, const char *name);
void batch_sql(struct batch *q, const char *literal);
void batch_uint(struct batch *q, uint64_t number);

/*
 * TEXT_NONE, and what no key column equals, is written as NULL, which equals
 * nothing: what is not UTF-8 or too long, and characters beyond U+FFFF.  The
 * columns are utf8mb3; MariaDB and MySQL 9 refuse to compare them with such a
 * literal, and the Python services cannot send one.
 */
void batch_text(struct batch *q, struct text utf8);

/*
 * "COLUMN LIKE ..." for a text in the middle of the column, a literal, under
 * its collation; it is never true for what no column can have: what is not
 * UTF-8 or too long.  For characters beyond U+FFFF the column is made utf8mb4,
 * under the default collation of that.
 */
void batch_like(struct batch *q, const char *column, struct text utf8);

/* The same bytes as a binary string, whatever they are; NULL when there are too
 * many for a text that is compared. */
void batch_bytes(struct batch *q, struct text bytes);

#endif
