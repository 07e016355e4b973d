/* SPDX-License-Identifier: MIT */
/* Opcodes that push one value without parts. */
#include <string.h>

#include "decode/pickle_number.h"
#include "decode/pickle_op.h"
#include "decode/pickle_text.h"
#include "python/number.h"

bool
op_none(struct pickle_vm *vm, int unused)
{
	(void)unused;
	return pickle_push(vm, pickle_new(vm, KIND_NONE));
}

bool
op_bool(struct pickle_vm *vm, int value)
{
	struct pickle_value *v = pickle_new(vm, KIND_BOOL);

	if (v != NULL)
		v->number = value;
	return pickle_push(vm, v);
}

/* Booleans of protocol 0 and 1 are I00 and I01. */
bool
op_int_line(struct pickle_vm *vm, int unused)
{
	struct pickle_value *v;
	struct text line;

	(void)unused;
	if (!pickle_take_line(vm, &line))
		return false;
	v = pickle_int_text(vm, line);
	if (v != NULL && v->kind == KIND_INT && (v->number & ~1) == 0 &&
	    line.len == 2 && (line.s[1] == '0' || line.s[1] == '1'))
		v->kind = KIND_BOOL;
	return pickle_push(vm, v);
}

bool
op_long_line(struct pickle_vm *vm, int unused)
{
	struct text line;

	(void)unused;
	return pickle_take_line(vm, &line) &&
	       pickle_push(vm, pickle_int_text(vm, line));
}

/* BININT is signed, BININT1 and BININT2 are not. */
bool
op_int(struct pickle_vm *vm, int width)
{
	uint64_t number;

	if (!pickle_take_number(vm, width, &number))
		return false;
	return pickle_push(
	    vm, pickle_int(vm, width == 4 ? (int32_t)number : (int64_t)number));
}

bool
op_long(struct pickle_vm *vm, int width)
{
	struct text bytes;
	uint64_t len;

	/* A LONG4 of 2 GiB or more has a negative length: too long anyway. */
	return pickle_take_number(vm, width, &len) &&
	       pickle_take(vm, (size_t)len, &bytes) &&
	       pickle_push(vm, pickle_int_bytes(vm, bytes));
}

static bool
push_float(struct pickle_vm *vm, double real)
{
	struct pickle_value *v = pickle_new(vm, KIND_FLOAT);

	if (v != NULL)
		v->real = real;
	return pickle_push(vm, v);
}

bool
op_float_line(struct pickle_vm *vm, int unused)
{
	struct text line;
	double real;

	(void)unused;
	if (!pickle_take_line(vm, &line))
		return false;
	if (!python_float_read(line, &real))
		return pickle_broken(vm, "no float");
	return push_float(vm, real);
}

bool
op_float(struct pickle_vm *vm, int unused)
{
	struct text bytes;
	uint64_t bits = 0;
	double real;

	(void)unused;
	if (!pickle_take(vm, sizeof(bits), &bytes))
		return false;
	for (size_t i = 0; i < bytes.len; i++)
		bits = bits << 8 | (unsigned char)bytes.s[i];
	memcpy(&real, &bits, sizeof(real));
	return push_float(vm, real);
}

bool
op_string_line(struct pickle_vm *vm, int unused)
{
	struct text line, bytes;

	(void)unused;
	if (!pickle_take_line(vm, &line))
		return false;
	bytes = pickle_from_literal(vm, line);
	return bytes.s != NULL &&
	       pickle_push(vm, pickle_text(vm, KIND_BYTES, bytes));
}

bool
op_unicode_line(struct pickle_vm *vm, int unused)
{
	struct text line, unicode;

	(void)unused;
	if (!pickle_take_line(vm, &line))
		return false;
	unicode = pickle_from_raw_escape(vm, line);
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

bool
op_bytes(struct pickle_vm *vm, int width)
{
	struct text bytes;

	return take_counted(vm, width, &bytes) &&
	       pickle_push(vm, pickle_text(vm, KIND_BYTES, bytes));
}

bool
op_bytearray(struct pickle_vm *vm, int width)
{
	struct text bytes;

	return take_counted(vm, width, &bytes) &&
	       pickle_push(vm, pickle_text(vm, KIND_BYTEARRAY, bytes));
}

bool
op_unicode(struct pickle_vm *vm, int width)
{
	struct text bytes, unicode;

	if (!take_counted(vm, width, &bytes))
		return false;
	unicode = pickle_from_utf8(vm, bytes);
	return unicode.s != NULL &&
	       pickle_push(vm, pickle_text(vm, KIND_UNICODE, unicode));
}
