/* SPDX-License-Identifier: MIT */
/* Inside the pickle decoder: numbers from and to text, whatever the locale. */
#ifndef DECODE_PICKLE_NUMBER_H
#define DECODE_PICKLE_NUMBER_H

#include "decode/pickle_vm.h"

/*
 * Digits of an integer, at most.  Converting takes the square of the length;
 * Python itself stops here since 3.11.
 */
#define PICKLE_DIGITS_MAX 4300

#define PICKLE_REPR_MAX	 32 /* bytes of a float's text with its NUL */
#define PICKLE_DELTA_MAX 48 /* bytes of a timedelta's text with its NUL */

/* Python's int(text, 0) with an optional L: the arguments of INT and LONG. */
struct pickle_value *pickle_int_text(struct pickle_vm *vm, struct text text);

/* Little-endian two's complement: the arguments of LONG1 and LONG4. */
struct pickle_value *pickle_int_bytes(struct pickle_vm *vm, struct text bytes);

/* Python's str() of a timedelta. */
size_t pickle_delta_text(struct pickle_delta delta, char out[PICKLE_DELTA_MAX]);

/* Python's float(text) without blanks; false when it is none. */
bool pickle_float_text(struct text text, double *real);

/*
 * Python's repr(): the shortest text that reads back equal; for some powers
 * of two one digit more.
 */
size_t pickle_float_repr(double real, char out[PICKLE_REPR_MAX]);

/* C's %.12g without a locale: Python 2's str() of the parts of a complex. */
size_t pickle_float_str(double real, char out[PICKLE_REPR_MAX]);

#endif
