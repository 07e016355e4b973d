/* SPDX-License-Identifier: MIT */
#include "doctor/grants.h"

static const char *const harmless[] = {
    "SELECT", "USAGE", "SHOW VIEW", "PROCESS"};

static bool
is_quote(char c)
{
	return c == '`' || c == '\'' || c == '"';
}

/*
 * The place of the first `word` in `t` that stands in no name and no brackets;
 * t.len when there is none.
 */
static size_t
find(struct text t, struct text word)
{
	char quote = '\0';
	size_t depth = 0;

	for (size_t i = 0; i < t.len; i++) {
		char c = t.s[i];

		if (quote != '\0') {
			quote = c == quote ? '\0' : quote;
			continue;
		}
		if (depth == 0 && t.len - i >= word.len &&
		    memcmp(t.s + i, word.s, word.len) == 0)
			return i;
		if (is_quote(c))
			quote = c;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
	}
	return t.len;
}

static struct text
behind(struct text t, size_t n)
{
	return n >= t.len ? (struct text){t.s + t.len, 0}
			  : (struct text){t.s + n, t.len - n};
}

/* Splits off what stands before the first `word`; false without one. */
static bool
split(struct text *rest, struct text word, struct text *part)
{
	size_t at = find(*rest, word);

	if (at == rest->len)
		return false;
	*part = (struct text){rest->s, at};
	*rest = behind(*rest, at + word.len);
	return true;
}

static bool
is_harmless(struct text privilege)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (text_is(privilege, harmless[i]))
			return true;
	return false;
}

static void
add(struct arena *arena, struct text privilege, struct text *excess)
{
	*excess = excess->len == 0
		      ? arena_copy(arena, privilege)
		      : ARENA_JOIN(arena, *excess, TEXT(", "), privilege);
}

/* The columns that a privilege is limited to do not count. */
static void
add_excess(struct arena *arena, struct text privilege, struct text *excess)
{
	size_t name = 0;

	while (name < privilege.len && privilege.s[name] != '(')
		name++;
	privilege = text_strip((struct text){privilege.s, name});
	if (excess->s != NULL && privilege.len > 0 && !is_harmless(privilege))
		add(arena, privilege, excess);
}

bool
grant_read(struct arena *arena, struct text line, struct grant *grant)
{
	struct text given, privilege;

	*grant = (struct grant){.excess = TEXT("")};
	if (!text_starts(line, "GRANT "))
		return false;
	line = behind(line, sizeof("GRANT ") - 1);
	if (!split(&line, TEXT(" ON "), &given))
		return split(&line, TEXT(" TO "), &grant->roles);
	if (!split(&line, TEXT(" TO "), &grant->object))
		return false;
	while (split(&given, TEXT(","), &privilege))
		add_excess(arena, privilege, &grant->excess);
	add_excess(arena, given, &grant->excess);
	if (find(line, TEXT("GRANT OPTION")) < line.len)
		add_excess(arena, TEXT("GRANT OPTION"), &grant->excess);
	return grant->excess.s != NULL;
}
