/* SPDX-License-Identifier: MIT */
#include "sops_current/node.h"

#define MASK TEXT("******")

static const char *
find(struct text text, struct text keyword)
{
	return memmem(text.s, text.len, keyword.s, keyword.len);
}

/* Replaces the keyword in *text, which has it. */
static bool
mask(struct arena *arena, struct text *text, struct text keyword)
{
	struct text rest = *text;
	const char *at;
	size_t len = 0, found = 0;
	char *out;

	for (; (at = find(rest, keyword)) != NULL; found++) {
		size_t skip = (size_t)(at - rest.s) + keyword.len;

		rest.s += skip;
		rest.len -= skip;
	}
	out = arena_alloc(
	    arena, text->len - found * keyword.len + found * MASK.len + 1);
	if (out == NULL)
		return false;
	for (rest = *text; (at = find(rest, keyword)) != NULL;) {
		size_t before = (size_t)(at - rest.s);

		memcpy(out + len, rest.s, before);
		memcpy(out + len + before, MASK.s, MASK.len);
		len += before + MASK.len;
		rest.s = at + keyword.len;
		rest.len -= before + keyword.len;
	}
	memcpy(out + len, rest.s, rest.len);
	*text = (struct text){out, len + rest.len};
	return true;
}

/* An empty keyword masks nothing. */
static bool
mask_if_found(struct arena *arena, struct text *text, struct text keyword)
{
	return keyword.len == 0 || find(*text, keyword) == NULL ||
	       mask(arena, text, keyword);
}

bool
shield_text(struct call *call, struct text *text)
{
	struct text rest = text_of(call->config->shield_keywords), keyword;

	if (!mask_if_found(
		call->arena, text, text_of(call->config->shield_secret_key)))
		return false;
	while (text_split(&rest, ',', &keyword))
		if (!mask_if_found(call->arena, text, keyword))
			return false;
	return true;
}

static bool
is_text(const struct value *value)
{
	switch (value->kind) {
	case VALUE_JSON:
		return value->text.s[0] == '"';
	case VALUE_TEXT:
		return true;
	case VALUE_PICKLE:
		return pickle_is_str(value->pickle);
	case VALUE_NONE:
		break;
	}
	return false;
}

/* A value that has nothing to mask stays what it is. */
bool
shield_value(struct call *call, struct value *value)
{
	struct text text, masked;

	if (!is_text(value))
		return true;
	if (!value_utf8(call, value, &text))
		return false;
	masked = text;
	if (!shield_text(call, &masked))
		return false;
	if (masked.s != text.s)
		*value = value_string(masked);
	return true;
}
