/* SPDX-License-Identifier: MIT */
#include "base/http.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <stdio.h>
#include <string.h>

void
http_set_options(CURL *curl, const char *ca)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(
	    curl, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(
	    curl, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	if (ca != NULL && *ca != '\0')
		curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
}

void
http_explain(CURL *curl, CURLcode code, const char *error, const char *ca_in,
    char why[HTTP_WHY])
{
	long os_error = 0;

	curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os_error);
	if (*error == '\0')
		error = curl_easy_strerror(code);
	if (code == CURLE_COULDNT_RESOLVE_HOST)
		snprintf(why, HTTP_WHY, "the name is unknown: %s", error);
	else if (code == CURLE_COULDNT_CONNECT && os_error != 0)
		snprintf(why, HTTP_WHY, "%s", strerror((int)os_error));
	else if (code == CURLE_OPERATION_TIMEDOUT)
		snprintf(why, HTTP_WHY, "the time is up: %s", error);
	else if (code == CURLE_PEER_FAILED_VERIFICATION ||
		 code == CURLE_SSL_CACERT_BADFILE)
		snprintf(why, HTTP_WHY,
		    "the certificate is not trusted: %s; add its CA to the "
		    "system's or name it in %s",
		    error, ca_in);
	else if (code == CURLE_SSL_CONNECT_ERROR)
		snprintf(why, HTTP_WHY, "TLS failed: %s", error);
	else
		snprintf(why, HTTP_WHY, "%s", error);
}

CURLU *
http_parse(const char *text)
{
	CURLU *url = curl_url();
	char *scheme = NULL, *user = NULL;
	bool good =
	    curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0) &&
	    curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_NO_USER;

	curl_free(scheme);
	curl_free(user);
	if (good)
		return url;
	curl_url_cleanup(url);
	return NULL;
}

bool
http_is_url(const char *text)
{
	CURLU *url = http_parse(text);

	curl_url_cleanup(url);
	return url != NULL;
}
