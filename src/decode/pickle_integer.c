/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "decode/pickle_number.h"

/* Bytes of the longest integer: 4300 digits are 14285 bits. */
#define BYTES_MAX ((size_t)1786)
#define WORDS_MAX ((BYTES_MAX + 3) / 4)

#define GROUP	     1000000000u /* decimal digits at a time: */
#define GROUP_DIGITS 9

/* An integer's absolute value, little-endian. */
struct big {
	uint32_t words[WORDS_MAX];
	size_t count; /* no zero word at the end */
};

static void *
too_long(struct pickle_vm *vm)
{
	return pickle_fail(vm, PICKLE_LARGE, "an integer of too many digits");
}

static void
trim(struct big *b)
{
	while (b->count > 0 && b->words[b->count - 1] == 0)
		b->count--;
}

/* Divides by GROUP and returns the remainder. */
static uint32_t
take_group(struct big *b)
{
	uint64_t rest = 0;

	for (size_t i = b->count; i-- > 0;) {
		rest = rest << 32 | b->words[i];
		b->words[i] = (uint32_t)(rest / GROUP);
		rest %= GROUP;
	}
	trim(b);
	return (uint32_t)rest;
}

/* The value of decimal digits: a number when it fits, else a KIND_LONG. */
static struct pickle_value *
from_digits(struct pickle_vm *vm, bool negative, struct text digits)
{
	struct text sign = negative ? TEXT("-") : TEXT("");
	uint64_t number, limit = (uint64_t)INT64_MAX + negative;

	while (digits.len > 1 && digits.s[0] == '0')
		digits = (struct text){digits.s + 1, digits.len - 1};
	if (digits.len > PICKLE_DIGITS_MAX)
		return too_long(vm);
	if (text_to_uint64(digits, &number) && number <= limit)
		return pickle_int(
		    vm, (int64_t)(negative ? 0 - number : number));
	return pickle_text(vm, KIND_LONG, ARENA_JOIN(vm->arena, sign, digits));
}

static struct pickle_value *
from_big(struct pickle_vm *vm, bool negative, struct big *b)
{
	char digits[(WORDS_MAX + 1) * 10];
	size_t at = sizeof(digits);

	/* A division for each word and group. */
	if (!pickle_work(vm, b->count * b->count + 1))
		return NULL;
	trim(b);
	do {
		uint32_t group = take_group(b);

		for (int i = 0; i < GROUP_DIGITS; i++, group /= 10)
			digits[--at] = (char)('0' + group % 10);
	} while (b->count > 0);
	return from_digits(
	    vm, negative, (struct text){digits + at, sizeof(digits) - at});
}

struct pickle_value *
pickle_int_bytes(struct pickle_vm *vm, struct text bytes)
{
	struct big b = {.count = 0};
	bool negative;
	uint64_t carry;

	if (bytes.len > BYTES_MAX)
		return too_long(vm);
	negative =
	    bytes.len > 0 && (unsigned char)bytes.s[bytes.len - 1] >= 0x80;
	b.count = (bytes.len + 3) / 4;
	carry = negative;
	for (size_t i = 0; i < b.count; i++) {
		uint32_t word = negative ? UINT32_MAX : 0;

		for (size_t k = 0; k < 4 && i * 4 + k < bytes.len; k++) {
			word &= ~(0xFFu << 8 * k);
			word |= (uint32_t)(unsigned char)bytes.s[i * 4 + k]
				<< 8 * k;
		}
		/* Two's complement: invert and add one. */
		carry += negative ? ~word : word;
		b.words[i] = (uint32_t)carry;
		carry >>= 32;
	}
	return from_big(vm, negative, &b);
}

/* 0x, 0o, 0b and the 0 of Python 2's octal; takes the prefix away. */
static unsigned
take_base(struct text *t)
{
	unsigned base = 10, len = 2;

	if (t->len < 2 || t->s[0] != '0')
		return 10;
	switch (t->s[1]) {
	case 'x':
	case 'X':
		base = 16;
		break;
	case 'o':
	case 'O':
		base = 8;
		break;
	case 'b':
	case 'B':
		base = 2;
		break;
	default:
		base = 8;
		len = 1;
		break;
	}
	*t = (struct text){t->s + len, t->len - len};
	return base;
}

static bool
are_digits(struct text t, unsigned base)
{
	for (size_t i = 0; i < t.len; i++) {
		int value = text_hex_digit(t.s[i]);

		if (value < 0 || (unsigned)value >= base)
			return false;
	}
	return t.len > 0;
}

/* Python writes decimal only; other bases are read up to 64 bits. */
static struct pickle_value *
from_base(
    struct pickle_vm *vm, bool negative, struct text digits, unsigned base)
{
	uint64_t number = 0;

	for (size_t i = 0; i < digits.len; i++) {
		if (number > INT64_MAX / base)
			return too_long(vm);
		number = number * base + (unsigned)text_hex_digit(digits.s[i]);
	}
	if (number > INT64_MAX)
		return too_long(vm);
	return pickle_int(vm, negative ? -(int64_t)number : (int64_t)number);
}

struct pickle_value *
pickle_int_text(struct pickle_vm *vm, struct text text)
{
	struct text t = text_strip(text);
	bool negative = t.len > 0 && t.s[0] == '-';
	unsigned base;

	if (negative || (t.len > 0 && t.s[0] == '+'))
		t = (struct text){t.s + 1, t.len - 1};
	if (t.len > 1 && (t.s[t.len - 1] == 'L' || t.s[t.len - 1] == 'l'))
		t.len--;
	base = take_base(&t);
	if (!are_digits(t, base))
		return pickle_broken(vm, "no integer");
	/* The same long text may be called for as often as the pickle likes. */
	if (!pickle_work(vm, text.len))
		return NULL;
	return base == 10 ? from_digits(vm, negative, t)
			  : from_base(vm, negative, t, base);
}
