/* SPDX-License-Identifier: MIT */
/* Numbers of both dialects: sops 2.2.3 (ujson), RFC 8259 (Python). */
#include <math.h>
#include <stdio.h>

#include "base/decimal.h"
#include "json/scan.h"

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

static bool
may_stand_in_number(char c)
{
	return is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' ||
	       c == 'E';
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
take(struct text *rest, char c)
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
	*n = (struct number){.negative = take(&token, '-')};
	n->whole = take_digits(&token);
	n->has_point = take(&token, '.');
	if (n->has_point)
		n->fraction = take_digits(&token);
	n->has_exponent = take(&token, 'e') || take(&token, 'E');
	if (n->has_exponent) {
		n->small = take(&token, '-');
		if (!n->small)
			take(&token, '+');
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

static enum json_result
give_not_finite(struct scan *s, double value)
{
	return scan_event(s, JSON_NOT_FINITE,
	    isnan(value) ? TEXT("NaN")
	    : value < 0	 ? TEXT("-Infinity")
			 : TEXT("Infinity"));
}

static enum json_event
event_of(const struct number *n)
{
	return is_float(n) ? JSON_FLOAT : JSON_INT;
}

/* A loose number in the nearest form that RFC 8259 knows. */
static enum json_result
give_loose(struct scan *s, const struct number *n, struct text token)
{
	enum json_result result = JSON_MEMORY;
	struct text whole = n->whole;
	struct buf b;

	while (whole.len > 1 && whole.s[0] == '0')
		take(&whole, '0');
	/* What is added: "0" before and "0" or ".0" behind the point. */
	buf_init(&b, token.len + 4);
	if (n->negative &&
	    (is_float(n) || (whole.len > 0 && !text_is(whole, "0"))))
		buf_add_char(&b, '-');
	buf_add_text(&b, whole.len > 0 ? whole : TEXT("0"));
	if (n->has_point || (n->has_exponent && n->exponent.len == 0)) {
		buf_add_char(&b, '.');
		buf_add_text(&b, n->fraction.len > 0 ? n->fraction : TEXT("0"));
	}
	if (n->exponent.len > 0) {
		buf_add(&b, n->small ? "e-" : "e+", 2);
		buf_add_text(&b, n->exponent);
	}
	if (!b.failed)
		result = scan_event(s, event_of(n), buf_text(&b));
	buf_free(&b);
	return result;
}

static enum json_result
give(struct scan *s, const struct number *n, struct text token)
{
	if (!is_rfc(n) || (!is_float(n) && text_is(token, "-0")))
		return give_loose(s, n, token);
	return scan_event(s, event_of(n), token);
}

enum json_result
scan_number(struct scan *s)
{
	struct text token;
	struct number n;
	uint64_t whole;
	double value = 0;
	enum json_result r = scan_token(s, &token);

	if (r != JSON_OK)
		return r;
	if (s->reader->dialect == JSON_PYTHON && text_is(token, "-") &&
	    scan_peek(s) == 'I') {
		r = scan_word(s, "Infinity");
		return r == JSON_OK ? give_not_finite(s, -HUGE_VAL) : r;
	}
	if (!take_apart(token, &n))
		return JSON_BROKEN;
	if (s->reader->dialect == JSON_UJSON) {
		if (!ujson_whole(&n, &whole))
			return JSON_BROKEN;
		value = ujson_value(&n, whole);
	} else {
		if (!is_rfc(&n))
			return JSON_BROKEN;
		if (is_float(&n))
			decimal_to_double(token, &value);
	}
	return isfinite(value) ? give(s, &n, token) : give_not_finite(s, value);
}
