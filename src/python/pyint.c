/* SPDX-License-Identifier: MIT */
#include "python/pyint.h"

#include "base/decimal.h"
#include "base/utf8.h"

bool
pyint_parse(struct text t, bool *negative, struct text *digits)
{
	t = text_strip(t);
	*negative = t.len > 0 && t.s[0] == '-';
	if (t.len > 0 && (t.s[0] == '-' || t.s[0] == '+')) {
		t.s++;
		t.len--;
	}
	if (!text_is_digits(t))
		return false;
	while (t.len > 1 && t.s[0] == '0') {
		t.s++;
		t.len--;
	}
	if (text_is(t, "0"))
		*negative = false;
	*digits = t;
	return true;
}

bool
pyint_to_int64(struct text t, int64_t *number)
{
	bool negative;
	struct text digits;
	uint64_t n;

	if (!pyint_parse(t, &negative, &digits) || !text_to_uint64(digits, &n))
		return false;
	if (n > INT64_MAX)
		*number = negative ? INT64_MIN : INT64_MAX;
	else
		*number = negative ? -(int64_t)n : (int64_t)n;
	return true;
}

static bool
is_wide_blank(uint32_t c)
{
	return c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Non-ASCII digits and blanks as ASCII; what is neither stays. */
static struct text
to_ascii(struct arena *arena, struct text t)
{
	char *out = arena_alloc(arena, t.len + 1);
	size_t n = 0;

	if (out == NULL)
		return TEXT_NONE;
	while (t.len > 0) {
		uint32_t c = 0;
		size_t len = utf8_get(t.s, t.len, &c);
		char digit = decimal_digit(c);

		if (len <= 1)
			out[n++] = t.s[0];
		else if (digit != '\0')
			out[n++] = digit;
		else
			out[n++] = is_wide_blank(c) ? ' ' : '?';
		t.s += len == 0 ? 1 : len;
		t.len -= len == 0 ? 1 : len;
	}
	return (struct text){out, n};
}

bool
pyint_of_unicode(struct arena *arena, struct text t, struct text *json)
{
	struct text rest, digits;
	bool negative, minus;

	t = text_strip(to_ascii(arena, t));
	if (t.len == 0)
		return false;
	/* Python 2 allows blanks between sign and digits. */
	minus = t.s[0] == '-';
	rest = t;
	if (minus || t.s[0] == '+') {
		rest.s++;
		rest.len--;
		rest = text_strip(rest);
		if (rest.len > 0 && (rest.s[0] == '-' || rest.s[0] == '+'))
			return false;
	}
	if (!pyint_parse(rest, &negative, &digits))
		return false;
	*json = minus && !text_is(digits, "0")
		    ? arena_printf(arena, "-%.*s", TEXT_ARG(digits))
		    : digits;
	return json->s != NULL;
}
