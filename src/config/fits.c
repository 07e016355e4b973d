/* SPDX-License-Identifier: MIT */
#include "config/fits.h"

#include "config/address.h"
#include "config/server.h"

#include <arpa/inet.h>
#include <time.h>

int
fits_word(const char *const *words, const char *text)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	return -1;
}

static bool
is_client(struct text part)
{
	char address[INET6_ADDRSTRLEN];
	struct in6_addr unused;

	if (part.len >= sizeof(address))
		return false;
	memcpy(address, part.s, part.len);
	address[part.len] = '\0';
	return inet_pton(AF_INET, address, &unused) == 1 ||
	       inet_pton(AF_INET6, address, &unused) == 1;
}

#define ALNUM                        \
	"abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static bool
consists_of(struct text part, const char *bytes)
{
	for (size_t i = 0; i < part.len; i++)
		if (strchr(bytes, part.s[i]) == NULL)
			return false;
	return part.len > 0;
}

static bool
is_app(struct text part)
{
	return consists_of(part, ALNUM "_-");
}

/* Named by --doctor; the manual's chapter DOCTOR has them. */
static const char *const checks[] = {"configuration", "start", "time_zone",
    "socket", "served", "backlog", "secrets", "public_keys", "user", "files",
    "connect", "grants", "clock", "zone_tables", "connections", "generation",
    "tables", "indexes", "login_key", "task", "url"};

static bool
is_check(struct text part)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		if (text_is(part, checks[i]))
			return true;
	return false;
}

/* A name that could be one; or an address, with its scope.  One colon stands in
 * front of a port, which has a key of its own. */
static bool
is_host(struct text part)
{
	const char *colon = memchr(part.s, ':', part.len);

	return consists_of(part, ALNUM "_-.:%") &&
	       (colon == NULL || colon != memrchr(part.s, ':', part.len));
}

static bool
is_url_path(struct text part)
{
	return part.len > 0 && *part.s == '/';
}

/* Whether each part between commas fits; "" is none. */
static bool
are_all(const char *text, bool (*is_one)(struct text part))
{
	struct text rest = text_of(text), part;
	size_t commas = 0, parts = 0;

	if (rest.len == 0)
		return true;
	for (; text_split(&rest, ',', &part); parts++)
		if (!is_one(text_strip(part)))
			return false;
	for (const char *c = text; *c != '\0'; c++)
		commas += *c == ',';
	return parts == commas + 1;
}

#define TIME_ROOM   256 /* bytes, as in sops/moment.c */
#define CONVERSIONS "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%"

/* Conversions that strftime(3) has, without a width, which could be anything.
 * The longest date must fit: what does not would be answered as "". */
static bool
is_time(const struct key *key, const char *text)
{
	const struct tm longest = {.tm_year = 8100,
	    .tm_mon = 8,
	    .tm_mday = 29,
	    .tm_wday = 3,
	    .tm_zone = "LONGEST"};
	char out[TIME_ROOM];

	if (strlen(text) > (size_t)key->max ||
	    (*text != '\0' && strftime(out, sizeof(out), text, &longest) == 0))
		return false;
	while ((text = strchr(text, '%')) != NULL) {
		text++;
		text += *text != '\0' && strchr("_-0^#", *text) != NULL;
		text += *text == 'E' || *text == 'O';
		if (*text == '\0' || strchr(CONVERSIONS, *text) == NULL)
			return false;
		text++;
	}
	return true;
}

static bool
is_length(const struct key *key, const char *text)
{
	int64_t n = (int64_t)strlen(text);

	return n >= key->min && (key->max == 0 || n <= key->max);
}

/* Paths are put behind it: neither a query nor a fragment may stand there. */
static bool
is_base_url(const char *text)
{
	struct text t = text_of(text);
	size_t scheme = text_starts(t, "http://")    ? 7
			: text_starts(t, "https://") ? 8
						     : 0;

	if (*text == '\0')
		return true;
	if (strpbrk(text, "?# \t") != NULL)
		return false;
	return scheme == 0 ? *text == '/'
			   : text[scheme] != '\0' && text[scheme] != '/';
}

static const char *const log_words[] = {"stderr", "syslog", "journal", NULL};

bool
fits(const struct key *key, const char *text)
{
	struct address address;
	struct server server;

	switch (key->type) {
	case KEY_LOG:
		return *text == '/' || fits_word(log_words, text) >= 0 ||
		       (*text == '\0' && *key->initial == '\0');
	case KEY_WORD:
		return fits_word(key->words, text) >= 0;
	case KEY_TEXT:
		return is_length(key, text);
	case KEY_BASE_URL:
		return is_length(key, text) && is_base_url(text);
	case KEY_TIME:
		return is_time(key, text);
	case KEY_APPS:
		return are_all(text, is_app);
	case KEY_CHECKS:
		return are_all(text, is_check);
	case KEY_HOSTS:
		return are_all(text, is_host);
	case KEY_CLIENTS:
		return are_all(text, is_client);
	case KEY_URL_PATHS:
		return are_all(text, is_url_path);
	case KEY_LISTEN:
		return *text == '\0' || address_parse(text, &address);
	case KEY_SERVER:
		return *text == '\0' || server_parse(text, &server);
	case KEY_PATH:
	case KEY_URL_PATH:
		return *text == '\0' || *text == '/';
	default:
		return true;
	}
}
