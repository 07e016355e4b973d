/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include "base/utf8.h"

#include <stdio.h>

struct text
text_of(const char *cstring)
{
	return (struct text){cstring, cstring == NULL ? 0 : strlen(cstring)};
}

bool
text_eq(struct text a, struct text b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0);
}

int
text_compare(struct text a, struct text b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return a.len == 0 ? 0 : memcmp(a.s, b.s, a.len);
}

bool
text_is(struct text t, const char *cstring)
{
	return text_eq(t, text_of(cstring));
}

static char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
text_is_nocase(struct text t, const char *cstring)
{
	if (t.len != strlen(cstring))
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (ascii_lower(t.s[i]) != ascii_lower(cstring[i]))
			return false;
	return true;
}

bool
text_starts(struct text t, const char *prefix)
{
	size_t n = strlen(prefix);

	return t.len >= n && memcmp(t.s, prefix, n) == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct text
text_strip(struct text t)
{
	while (t.len > 0 && is_blank(t.s[0])) {
		t.s++;
		t.len--;
	}
	while (t.len > 0 && is_blank(t.s[t.len - 1]))
		t.len--;
	return t;
}

bool
text_split(struct text *rest, char separator, struct text *part)
{
	const char *end;

	if (rest->s == NULL)
		return false;
	*part = *rest;
	end = rest->len == 0 ? NULL : memchr(rest->s, separator, rest->len);
	if (end == NULL) {
		*rest = TEXT_NONE;
		return true;
	}
	part->len = (size_t)(end - rest->s);
	rest->s = end + 1;
	rest->len -= part->len + 1;
	return true;
}

bool
text_list_has(struct text list, struct text item, bool blanks)
{
	struct text part;

	while (text_split(&list, ',', &part)) {
		if (!blanks)
			part = text_strip(part);
		if (part.len > 0 && text_eq(part, item))
			return true;
	}
	return false;
}

bool
text_is_digits(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.s[i] < '0' || t.s[i] > '9')
			return false;
	return t.len > 0;
}

bool
text_is_ascii(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.s[i] >= 0x80)
			return false;
	return true;
}

int
text_hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
text_to_uint64(struct text t, uint64_t *number)
{
	uint64_t n = 0;

	if (!text_is_digits(t))
		return false;
	for (size_t i = 0; i < t.len; i++) {
		uint64_t digit = (uint64_t)(t.s[i] - '0');

		if (n > (UINT64_MAX - digit) / 10) {
			n = UINT64_MAX;
			break;
		}
		n = n * 10 + digit;
	}
	*number = n;
	return true;
}

bool
text_same_secret(struct text a, struct text b)
{
	volatile unsigned char difference = a.len != b.len;

	if (a.len == 0 || b.len == 0)
		return false;
	for (size_t i = 0; i < a.len; i++)
		difference |= (unsigned char)(a.s[i] ^ b.s[i % b.len]);
	return difference == 0;
}

bool
text_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C ||
	       (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
	       (c >= 0xE0000 && c <= 0xE007F);
}

size_t
text_escape(char *out, size_t size, struct text t)
{
	size_t n = 0;

	while (t.len > 0) {
		uint32_t c;
		size_t len = utf8_get(t.s, t.len, &c);
		const bool plain = len > 0 && !text_is_control(c);

		len = len == 0 ? 1 : len;
		if (n + (plain ? len : 4 * len) >= size)
			break;
		for (size_t i = 0; i < len; i++)
			if (plain)
				out[n++] = t.s[i];
			else
				n += (size_t)snprintf(out + n, size - n,
				    "\\x%02X", (unsigned char)t.s[i]);
		t.s += len;
		t.len -= len;
	}
	out[n] = '\0';
	return n;
}
