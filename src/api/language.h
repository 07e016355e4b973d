/* SPDX-License-Identifier: MIT */
/* The language of an answer: its Content-Language header (esb 2.6, sops 3.1.9).
 */
#ifndef API_LANGUAGE_H
#define API_LANGUAGE_H

#include "base/text.h"

/* Where a service looks, and what it speaks when nobody asks. */
struct language_rules {
	const char *cookie;
	const char *initial;
};

extern const struct language_rules language_of_esb;
extern const struct language_rules language_of_bk_sops;

/*
 * "en" or "zh-hans": the service's cookie when it names a supported language,
 * else the best of Accept-Language, else the initial one.
 */
const char *language_choose(const struct language_rules *rules,
    struct text cookies, struct text accept_language);

#endif
