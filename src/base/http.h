/* SPDX-License-Identifier: MIT */
/* What is true of every URL that this program asks, whatever it asks for. */
#ifndef BASE_HTTP_H
#define BASE_HTTP_H

#include <curl/curl.h>
#include <stdbool.h>

/*
 * http and https alone, no proxy, redirections are not followed, no signal is
 * used, and the program's name is the user agent.  Certificates are checked
 * against those of the file `ca`, or those of the system when it is NULL or "".
 */
void http_set_options(CURL *curl, const char *ca);

/* The URL, of http or https, with a host and with neither user nor password,
 * which would be printed; NULL when it is none such.  To be given to
 * curl_url_cleanup. */
CURLU *http_parse(const char *text);
bool http_is_url(const char *text);

/* In an operator's words why a question that ended with `code` has no answer;
 * `error` is what CURLOPT_ERRORBUFFER holds, `ca_in` where a file of CAs is
 * named. */
#define HTTP_WHY 256
void http_explain(CURL *curl, CURLcode code, const char *error,
    const char *ca_in, char why[HTTP_WHY]);

#endif
