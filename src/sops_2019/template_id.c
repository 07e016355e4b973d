/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"
#include "base/utf8.h"
#include "python/number.h"
#include "sops_2019/task_detail.h"

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
