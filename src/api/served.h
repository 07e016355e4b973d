/* SPDX-License-Identifier: MIT */
/* What became of a request, for logs and counters. */
#ifndef API_SERVED_H
#define API_SERVED_H

#include "base/slot.h"
#include "base/trace.h"
#include "fcgi/reply.h"
#include "fcgi/request.h"

#define SERVED_REQUEST_ID 64 /* bytes of an id that the web server gave */
#define SERVED_ANSWER_ID  32 /* hexadecimal digits */

/* Texts live as long as the request. */
struct served {
	size_t endpoint; /* of api_endpoint_name, or SLOT_OTHER */
	enum slot_outcome outcome;
	bool refused_pickle; /* a stored pickle names what is no data */
	/* As the caller gave it, who may not have proved it when there is no
	 * username; TEXT_NONE: unknown. */
	struct text app_code;
	struct text username; /* that was admitted; TEXT_NONE: nobody */
	/* Letters, digits, ".", "_", "-", "@": in logs and in X-Request-Id. */
	char request_id[SERVED_REQUEST_ID + 1];
	char answer_id[SERVED_ANSWER_ID + 1]; /* in JSON; "": none */
};

/*
 * A request begins: nobody is known, it is refused until somebody says
 * otherwise.  Its id is REQUEST_ID, a parameter of the web server's, or a new
 * one, as a client could choose that of somebody else; the answer gets it as
 * X-Request-Id.
 */
void served_start(struct served *served, const struct fcgi_request *request,
    struct reply *reply);

/* Sets answer_id to what ESB answers (esb 2.4): a UUID of version 4 without
 * its hyphens.  It is the request's id when that has the form. */
void served_answer_id(struct served *served);

#endif
