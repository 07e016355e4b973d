/* SPDX-License-Identifier: MIT */
#include "config/number.h"
#include "config/value.h"

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
	char from[NUMBER_DURATION], to[NUMBER_DURATION];

	number_print_duration(key->min, from);
	number_print_duration(key->max, to);
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
	    [KEY_LISTEN] = "a path of at most 107 bytes, address:port or port",
	    [KEY_CLIENTS] = "IP addresses, comma separated",
	    [KEY_ZONE] = "a time zone of this system, such as Asia/Shanghai",
	    [KEY_INCLUDE] = "a pattern of file names",
	    [KEY_APPS] = "codes of applications, comma separated",
	    [KEY_CHECKS] = "checks of --doctor, such as indexes, comma "
			   "separated; see DOCTOR in bksops-fcgi(8)",
	    [KEY_SERVER] = "a path of at most 107 bytes, host:port or "
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

void
value_print(const struct key *key, const void *section, FILE *out)
{
	const char *member = (const char *)section + key->offset;
	char duration[NUMBER_DURATION];
	int64_t number;
	bool on;

	if (value_is_text(key)) {
		fputs(*(char *const *)(const void *)member, out);
		return;
	}
	if (key->type == KEY_BOOL) {
		memcpy(&on, member, sizeof(on));
		fputs(on ? "yes" : "no", out);
		return;
	}
	memcpy(&number, member, sizeof(number));
	switch (key->type) {
	case KEY_ENUM:
		fputs(key->words[number], out);
		break;
	case KEY_OCTAL:
		fprintf(out, "0%" PRIo64, (uint64_t)number);
		break;
	case KEY_DURATION:
		number_print_duration(number, duration);
		fputs(duration, out);
		break;
	default:
		if (number < 0 && key->type == KEY_LIMIT)
			fputs("unlimited", out);
		else
			fprintf(out, "%" PRId64, number);
		break;
	}
}
