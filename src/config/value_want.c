/* SPDX-License-Identifier: MIT */
/* What is said of values: what a right one looks like, and what is wrong. */
#include "config/internal.h"

#include "config/names.h"

#include <inttypes.h>

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
		snprintf(out, VALUE_WANT,
		    "a URL with http:// or https:// and without a query, or a "
		    "path, of at most %" PRId64 " bytes",
		    key->max);
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

static bool
has_unix(const char *text)
{
	return text_starts(text_of(text), "unix:");
}

static bool
has_scheme(const char *text)
{
	return strstr(text, "://") != NULL;
}

static bool
is_long_path(const char *text)
{
	return *text == '/' && strlen(text) > ADDRESS_PATH_MAX;
}

static bool
is_relative(const char *text)
{
	size_t n = strlen(text);

	return *text != '/' &&
	       (strchr(text, '/') != NULL ||
		   (n > 5 && strcmp(text + n - 5, ".sock") == 0));
}

/* The port of "host:port", or a number alone. */
static bool
has_wrong_port(const char *text)
{
	const char *colon = strrchr(text, ':');
	struct text port = text_of(colon == NULL ? text : colon + 1);
	uint64_t number;

	if (colon == NULL && !text_is_digits(port))
		return false;
	return !text_to_uint64(port, &number) || number < 1 || number > 65535;
}

static bool
lacks_port(const char *text)
{
	return *text != '/' && strchr(text, ':') == NULL &&
	       strspn(text, "0123456789") < strlen(text);
}

static bool
lacks_brackets(const char *text)
{
	return *text != '[' && strchr(text, ':') != strrchr(text, ':');
}

static bool
has_name(const char *text)
{
	return *text != '[' && strchr(text, ':') != NULL;
}

/* One of several hosts has it. */
static bool
has_port(const char *text)
{
	struct text rest = text_of(text), host;

	while (text_split(&rest, ',', &host)) {
		const char *colon = memchr(host.s, ':', host.len);

		if (colon != NULL && colon == memrchr(host.s, ':', host.len))
			return true;
	}
	return false;
}

static bool
ends_like_php(const char *text)
{
	size_t n = strlen(text);

	return n > 1 && text[n - 1] == ';';
}

static bool
has_hash(const char *text)
{
	return value_has_blank_and(text, '#');
}

#define OF(type) (UINT32_C(1) << (type))
#define SOCKETS	 (OF(KEY_LISTEN) | OF(KEY_SERVER))
#define PATHS	 (OF(KEY_PATH) | OF(KEY_LOG))

/* The first one that was made is told. */
static const struct {
	uint32_t types;
	bool (*is_made)(const char *text);
	const char *want;
} mistakes[] = {
    {UINT32_MAX, has_hash,
	"alone: a comment begins with a blank and a ;, not with #"},
    {PATHS | SOCKETS, has_unix, "an absolute path, without unix:"},
    {OF(KEY_LISTEN), has_scheme, "address:port, with nothing in front"},
    {OF(KEY_SERVER), has_scheme, "host:port, with nothing in front"},
    {SOCKETS, is_long_path, "a path of at most 107 bytes"},
    {SOCKETS, is_relative, "an absolute path, which begins with a slash"},
    {SOCKETS, has_wrong_port, "a port from 1 to 65535, behind the last colon"},
    {SOCKETS, lacks_brackets, "[IPv6 address]:port, with the brackets"},
    {OF(KEY_LISTEN), has_name,
	"the IP address of this machine or localhost, not another name"},
    {SOCKETS, lacks_port, "one with a port, behind a colon"},
    {OF(KEY_HOSTS), has_scheme,
	"host names or addresses, with nothing in front"},
    {OF(KEY_HOSTS), has_port,
	"host names or addresses alone; the port has a key of its own"},
    {OF(KEY_DURATION) | OF(KEY_INT), ends_like_php,
	"followed by a blank where a ; begins a comment"},
};

void
value_advise(const struct key *key, const char *text, char out[VALUE_WANT])
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		if ((mistakes[i].types & OF(key->type)) != 0 &&
		    mistakes[i].is_made(text)) {
			snprintf(out, VALUE_WANT, "%s", mistakes[i].want);
			return;
		}
	value_want(key, out);
}
