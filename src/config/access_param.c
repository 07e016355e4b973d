/* SPDX-License-Identifier: MIT */
/* Which FastCGI parameters an access log may show. */
#include "config/access_format.h"

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

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

bool
access_param_is_harmless(struct text name)
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
