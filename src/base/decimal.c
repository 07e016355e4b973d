/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"

#include "base/utf8.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A number half way between two doubles has at most 767 significant digits: of
 * those behind it only counts whether they are all 0. */
#define DIGITS 768

/* Beyond any double, whatever the digits before it. */
#define EXPONENT_MAX INT64_C(1000000000000000)

/* strtod's copy: sign, digits, one for those that were left out, exponent. */
#define COPY (DIGITS + 32)

/* First code points of the runs of ten digits. */
static const uint32_t digit_runs[] = {'0', 0x0660, 0x06F0, 0x07C0, 0x0966,
    0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0,
    0xAA50, 0xABF0, 0xFF10};

char
decimal_digit(uint32_t c)
{
	for (size_t i = 0; i < sizeof(digit_runs) / sizeof(*digit_runs); i++)
		if (c >= digit_runs[i] && c < digit_runs[i] + 10)
			return (char)('0' + (c - digit_runs[i]));
	return '\0';
}

bool
decimal_to_uint64(struct text t, uint64_t *number)
{
	uint64_t n = 0;

	if (t.len == 0)
		return false;
	while (t.len > 0) {
		uint32_t c = 0;
		size_t len = utf8_get(t.s, t.len, &c);
		char digit = len == 0 ? '\0' : decimal_digit(c);

		if (digit == '\0')
			return false;
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(digit - '0'), &n))
			n = UINT64_MAX;
		t.s += len;
		t.len -= len;
	}
	*number = n;
	return true;
}

/* An exponent behind its "e". */
static bool
read_exponent(struct text t, int64_t *exponent)
{
	bool negative = t.len > 0 && t.s[0] == '-';
	uint64_t number;

	if (negative || (t.len > 0 && t.s[0] == '+'))
		t = (struct text){t.s + 1, t.len - 1};
	if (!text_to_uint64(t, &number))
		return false;
	*exponent = number > EXPONENT_MAX ? EXPONENT_MAX : (int64_t)number;
	if (negative)
		*exponent = -*exponent;
	return true;
}

/* The same double as DIGITS significant digits and an exponent. */
static bool
shorten(struct text t, char copy[COPY])
{
	size_t i = 0, n = 0, digits = 0;
	int64_t scale = 0, exponent = 0;
	bool any = false, in_fraction = false, more = false;

	if (t.s[0] == '-' || t.s[0] == '+')
		copy[n++] = t.s[i++];
	for (; i < t.len && t.s[i] != 'e' && t.s[i] != 'E'; i++) {
		char c = t.s[i];

		if (c == '.' && !in_fraction) {
			in_fraction = true;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		any = true;
		if (digits < DIGITS) {
			if (digits > 0 || c != '0')
				copy[n + digits++] = c;
			scale -= in_fraction;
		} else {
			more = more || c != '0';
			scale += !in_fraction;
		}
	}
	if (!any || (i < t.len && !read_exponent(
				      (struct text){t.s + i + 1, t.len - i - 1},
				      &exponent)))
		return false;
	if (more)
		scale--;
	snprintf(copy + n + digits, COPY - n - digits, "%se%lld",
	    digits == 0 ? "0"
	    : more	? "1"
			: "",
	    (long long)(scale + exponent));
	return true;
}

static bool
read_double(const char *copy, double *number)
{
	locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	char *end;

	if (c_locale == (locale_t)0)
		return false;
	*number = strtod_l(copy, &end, c_locale);
	freelocale(c_locale);
	return *end == '\0' && end != copy;
}

bool
decimal_to_double(struct text t, double *number)
{
	static const char allowed[] = "0123456789+-.eEinfatyINFATY";
	char copy[COPY];

	*number = NAN;
	for (size_t i = 0; i < t.len; i++)
		if (memchr(allowed, t.s[i], sizeof(allowed) - 1) == NULL)
			return false;
	if (t.len >= sizeof(copy)) {
		if (!shorten(t, copy))
			return false;
	} else {
		if (t.len > 0)
			memcpy(copy, t.s, t.len);
		copy[t.len] = '\0';
	}
	if (read_double(copy, number))
		return true;
	*number = NAN;
	return false;
}
