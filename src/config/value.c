/* SPDX-License-Identifier: MIT */
/* Values of keys: from text to the members, and what a right one looks like. */
#include "config/internal.h"

#include "config/names.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

static const struct {
	const char *name;
	int64_t ms;
} units[] = {{"d", INT64_C(86400000)}, {"h", INT64_C(3600000)},
    {"m", INT64_C(60000)}, {"s", INT64_C(1000)}, {"ms", 1}};

#define UNITS (sizeof(units) / sizeof(units[0]))

/* The number at the start of text; *rest is what follows. */
static bool
read_digits(const char *text, int base, int64_t *number, const char **rest)
{
	char *end;
	long long value;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoll(text, &end, base);
	*number = value;
	*rest = end;
	return errno == 0;
}

/* Digits of that base alone: no sign, no blanks.  False for anything else and
 * for what int64_t does not hold. */
static bool
parse_digits(const char *text, int base, int64_t *number)
{
	const char *rest;

	return read_digits(text, base, number, &rest) && *rest == '\0';
}

/* php-fpm's durations: a number with ms, s, m, h or d behind it; seconds when
 * alone.  In milliseconds. */
static bool
parse_duration(const char *text, int64_t *ms)
{
	const char *unit;
	int64_t number;

	if (!read_digits(text, 10, &number, &unit))
		return false;
	if (*unit == '\0')
		unit = "s";
	for (size_t i = 0; i < UNITS; i++)
		if (strcmp(unit, units[i].name) == 0)
			return !__builtin_mul_overflow(number, units[i].ms, ms);
	return false;
}

void
value_print_duration(int64_t ms, char out[VALUE_DURATION])
{
	size_t i = 0;

	if (ms == 0)
		i = 3;
	while (ms % units[i].ms != 0)
		i++;
	snprintf(out, VALUE_DURATION, "%" PRId64 "%s", ms / units[i].ms,
	    units[i].name);
}

/* The index of the text in a list that NULL ends, or -1. */
static int
find_word(const char *const *words, const char *text)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	return -1;
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
    "socket", "served", "backlog", "secrets", "public_keys", "iam", "user",
    "files", "connect", "grants", "clock", "zone_tables", "connections",
    "generation", "tables", "release", "gateway_keys", "indexes", "login_key",
    "task", "url"};

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

/* Whether each part between commas fits; "" has no part. */
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

#define TIME_ROOM   256 /* bytes, as in sops/datetime.c */
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

/* Whether a text is right for a key whose member is text; "" means not set. */
static bool
fits(const struct key *key, const char *text)
{
	struct address address;
	struct server server;

	switch (key->type) {
	case KEY_LOG:
		return *text == '/' || find_word(log_words, text) >= 0 ||
		       (*text == '\0' && *key->initial == '\0');
	case KEY_WORD:
		return find_word(key->words, text) >= 0;
	case KEY_TEXT:
		return is_length(key, text);
	case KEY_BASE_URL:
	case KEY_URL:
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
		return are_all(text, is_ip_address);
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
value_free(const struct key *key, void *section)
{
	char **member;

	if (!value_is_text(key))
		return;
	member = value_text(key, section);
	if (*member != NULL && key->secret)
		explicit_bzero(*member, strlen(*member));
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
	int i = find_word(words, text);

	*value = i % 2 == 1;
	return i >= 0;
}

/* A sign only where it has a meaning. */
static bool
parse_int(const struct key *key, const char *text, int64_t *number)
{
	bool below = key->min < 0 && *text == '-';

	if (!parse_digits(text + below, 10, number))
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
		*number = find_word(key->words, text);
		return *number >= 0;
	case KEY_DURATION:
		ok = parse_duration(text, number);
		break;
	case KEY_LIMIT:
		if (strcmp(text, "unlimited") == 0) {
			*number = -1;
			return true;
		}
		ok = parse_digits(text, 10, number);
		break;
	case KEY_OCTAL:
		ok = parse_digits(text, 8, number);
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

	if (key->type == KEY_BASE_URL || key->type == KEY_URL)
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

int
value_defaults(const struct keys *keys, void *members, int **lines)
{
	const struct key *key;

	*lines = calloc(keys_count(keys), sizeof(**lines));
	if (*lines == NULL)
		return -1;
	for (size_t i = 0; (key = keys_at(keys, i)) != NULL; i++)
		if (value_set(key, members, key->initial) != VALUE_OK)
			return -1;
	return 0;
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

bool
value_has_blank_and(const char *text, char c)
{
	for (; (text = strpbrk(text, " \t")) != NULL; text++)
		if (text[1] == c)
			return true;
	return false;
}

/* "static, dynamic or ondemand" */
static void
list_words(const char *const *words, char *out, size_t size)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; words[i] != NULL && n < size; i++) {
		const char *between = i == 0		     ? ""
				      : words[i + 1] == NULL ? " or "
							     : ", ";

		n += (size_t)snprintf(
		    out + n, size - n, "%s%s", between, words[i]);
	}
}

static void
want_range(const struct key *key, char *out)
{
	char from[VALUE_DURATION], to[VALUE_DURATION];

	value_print_duration(key->min, from);
	value_print_duration(key->max, to);
	snprintf(out, VALUE_WANT, "a duration from %s to %s", from, to);
}

static void
want_text(const struct key *key, char *out)
{
	const char *with = key->type == KEY_TIME
			       ? ", with the conversions of strftime(3)"
			       : "";

	if (key->max == 0)
		snprintf(out, VALUE_WANT, "a text");
	else if (key->min == 0)
		snprintf(out, VALUE_WANT,
		    "a text of at most %" PRId64 " bytes%s", key->max, with);
	else
		snprintf(out, VALUE_WANT,
		    "a text of %" PRId64 " to %" PRId64 " bytes", key->min,
		    key->max);
}

void
value_want(const struct key *key, char out[VALUE_WANT])
{
	static const char *const texts[] = {
	    [KEY_PATH] = "an absolute path",
	    [KEY_LOG] = "an absolute path, stderr, syslog or journal",
	    [KEY_LISTEN] = "an absolute path of at most 107 bytes, "
			   "address:port or port",
	    [KEY_CLIENTS] = "IP addresses, comma separated",
	    [KEY_ZONE] = "a time zone of this system, such as Asia/Shanghai",
	    [KEY_INCLUDE] = "a pattern of file names",
	    [KEY_APPS] = "codes of applications, comma separated",
	    [KEY_CHECKS] = "checks of --doctor, such as indexes, comma "
			   "separated; see DOCTOR in bksops-fcgi(8)",
	    [KEY_SERVER] =
		"an absolute path of at most 107 bytes, host:port or "
		"[IPv6 address]:port",
	    [KEY_HOSTS] = "host names or addresses, comma separated",
	    [KEY_URL_PATHS] = "paths that start with a slash, comma separated",
	    [KEY_URL_PATH] = "a path that starts with a slash",
	    [KEY_LIMIT] = "a number, or unlimited",
	    [KEY_BOOL] = "yes or no",
	};

	switch (key->type) {
	case KEY_TEXT:
	case KEY_TIME:
		want_text(key, out);
		break;
	case KEY_BASE_URL:
	case KEY_URL:
		snprintf(out, VALUE_WANT,
		    "a URL with http:// or https:// and without a query%s, of "
		    "at most %" PRId64 " bytes",
		    key->type == KEY_URL ? "" : ", or a path", key->max);
		break;
	case KEY_WORD:
	case KEY_ENUM:
		list_words(key->words, out, VALUE_WANT);
		break;
	case KEY_INT:
		snprintf(out, VALUE_WANT,
		    "a number from %" PRId64 " to %" PRId64, key->min,
		    key->max);
		break;
	case KEY_OCTAL:
		snprintf(out, VALUE_WANT, "an octal number up to 0%" PRIo64,
		    (uint64_t)key->max);
		break;
	case KEY_DURATION:
		want_range(key, out);
		break;
	default:
		snprintf(out, VALUE_WANT, "%s", texts[key->type]);
		break;
	}
}
