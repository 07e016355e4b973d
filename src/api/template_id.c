/* SPDX-License-Identifier: MIT */
#include "api/task_detail.h"
#include "base/pyint.h"
#include "base/utf8.h"

/*
 * First code points of the runs of ten decimal digits that Python 2.7 (Unicode
 * 5.2) knows in the basic plane; its int() reads all of them.
 */
static const uint32_t digit_runs[] = {0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6,
    0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
    0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xAA50,
    0xABF0, 0xFF10};

/* The ASCII digit that a character stands for, NUL for none. */
static char
ascii_digit(uint32_t c)
{
	for (size_t i = 0; i < sizeof(digit_runs) / sizeof(*digit_runs); i++)
		if (c >= digit_runs[i] && c < digit_runs[i] + 10)
			return (char)('0' + (c - digit_runs[i]));
	return '\0';
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
		char digit = ascii_digit(c);

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
template_id_number(struct arena *arena, struct text stored, struct text *number)
{
	struct text t = text_strip(to_ascii(arena, stored));
	struct text rest, digits;
	bool negative, minus;

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
	*number = minus && !text_is(digits, "0")
		      ? arena_printf(arena, "-%.*s", TEXT_ARG(digits))
		      : digits;
	return number->s != NULL;
}
