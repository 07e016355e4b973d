/* SPDX-License-Identifier: MIT */
/*
 * Who calls when bk-sops itself is asked: a gateway in front says it, in
 * headers or in a signed token; and whom bk-sops takes that for.
 */
#ifndef AUTH_IDENTITY_H
#define AUTH_IDENTITY_H

#include "fcgi/request.h"
#include "sops/sops.h"

/* account_user.username holds so many characters: bk-sops creates the user of
 * a trusted app and fails with a longer name. */
#define USERNAME_MAX 64

struct identity {
	struct text username; /* TEXT_NONE: not said */
	struct text app_code; /* as above */
	bool verified;	      /* current generation: the gateway knows who the
			       * user is */
};

/*
 * auth = header: two headers (sops 3.1.4).  They are believed: that only the
 * gateway can connect is for the socket's mode and for listen.allowed_clients
 * to see to.
 */
void header_read(const struct fcgi_request *request, struct identity *identity);

/* auth = jwt: the header X-Bkapi-Jwt (sops 3.1.6).  Bytes of a token that is
 * looked at; a gateway's has one or two thousand. */
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

/* What a token says of its signature before that is checked: texts in the
 * arena, TEXT_NONE where there is none. */
struct bkapi_signer {
	struct text kid; /* the name of the gateway */
	struct text iss; /* of the header, else of the claims */
};

/* The token as it is read, without what bk-sops passes over: blanks around it
 * and "=" behind it (sops-current 2.1). */
struct text bkapi_jwt_trim(struct text token);

/* False when it is no token, or out of memory. */
bool bkapi_jwt_signer(
    struct arena *arena, struct text token, struct bkapi_signer *signer);

/*
 * The same as bkapi_jwt_read for a token of the current generation
 * (sops-current 2.1): the issuer is not looked at, "iat" may not lie ahead, an
 * app or a user need not be named.  BKAPI_JWT_REFUSED or _GOOD.
 */
enum bkapi_jwt
bkapi_jwt_read_current(struct arena *arena, struct text keys, struct text token,
    int64_t now, struct identity *identity, const char **why);

/*
 * Fills the caller's username and `trusted` (sops 3.1.4); `trusted_apps` is the
 * configuration's list.  NULL, or for the log why bk-sops answers 500: a name
 * that is not UTF-8; of a trusted app, no name or one that is too long.
 */
const char *identity_admit(const struct identity *identity,
    const char *trusted_apps, struct sops_caller *caller);

#endif
