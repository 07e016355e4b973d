/* SPDX-License-Identifier: MIT */
/*
 * Inside the pickle decoder: numbers and texts in the notations of pickles.
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

/* UTF-8 with surrogates, as Python 2 reads it; .s is NULL after a failure. */
struct text pickle_from_utf8(struct pickle_vm *vm, struct text bytes);

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

/* Python's int(text, 0) with an optional L. */
struct pickle_value *pickle_int_text(struct pickle_vm *vm, struct text text);

/*
 * An opcode that pushes a value without parts, by its byte: NONE, NEWTRUE,
 * NEWFALSE, and those of numbers, strings and texts.
 */
bool pickle_op_scalar(struct pickle_vm *vm, int opcode);

#endif
