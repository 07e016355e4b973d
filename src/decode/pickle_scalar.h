/* SPDX-License-Identifier: MIT */
/*
 * Inside the pickle decoder: texts and integers in the notations of pickles.
 * Python's unicode may hold surrogates.  They are kept as three bytes each (ED
 * A0 80 to ED BF BF), pairs joined to one character, and replaced by U+FFFD
 * only when written.
 */
#ifndef DECODE_PICKLE_SCALAR_H
#define DECODE_PICKLE_SCALAR_H

#include "base/buf.h"
#include "decode/pickle_vm.h"

/* As utf8_get, but takes surrogates. */
size_t pickle_get_char(const char *s, size_t len, uint32_t *code_point);

/* As utf8_put, but writes surrogates. */
size_t pickle_put_char(char out[4], uint32_t code_point);

/* UTF-8 with surrogates, as Python 2 reads it; .s is NULL after a failure. */
struct text pickle_from_utf8(struct pickle_vm *vm, struct text bytes);

/* The argument of UNICODE: raw-unicode-escape. */
struct text pickle_from_raw_escape(struct pickle_vm *vm, struct text line);

/* The argument of STRING: a Python literal with its quotes; gives bytes. */
struct text pickle_from_literal(struct pickle_vm *vm, struct text line);

/*
 * Valid UTF-8 for JSON: `t` itself, or a text in `scratch` with surrogates
 * replaced.  False when t is not UTF-8 or scratch failed.
 */
bool pickle_to_utf8(struct text t, struct buf *scratch, struct text *utf8);

/*
 * Digits of an integer, at most.  Converting takes the square of the length;
 * Python itself stops here since 3.11.
 */
#define PICKLE_DIGITS_MAX 4300

/* Python's int(text, 0) with an optional L: the arguments of INT and LONG. */
struct pickle_value *pickle_int_text(struct pickle_vm *vm, struct text text);

/* Little-endian two's complement: the arguments of LONG1 and LONG4. */
struct pickle_value *pickle_int_bytes(struct pickle_vm *vm, struct text bytes);

#endif
