/* SPDX-License-Identifier: MIT */
#include "config/value.h"

#include "config/address.h"
#include "config/number.h"

#include <arpa/inet.h>
#include <stdlib.h>

bool
value_is_text(const struct key *key)
{
	return key->type <= KEY_WORD;
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

static int
find_word(const char *const *words, const char *text)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	return -1;
}

static bool
are_clients(const char *text)
{
	struct text rest = text_of(text), part;
	char address[INET6_ADDRSTRLEN];
	struct in6_addr unused;

	if (rest.len == 0)
		return true;
	while (text_split(&rest, ',', &part)) {
		part = text_strip(part);
		if (part.len >= sizeof(address))
			return false;
		memcpy(address, part.s, part.len);
		address[part.len] = '\0';
		if (inet_pton(AF_INET, address, &unused) != 1 &&
		    inet_pton(AF_INET6, address, &unused) != 1)
			return false;
	}
	return true;
}

static const char *const log_words[] = {"stderr", "syslog", "journal", NULL};

/* Whether a text is right for the key; "" means not set. */
static bool
text_fits(const struct key *key, const char *text)
{
	struct address address;

	switch (key->type) {
	case KEY_LOG:
		return *text == '/' || find_word(log_words, text) >= 0 ||
		       (*text == '\0' && *key->initial == '\0');
	case KEY_WORD:
		return find_word(key->words, text) >= 0;
	case KEY_CLIENTS:
		return are_clients(text);
	case KEY_LISTEN:
		return *text == '\0' || address_parse(text, &address);
	case KEY_PATH:
	case KEY_URL_PATH:
		return *text == '\0' || *text == '/';
	default:
		return true;
	}
}

static enum value_result
set_text(const struct key *key, void *section, const char *text)
{
	char *copy;

	if (!text_fits(key, text))
		return VALUE_WRONG;
	copy = strdup(text);
	if (copy == NULL)
		return VALUE_NO_MEMORY;
	value_free(key, section);
	*value_text(key, section) = copy;
	return VALUE_OK;
}

static bool
parse_bool(const char *text, bool *value)
{
	static const char *const words[] = {
	    "no", "yes", "off", "on", "false", "true", "0", "1", NULL};
	int i = find_word(words, text);

	*value = i % 2 == 1;
	return i >= 0;
}

static bool
parse_number(const struct key *key, const char *text, int64_t *number)
{
	bool ok;

	switch (key->type) {
	case KEY_ENUM:
		*number = find_word(key->words, text);
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
	default:
		ok =
		    number_parse(text, key->type == KEY_OCTAL ? 8 : 10, number);
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
