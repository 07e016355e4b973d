/* SPDX-License-Identifier: MIT */
/* Query string and application/x-www-form-urlencoded (esb 1.4). */
#include "params/charset.h"
#include "params/params_set.h"

/* The byte that %XX stands for, -1 when that is not what is at s. */
static int
escaped_byte(const char *s, size_t len)
{
	int high, low;

	if (len < 3 || s[0] != '%')
		return -1;
	high = text_hex_digit(s[1]);
	low = text_hex_digit(s[2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool
is_plain(struct text t)
{
	return t.len == 0 || (memchr(t.s, '%', t.len) == NULL &&
				 memchr(t.s, '+', t.len) == NULL);
}

/* Undoes the percent-encoding; .s is NULL when there is no room. */
static struct text
unquote(struct arena *arena, struct text quoted)
{
	size_t len = 0;
	char *to;

	if (is_plain(quoted))
		return quoted;
	to = arena_alloc(arena, quoted.len);
	if (to == NULL)
		return TEXT_NONE;
	for (size_t i = 0; i < quoted.len; i++) {
		int byte = escaped_byte(quoted.s + i, quoted.len - i);

		if (byte >= 0) {
			to[len++] = (char)byte;
			i += 2;
		} else {
			to[len++] = quoted.s[i] == '+' ? ' ' : quoted.s[i];
		}
	}
	return (struct text){to, len};
}

/* Splits off the part before the first & or ; of *rest. */
static struct text
next_pair(struct text *rest)
{
	struct text pair = {rest->s, 0};

	while (pair.len < rest->len && pair.s[pair.len] != '&' &&
	       pair.s[pair.len] != ';')
		pair.len++;
	rest->s += pair.len;
	rest->len -= pair.len;
	if (rest->len > 0) {
		rest->s++;
		rest->len--;
	}
	return pair;
}

static enum params_result
add_pair(
    struct params_set *set, const struct charset *charset, struct text pair)
{
	struct text value = pair, name;

	text_split(&value, '=', &name);
	if (value.s == NULL)
		value = TEXT("");
	name = unquote(set->arena, name);
	value = unquote(set->arena, value);
	if (name.s == NULL || value.s == NULL)
		return PARAMS_MEMORY;
	return params_set_add_string(set,
	    charset_decode(charset, set->arena, name, CHARSET_REPLACE),
	    charset_decode(charset, set->arena, value, CHARSET_LATIN1));
}

enum params_result
params_parse_form(struct arena *arena, struct text text,
    struct text charset_name, struct params *params)
{
	struct params_set set = params_set_start(arena);
	struct charset charset = charset_open(charset_name);
	enum params_result result = PARAMS_OK;

	*params = (struct params){NULL, 0};
	while (text.len > 0 && result == PARAMS_OK) {
		struct text pair = next_pair(&text);

		if (pair.len > 0)
			result = add_pair(&set, &charset, pair);
	}
	charset_close(&charset);
	return result == PARAMS_OK ? params_set_finish(&set, params) : result;
}
