/* SPDX-License-Identifier: MIT */
#include "json/number.h"

#include <math.h>
#include <stdio.h>

#include "base/decimal.h"

/* The parts of a number; ujson lets each run of digits be empty. */
struct number {
	bool negative, has_point, has_exponent, small; /* small: e- */
	struct text whole, fraction, exponent;
};

#define EXPONENT_MAX 1000 /* where counting ends: beyond any double */

/* ujson's integer part is less than 2^64, so times 10^288 it is finite. */
#define EXPONENT_SAFE 288

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct text
take_digits(struct text *rest)
{
	struct text digits = {rest->s, 0};

	while (digits.len < rest->len && is_digit(rest->s[digits.len]))
		digits.len++;
	rest->s += digits.len;
	rest->len -= digits.len;
	return digits;
}

static bool
take_char(struct text *rest, char c)
{
	if (rest->len == 0 || rest->s[0] != c)
		return false;
	rest->s++;
	rest->len--;
	return true;
}

/* Takes a token apart by ujson's grammar; false when it is no number. */
static bool
take_apart(struct text token, struct number *n)
{
	*n = (struct number){.negative = take_char(&token, '-')};
	n->whole = take_digits(&token);
	n->has_point = take_char(&token, '.');
	if (n->has_point)
		n->fraction = take_digits(&token);
	n->has_exponent = take_char(&token, 'e') || take_char(&token, 'E');
	if (n->has_exponent) {
		n->small = take_char(&token, '-');
		if (!n->small)
			take_char(&token, '+');
		n->exponent = take_digits(&token);
	}
	return token.len == 0;
}

static bool
is_rfc(const struct number *n)
{
	return n->whole.len > 0 && (n->whole.len == 1 || *n->whole.s != '0') &&
	       (!n->has_point || n->fraction.len > 0) &&
	       (!n->has_exponent || n->exponent.len > 0);
}

static bool
is_float(const struct number *n)
{
	return n->has_point || n->has_exponent;
}

/* ujson's integer and its test for overflow, which lets some wrap around. */
static bool
ujson_whole(const struct number *n, uint64_t *whole)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n->whole.len; i++) {
		uint64_t next = v * 10 + (uint64_t)(n->whole.s[i] - '0');

		if (n->negative ? next > (uint64_t)INT64_MAX + 1 : next < v)
			return false;
		v = next;
	}
	*whole = v;
	return true;
}

static unsigned
exponent_of(const struct number *n)
{
	unsigned e = 0;

	for (size_t i = 0; i < n->exponent.len && e < EXPONENT_MAX; i++)
		e = e * 10 + (unsigned)(n->exponent.s[i] - '0');
	return e < EXPONENT_MAX ? e : EXPONENT_MAX;
}

/* The number as ujson computes it; only exact enough to see an overflow. */
static double
ujson_value(const struct number *n, uint64_t whole)
{
	double fraction = 0, unit = 1, power;
	unsigned exponent = exponent_of(n);
	char text[16];

	if (n->small || exponent <= EXPONENT_SAFE)
		return 0;
	for (size_t i = 0; i < n->fraction.len && i < 15; i++) {
		fraction = fraction * 10 + (n->fraction.s[i] - '0');
		unit *= 10;
	}
	snprintf(text, sizeof(text), "1e%u", exponent);
	decimal_to_double(text_of(text), &power);
	return ((double)whole + fraction / unit) * power *
	       (n->negative ? -1 : 1);
}

/* A loose number in the nearest form that RFC 8259 knows. */
static void
write_loose(const struct number *n, struct buf *loose)
{
	struct text whole = n->whole;

	while (whole.len > 1 && whole.s[0] == '0')
		take_char(&whole, '0');
	buf_reset(loose);
	if (n->negative &&
	    (is_float(n) || (whole.len > 0 && !text_is(whole, "0"))))
		buf_add_char(loose, '-');
	buf_add_text(loose, whole.len > 0 ? whole : TEXT("0"));
	if (n->has_point || (n->has_exponent && n->exponent.len == 0)) {
		buf_add_char(loose, '.');
		buf_add_text(
		    loose, n->fraction.len > 0 ? n->fraction : TEXT("0"));
	}
	if (n->exponent.len > 0) {
		buf_add(loose, n->small ? "e-" : "e+", 2);
		buf_add_text(loose, n->exponent);
	}
}

enum json_number
json_number_read(
    struct text token, bool ujson, struct buf *loose, struct text *number)
{
	struct number n;
	uint64_t whole;
	double value = 0;

	if (!take_apart(token, &n))
		return NUMBER_BROKEN;
	if (ujson) {
		if (!ujson_whole(&n, &whole))
			return NUMBER_BROKEN;
		value = ujson_value(&n, whole);
	} else {
		if (!is_rfc(&n))
			return NUMBER_BROKEN;
		if (is_float(&n))
			decimal_to_double(token, &value);
	}
	if (!isfinite(value)) {
		*number = isnan(value) ? TEXT("NaN")
			  : value < 0  ? TEXT("-Infinity")
				       : TEXT("Infinity");
		return NUMBER_NOT_FINITE;
	}
	*number = token;
	if (!is_rfc(&n) || (!is_float(&n) && text_is(token, "-0"))) {
		write_loose(&n, loose);
		if (loose->failed)
			return NUMBER_MEMORY;
		*number = buf_text(loose);
	}
	return is_float(&n) ? NUMBER_FLOAT : NUMBER_INT;
}
