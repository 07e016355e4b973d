/* SPDX-License-Identifier: MIT */
#include "params/params_header.h"

static bool
is_escape(struct text t, size_t i)
{
	return t.s[i] == '\\' && i + 1 < t.len &&
	       (t.s[i + 1] == '"' || t.s[i + 1] == '\\');
}

/* Splits off the part before the first semicolon that is not in quotes. */
static struct text
next_part(struct text *rest)
{
	struct text part = *rest;
	bool quoted = false;
	size_t i;

	for (i = 0; i < rest->len && (quoted || rest->s[i] != ';'); i++) {
		if (quoted && is_escape(*rest, i))
			i++;
		else if (rest->s[i] == '"')
			quoted = !quoted;
	}
	part.len = i;
	rest->s += i;
	rest->len -= i;
	if (rest->len > 0) {
		rest->s++;
		rest->len--;
	}
	return part;
}

static enum params_result
unescape(struct arena *arena, struct text *value)
{
	struct text from = *value;
	char *to;
	size_t len = 0;

	if (memchr(from.s, '\\', from.len) == NULL)
		return PARAMS_OK;
	to = arena_alloc(arena, from.len);
	if (to == NULL)
		return PARAMS_MEMORY;
	for (size_t i = 0; i < from.len; i++) {
		if (is_escape(from, i))
			i++;
		to[len++] = from.s[i];
	}
	*value = (struct text){to, len};
	return PARAMS_OK;
}

enum params_result
params_header_value(struct arena *arena, struct text field, const char *name,
    struct text *value)
{
	*value = TEXT_NONE;
	if (field.len > 0)
		next_part(&field); /* the main value */
	while (field.len > 0) {
		struct text rest = next_part(&field), key;

		if (!text_split(&rest, '=', &key) || rest.s == NULL ||
		    !text_is_nocase(text_strip(key), name))
			continue;
		*value = text_strip(rest);
	}
	if (value->len < 2 || value->s[0] != '"' ||
	    value->s[value->len - 1] != '"')
		return PARAMS_OK;
	value->s++;
	value->len -= 2;
	return unescape(arena, value);
}
