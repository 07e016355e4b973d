/* SPDX-License-Identifier: MIT */
/* One GET over HTTP or HTTPS, to see who answers (libcurl). */
#ifndef DOCTOR_HTTP_H
#define DOCTOR_HTTP_H

#include <curl/curl.h>
#include <stdbool.h>

#define HTTP_CONNECT_WAIT 5000	/* ms */
#define HTTP_WAIT	  15000 /* ms for all of it */

struct http_answer {
	bool answered;	    /* a status came; of the rest perhaps not all */
	long status;	    /* 200 */
	char server[64];    /* the header Server; "": there is none */
	char redirect[256]; /* where a redirection leads; "": there is none */
	char why[256];	    /* why nobody answered */
};

/*
 * Asks for `url` with one header line.  Redirections are not followed, no
 * proxy is used, what is not HTTP is refused, and the certificate is checked
 * against those of the system or, when it is set, SSL_CERT_FILE.  What the
 * server says is hostile text, and cut.
 */
void http_get(CURLU *url, const char *header, struct http_answer *answer);

/* The URL without what may be secret: user, password, query and fragment.  To
 * be given to curl_free; NULL when out of memory. */
char *http_show(CURLU *url);

#endif
