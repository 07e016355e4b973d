/* SPDX-License-Identifier: MIT */
/* Whether login.secret_key is the login service's. */
#include "auth/token.h"
#include "doctor/checkup.h"
#include "python/pyint.h"

#include <string.h>

/* Also the time in it must be one, which token_open leaves to token_check. */
static bool
opens(const unsigned char key[TOKEN_KEY], struct text received)
{
	struct token token;
	int64_t expire;
	bool good = false;

	if (token_open(key, received, &token)) {
		good = pyint_to_int64(token.expire, &expire);
		token_close(&token);
	}
	return good;
}

void
check_login_key(struct checkup *c, const char *name)
{
	struct text tokens[INSPECT_TOKENS];
	unsigned char key[TOKEN_KEY];
	size_t n, opened = 0;

	if (!inspect_tokens(c->server, tokens, &n)) {
		checkup_find_unasked(c, name);
		return;
	}
	if (!token_key(text_of(c->pool->login_secret_key), key)) {
		checkup_find(c, name, FINDING_ERROR,
		    "login.secret_key cannot be used: it is empty, or "
		    "libcrypto has no MD5");
		return;
	}
	for (size_t i = 0; i < n; i++)
		opened += opens(key, tokens[i]);
	explicit_bzero(key, sizeof(key));
	if (n == 0)
		checkup_find(c, name, FINDING_WARNING,
		    "there is no token to try login.secret_key on; log in once "
		    "and ask again");
	else if (opened == 0)
		checkup_find(c, name, FINDING_ERROR,
		    "login.secret_key opens none of the newest %zu token%s; it "
		    "must be the SECRET_KEY of the running login service",
		    n, n == 1 ? "" : "s");
	else
		checkup_find(c, name, FINDING_OK,
		    "login.secret_key opens %zu of the newest %zu token%s",
		    opened, n, n == 1 ? "" : "s");
}
