/* SPDX-License-Identifier: MIT */
/* Strings of both dialects: sops 2.2.2 (ujson), esb 1.4 (Python 2 json). */
#include <endian.h>

#include "base/utf8.h"
#include "json/scan.h"

#define EVERY_BYTE(b) (0x0101010101010101u * (uint64_t)(b))

/* A string that is being put together in scan.text. */
struct string {
	struct scan *s;

	/* A high surrogate that waits for a low one right behind it.  Both
	 * together are written on as one character; alone it is U+FFFD. */
	uint32_t high;

	/* ujson drops a lone \uD8xx, but takes any later \uXXXX of the string
	 * for its second half. */
	uint32_t remembered;
};

static bool
is_high(uint32_t c)
{
	return c >= 0xD800 && c <= 0xDBFF;
}

static bool
is_low(uint32_t c)
{
	return c >= 0xDC00 && c <= 0xDFFF;
}

static uint32_t
join(uint32_t high, uint32_t low)
{
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static uint64_t
bytes_that_are(uint64_t eight, unsigned char b)
{
	uint64_t x = eight ^ EVERY_BYTE(b);

	return (x - EVERY_BYTE(1)) & ~x & EVERY_BYTE(0x80);
}

/*
 * The first byte at or behind p that needs a look: a quote, a backslash, a
 * control character or a byte of a longer character.  The lowest bit of each
 * mask is exact; a borrow can only set wrong bits above it.
 */
static const char *
plain_end(const char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t eight, mask;

		memcpy(&eight, p, 8);
		eight = le64toh(eight);
		mask = (eight - EVERY_BYTE(0x20)) & ~eight & EVERY_BYTE(0x80);
		mask |= eight & EVERY_BYTE(0x80);
		mask |= bytes_that_are(eight, '"');
		mask |= bytes_that_are(eight, '\\');
		if (mask != 0)
			return p + __builtin_ctzll(mask) / 8;
	}
	while (p < end && (unsigned char)*p >= 0x20 &&
	       (unsigned char)*p < 0x80 && *p != '"' && *p != '\\')
		p++;
	return p;
}

static bool
control_allowed(const struct scan *s, char c)
{
	return s->reader->dialect == JSON_UJSON && c != '\0';
}

/* Up to where a string stands in this chunk just as it is to be given. */
static const char *
verbatim_end(const struct scan *s)
{
	const char *p = s->p;

	for (;;) {
		size_t len = 1;
		uint32_t c;

		p = plain_end(p, s->end);
		if (p == s->end || *p == '"' || *p == '\\')
			return p;
		if ((unsigned char)*p >= 0x80)
			len = utf8_get(p, (size_t)(s->end - p), &c);
		else if (!control_allowed(s, *p))
			return p;
		if (len == 0)
			return p;
		p += len;
	}
}

/* Ends the wait of a high surrogate. */
static enum json_result
settle(struct string *string)
{
	char bytes[UTF8_MAX];

	if (string->high == 0)
		return JSON_OK;
	string->high = 0;
	return scan_collect(
	    string->s, bytes, utf8_put(bytes, UTF8_REPLACEMENT));
}

static enum json_result
add(struct string *string, uint32_t c)
{
	char bytes[UTF8_MAX];
	enum json_result r;

	if (string->high != 0 && is_low(c)) {
		c = join(string->high, c);
		string->high = 0;
	}
	r = settle(string);
	if (r != JSON_OK)
		return r;
	if (is_high(c)) {
		string->high = c;
		return JSON_OK;
	}
	return scan_collect(string->s, bytes, utf8_put(bytes, c));
}

/* The four digits behind \u. */
static enum json_result
add_unicode(struct string *string)
{
	struct scan *s = string->s;
	uint32_t code = 0;

	for (int i = 0; i < 4; i++) {
		int c = scan_peek(s), digit = text_hex_digit(c);

		if (c < 0)
			return scan_cut(s);
		if (digit < 0)
			return JSON_BROKEN;
		code = code << 4 | (uint32_t)digit;
		s->p++;
	}
	if (s->reader->dialect == JSON_PYTHON)
		return add(string, code);
	if (string->remembered != 0) {
		if (!is_low(code))
			return JSON_BROKEN;
		code = join(string->remembered, code);
		string->remembered = 0;
	} else if (is_high(code)) {
		string->remembered = code;
		return JSON_OK;
	}
	return add(string, code);
}

static enum json_result
add_escape(struct string *string)
{
	static const char names[] = "\"\\/bfnrt";
	static const char values[] = "\"\\/\b\f\n\r\t";
	struct scan *s = string->s;
	const char *name;
	int c;

	s->p++;
	c = scan_peek(s);
	if (c < 0)
		return scan_cut(s);
	s->p++;
	if (c == 'u')
		return add_unicode(string);
	name = c == '\0' ? NULL : strchr(names, c);
	if (name == NULL)
		return JSON_BROKEN;
	return add(string, (uint32_t)values[name - names]);
}

/*
 * A character of several bytes.  Both readers take encoded surrogates; ujson
 * also takes a stray 0x80 to 0xBF for the character of that number.
 */
static enum json_result
add_long_character(struct string *string)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	struct scan *s = string->s;
	uint32_t code = (unsigned char)*s->p++;
	int len;

	if (code < 0xC0)
		return s->reader->dialect == JSON_UJSON ? add(string, code)
							: JSON_BROKEN;
	if (code >= 0xF8)
		return JSON_BROKEN;
	len = code < 0xE0 ? 2 : code < 0xF0 ? 3 : 4;
	code &= 0x7Fu >> len;
	for (int i = 1; i < len; i++) {
		int c = scan_peek(s);

		if (c < 0)
			return scan_cut(s);
		if ((c & 0xC0) != 0x80)
			return JSON_BROKEN;
		code = code << 6 | (uint32_t)(c & 0x3F);
		s->p++;
	}
	if (code < least[len] || code > 0x10FFFF)
		return JSON_BROKEN;
	return add(string, code);
}

static enum json_result
add_run(struct string *string)
{
	struct scan *s = string->s;
	const char *from = s->p;
	enum json_result r = settle(string);

	s->p = plain_end(from, s->end);
	return r != JSON_OK ? r : scan_collect(s, from, (size_t)(s->p - from));
}

/* The rest of a string, its first part being in scan.text. */
static enum json_result
collect_string(struct scan *s, struct text *value)
{
	struct string string = {.s = s};
	enum json_result r = JSON_OK;

	while (r == JSON_OK) {
		int c = scan_peek(s);

		if (c < 0)
			return scan_cut(s);
		if (c == '"')
			break;
		if (c == '\\')
			r = add_escape(&string);
		else if (c >= 0x80)
			r = add_long_character(&string);
		else if (c >= 0x20)
			r = add_run(&string);
		else if (control_allowed(s, *s->p))
			r = add(&string, (uint32_t)*s->p++);
		else
			r = JSON_BROKEN;
	}
	if (r == JSON_OK)
		r = settle(&string);
	if (r != JSON_OK)
		return r;
	s->p++;
	*value = buf_text(&s->text);
	return JSON_OK;
}

enum json_result
scan_string(struct scan *s, struct text *value)
{
	const char *from = s->p, *to = verbatim_end(s);
	size_t len = (size_t)(to - from);
	enum json_result r;

	if (to < s->end && *to == '"') {
		if (len > s->reader->max_string)
			return JSON_LARGE;
		*value = (struct text){from, len};
		s->p = to + 1;
		return JSON_OK;
	}
	buf_reset(&s->text);
	r = scan_collect(s, from, len);
	s->p = to;
	return r == JSON_OK ? collect_string(s, value) : r;
}
