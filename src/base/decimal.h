/* SPDX-License-Identifier: MIT */
/*
 * Numbers in counted text.  The digits of every script are what Python 2.7's \d
 * and int() take for a digit (Unicode 5.2, basic plane).
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/text.h"

/* '0' to '9' for a digit of any script, NUL for any other character. */
char decimal_digit(uint32_t code_point);

/* As text_to_uint64, for UTF-8 with digits of any script. */
bool decimal_to_uint64(struct text t, uint64_t *number);

/*
 * The double nearest to [sign][digits][.][digits][e[sign]digits] with digits of
 * ASCII, or to inf, infinity or nan in letters of any case: what strtod(3)
 * reads without its blanks and hexadecimal, in every locale, from a text of any
 * length, of which nothing behind its end is looked at.  Too large a number is
 * infinity.  False and NaN when t has another form.
 */
bool decimal_to_double(struct text t, double *number);

#endif
