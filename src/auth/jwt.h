/* SPDX-License-Identifier: MIT */
/*
 * auth = jwt: the API gateway says who calls in a signed token, the header
 * X-Bkapi-Jwt (sops 3.1.6).
 */
#ifndef AUTH_JWT_H
#define AUTH_JWT_H

#include "auth/identity.h"
#include "base/arena.h"

/* Bytes of a token that is looked at.  A gateway's has one or two thousand. */
#define BKAPI_JWT_MAX ((size_t)16 * 1024)

/*
 * Seconds that "iat" may lie ahead, as the clocks of gateway and worker
 * differ.  bk-sops does not compare it at all.
 */
#define BKAPI_JWT_SKEW 60

enum bkapi_jwt {
	BKAPI_JWT_GOOD,
	BKAPI_JWT_REFUSED, /* *why: the message of sops 3.1.6 */
	BKAPI_JWT_FAULT	   /* *why, for the log: bk-sops answers 500 */
};

/*
 * Checks a token of generation 2019: in compact form without padding, signed
 * with RS256, RS384 or RS512 by one of `keys` (the PEM texts of
 * jwt.public_key_file), without "crit", of this time, from the issuer APIGW,
 * with app and user.  `now` in Unix seconds.  The identity lives in the arena;
 * *why is a literal.
 */
enum bkapi_jwt
bkapi_jwt_read(struct arena *arena, struct text keys, struct text token,
    int64_t now, struct identity *identity, const char **why);

#endif
