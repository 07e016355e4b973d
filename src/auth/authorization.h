/* SPDX-License-Identifier: MIT */
/* The header X-Bkapi-Authorization: credentials as a JSON object (esb 10.2). */
#ifndef AUTH_AUTHORIZATION_H
#define AUTH_AUTHORIZATION_H

#include "params/params.h"

enum authorization {
	AUTHORIZATION_ABSENT,
	AUTHORIZATION_OK,
	AUTHORIZATION_NOT_JSON, /* an empty one, too */
	AUTHORIZATION_UNUSABLE	/* JSON, but no object; or beyond a limit */
};

/* Fills *params with AUTHORIZATION_OK; otherwise there are none. */
enum authorization
authorization_read(const struct fcgi_request *request, struct params *params);

#endif
