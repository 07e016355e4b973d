/* SPDX-License-Identifier: MIT */
/*
 * bk-sops' own translations (its locale/en/LC_MESSAGES/django.po) of the texts
 * that a plugin may leave in a stored pickle to be translated when it is read
 * (sops 2.3.4).  The text of the source is the Chinese one.
 */
#ifndef DECODE_CATALOGUE_H
#define DECODE_CATALOGUE_H

#include "base/text.h"

/* The English text, or `chinese` itself where the catalogue has none. */
struct text catalogue_english(struct text chinese);

#endif
