/* SPDX-License-Identifier: MIT */
/* Signed calls (esb 3.4): base64 of HMAC-SHA1 of method, path and
 * parameters. */
#ifndef AUTH_SIGNATURE_H
#define AUTH_SIGNATURE_H

#include "auth/refusal.h"
#include "params/params.h"

/* A call as it was signed. */
struct signed_call {
	struct text method;
	struct text path;	       /* as the client sent it */
	const struct params *query;    /* of the query string */
	const struct param *signature; /* the one of them that is looked at */
	struct text body;	       /* signed when the method is POST */
};

/* The signature of this call; NULL when there is none (esb 3.2, step 1). */
const struct param *signature_of(const struct params *query);

enum signature_result {
	SIGNATURE_OK,
	SIGNATURE_REFUSED, /* *why: one of M6, M7, M8 */
	SIGNATURE_ERROR	   /* esb M19: not ASCII, or out of memory */
};

/*
 * Checks nonce, time and signature, in this order.  `now` in Unix seconds.
 * Empty and absent secrets match nothing.
 */
enum signature_result signature_check(struct arena *arena,
    const struct signed_call *call, const struct text *secrets, size_t nsecrets,
    int64_t now, enum refusal_message *why);

#endif
