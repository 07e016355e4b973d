/* SPDX-License-Identifier: MIT */
#include "python/number.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Drops each underscore that stands between two digits. */
static struct text
drop_underscores(struct arena *arena, struct text t)
{
	char *out = arena_alloc(arena, t.len + 1);
	size_t n = 0;

	if (out == NULL)
		return TEXT_NONE;
	for (size_t i = 0; i < t.len; i++) {
		bool between = i > 0 && i + 1 < t.len &&
			       text_is_digits((struct text){t.s + i - 1, 1}) &&
			       text_is_digits((struct text){t.s + i + 1, 1});

		if (t.s[i] != '_' || !between)
			out[n++] = t.s[i];
	}
	return (struct text){out, n};
}

bool
pyint_parse_str(
    struct arena *arena, struct text t, bool *negative, struct text *digits)
{
	t = drop_underscores(arena, to_ascii(arena, t));
	return t.s != NULL && pyint_parse(t, negative, digits);
}

bool
pyint_of_str(struct arena *arena, struct text t, int64_t *number)
{
	t = drop_underscores(arena, to_ascii(arena, t));
	return t.s != NULL && pyint_to_int64(t, number);
}

/* The character that ends behind `end`, which has `len` bytes in front. */
static size_t
last_character(const char *end, size_t len, uint32_t *c)
{
	size_t n = 1;

	while (n < len && n < UTF8_MAX &&
	       ((unsigned char)end[-(ptrdiff_t)n] & 0xC0) == 0x80)
		n++;
	return utf8_get(end - n, n, c) == n ? n : 0;
}

static bool
is_python3_blank(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) ||
	       (is_wide_blank(c) && c != 0x180E);
}

struct text
python3_strip(struct text t)
{
	uint32_t c;
	size_t n;

	while (t.len > 0 && (n = utf8_get(t.s, t.len, &c)) > 0 &&
	       is_python3_blank(c)) {
		t.s += n;
		t.len -= n;
	}
	while (t.len > 0 && (n = last_character(t.s + t.len, t.len, &c)) > 0 &&
	       is_python3_blank(c))
		t.len -= n;
	return t;
}

/* Digits that tell all doubles apart. */
#define DIGITS_ALL 17

bool
python_float_read(struct text text, double *real)
{
	/* Infinity must be written out; 1e400 is an error. */
	return decimal_to_double(text, real) &&
	       (!isinf(*real) || memchr(text.s, 'i', text.len) != NULL ||
		   memchr(text.s, 'I', text.len) != NULL);
}

/* A finite number as digits: 0.DIGITS times ten to the `point`. */
struct decimal {
	char digits[DIGITS_ALL + 1];
	size_t count; /* without zeros at the end; at least one */
	int point;
};

/* Rounds to `precision` digits.  What lies between them depends on the
 * locale, the digits and the exponent do not. */
static struct decimal
decompose(double real, int precision, char text[PYTHON_NUMBER_MAX])
{
	struct decimal d = {.count = 0};
	const char *exponent;
	int exp10;

	snprintf(text, PYTHON_NUMBER_MAX, "%.*e", precision - 1, fabs(real));
	exponent = strrchr(text, 'e');
	for (const char *p = text; p < exponent; p++)
		if (*p >= '0' && *p <= '9' && d.count < DIGITS_ALL)
			d.digits[d.count++] = *p;
	while (d.count > 1 && d.digits[d.count - 1] == '0')
		d.count--;
	exp10 = (int)strtol(exponent + 1, NULL, 10);
	d.point = exp10 + 1;
	return d;
}

/* Python's layout of a float, for both repr() and str() of a complex. */
static size_t
layout(double real, const struct decimal *d, int exponent_from,
    const char *whole_end, char out[PYTHON_NUMBER_MAX])
{
	const char *sign = signbit(real) ? "-" : "";
	int count = (int)d->count, exponent = d->point - 1;

	if (exponent < -4 || exponent >= exponent_from)
		return (size_t)snprintf(out, PYTHON_NUMBER_MAX,
		    "%s%.1s%s%.*se%c%02d", sign, d->digits,
		    count > 1 ? "." : "", count - 1, d->digits + 1,
		    exponent < 0 ? '-' : '+', abs(exponent));
	if (d->point <= 0)
		return (size_t)snprintf(out, PYTHON_NUMBER_MAX, "%s0.%.*s%.*s",
		    sign, -d->point, "0000", count, d->digits);
	if (d->point >= count)
		return (size_t)snprintf(out, PYTHON_NUMBER_MAX, "%s%.*s%.*s%s",
		    sign, count, d->digits, d->point - count,
		    "0000000000000000", whole_end);
	return (size_t)snprintf(out, PYTHON_NUMBER_MAX, "%s%.*s.%.*s", sign,
	    d->point, d->digits, count - d->point, d->digits + d->point);
}

static size_t
not_finite(double real, char out[PYTHON_NUMBER_MAX])
{
	return (size_t)snprintf(out, PYTHON_NUMBER_MAX, "%s",
	    isnan(real) ? "nan"
	    : real < 0	? "-inf"
			: "inf");
}

static size_t
shortest(double real, const char *whole_end, char out[PYTHON_NUMBER_MAX])
{
	/* 15 digits are always told apart but by numbers near zero. */
	int precision = isnormal(real) ? 15 : 1;
	char text[PYTHON_NUMBER_MAX];
	struct decimal d;

	if (!isfinite(real))
		return not_finite(real, out);
	do {
		d = decompose(real, precision++, text);
	} while (precision <= DIGITS_ALL && strtod(text, NULL) != fabs(real));
	return layout(real, &d, 16, whole_end, out);
}

size_t
python_float_repr(double real, char out[PYTHON_NUMBER_MAX])
{
	return shortest(real, ".0", out);
}

size_t
python3_complex_part(double real, char out[PYTHON_NUMBER_MAX])
{
	return shortest(real, "", out);
}

size_t
python_complex_part(double real, char out[PYTHON_NUMBER_MAX])
{
	char text[PYTHON_NUMBER_MAX];
	struct decimal d;

	if (!isfinite(real))
		return not_finite(real, out);
	d = decompose(real, 12, text);
	return layout(real, &d, 12, "", out);
}

size_t
python_float_str(double real, char out[PYTHON_NUMBER_MAX])
{
	size_t n = python_complex_part(real, out);

	if (isfinite(real) && strpbrk(out, ".e") == NULL) {
		memcpy(out + n, ".0", sizeof(".0"));
		n += 2;
	}
	return n;
}
