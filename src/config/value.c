/* SPDX-License-Identifier: MIT */
#include "config/value.h"

#include "config/fits.h"
#include "config/number.h"

#include <stdio.h>
#include <stdlib.h>

bool
value_is_text(const struct key *key)
{
	return KEY_IS_TEXT(key->type);
}

char **
value_text(const struct key *key, void *section)
{
	return (char **)(void *)((char *)section + key->offset);
}

void
value_wipe(char *s)
{
	explicit_bzero(s, strlen(s));
}

void
value_free(const struct key *key, void *section)
{
	char **member;

	if (!value_is_text(key))
		return;
	member = value_text(key, section);
	if (*member != NULL && key->secret)
		value_wipe(*member);
	free(*member);
	*member = NULL;
}

static enum value_result
set_text(const struct key *key, void *section, const char *text)
{
	char *copy;

	if (!fits(key, text))
		return VALUE_WRONG;
	copy = strdup(text);
	if (copy == NULL)
		return VALUE_NO_MEMORY;
	value_free(key, section);
	*value_text(key, section) = copy;
	return VALUE_OK;
}

static enum value_result
set_base_url(const struct key *key, void *section, const char *text)
{
	size_t n = strlen(text);
	enum value_result result;
	char *url;

	if (n == 0 || text[n - 1] == '/')
		return set_text(key, section, text);
	if (asprintf(&url, "%s/", text) < 0)
		return VALUE_NO_MEMORY;
	result = set_text(key, section, url);
	free(url);
	return result;
}

static bool
parse_bool(const char *text, bool *value)
{
	static const char *const words[] = {
	    "no", "yes", "off", "on", "false", "true", "0", "1", NULL};
	int i = fits_word(words, text);

	*value = i % 2 == 1;
	return i >= 0;
}

/* A sign only where it has a meaning. */
static bool
parse_int(const struct key *key, const char *text, int64_t *number)
{
	bool below = key->min < 0 && *text == '-';

	if (!number_parse(text + below, 10, number))
		return false;
	if (below)
		*number = -*number;
	return true;
}

static bool
parse_number(const struct key *key, const char *text, int64_t *number)
{
	bool ok;

	switch (key->type) {
	case KEY_ENUM:
		*number = fits_word(key->words, text);
		return *number >= 0;
	case KEY_DURATION:
		ok = number_duration(text, number);
		break;
	case KEY_LIMIT:
		if (strcmp(text, "unlimited") == 0) {
			*number = -1;
			return true;
		}
		ok = number_parse(text, 10, number);
		break;
	case KEY_OCTAL:
		ok = number_parse(text, 8, number);
		break;
	default:
		ok = parse_int(key, text, number);
		break;
	}
	return ok && *number >= key->min && *number <= key->max;
}

enum value_result
value_set(const struct key *key, void *section, const char *text)
{
	char *member = (char *)section + key->offset;
	int64_t number;
	bool on;

	if (key->type == KEY_BASE_URL)
		return set_base_url(key, section, text);
	if (value_is_text(key))
		return set_text(key, section, text);
	if (key->type == KEY_BOOL) {
		if (!parse_bool(text, &on))
			return VALUE_WRONG;
		memcpy(member, &on, sizeof(on));
		return VALUE_OK;
	}
	if (!parse_number(key, text, &number))
		return VALUE_WRONG;
	memcpy(member, &number, sizeof(number));
	return VALUE_OK;
}

enum value_result
value_copy(const struct key *from, const struct key *to, void *section)
{
	if (value_is_text(from))
		return set_text(to, section, *value_text(from, section));
	memcpy((char *)section + to->offset, (char *)section + from->offset,
	    sizeof(int64_t));
	return VALUE_OK;
}
