/* SPDX-License-Identifier: MIT */
/* Values of keys: from text, to text, and what they should look like. */
#include "config/keys.h"

#include <errno.h>
#include <stdlib.h>

static void *
place(const struct key *key, const void *base)
{
	return (char *)(uintptr_t)base + key->offset;
}

static int
set_string(const struct key *key, void *base, const char *value)
{
	char **to = place(key, base), *copy;

	if (key->type == KEY_PATH && *value != '\0' && *value != '/')
		return -1;
	copy = strdup(value);
	if (copy == NULL)
		return -1;
	if (*to != NULL)
		explicit_bzero(*to, strlen(*to));
	free(*to);
	*to = copy;
	return 0;
}

static int
set_bool(const struct key *key, void *base, const char *value)
{
	static const char *const words[][2] = {
	    {"yes", "no"}, {"on", "off"}, {"true", "false"}, {"1", "0"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (int no = 0; no < 2; no++)
			if (text_is_nocase(text_of(value), words[i][no])) {
				*(bool *)place(key, base) = !no;
				return 0;
			}
	return -1;
}

static int
set_enum(const struct key *key, void *base, const char *value)
{
	for (int64_t i = 0; key->words[i] != NULL; i++)
		if (strcmp(key->words[i], value) == 0) {
			*(int64_t *)place(key, base) = i;
			return 0;
		}
	return -1;
}

/* Milliseconds in one of the unit; 0 for no known unit. */
static int64_t
unit(const char *suffix)
{
	static const struct {
		const char *suffix;
		int64_t ms;
	} units[] = {{"ms", 1}, {"", 1000}, {"s", 1000}, {"m", 60000},
	    {"h", 3600000}, {"d", 86400000}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(suffix, units[i].suffix) == 0)
			return units[i].ms;
	return 0;
}

static int
set_number(const struct key *key, void *base, const char *value)
{
	char *end;
	int64_t n, scale = 1;

	if ((*value < '0' || *value > '9') && *value != '-')
		return -1;
	errno = 0;
	n = strtoll(value, &end, key->type == KEY_OCTAL ? 8 : 10);
	if (errno != 0 || end == value)
		return -1;
	if (key->type == KEY_DURATION)
		scale = unit(end);
	else if (*end != '\0')
		return -1;
	if (scale == 0 || __builtin_mul_overflow(n, scale, &n) ||
	    n < key->least || n > key->most)
		return -1;
	*(int64_t *)place(key, base) = n;
	return 0;
}

int
key_set(const struct key *key, void *base, const char *value)
{
	switch (key->type) {
	case KEY_STRING:
	case KEY_PATH:
		return set_string(key, base, value);
	case KEY_BOOL:
		return set_bool(key, base, value);
	case KEY_ENUM:
		return set_enum(key, base, value);
	case KEY_INTEGER:
	case KEY_OCTAL:
	case KEY_DURATION:
		return set_number(key, base, value);
	}
	return -1;
}

static void
duration(int64_t ms, char *out, size_t size)
{
	if (ms % 1000 == 0)
		snprintf(out, size, "%llds", (long long)(ms / 1000));
	else
		snprintf(out, size, "%lldms", (long long)ms);
}

void
key_expected(const struct key *key, char *out, size_t size)
{
	char from[32], to[32];
	size_t n;

	switch (key->type) {
	case KEY_STRING:
		snprintf(out, size, "a text");
		return;
	case KEY_PATH:
		snprintf(out, size, "an absolute path");
		return;
	case KEY_BOOL:
		snprintf(out, size, "yes or no");
		return;
	case KEY_INTEGER:
		snprintf(out, size, "a number from %lld to %lld",
		    (long long)key->least, (long long)key->most);
		return;
	case KEY_OCTAL:
		snprintf(out, size, "an octal mode from 0 to %04llo",
		    (unsigned long long)key->most);
		return;
	case KEY_DURATION:
		duration(key->least, from, sizeof(from));
		duration(key->most, to, sizeof(to));
		snprintf(out, size, "a time from %s to %s, in ms, s, m, h or d",
		    from, to);
		return;
	case KEY_ENUM:
		n = (size_t)snprintf(out, size, "one of");
		for (size_t i = 0; key->words[i] != NULL && n < size; i++)
			n += (size_t)snprintf(out + n, size - n, "%s %s",
			    i == 0 ? "" : ",", key->words[i]);
		return;
	}
}

char *
key_value(const struct key *key, const void *base)
{
	const void *at = place(key, base);
	char out[64];

	switch (key->type) {
	case KEY_STRING:
	case KEY_PATH:
		if ((key->flags & KEY_SECRET) && **(char *const *)at != '\0')
			return strdup("********");
		return strdup(*(char *const *)at);
	case KEY_BOOL:
		return strdup(*(const bool *)at ? "yes" : "no");
	case KEY_ENUM:
		return strdup(key->words[*(const int64_t *)at]);
	case KEY_INTEGER:
		snprintf(
		    out, sizeof(out), "%lld", (long long)*(const int64_t *)at);
		break;
	case KEY_OCTAL:
		snprintf(out, sizeof(out), "%04llo",
		    (unsigned long long)*(const int64_t *)at);
		break;
	case KEY_DURATION:
		duration(*(const int64_t *)at, out, sizeof(out));
		break;
	}
	return strdup(out);
}
