/* SPDX-License-Identifier: MIT */
/* The two notations of protocol 0: string literal and raw-unicode-escape. */
#include "decode/pickle_text.h"

/* Exactly `digits` hexadecimal digits at t. */
static bool
take_hex(struct text t, size_t digits, uint32_t *number)
{
	*number = 0;
	if (t.len < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		int value = text_hex_digit(t.s[i]);

		if (value < 0)
			return false;
		*number = *number << 4 | (uint32_t)value;
	}
	return true;
}

static struct text
advance(struct text t, size_t n)
{
	return (struct text){t.s + n, t.len - n};
}

/*
 * The escape behind a backslash at t, at least one byte.  Returns how many
 * bytes it has; 0 when it is none (the backslash stays), -1 when it is wrong.
 */
static int
take_escape(struct text t, char *byte)
{
	static const char names[] = "\\'\"abfnrtv";
	static const char bytes[] = "\\'\"\a\b\f\n\r\t\v";
	const char *name = t.s[0] == '\0' ? NULL : strchr(names, t.s[0]);
	uint32_t number = 0;
	int n = 0;

	if (name != NULL) {
		*byte = bytes[name - names];
		return 1;
	}
	if (t.s[0] == 'x') {
		if (!take_hex(advance(t, 1), 2, &number))
			return -1;
		*byte = (char)number;
		return 3;
	}
	while (n < 3 && (size_t)n < t.len && t.s[n] >= '0' && t.s[n] <= '7')
		number = number << 3 | (uint32_t)(t.s[n++] - '0');
	*byte = (char)number;
	return n;
}

/* Python 2 drops blanks behind the closing quote, and does not mind quotes
 * inside. */
static bool
strip_quotes(struct text *line)
{
	while (line->len > 0 && (unsigned char)line->s[line->len - 1] <= ' ')
		line->len--;
	if (line->len < 2 || (line->s[0] != '\'' && line->s[0] != '"') ||
	    line->s[line->len - 1] != line->s[0])
		return false;
	*line = (struct text){line->s + 1, line->len - 2};
	return true;
}

struct text
pickle_from_literal(struct pickle_vm *vm, struct text line)
{
	char *bytes;
	size_t len = 0;

	if (!strip_quotes(&line)) {
		pickle_broken(vm, "a string without quotes");
		return TEXT_NONE;
	}
	if (line.len == 0 || memchr(line.s, '\\', line.len) == NULL)
		return line;
	bytes = pickle_alloc(vm, line.len);
	while (bytes != NULL && line.len > 0) {
		int n;

		bytes[len++] = line.s[0];
		line = advance(line, 1);
		if (bytes[len - 1] != '\\')
			continue;
		n = line.len == 0 ? -1 : take_escape(line, &bytes[len - 1]);
		if (n < 0) {
			pickle_broken(vm, "a wrong escape in a string");
			return TEXT_NONE;
		}
		if (n == 0)
			bytes[len - 1] = '\\';
		line = advance(line, (size_t)n);
	}
	return (struct text){bytes, len};
}

/*
 * Of a run of backslashes only the last one of an odd number starts an
 * escape.  Bytes stand for Latin-1 characters.
 */
struct text
pickle_from_raw_escape(struct pickle_vm *vm, struct text line)
{
	char *utf8;
	size_t len = 0, run = 0, n;

	/* A byte gives two bytes at most, an escape of six or ten less. */
	utf8 = pickle_alloc(vm, line.len * 2 + 1);
	if (utf8 == NULL)
		return TEXT_NONE;
	for (; line.len > 0; line = advance(line, n)) {
		uint32_t c = (unsigned char)line.s[0];
		size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;

		n = 1;
		if (digits > 0 && run % 2 == 1) {
			if (!take_hex(advance(line, 1), digits, &c) ||
			    c > 0x10FFFF) {
				pickle_broken(vm, "a wrong escape in a text");
				return TEXT_NONE;
			}
			n += digits;
			len--; /* the backslash was part of it */
			run = 0;
		} else {
			run = c == '\\' ? run + 1 : 0;
		}
		len += pickle_put_char(utf8 + len, c);
	}
	return pickle_from_utf8(vm, (struct text){utf8, len});
}
