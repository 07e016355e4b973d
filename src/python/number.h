/* SPDX-License-Identifier: MIT */
/*
 * Python's numbers from and to text, whatever the locale.  ESB and bk-sops read
 * nonces, token expiries and template ids with int() (esb 3.4, 4.2; sops 3.2).
 */
#ifndef PYTHON_NUMBER_H
#define PYTHON_NUMBER_H

#include "base/arena.h"

/*
 * int() of a text: reads [blanks][sign][digits][blanks].  False when t has
 * another form.  *digits is the part of t without sign and leading zeros ("0"
 * keeps one), of any length; *negative is never set for zero.
 */
bool pyint_parse(struct text t, bool *negative, struct text *digits);

/*
 * The same as a number, cut to the range of int64_t: a longer number gives
 * INT64_MAX or INT64_MIN.
 */
bool pyint_to_int64(struct text t, int64_t *number);

/*
 * The same of a unicode object, with digits and blanks of any script, and
 * blanks behind the sign: *json is the number as JSON, of any length, in the
 * arena (sops 3.2; 6.2/88).
 */
bool pyint_of_unicode(struct arena *arena, struct text t, struct text *json);

/*
 * int() of a str of Python 3, which allows an underscore between digits, but no
 * blanks behind the sign; cut as pyint_to_int64 does, or in parts as those of
 * pyint_parse, the digits in the arena.
 */
bool pyint_of_str(struct arena *arena, struct text t, int64_t *number);
bool pyint_parse_str(
    struct arena *arena, struct text t, bool *negative, struct text *digits);

/* str.strip() of Python 3: blanks of any script. */
struct text python3_strip(struct text t);

/* Bytes of the text of a float, or of an integer of 64 bits, with its NUL. */
#define PYTHON_NUMBER_MAX 32

/* float(text) without blanks; false when it has another form. */
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

/* Python 3's: its repr() without ".0". */
size_t python3_complex_part(double real, char out[PYTHON_NUMBER_MAX]);

#endif
