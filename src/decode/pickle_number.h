/* SPDX-License-Identifier: MIT */
/* Inside the pickle decoder: integers and timedeltas. */
#ifndef DECODE_PICKLE_NUMBER_H
#define DECODE_PICKLE_NUMBER_H

#include "decode/pickle_vm.h"

/*
 * Digits of an integer, at most.  Converting takes the square of the length;
 * Python itself stops here since 3.11.
 */
#define PICKLE_DIGITS_MAX 4300

#define PICKLE_DELTA_MAX 48 /* bytes of a timedelta's text with its NUL */

/* Python's int(text, 0) with an optional L: the arguments of INT and LONG. */
struct pickle_value *pickle_int_text(struct pickle_vm *vm, struct text text);

/* Little-endian two's complement: the arguments of LONG1 and LONG4. */
struct pickle_value *pickle_int_bytes(struct pickle_vm *vm, struct text bytes);

/* Python's str() of a timedelta. */
size_t pickle_delta_text(struct pickle_delta delta, char out[PICKLE_DELTA_MAX]);

#endif
