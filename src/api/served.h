/* SPDX-License-Identifier: MIT */
/* What became of a request, for logs and counters. */
#ifndef API_SERVED_H
#define API_SERVED_H

#include "base/slot.h"
#include "base/trace.h"

#define SERVED_REQUEST_ID 32 /* hexadecimal digits */

/* Texts live as long as the request. */
struct served {
	size_t endpoint; /* of api_endpoint_name, or SLOT_OTHER */
	enum slot_outcome outcome;
	struct text app_code; /* as the caller gave it; TEXT_NONE: unknown */
	struct text username; /* that was admitted; TEXT_NONE: nobody */
	char request_id[SERVED_REQUEST_ID + 1]; /* "": none was given out */
};

/* A new request id: a UUID of version 4 without its hyphens (esb 2.4). */
void served_new_id(struct served *served);

#endif
