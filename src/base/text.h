/* SPDX-License-Identifier: MIT */
/*
 * A text is a pointer and a length: bytes that somebody else owns, without a
 * terminating NUL.  {NULL, 0} stands for "absent" where that differs from "".
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
	const char *s;
	size_t len;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})
#define TEXT_NONE     ((struct text){NULL, 0})

/* For printf's "%.*s"; lengths are cut to what an int holds. */
#define TEXT_ARG(t) (int)((t).len > INT32_MAX ? INT32_MAX : (t).len), (t).s

/* The text of a C string; NULL gives TEXT_NONE. */
struct text text_of(const char *cstring);

bool text_eq(struct text a, struct text b);
bool text_is(struct text t, const char *cstring);

/* An order to sort and find texts by: the shorter first, then by bytes. */
int text_compare(struct text a, struct text b);

/* ASCII letters compare without case, whatever the locale. */
bool text_is_nocase(struct text t, const char *cstring);
bool text_starts(struct text t, const char *prefix);

/* Drops space, \t, \n, \r, 0x0B and 0x0C at both ends: Python's str.strip. */
struct text text_strip(struct text t);

/*
 * Splits off the part before the first `separator` and moves *rest behind it.
 * False when *rest was TEXT_NONE, that is, after the last part.
 */
bool text_split(struct text *rest, char separator, struct text *part);

/* Whether a list with commas has this item, which is not ""; blanks around its
 * items count or not. */
bool text_list_has(struct text list, struct text item, bool blanks);

/* True when t has at least one byte and all are '0' to '9'. */
bool text_is_digits(struct text t);

/* True when no byte is above 0x7F. */
bool text_is_ascii(struct text t);

/* C0, DEL and C1, which terminals obey, what turns the direction of text or
 * begins a line, and tag characters, which nobody sees. */
bool text_is_control(uint32_t code_point);

/*
 * Copies t to out, with a NUL, at most `size` bytes of at least 5: what is a
 * control character or no UTF-8 as \xHH, byte by byte.  Returns the length.
 */
size_t text_escape(char *out, size_t size, struct text t);

/* 0 to 15 for a hexadecimal digit of any case, -1 for anything else. */
int text_hex_digit(int c);

/*
 * Reads decimal digits.  False when t is not all digits; a number beyond
 * uint64_t gives UINT64_MAX, which no row of a signed id column equals.
 */
bool text_to_uint64(struct text t, uint64_t *number);

/*
 * Equal in a time that depends on the lengths alone (secrets, signatures).
 * Two empty texts are not equal: an empty secret never admits anybody.
 */
bool text_same_secret(struct text a, struct text b);

#endif
