/* SPDX-License-Identifier: MIT */
/* UTF-8 as RFC 3629 defines it: no surrogates, nothing overlong. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_MAX	 4	/* bytes of the longest character */
#define UTF8_REPLACEMENT 0xFFFD /* stands for what has no UTF-8 form */

/* Halves of a character beyond U+FFFF in UTF-16, and what a pair stands for. */
static inline bool
utf8_is_high(uint32_t c)
{
	return c >= 0xD800 && c <= 0xDBFF;
}

static inline bool
utf8_is_low(uint32_t c)
{
	return c >= 0xDC00 && c <= 0xDFFF;
}

static inline uint32_t
utf8_of_pair(uint32_t high, uint32_t low)
{
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

bool utf8_valid(const char *s, size_t len);

/*
 * Writes code_point to out and returns the number of bytes; a surrogate or a
 * number beyond U+10FFFF is written as UTF8_REPLACEMENT.
 */
size_t utf8_put(char out[UTF8_MAX], uint32_t code_point);

/*
 * Reads the character at s; returns its length in bytes, 0 when s is empty
 * or does not start with a whole valid character.
 */
size_t utf8_get(const char *s, size_t len, uint32_t *code_point);

#endif
