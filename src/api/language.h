/* SPDX-License-Identifier: MIT */
/* The language of an answer (esb 2.6): its Content-Language header. */
#ifndef API_LANGUAGE_H
#define API_LANGUAGE_H

#include "base/text.h"

/*
 * "en" or "zh-hans": the cookie django_language when it names a supported
 * language, else the best of Accept-Language, else "en".
 */
const char *language_of(struct text cookies, struct text accept_language);

#endif
