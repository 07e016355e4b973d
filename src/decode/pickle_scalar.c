/* SPDX-License-Identifier: MIT */
#include "decode/pickle_scalar.h"

#include "base/utf8.h"
#include "python/number.h"

size_t
pickle_get_char(const char *s, size_t len, uint32_t *code_point)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n = utf8_get(s, len, code_point);

	if (n > 0 || len < 3 || p[0] != 0xED || (p[1] & 0xE0) != 0xA0 ||
	    (p[2] & 0xC0) != 0x80)
		return n;
	*code_point =
	    0xD000u | (uint32_t)(p[1] & 0x3F) << 6 | (uint32_t)(p[2] & 0x3F);
	return 3;
}

/* As utf8_put, but writes surrogates. */
static size_t
put_char(char out[4], uint32_t c)
{
	if (!utf8_is_high(c) && !utf8_is_low(c))
		return utf8_put(out, c);
	out[0] = (char)0xED;
	out[1] = (char)(0x80 | (c >> 6 & 0x3F));
	out[2] = (char)(0x80 | (c & 0x3F));
	return 3;
}

/* Text that is put together character by character, pairs joined. */
struct joiner {
	char *s;
	size_t len;
	uint32_t high; /* a surrogate that waits for its partner, or 0 */
};

static void
joiner_flush(struct joiner *j)
{
	if (j->high != 0)
		j->len += put_char(j->s + j->len, j->high);
	j->high = 0;
}

static void
joiner_add(struct joiner *j, uint32_t c)
{
	if (j->high != 0 && utf8_is_low(c)) {
		c = utf8_of_pair(j->high, c);
		j->high = 0;
	}
	joiner_flush(j);
	if (utf8_is_high(c))
		j->high = c;
	else
		j->len += put_char(j->s + j->len, c);
}

static struct text
joined(struct joiner *j)
{
	joiner_flush(j);
	return (struct text){j->s, j->len};
}

struct text
pickle_from_utf8(struct pickle_vm *vm, struct text bytes)
{
	struct joiner j = {0};
	uint32_t c;
	size_t n;

	if (utf8_valid(bytes.s, bytes.len))
		return bytes;
	/* A joined pair is shorter, everything else as long as before. */
	j.s = pickle_alloc(vm, bytes.len);
	for (; j.s != NULL && bytes.len > 0; bytes.s += n, bytes.len -= n) {
		n = pickle_get_char(bytes.s, bytes.len, &c);
		if (n == 0) {
			pickle_broken(vm, "text that is not UTF-8");
			return TEXT_NONE;
		}
		joiner_add(&j, c);
	}
	return joined(&j);
}

bool
pickle_to_utf8(struct text t, struct buf *scratch, struct text *utf8)
{
	size_t n;
	uint32_t c;
	struct joiner j = {0};

	*utf8 = t;
	if (utf8_valid(t.s, t.len))
		return true;
	buf_reset(scratch);
	j.s = buf_reserve(scratch, t.len);
	if (j.s == NULL)
		return false;
	for (; t.len > 0; t.s += n, t.len -= n) {
		n = pickle_get_char(t.s, t.len, &c);
		if (n == 0)
			return false;
		joiner_add(&j, c);
	}
	*utf8 = joined(&j);
	/* What is left are lone surrogates, as long as U+FFFD. */
	for (size_t i = 0; i < j.len; i += n) {
		n = pickle_get_char(j.s + i, j.len - i, &c);
		if (utf8_is_high(c) || utf8_is_low(c))
			utf8_put(j.s + i, UTF8_REPLACEMENT);
	}
	buf_commit(scratch, j.len);
	return true;
}

/* The two notations of protocol 0: string literal and raw-unicode-escape. */

/* Exactly `digits` hexadecimal digits at t. */
static bool
take_hex(struct text t, size_t digits, uint32_t *number)
{
	*number = 0;
	if (t.len < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		int value = text_hex_digit(t.s[i]);

		if (value < 0)
			return false;
		*number = *number << 4 | (uint32_t)value;
	}
	return true;
}

static struct text
advance(struct text t, size_t n)
{
	return (struct text){t.s + n, t.len - n};
}

/*
 * The escape behind a backslash at t, at least one byte.  Returns how many
 * bytes it has; 0 when it is none (the backslash stays), -1 when it is wrong.
 */
static int
take_escape(struct text t, char *byte)
{
	static const char names[] = "\\'\"abfnrtv";
	static const char bytes[] = "\\'\"\a\b\f\n\r\t\v";
	const char *name = t.s[0] == '\0' ? NULL : strchr(names, t.s[0]);
	uint32_t number = 0;
	int n = 0;

	if (name != NULL) {
		*byte = bytes[name - names];
		return 1;
	}
	if (t.s[0] == 'x') {
		if (!take_hex(advance(t, 1), 2, &number))
			return -1;
		*byte = (char)number;
		return 3;
	}
	while (n < 3 && (size_t)n < t.len && t.s[n] >= '0' && t.s[n] <= '7')
		number = number << 3 | (uint32_t)(t.s[n++] - '0');
	*byte = (char)number;
	return n;
}

/* Python 2 drops blanks behind the closing quote; no Python minds quotes
 * inside. */
static bool
strip_quotes(struct text *line, bool python3)
{
	while (!python3 && line->len > 0 &&
	       (unsigned char)line->s[line->len - 1] <= ' ')
		line->len--;
	if (line->len < 2 || (line->s[0] != '\'' && line->s[0] != '"') ||
	    line->s[line->len - 1] != line->s[0])
		return false;
	*line = (struct text){line->s + 1, line->len - 2};
	return true;
}

/* The argument of STRING: a Python literal with its quotes; gives bytes. */
static struct text
from_literal(struct pickle_vm *vm, struct text line)
{
	char *bytes;
	size_t len = 0;

	if (!strip_quotes(&line, pickle_is_python3(vm))) {
		pickle_broken(vm, "a string without quotes");
		return TEXT_NONE;
	}
	if (line.len == 0 || memchr(line.s, '\\', line.len) == NULL)
		return line;
	bytes = pickle_alloc(vm, line.len);
	while (bytes != NULL && line.len > 0) {
		int n;

		bytes[len++] = line.s[0];
		line = advance(line, 1);
		if (bytes[len - 1] != '\\')
			continue;
		n = line.len == 0 ? -1 : take_escape(line, &bytes[len - 1]);
		if (n < 0) {
			pickle_broken(vm, "a wrong escape in a string");
			return TEXT_NONE;
		}
		if (n == 0)
			bytes[len - 1] = '\\';
		line = advance(line, (size_t)n);
	}
	return (struct text){bytes, len};
}

/*
 * The argument of UNICODE: raw-unicode-escape.
 * Of a run of backslashes only the last one of an odd number starts an
 * escape.  Bytes stand for Latin-1 characters.
 */
static struct text
from_raw_escape(struct pickle_vm *vm, struct text line)
{
	char *utf8;
	size_t len = 0, run = 0, n;

	/* A byte gives two bytes at most, an escape of six or ten less. */
	utf8 = pickle_alloc(vm, line.len * 2 + 1);
	if (utf8 == NULL)
		return TEXT_NONE;
	for (; line.len > 0; line = advance(line, n)) {
		uint32_t c = (unsigned char)line.s[0];
		size_t digits = c == 'u' ? 4 : c == 'U' ? 8 : 0;

		n = 1;
		if (digits > 0 && run % 2 == 1) {
			if (!take_hex(advance(line, 1), digits, &c) ||
			    c > 0x10FFFF) {
				pickle_broken(vm, "a wrong escape in a text");
				return TEXT_NONE;
			}
			n += digits;
			len--; /* the backslash was part of it */
			run = 0;
		} else {
			run = c == '\\' ? run + 1 : 0;
		}
		len += put_char(utf8 + len, c);
	}
	return pickle_from_utf8(vm, (struct text){utf8, len});
}

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
big_trim(struct big *b)
{
	while (b->count > 0 && b->words[b->count - 1] == 0)
		b->count--;
}

/* Divides by GROUP and returns the remainder. */
static uint32_t
big_take_group(struct big *b)
{
	uint64_t rest = 0;

	for (size_t i = b->count; i-- > 0;) {
		rest = rest << 32 | b->words[i];
		b->words[i] = (uint32_t)(rest / GROUP);
		rest %= GROUP;
	}
	big_trim(b);
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
	big_trim(b);
	do {
		uint32_t group = big_take_group(b);

		for (int i = 0; i < GROUP_DIGITS; i++, group /= 10)
			digits[--at] = (char)('0' + group % 10);
	} while (b->count > 0);
	return from_digits(
	    vm, negative, (struct text){digits + at, sizeof(digits) - at});
}

/* Little-endian two's complement: the arguments of LONG1 and LONG4. */
static struct pickle_value *
int_of_bytes(struct pickle_vm *vm, struct text bytes)
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

/* The opcodes, each of which pushes one value. */

static bool
op_bool(struct pickle_vm *vm, int value)
{
	struct pickle_value *v = pickle_new(vm, KIND_BOOL);

	if (v != NULL)
		v->number = value;
	return pickle_push(vm, v);
}

/* Booleans of protocol 0 and 1 are I00 and I01. */
static bool
op_int_line(struct pickle_vm *vm)
{
	struct pickle_value *v;
	struct text line;

	if (!pickle_take_line(vm, &line))
		return false;
	v = pickle_int_text(vm, line);
	if (v != NULL && v->kind == KIND_INT && (v->number & ~1) == 0 &&
	    line.len == 2 && (line.s[1] == '0' || line.s[1] == '1'))
		v->kind = KIND_BOOL;
	return pickle_push(vm, v);
}

static bool
op_long_line(struct pickle_vm *vm)
{
	struct text line;

	return pickle_take_line(vm, &line) &&
	       pickle_push(vm, pickle_int_text(vm, line));
}

/* BININT is signed, BININT1 and BININT2 are not. */
static bool
op_int(struct pickle_vm *vm, int width)
{
	uint64_t number;

	if (!pickle_take_number(vm, width, &number))
		return false;
	return pickle_push(
	    vm, pickle_int(vm, width == 4 ? (int32_t)number : (int64_t)number));
}

static bool
op_long(struct pickle_vm *vm, int width)
{
	struct text bytes;
	uint64_t len;

	/* A LONG4 of 2 GiB or more has a negative length: too long anyway. */
	return pickle_take_number(vm, width, &len) &&
	       pickle_take(vm, (size_t)len, &bytes) &&
	       pickle_push(vm, int_of_bytes(vm, bytes));
}

static bool
push_float(struct pickle_vm *vm, double real)
{
	struct pickle_value *v = pickle_new(vm, KIND_FLOAT);

	if (v != NULL)
		v->real = real;
	return pickle_push(vm, v);
}

static bool
op_float_line(struct pickle_vm *vm)
{
	struct text line;
	double real;

	if (!pickle_take_line(vm, &line))
		return false;
	if (!python_float_read(line, &real))
		return pickle_broken(vm, "no float");
	return push_float(vm, real);
}

static bool
op_float(struct pickle_vm *vm)
{
	struct text bytes;
	uint64_t bits = 0;
	double real;

	if (!pickle_take(vm, sizeof(bits), &bytes))
		return false;
	for (size_t i = 0; i < bytes.len; i++)
		bits = bits << 8 | (unsigned char)bytes.s[i];
	memcpy(&real, &bits, sizeof(real));
	return push_float(vm, real);
}

/*
 * A byte string of Python 2.  Python 3 takes it for ASCII; of an IOField it
 * takes all for UTF-8 when one is not (sops-current 6.1).  What is neither are
 * bytes, such as the state of a datetime.
 */
static bool
push_string(struct pickle_vm *vm, struct text bytes)
{
	struct pickle_value *v;
	bool ascii;

	if (!pickle_is_python3(vm))
		return pickle_push(vm, pickle_text(vm, KIND_BYTES, bytes));
	ascii = text_is_ascii(bytes);
	if (!ascii && vm->ascii)
		return pickle_broken(vm, "a byte string that is not ASCII");
	v = pickle_text(vm, ascii ? KIND_UNICODE : KIND_BYTES, bytes);
	if (v != NULL && !ascii && utf8_valid(bytes.s, bytes.len))
		v->python = PICKLE_PYTHON_2;
	return pickle_push(vm, v);
}

static bool
op_string_line(struct pickle_vm *vm)
{
	struct text line, bytes;

	if (!pickle_take_line(vm, &line))
		return false;
	bytes = from_literal(vm, line);
	return bytes.s != NULL && push_string(vm, bytes);
}

static bool
op_unicode_line(struct pickle_vm *vm)
{
	struct text line, unicode;

	if (!pickle_take_line(vm, &line))
		return false;
	unicode = from_raw_escape(vm, line);
	return unicode.s != NULL &&
	       pickle_push(vm, pickle_text(vm, KIND_UNICODE, unicode));
}

static bool
take_counted(struct pickle_vm *vm, int width, struct text *bytes)
{
	uint64_t len;

	if (!pickle_take_number(vm, width, &len))
		return false;
	if (len > SIZE_MAX)
		return pickle_broken(vm, "the pickle ends early");
	return pickle_take(vm, (size_t)len, bytes);
}

static bool
op_bytes(struct pickle_vm *vm, enum pickle_kind kind, int width)
{
	struct text bytes;

	return take_counted(vm, width, &bytes) &&
	       pickle_push(vm, pickle_text(vm, kind, bytes));
}

static bool
op_string(struct pickle_vm *vm, int width)
{
	struct text bytes;

	return take_counted(vm, width, &bytes) && push_string(vm, bytes);
}

static bool
op_unicode(struct pickle_vm *vm, int width)
{
	struct text bytes, unicode;

	if (!take_counted(vm, width, &bytes))
		return false;
	unicode = pickle_from_utf8(vm, bytes);
	return unicode.s != NULL &&
	       pickle_push(vm, pickle_text(vm, KIND_UNICODE, unicode));
}

bool
pickle_op_scalar(struct pickle_vm *vm, int opcode)
{
	switch (opcode) {
	case 'N':
		return pickle_push(vm, pickle_new(vm, KIND_NONE));
	case 0x88:
	case 0x89:
		return op_bool(vm, opcode == 0x88);
	case 'I':
		return op_int_line(vm);
	case 'L':
		return op_long_line(vm);
	case 'K':
		return op_int(vm, 1);
	case 'M':
		return op_int(vm, 2);
	case 'J':
		return op_int(vm, 4);
	case 0x8A:
		return op_long(vm, 1);
	case 0x8B:
		return op_long(vm, 4);
	case 'F':
		return op_float_line(vm);
	case 'G':
		return op_float(vm);
	case 'S':
		return op_string_line(vm);
	case 'U':
		return op_string(vm, 1);
	case 'T':
		return op_string(vm, 4);
	case 'C':
		return op_bytes(vm, KIND_BYTES, 1);
	case 'B':
		return op_bytes(vm, KIND_BYTES, 4);
	case 0x8E:
		return op_bytes(vm, KIND_BYTES, 8);
	case 0x96:
		return op_bytes(vm, KIND_BYTEARRAY, 8);
	case 'V':
		return op_unicode_line(vm);
	case 0x8C:
		return op_unicode(vm, 1);
	case 'X':
		return op_unicode(vm, 4);
	default:
		return op_unicode(vm, 8);
	}
}
