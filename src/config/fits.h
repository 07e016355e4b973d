/* SPDX-License-Identifier: MIT */
/* Whether a text is right for a key.  Inside src/config/ only. */
#ifndef CONFIG_FITS_H
#define CONFIG_FITS_H

#include "config/keys.h"

/* For keys whose member is text; "" means not set. */
bool fits(const struct key *key, const char *text);

/* The index of the text in a list that NULL ends, or -1. */
int fits_word(const char *const *words, const char *text);

#endif
