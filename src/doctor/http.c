/* SPDX-License-Identifier: MIT */
#include "doctor/http.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

/* Who answers is known before the body comes. */
static size_t
drop_body(char *data, size_t size, size_t count, void *context)
{
	(void)data;
	(void)context;
	return size * count;
}

/* One line of the header, not terminated. */
static size_t
take_header(char *data, size_t size, size_t count, void *context)
{
	struct http_answer *answer = context;
	struct text value = {data, size * count}, name;

	text_split(&value, ':', &name);
	value = text_strip(value);
	if (text_is_nocase(name, "server") && value.s != NULL)
		snprintf(answer->server, sizeof(answer->server), "%.*s",
		    TEXT_ARG(value));
	return size * count;
}

static void
set_options(CURL *curl, CURLU *url, struct curl_slist *headers,
    struct http_answer *answer)
{
	const char *certificates = getenv("SSL_CERT_FILE");

	curl_easy_setopt(curl, CURLOPT_CURLU, url);
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(
	    curl, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(
	    curl, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_body);
	curl_easy_setopt(
	    curl, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_CONNECT_WAIT);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)HTTP_WAIT);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer);
	if (certificates != NULL && *certificates != '\0')
		curl_easy_setopt(curl, CURLOPT_CAINFO, certificates);
}

char *
http_show(CURLU *url)
{
	static const CURLUPart secret[] = {CURLUPART_USER, CURLUPART_PASSWORD,
	    CURLUPART_QUERY, CURLUPART_FRAGMENT};
	CURLU *copy = curl_url_dup(url);
	bool bare = copy != NULL;
	char *shown = NULL;

	for (size_t i = 0; bare && i < sizeof(secret) / sizeof(*secret); i++)
		bare = curl_url_set(copy, secret[i], NULL, 0) == CURLUE_OK;
	if (bare)
		curl_url_get(copy, CURLUPART_URL, &shown, 0);
	curl_url_cleanup(copy);
	return shown;
}

static void
show_redirect(const char *redirect, struct http_answer *answer)
{
	CURLU *url = curl_url();
	char *shown = NULL;

	if (url != NULL &&
	    curl_url_set(url, CURLUPART_URL, redirect, 0) == CURLUE_OK)
		shown = http_show(url);
	snprintf(answer->redirect, sizeof(answer->redirect), "%s",
	    shown == NULL ? "another place" : shown);
	curl_free(shown);
	curl_url_cleanup(url);
}

static void
read_answer(CURL *curl, struct http_answer *answer)
{
	const char *redirect = NULL;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	/* Without more behind it, 1xx is no answer. */
	answer->answered = answer->status >= 200;
	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &redirect);
	if (redirect != NULL)
		show_redirect(redirect, answer);
}

/* In an operator's words; `error` is libcurl's. */
static void
explain(CURL *curl, CURLcode code, const char *error, char why[256])
{
	long os_error = 0;

	curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os_error);
	if (*error == '\0')
		error = curl_easy_strerror(code);
	if (code == CURLE_COULDNT_RESOLVE_HOST)
		snprintf(why, 256, "the name is unknown: %s", error);
	else if (code == CURLE_COULDNT_CONNECT && os_error != 0)
		snprintf(why, 256, "%s", strerror((int)os_error));
	else if (code == CURLE_OPERATION_TIMEDOUT)
		snprintf(why, 256, "the time is up: %s", error);
	else if (code == CURLE_PEER_FAILED_VERIFICATION ||
		 code == CURLE_SSL_CACERT_BADFILE)
		snprintf(why, 256,
		    "the certificate is not trusted: %s; add its CA to the "
		    "system's or name it in SSL_CERT_FILE",
		    error);
	else if (code == CURLE_SSL_CONNECT_ERROR)
		snprintf(why, 256, "TLS failed: %s", error);
	else
		snprintf(why, 256, "%s", error);
}

void
http_get(CURLU *url, const char *header, struct http_answer *answer)
{
	struct curl_slist *headers = curl_slist_append(NULL, header);
	char error[CURL_ERROR_SIZE] = "";
	CURL *curl = curl_easy_init();
	CURLcode code;

	*answer = (struct http_answer){.why = "out of memory"};
	if (curl != NULL && headers != NULL) {
		set_options(curl, url, headers, answer);
		curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
		code = curl_easy_perform(curl);
		read_answer(curl, answer);
		if (!answer->answered)
			explain(curl, code, error, answer->why);
	}
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
}
