/* SPDX-License-Identifier: MIT */
#include "api/language.h"

const struct language_rules language_of_esb = {"django_language", "en"};
const struct language_rules language_of_bk_sops = {
    "blueking_language", "zh-hans"};

/* A header names a handful of languages; the rest is not looked at. */
#define LANGUAGES_MAX 32

/*
 * The supported language that a tag stands for, NULL for none: Django drops
 * the region, and knows no Chinese but the simplified.
 */
static const char *
supported(struct text tag, bool (*is)(struct text, const char *))
{
	struct text rest = tag, primary = TEXT_NONE;

	text_split(&rest, '-', &primary);
	if (is(primary, "zh"))
		return "zh-hans";
	if (is(primary, "en"))
		return "en";
	return NULL;
}

static const char *
of_cookie(struct text cookies, const char *name)
{
	const size_t len = strlen(name);
	const char *language = NULL;
	struct text pair;

	while (text_split(&cookies, ';', &pair)) {
		pair = text_strip(pair);
		if (!text_starts(pair, name) || pair.len == len ||
		    pair.s[len] != '=')
			continue;
		pair.s += len + 1;
		pair.len -= len + 1;
		language = supported(pair, text_is);
	}
	return language;
}

/* Thousandths of ";q=0.5"; 1000 without one, -1 when it is malformed. */
static int
quality(struct text parameter)
{
	int value = 0, scale = 1000;

	parameter = text_strip(parameter);
	if (!text_starts(parameter, "q="))
		return -1;
	for (size_t i = 2; i < parameter.len; i++) {
		char c = parameter.s[i];

		if (i == 3 && c == '.')
			continue;
		if (c < '0' || c > '9' || scale == 0)
			return -1;
		value += (c - '0') * scale;
		scale /= 10;
	}
	return parameter.len > 2 && value <= 1000 ? value : -1;
}

const char *
language_choose(
    const struct language_rules *rules, struct text cookies, struct text accept)
{
	const char *best = of_cookie(cookies, rules->cookie);
	int best_quality = 0, seen = 0;
	struct text item;

	if (best != NULL)
		return best;
	while (text_split(&accept, ',', &item) && seen++ < LANGUAGES_MAX) {
		struct text rest = item, tag = TEXT_NONE;
		const char *language;
		int q = 1000;

		text_split(&rest, ';', &tag);
		tag = text_strip(tag);
		if (rest.s != NULL)
			q = quality(rest);
		if (q < 0)
			return rules->initial;
		/* "*" ends the search: what comes after it is worse. */
		language = text_is(tag, "*") ? rules->initial
					     : supported(tag, text_is_nocase);
		if (language != NULL && q > best_quality) {
			best = language;
			best_quality = q;
		}
	}
	return best == NULL ? rules->initial : best;
}
