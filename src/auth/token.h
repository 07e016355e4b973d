/* SPDX-License-Identifier: MIT */
/*
 * bk_token, the login service's cookie (esb 4.2): URL-safe base64 of
 * AES-128-ECB under MD5(SECRET_KEY) of "<expire>|<username>|<salt>".
 */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include "auth/component.h"
#include "auth/paas.h"

#define TOKEN_KEY 16 /* bytes of an AES-128 key */

/*
 * Bytes of a token that is looked at; a longer one is no token.
 * login_bktoken.token holds 255 characters, and MySQL ignores blanks at the
 * end of what it compares.
 */
#define TOKEN_MAX 1024

/* False when libcrypto has no MD5 or the secret key is empty: an empty one is
 * known to everybody. */
bool token_key(struct text secret_key, unsigned char key[TOKEN_KEY]);

struct token {
	struct text expire;   /* Unix seconds as Python's int() reads them */
	struct text username; /* may be empty, never TEXT_NONE */
	unsigned char plain[TOKEN_MAX]; /* where the two texts lie */
	size_t plain_len;
};

/* Steps 1 to 4 of esb 4.2: false when `received` is no token of this key.
 * The struct token must not move afterwards. */
bool token_open(const unsigned char key[TOKEN_KEY], struct text received,
    struct token *token);

/* Wipes the plaintext. */
void token_close(struct token *token);

enum token_verdict {
	TOKEN_GOOD,    /* the user is answer->user.username, or where the
			* profile does not look it up the token's */
	TOKEN_REFUSED, /* esb M9 */
	TOKEN_FAILED   /* the login service would fail: esb M17 BK_LOGIN */
};

/* Steps 5 to 10, in the order that shows (esb 4.2).  `now` in Unix seconds. */
enum token_verdict token_check(const struct esb_profile *profile,
    const struct token *token, const struct paas_answer *answer, int64_t now);

#endif
