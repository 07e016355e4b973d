/* SPDX-License-Identifier: MIT */
#include "python/base64.h"

/* The value of a digit; -1 for anything else. */
static int
base64_value(char c, enum python_base64 kind)
{
	bool any = kind == PYTHON_BASE64_ANY;

	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || (any && c == '-'))
		return 62;
	if (c == '/' || (any && c == '_'))
		return 63;
	return -1;
}

/* True when the next character of the alphabet or of padding is padding. */
static bool
padding_follows(struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		if (t.s[i] == '=')
			return true;
		if (base64_value(t.s[i], PYTHON_BASE64_MIME) >= 0)
			return false;
	}
	return false;
}

/* True at the = that fills the last group; others are skipped. */
static bool
is_end(struct text rest, size_t digits)
{
	return digits % 4 == 3 ||
	       (digits % 4 == 2 &&
		   padding_follows((struct text){rest.s + 1, rest.len - 1}));
}

bool
python_base64_decode(
    struct text t, enum python_base64 kind, char *out, size_t *len)
{
	bool mime = kind == PYTHON_BASE64_MIME;
	uint32_t bits = 0;
	size_t digits = 0;

	*len = 0;
	for (size_t i = 0; i < t.len; i++) {
		int value = base64_value(t.s[i], kind);

		if (mime && t.s[i] == '=' &&
		    is_end((struct text){t.s + i, t.len - i}, digits))
			return true;
		if (value < 0)
			continue;
		bits = bits << 6 | (uint32_t)value;
		if (digits++ % 4 != 0) {
			/* 4, 2 and 0 bits wait after 2, 3 and 4 digits. */
			unsigned int waiting = (8 - 2 * (digits % 4)) % 8;

			out[(*len)++] = (char)(bits >> waiting);
		}
	}
	return mime ? digits % 4 == 0 : digits % 4 != 1;
}
