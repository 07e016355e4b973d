/* SPDX-License-Identifier: MIT */
/*
 * What a call brings to prove who it is (esb 1.5), read before anything is
 * asked, so that the database is asked once for everything.
 */
#ifndef AUTH_CREDENTIALS_H
#define AUTH_CREDENTIALS_H

#include "auth/esb.h"
#include "auth/token.h"

struct credentials {
	enum params_result parsed; /* of params */
	enum params_result query_parsed;
	struct params params;
	struct params query; /* of the query string, for signatures */

	/* NULL when there is none that is true. */
	const struct param *signature;
	const struct param *app_code;
	const struct param *secret;
	const struct param *access_token;
	const struct param *token;
	const struct param *username;

	bool token_opened;
	struct token opened; /* what is in the token */
};

/* `key` NULL: no token can be opened.  *c must not move afterwards. */
void credentials_read(const struct esb_call *call, const unsigned char *key,
    struct credentials *c);
void credentials_wipe(struct credentials *c);

/* The app code can be looked up: esb M2, M3 and odd types are out. */
bool credentials_name_app(const struct credentials *c);

/* Everything that the decision may need, and no more. */
void credentials_question(const struct credentials *c, struct text path,
    struct paas_question *question);

/* GET or POST: no row of esb_channel answers another method (esb 1.3). */
bool credentials_method(struct text method);

#endif
