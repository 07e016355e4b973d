/* SPDX-License-Identifier: MIT */
/* The apps that may name their user without a token (esb 4.4). */
#ifndef AUTH_WHITELIST_H
#define AUTH_WHITELIST_H

#include "base/text.h"

/*
 * True when `app_code` is an entry of `list`: entries are runs of characters
 * other than "," and ";", taken as they stand, blanks and newlines included.
 * An empty app code is no entry; TEXT_NONE is an empty list.
 */
bool whitelist_has(struct text list, struct text app_code);

#endif
