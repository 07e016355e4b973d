/* SPDX-License-Identifier: MIT */
/* What a question is made of; for db.c alone.  See db.h for how it is built. */
#ifndef MYSQL_QUESTION_H
#define MYSQL_QUESTION_H

#include "mysql/db.h"

/*
 * Bytes of a text that is compared.  The longest key column is varchar(255),
 * 1020 bytes; the rest is for trailing blanks, which comparisons ignore.
 */
#define QUESTION_TEXT_MAX ((size_t)8 * 1024)

/* Bytes of all statements: a dozen texts of the largest size in hex, and far
 * below the smallest max_allowed_packet that servers come with (1 MiB). */
#define QUESTION_MAX ((size_t)256 * 1024)

struct question {
	struct arena *arena;
	char *sql;
	size_t len;
	size_t capacity;
	bool failed; /* too long, too many statements, or the arena is full */
	const char *names[DB_STATEMENTS];
	size_t count;
};

#endif
