/* SPDX-License-Identifier: MIT */
/*
 * A FastCGI request as a plain struct, complete before anybody sees it: all
 * parameters, the whole body.  Texts are valid until the request is done.
 */
#ifndef FCGI_REQUEST_H
#define FCGI_REQUEST_H

#include "base/arena.h"

/*
 * Limits of one request.  nginx sends at most 8 kB per header by default and
 * 32 kB in all; FcgidMaxRequestLen is 131,072: enough for every client that
 * the web server lets through, small enough to hold for every connection.
 */
#define FCGI_PARAMS_MAX	  131072  /* bytes of the parameter block */
#define FCGI_PARAMS_COUNT 512	  /* parameters */
#define FCGI_BODY_MAX	  1048576 /* bytes of the body */

struct fcgi_param {
	struct text name;
	struct text value;
};

struct fcgi_request {
	struct fcgi_param *params; /* in the order they came */
	size_t nparams;

	/* Of them the ones that are asked for more than once or by every call,
	 * the first of several; TEXT_NONE: it was not sent. */
	struct text method;	  /* REQUEST_METHOD */
	struct text uri;	  /* REQUEST_URI */
	struct text document_uri; /* nginx */
	struct text script_name;
	struct text path_info;
	struct text redirect_url;    /* Apache */
	struct text redirect_status; /* Apache */
	struct text query;	     /* QUERY_STRING */
	struct text content_type;
	struct text content_length;
	struct text remote_addr;
	struct text id;	    /* REQUEST_ID */
	struct text cookie; /* HTTP_COOKIE, and so on */
	struct text accept_language;
	struct text if_none_match;

	struct text body;
	bool body_too_large;   /* the body was read and dropped: answer 413 */
	bool params_too_large; /* nothing was kept: answer 431 */
	/* CONTENT_LENGTH is given and is not the number of bytes of the body,
	 * or no number (FastCGI 6.2): answer 400. */
	bool body_length_differs;
	struct arena *arena; /* for whatever the request needs; reset after */
	int64_t deadline;    /* clock_ms: when it must have been answered */
	int64_t queue_us;    /* waited for a worker; -1: unknown, or the
			      * connection was there already */
	int64_t read_us;     /* from its first byte to its last */
	int client_fd;	     /* hangs up when the web server gives up */
	short client_events; /* of poll(2), which mean the same */
};

/*
 * Fills params, which has room for FCGI_PARAMS_COUNT, and the members that
 * stand for some of them from a block of pairs; all others but the arena are
 * reset.  Too many are params_too_large.  0, or -1 when it is no such block.
 */
int fcgi_request_read(struct fcgi_request *request, struct text block);

/* The value of any other parameter (HTTP_X_BKAPI_JWT, ...), the first of
 * several; TEXT_NONE when there is none. */
struct text fcgi_param(const struct fcgi_request *request, const char *name);

/*
 * Takes the first pair, as FastCGI 3.4 writes them, off *rest.  1 and *name and
 * *value, which point into *rest; 0 when nothing is left; -1 when a length says
 * more than there is.
 */
int fcgi_next_pair(struct text *rest, struct text *name, struct text *value);

#endif
