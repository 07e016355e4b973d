/* SPDX-License-Identifier: MIT */
/*
 * Decimal digits of every script: what Python 2.7's \d and int() take for a
 * digit (Unicode 5.2, basic plane).
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/text.h"

/* '0' to '9' for a digit of any script, NUL for any other character. */
char decimal_digit(uint32_t code_point);

/* As text_to_uint64, for UTF-8 with digits of any script. */
bool decimal_to_uint64(struct text t, uint64_t *number);

#endif
