/* SPDX-License-Identifier: MIT */
/* Python's floats from and to text, whatever the locale. */
#ifndef PYTHON_FLOAT_H
#define PYTHON_FLOAT_H

#include "base/text.h"

/* Bytes of the text of a float, or of an integer of 64 bits, with its NUL. */
#define PYTHON_NUMBER_MAX 32

/* float(text) without blanks; false when it is none. */
bool python_float_read(struct text text, double *real);

/*
 * repr(): the shortest text that reads back equal; for some powers of two one
 * digit more.  Like the others it returns the number of bytes before the NUL.
 */
size_t python_float_repr(double real, char out[PYTHON_NUMBER_MAX]);

/* Python 2's str() of a float. */
size_t python_float_str(double real, char out[PYTHON_NUMBER_MAX]);

/* Python 2's str() of one part of a complex: C's %.12g. */
size_t python_complex_part(double real, char out[PYTHON_NUMBER_MAX]);

#endif
