/* SPDX-License-Identifier: MIT */
/*
 * What a call brings to prove who it is (esb 1.5), read before anything is
 * asked, so that the database is asked once for everything; and whether its
 * signature is one.
 */
#ifndef AUTH_CREDENTIALS_H
#define AUTH_CREDENTIALS_H

#include "auth/refusal.h"
#include "auth/token.h"

/* The header X-Bkapi-Authorization: credentials as a JSON object (esb 10.2). */
enum authorization {
	AUTHORIZATION_ABSENT,
	AUTHORIZATION_OK,
	AUTHORIZATION_NOT_JSON, /* an empty one, too */
	AUTHORIZATION_UNUSABLE	/* JSON, but no object; or beyond a limit */
};

struct credentials {
	enum params_result parsed; /* of params */
	enum params_result query_parsed;
	struct params params;
	struct params query; /* of the query string, for signatures */
	enum authorization authorization;
	struct params header; /* of X-Bkapi-Authorization */

	/* NULL when there is none that is true. */
	const struct param *signature;
	const struct param *app_code;
	const struct param *secret;
	const struct param *ssm_token;	  /* access_token of the header */
	const struct param *access_token; /* bk_access_token */
	const struct param *token;
	const struct param *username;

	bool token_opened;
	struct token opened; /* what is in the token */
};

/* `key` NULL: no token can be opened.  *c must not move afterwards; the caller
 * wipes what is in the token (token_close). */
void
credentials_read(const struct esb_profile *profile, const struct esb_call *call,
    const unsigned char *key, struct credentials *c);

/* Everything that the decision may need, and no more. */
void credentials_query(const struct esb_profile *profile,
    const struct credentials *c, const struct esb_call *call,
    struct paas_query *query);

/* A call as it was signed (esb 3.4): base64 of HMAC-SHA1 of method, path and
 * parameters. */
struct signed_call {
	struct text method;
	struct text path;	       /* as the client sent it */
	const struct params *query;    /* of the query string */
	const struct param *signature; /* the one of them that is looked at */
	struct text body;	       /* signed when the method is POST */
};

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
