/* SPDX-License-Identifier: MIT */
#include "config/access_format.h"

#include <stdarg.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	char letter;
	const char *word;
	enum access_word meaning;
} words[] = {
    {'C', "total", ACCESS_TOTAL},
    {'C', "user", ACCESS_USER},
    {'C', "system", ACCESS_SYSTEM},
    {'d', "seconds", ACCESS_SECONDS},
    {'d', "milliseconds", ACCESS_MILLISECONDS},
    {'d', "milli", ACCESS_MILLISECONDS},
    {'d', "mili", ACCESS_MILLISECONDS},
    {'d', "microseconds", ACCESS_MICROSECONDS},
    {'d', "micro", ACCESS_MICROSECONDS},
    {'M', "bytes", ACCESS_BYTES},
    {'M', "kilobytes", ACCESS_KILOBYTES},
    {'M', "kilo", ACCESS_KILOBYTES},
    {'M', "megabytes", ACCESS_MEGABYTES},
    {'M', "mega", ACCESS_MEGABYTES},
    {'x', "endpoint", ACCESS_ENDPOINT},
    {'x', "outcome", ACCESS_OUTCOME},
    {'x', "app", ACCESS_APP},
    {'x', "request_id", ACCESS_REQUEST_ID},
    {'x', "answer_id", ACCESS_ANSWER_ID},
    {'x', "bytes", ACCESS_SENT},
    {'x', "queue", ACCESS_QUEUE},
    {'x', "read", ACCESS_READ},
    {'x', "connect", ACCESS_CONNECT},
    {'x', "sql", ACCESS_SQL},
    {'x', "statements", ACCESS_STATEMENTS},
    {'x', "work", ACCESS_WORK},
    {'x', "write", ACCESS_WRITE},
};

static const char *const secret_words[] = {"AUTHORIZATION", "COOKIE", "JWT",
    "KEY", "PASS", "PW", "SECRET", "SESSION", "SIGNATURE", "TICKET", "TOKEN"};

/* Headers that clients and proxies send without a thought of secrets. */
static const char *const harmless_headers[] = {"HTTP_ACCEPT",
    "HTTP_ACCEPT_CHARSET", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE",
    "HTTP_BK_APP_CODE", "HTTP_BK_USERNAME", "HTTP_CONNECTION",
    "HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_FORWARDED", "HTTP_HOST",
    "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_REFERER",
    "HTTP_TRACEPARENT", "HTTP_USER_AGENT", "HTTP_VIA", "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID", "HTTP_X_REQUESTED_WITH"};

/*
 * Whether the value of a FastCGI parameter may be logged: not what holds a
 * secret by its name, and of the client's headers only those that are known
 * to hold none.  QUERY_STRING, REQUEST_URI and HTTP_REFERER may: their query
 * is masked.
 */
static bool
is_harmless(struct text name)
{
	for (size_t i = 0; i < COUNT(harmless_headers); i++)
		if (text_is(name, harmless_headers[i]))
			return true;
	if (text_starts(name, "HTTP_"))
		return false;
	for (size_t i = 0; i < COUNT(secret_words); i++)
		for (size_t at = 0; at < name.len; at++) {
			size_t len = strlen(secret_words[i]);

			if (name.len - at >= len &&
			    text_is_nocase((struct text){name.s + at, len},
				secret_words[i]))
				return false;
		}
	return true;
}

struct compiler {
	struct access_format *list;
	char *why;
	struct text rest;
};

static int refuse(const struct compiler *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int
refuse(const struct compiler *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->why, ACCESS_WHY, format, args);
	va_end(args);
	return -1;
}

static int
add(struct compiler *c, char letter, int word, struct text argument)
{
	struct access_format *list = c->list;

	if (list->count == ACCESS_ITEMS)
		return refuse(c, "it has more than %d parts", ACCESS_ITEMS);
	list->items[list->count++] =
	    (struct access_item){letter, word, argument};
	return 0;
}

/* Letters whose braces have one of our words; without braces, the first. */
static int
add_word(struct compiler *c, char letter, struct text argument)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].letter == letter &&
		    (argument.s == NULL ? letter != 'x'
					: text_is(argument, words[i].word))) {
			c->list->cpu = c->list->cpu || letter == 'C';
			return add(c, letter, (int)words[i].meaning, argument);
		}
	if (argument.s == NULL)
		return refuse(c, "%%x needs a name, such as %%{request_id}x");
	return refuse(
	    c, "%%{%.*s}%c: no such name", TEXT_ARG(argument), letter);
}

static int
add_time(struct compiler *c, char letter, struct text argument)
{
	if (argument.s != NULL && argument.len == 0)
		return refuse(c, "%%{}%c is empty", letter);
	if (argument.len >= ACCESS_TIME)
		return refuse(c, "%%{...}%c: longer than %d bytes", letter,
		    ACCESS_TIME - 1);
	return add(c, letter, 0, argument);
}

static int
add_named(struct compiler *c, char letter, struct text argument)
{
	if (argument.len == 0)
		return refuse(
		    c, "%%%c needs a name, %%{name}%c", letter, letter);
	if (letter == 'e' && !is_harmless(argument))
		return refuse(c,
		    "%%{%.*s}e: it is not known to be free of secrets",
		    TEXT_ARG(argument));
	return add(c, letter, 0, argument);
}

static int
add_letter(struct compiler *c, char letter, struct text argument)
{
	if (letter == '\0')
		return refuse(c, "nothing behind the last %%");
	if (strchr("CdMx", letter) != NULL)
		return add_word(c, letter, argument);
	if (strchr("tT", letter) != NULL)
		return add_time(c, letter, argument);
	if (strchr("eo", letter) != NULL)
		return add_named(c, letter, argument);
	if (strchr("%flmnpPqQrRsu", letter) == NULL)
		return refuse(c, "%%%c: no such letter", letter);
	if (argument.s != NULL)
		return refuse(c, "%%%c takes no braces", letter);
	return letter == '%' ? add(c, 0, 0, TEXT("%"))
			     : add(c, letter, 0, TEXT_NONE);
}

/* What stands behind a "%". */
static int
compile_letter(struct compiler *c)
{
	struct text *rest = &c->rest, argument = TEXT_NONE;
	char letter;

	if (rest->len > 0 && *rest->s == '{') {
		const char *end = memchr(rest->s, '}', rest->len);

		if (end == NULL)
			return refuse(c, "%%{ without }");
		argument =
		    (struct text){rest->s + 1, (size_t)(end - rest->s) - 1};
		*rest = (struct text){end + 1, rest->len - argument.len - 2};
	}
	letter = rest->len > 0 ? *rest->s : '\0';
	if (rest->len > 0)
		*rest = (struct text){rest->s + 1, rest->len - 1};
	return add_letter(c, letter, argument);
}

int
access_format_compile(
    const char *format, struct access_format *list, char why[ACCESS_WHY])
{
	struct compiler c = {list, why, text_of(format)};

	*list = (struct access_format){.json = strcmp(format, "json") == 0};
	if (list->json)
		return 0;
	if (*format == '\0')
		return refuse(&c, "it is empty");
	while (c.rest.len > 0) {
		const char *percent = memchr(c.rest.s, '%', c.rest.len);
		size_t len =
		    percent == NULL ? c.rest.len : (size_t)(percent - c.rest.s);

		if (len > 0 && add(&c, 0, 0, (struct text){c.rest.s, len}) < 0)
			return -1;
		c.rest = (struct text){c.rest.s + len, c.rest.len - len};
		if (c.rest.len == 0)
			break;
		c.rest = (struct text){c.rest.s + 1, c.rest.len - 1};
		if (compile_letter(&c) < 0)
			return -1;
	}
	return 0;
}
