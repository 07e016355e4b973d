/* SPDX-License-Identifier: MIT */
#include "json/reader.h"

#include <endian.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "json/number.h"

/* What may come next. */
enum want {
	WANT_VALUE,
	WANT_VALUE_OR_END, /* an array was opened */
	WANT_KEY,
	WANT_KEY_OR_END, /* an object was opened, or a comma (ujson) read */
	WANT_MORE,	 /* a comma or the end of the container */
	WANT_NOTHING
};

/* Where the reader stands in the document. */
struct scan {
	struct json_reader *reader;
	const char *start, *p, *end; /* the chunk and the next byte in it */
	uint64_t before;	     /* bytes of the document before `start` */
	bool ended;		     /* the source has nothing more */
	bool source_failed;
	struct buf text;  /* a token that does not lie whole in one chunk */
	struct buf loose; /* a number whose text is not the document's */

	enum want want;
	size_t depth;		/* open containers */
	unsigned char *objects; /* one bit for each */
};

/* Asks the source for the next chunk; false at the end of the document. */
static bool
scan_fill(struct scan *s)
{
	long len;

	if (s->ended)
		return false;
	s->before += (uint64_t)(s->end - s->start);
	len = s->reader->source(s->reader->source_context, &s->start);
	if (len <= 0) {
		s->ended = true;
		s->source_failed = len < 0;
		s->start = s->p = s->end = "";
		return false;
	}
	s->p = s->start;
	s->end = s->start + len;
	return true;
}

/* The next byte, not consumed; -1 at the end. */
static int
scan_peek(struct scan *s)
{
	if (s->p == s->end && !scan_fill(s))
		return -1;
	return (unsigned char)*s->p;
}

/* What a document is whose text ends where it must not. */
static enum json_result
scan_cut(const struct scan *s)
{
	return s->source_failed ? JSON_SOURCE : JSON_BROKEN;
}

/* Makes reader->offset what the contract says. */
static void
scan_mark(struct scan *s)
{
	s->reader->offset = s->before + (uint64_t)(s->p - s->start);
}

static enum json_result
scan_event(struct scan *s, enum json_event event, struct text text)
{
	struct json_reader *r = s->reader;

	scan_mark(s);
	return r->event(r->context, event, text, s->depth) == 0 ? JSON_OK
								: JSON_STOPPED;
}

/* Adds to s->text; JSON_LARGE beyond max_string. */
static enum json_result
scan_collect(struct scan *s, const char *data, size_t len)
{
	if (len > s->text.max - s->text.len)
		return JSON_LARGE;
	return buf_add(&s->text, data, len) == 0 ? JSON_OK : JSON_MEMORY;
}

/* Consumes `word`, or the document is broken. */
static enum json_result
scan_word(struct scan *s, const char *word)
{
	for (; *word != '\0'; word++) {
		int c = scan_peek(s);

		if (c < 0)
			return scan_cut(s);
		if (c != *word)
			return JSON_BROKEN;
		s->p++;
	}
	return JSON_OK;
}

/* Strings: sops 2.2.2 (ujson), esb 1.4 (Python 2 json). */

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
string_settle(struct string *string)
{
	char bytes[UTF8_MAX];

	if (string->high == 0)
		return JSON_OK;
	string->high = 0;
	return scan_collect(
	    string->s, bytes, utf8_put(bytes, UTF8_REPLACEMENT));
}

static enum json_result
string_add(struct string *string, uint32_t c)
{
	char bytes[UTF8_MAX];
	enum json_result r;

	if (string->high != 0 && utf8_is_low(c)) {
		c = utf8_of_pair(string->high, c);
		string->high = 0;
	}
	r = string_settle(string);
	if (r != JSON_OK)
		return r;
	if (utf8_is_high(c)) {
		string->high = c;
		return JSON_OK;
	}
	return scan_collect(string->s, bytes, utf8_put(bytes, c));
}

/* The four digits behind \u. */
static enum json_result
string_add_unicode(struct string *string)
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
		return string_add(string, code);
	if (string->remembered != 0) {
		if (!utf8_is_low(code))
			return JSON_BROKEN;
		code = utf8_of_pair(string->remembered, code);
		string->remembered = 0;
	} else if (utf8_is_high(code)) {
		string->remembered = code;
		return JSON_OK;
	}
	return string_add(string, code);
}

static enum json_result
string_add_escape(struct string *string)
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
		return string_add_unicode(string);
	name = c == '\0' ? NULL : strchr(names, c);
	if (name == NULL)
		return JSON_BROKEN;
	return string_add(string, (uint32_t)values[name - names]);
}

/*
 * A character of several bytes.  Both readers take encoded surrogates; ujson
 * also takes a stray 0x80 to 0xBF for the character of that number.
 */
static enum json_result
string_add_long(struct string *string)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	struct scan *s = string->s;
	uint32_t code = (unsigned char)*s->p++;
	int len;

	if (code < 0xC0)
		return s->reader->dialect == JSON_UJSON
			   ? string_add(string, code)
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
	return string_add(string, code);
}

static enum json_result
string_add_run(struct string *string)
{
	struct scan *s = string->s;
	const char *from = s->p;
	enum json_result r = string_settle(string);

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
			r = string_add_escape(&string);
		else if (c >= 0x80)
			r = string_add_long(&string);
		else if (c >= 0x20)
			r = string_add_run(&string);
		else if (control_allowed(s, *s->p))
			r = string_add(&string, (uint32_t)*s->p++);
		else
			r = JSON_BROKEN;
	}
	if (r == JSON_OK)
		r = string_settle(&string);
	if (r != JSON_OK)
		return r;
	s->p++;
	*value = buf_text(&s->text);
	return JSON_OK;
}

/*
 * Reads a string up to and with its closing quote; the opening one has been
 * consumed.  *value is valid until the next byte is asked for.
 */
static enum json_result
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

static bool
may_stand_in_number(char c)
{
	return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' ||
	       c == 'e' || c == 'E';
}

/* All bytes from here on that may stand in a number. */
static enum json_result
scan_token(struct scan *s, struct text *token)
{
	buf_reset(&s->text);
	for (;;) {
		const char *from = s->p;
		enum json_result r;

		while (s->p < s->end && may_stand_in_number(*s->p))
			s->p++;
		*token = (struct text){from, (size_t)(s->p - from)};
		if (s->p < s->end && s->text.len == 0)
			return token->len > s->reader->max_string ? JSON_LARGE
								  : JSON_OK;
		r = scan_collect(s, from, token->len);
		if (r != JSON_OK)
			return r;
		if (s->p < s->end || !scan_fill(s))
			break;
	}
	*token = buf_text(&s->text);
	return s->source_failed ? JSON_SOURCE : JSON_OK;
}

static enum json_result
read_number(struct scan *s)
{
	static const enum json_event events[] = {
	    [NUMBER_INT] = JSON_INT,
	    [NUMBER_FLOAT] = JSON_FLOAT,
	    [NUMBER_NOT_FINITE] = JSON_NOT_FINITE,
	};
	bool ujson = s->reader->dialect == JSON_UJSON;
	struct text token, number;
	enum json_number kind;
	enum json_result r = scan_token(s, &token);

	if (r != JSON_OK)
		return r;
	if (!ujson && text_is(token, "-") && scan_peek(s) == 'I') {
		r = scan_word(s, "Infinity");
		return r != JSON_OK
			   ? r
			   : scan_event(s, JSON_NOT_FINITE, TEXT("-Infinity"));
	}
	kind = json_number_read(token, ujson, &s->loose, &number);
	if (kind == NUMBER_BROKEN)
		return JSON_BROKEN;
	if (kind == NUMBER_MEMORY)
		return JSON_MEMORY;
	return scan_event(s, events[kind], number);
}

static int
peek_behind_blanks(struct scan *s)
{
	for (;;) {
		int c = scan_peek(s);

		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			return c;
		s->p++;
	}
}

static bool
in_object(const struct scan *s)
{
	size_t top = s->depth - 1;

	return (s->objects[top / 8] >> top % 8 & 1) != 0;
}

static void
value_done(struct scan *s)
{
	s->want = s->depth == 0 ? WANT_NOTHING : WANT_MORE;
}

static enum json_result
open_container(struct scan *s, bool object)
{
	unsigned bit = 1u << s->depth % 8;
	unsigned char *byte = s->objects + s->depth / 8;
	enum json_result result;

	if (s->depth == s->reader->max_depth)
		return JSON_DEEP;
	*byte = (unsigned char)(object ? *byte | bit : *byte & ~bit);
	s->want = object ? WANT_KEY_OR_END : WANT_VALUE_OR_END;
	s->p++;
	result = object ? scan_event(s, JSON_OBJECT, TEXT("{"))
			: scan_event(s, JSON_ARRAY, TEXT("["));
	s->depth++;
	return result;
}

static enum json_result
close_container(struct scan *s)
{
	bool object = in_object(s);

	s->depth--;
	value_done(s);
	s->p++;
	return object ? scan_event(s, JSON_OBJECT_END, TEXT("}"))
		      : scan_event(s, JSON_ARRAY_END, TEXT("]"));
}

static enum json_result
read_word(struct scan *s, const char *word, enum json_event event)
{
	enum json_result result = scan_word(s, word);

	return result == JSON_OK ? scan_event(s, event, text_of(word)) : result;
}

static enum json_result
read_string(struct scan *s, enum json_event event)
{
	struct text value;
	enum json_result result;

	s->p++;
	result = scan_string(s, &value);
	return result == JSON_OK ? scan_event(s, event, value) : result;
}

static enum json_result
read_value(struct scan *s, int c)
{
	if (c == '{' || c == '[')
		return open_container(s, c == '{');
	value_done(s);
	switch (c) {
	case '"':
		return read_string(s, JSON_STRING);
	case 't':
		return read_word(s, "true", JSON_TRUE);
	case 'f':
		return read_word(s, "false", JSON_FALSE);
	case 'n':
		return read_word(s, "null", JSON_NULL);
	default:
		break;
	}
	if (c == '-' || (c >= '0' && c <= '9'))
		return read_number(s);
	if (s->reader->dialect != JSON_PYTHON)
		return JSON_BROKEN;
	return read_word(s, c == 'N' ? "NaN" : "Infinity", JSON_NOT_FINITE);
}

static enum json_result
read_key(struct scan *s, int c)
{
	enum json_result result;

	if (c != '"')
		return JSON_BROKEN;
	result = read_string(s, JSON_KEY);
	if (result != JSON_OK)
		return result;
	peek_behind_blanks(s);
	s->want = WANT_VALUE;
	return scan_word(s, ":");
}

static enum json_result
read_more(struct scan *s, int c)
{
	bool object = in_object(s);

	if (c == (object ? '}' : ']'))
		return close_container(s);
	if (c != ',')
		return JSON_BROKEN;
	s->p++;
	if (!object)
		s->want = WANT_VALUE;
	else if (s->reader->dialect == JSON_UJSON)
		s->want = WANT_KEY_OR_END;
	else
		s->want = WANT_KEY;
	return JSON_OK;
}

static enum json_result
read_next(struct scan *s, int c)
{
	if (c < 0)
		return scan_cut(s);
	switch (s->want) {
	case WANT_VALUE_OR_END:
	case WANT_VALUE:
		return c == ']' && s->want == WANT_VALUE_OR_END
			   ? close_container(s)
			   : read_value(s, c);
	case WANT_KEY_OR_END:
	case WANT_KEY:
		return c == '}' && s->want == WANT_KEY_OR_END
			   ? close_container(s)
			   : read_key(s, c);
	case WANT_MORE:
		return read_more(s, c);
	case WANT_NOTHING:
		break;
	}
	return JSON_BROKEN;
}

static enum json_result
read_document(struct scan *s)
{
	enum json_result result = JSON_OK;

	while (result == JSON_OK && s->want != WANT_NOTHING)
		result = read_next(s, peek_behind_blanks(s));
	if (result != JSON_OK || s->reader->one_value)
		return result;
	if (peek_behind_blanks(s) >= 0)
		return JSON_BROKEN;
	return s->source_failed ? JSON_SOURCE : JSON_OK;
}

enum json_result
json_read(struct json_reader *reader)
{
	struct scan s = {.reader = reader, .want = WANT_VALUE};
	enum json_result result;

	s.start = s.p = s.end = "";
	s.objects = malloc(reader->max_depth / 8 + 1);
	if (s.objects == NULL)
		return JSON_MEMORY;
	buf_init(&s.text, reader->max_string);
	/* What a loose number gets: "0" before, "0" or ".0" behind the point.
	 */
	buf_init(&s.loose, reader->max_string + 4);
	result = read_document(&s);
	scan_mark(&s);
	buf_free(&s.text);
	buf_free(&s.loose);
	free(s.objects);
	return result;
}

long
json_memory_source(void *context, const char **data)
{
	struct json_memory *memory = context;

	if (memory->given)
		return 0;
	memory->given = true;
	*data = memory->text.s;
	return (long)memory->text.len;
}

const char *
json_result_text(enum json_result result)
{
	static const char *const texts[] = {
	    [JSON_OK] = "ok",
	    [JSON_BROKEN] = "broken",
	    [JSON_DEEP] = "nested too deeply",
	    [JSON_LARGE] = "a string or number is too long",
	    [JSON_SOURCE] = "its source failed",
	    [JSON_STOPPED] = "stopped",
	    [JSON_MEMORY] = "out of memory",
	};

	return texts[result];
}
