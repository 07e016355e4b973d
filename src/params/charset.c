/* SPDX-License-Identifier: MIT */
#include "params/charset.h"

#include <errno.h>
#include <iconv.h>

#include "base/buf.h"
#include "base/utf8.h"

/*
 * Bytes of UTF-8 that one byte of a charset can become: TSCII makes up to
 * three characters of three bytes from one.
 */
#define GROWTH 9
#define ROOM   64 /* free bytes at each step, so that each makes progress */

static bool
name_allowed(struct text name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.s[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= 'a' && c <= 'z') &&
		    (c == '\0' || strchr("-_.:", c) == NULL))
			return false;
	}
	return name.len > 0 && name.len <= CHARSET_NAME_MAX;
}

static void *
open_converter(const char *name)
{
	iconv_t converter = iconv_open("UTF-8", name);

	/* iconv(3) has no other failure than the integer -1. */
	return converter == (iconv_t)-1 ? NULL : converter;
}

struct charset
charset_open(struct text name)
{
	char copy[CHARSET_NAME_MAX + 1] = "", bare[CHARSET_NAME_MAX + 1] = "";
	struct charset charset = {NULL};
	size_t len = 0;

	if (!name_allowed(name))
		return charset;
	memcpy(copy, name.s, name.len);
	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] != '-' && name.s[i] != '_')
			bare[len++] = name.s[i];
	if (text_is_nocase((struct text){bare, len}, "utf8"))
		return charset;
	charset.converter = open_converter(copy);
	/* Python's latin-1 and iso8859_1 are iconv's latin1 and iso88591. */
	if (charset.converter == NULL && len > 0)
		charset.converter = open_converter(bare);
	return charset;
}

void
charset_close(struct charset *charset)
{
	if (charset->converter != NULL)
		iconv_close(charset->converter);
	charset->converter = NULL;
}

static int
add_character(struct buf *out, uint32_t c)
{
	char bytes[UTF8_MAX];

	return buf_add(out, bytes, utf8_put(bytes, c));
}

static void
add_latin1(struct buf *out, struct text bytes)
{
	buf_reset(out);
	for (size_t i = 0; i < bytes.len; i++)
		add_character(out, (unsigned char)bytes.s[i]);
}

/* Python 2 takes an encoded surrogate for a character; it has no UTF-8. */
static bool
is_encoded_surrogate(const char *s, size_t len)
{
	return len >= 3 && (unsigned char)s[0] == 0xED &&
	       ((unsigned char)s[1] & 0xE0) == 0xA0 &&
	       ((unsigned char)s[2] & 0xC0) == 0x80;
}

static bool
add_utf8(struct buf *out, struct text bytes, enum charset_fallback fallback)
{
	while (bytes.len > 0) {
		uint32_t c;
		size_t len = utf8_get(bytes.s, bytes.len, &c);

		if (len > 0) {
			buf_add(out, bytes.s, len);
		} else if (is_encoded_surrogate(bytes.s, bytes.len)) {
			len = 3;
			add_character(out, UTF8_REPLACEMENT);
		} else if (fallback == CHARSET_REPLACE) {
			len = 1;
			add_character(out, UTF8_REPLACEMENT);
		} else {
			return false;
		}
		bytes.s += len;
		bytes.len -= len;
	}
	return true;
}

/* One call of iconv; in NULL: writes what the converter still keeps back. */
static int
convert_some(iconv_t converter, struct buf *out, char **in, size_t *left)
{
	size_t room = *left + ROOM, free_bytes = room, result;
	char *to = buf_reserve(out, room);

	if (to == NULL)
		return ENOMEM;
	result = iconv(converter, in, left, &to, &free_bytes);
	buf_commit(out, room - free_bytes);
	return result == (size_t)-1 ? errno : 0;
}

/* False when the bytes mean nothing in this charset, or there is no room. */
static bool
add_converted(iconv_t converter, struct buf *out, struct text bytes,
    enum charset_fallback fallback)
{
	char *in = (char *)(uintptr_t)bytes.s; /* iconv does not write to it */
	size_t left = bytes.len;

	iconv(converter, NULL, NULL, NULL, NULL);
	while (left > 0) {
		size_t left_before = left, len_before = out->len;
		int error = convert_some(converter, out, &in, &left);

		if (error == EILSEQ || error == EINVAL) {
			size_t bad = error == EINVAL ? left : 1;

			if (fallback != CHARSET_REPLACE || left == 0)
				return false;
			add_character(out, UTF8_REPLACEMENT);
			in += bad;
			left -= bad;
		} else if (left == left_before && out->len == len_before) {
			return false;
		}
	}
	return convert_some(converter, out, NULL, &left) == 0 &&
	       utf8_valid(out->data, out->len);
}

struct text
charset_decode(const struct charset *charset, struct arena *arena,
    struct text bytes, enum charset_fallback fallback)
{
	struct text result = TEXT_NONE;
	struct buf out;
	bool ok;

	if (bytes.len == 0)
		return TEXT("");
	if (charset->converter == NULL && utf8_valid(bytes.s, bytes.len))
		return bytes;
	if (bytes.len > (SIZE_MAX - 2 * ROOM) / GROWTH)
		return TEXT_NONE;
	buf_init(&out, bytes.len * GROWTH + 2 * ROOM);
	if (charset->converter == NULL)
		ok = add_utf8(&out, bytes, fallback);
	else
		ok = add_converted(charset->converter, &out, bytes, fallback);
	if (!ok)
		add_latin1(&out, bytes);
	if (!out.failed)
		result = arena_copy(arena, buf_text(&out));
	buf_free(&out);
	return result;
}
