/* SPDX-License-Identifier: MIT */
/* Numbers and durations as they are written in a file. */
#ifndef CONFIG_NUMBER_H
#define CONFIG_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Digits of that base alone: no sign, no blanks.  False for anything else and
 * for what int64_t does not hold. */
bool number_parse(const char *text, int base, int64_t *number);

/* php-fpm's durations: a number with ms, s, m, h or d behind it; seconds when
 * alone.  In milliseconds. */
bool number_duration(const char *text, int64_t *ms);

#define NUMBER_DURATION 32 /* bytes */

/* The same back, in the largest unit that divides it. */
void number_print_duration(int64_t ms, char out[NUMBER_DURATION]);

#endif
