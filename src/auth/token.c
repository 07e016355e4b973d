/* SPDX-License-Identifier: MIT */
#include "auth/token.h"

#include "python/base64.h"
#include "python/number.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#define BLOCK 16 /* bytes of an AES block */

#define TOKEN_GRACE 60	  /* s, BK_TOKEN_OFFSET_ERROR_TIME */
#define TOKEN_AGE   86400 /* s, BK_COOKIE_AGE */

bool
token_key(struct text secret_key, unsigned char key[TOKEN_KEY])
{
	unsigned int len = TOKEN_KEY;

	return secret_key.len > 0 && EVP_Digest(secret_key.s, secret_key.len,
					 key, &len, EVP_md5(), NULL) == 1;
}

/* False for a character beyond ASCII: str() of such a text fails. */
static bool
base64_decode(struct text t, unsigned char *out, size_t *len)
{
	return text_is_ascii(t) &&
	       python_base64_decode(t, PYTHON_BASE64_ANY, (char *)out, len);
}

static bool
decrypt(const unsigned char key[TOKEN_KEY], const unsigned char *cipher,
    size_t len, unsigned char *plain)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int done = 0;
	bool ok;

	ok = context != NULL &&
	     EVP_DecryptInit_ex(context, EVP_aes_128_ecb(), NULL, key, NULL) ==
		 1 &&
	     EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
	     EVP_DecryptUpdate(context, plain, &done, cipher, (int)len) == 1 &&
	     (size_t)done == len;
	EVP_CIPHER_CTX_free(context);
	return ok;
}

/* The last byte alone says how much to drop; nothing left is an error. */
static bool
unpad(const unsigned char *plain, size_t *len)
{
	size_t drop = plain[*len - 1];

	if (drop == 0 || drop >= *len)
		return false;
	*len -= drop;
	return true;
}

static bool
split(struct token *token)
{
	struct text rest = {(const char *)token->plain, token->plain_len};
	struct text salt;

	for (size_t i = 0; i < token->plain_len; i++)
		if (token->plain[i] >= 0x80)
			return false;
	return text_split(&rest, '|', &token->expire) &&
	       text_split(&rest, '|', &token->username) &&
	       text_split(&rest, '|', &salt);
}

bool
token_open(const unsigned char key[TOKEN_KEY], struct text received,
    struct token *token)
{
	unsigned char cipher[TOKEN_MAX];
	size_t len;

	token->plain_len = 0;
	if (received.len > TOKEN_MAX || !base64_decode(received, cipher, &len))
		return false;
	if (len == 0 || len % BLOCK != 0 ||
	    !decrypt(key, cipher, len, token->plain))
		return false;
	token->plain_len = len;
	if (unpad(token->plain, &token->plain_len) && split(token))
		return true;
	token_close(token);
	return false;
}

void
token_close(struct token *token)
{
	OPENSSL_cleanse(token->plain, sizeof(token->plain));
	token->plain_len = 0;
	token->expire = token->username = TEXT_NONE;
}

enum token_verdict
token_check(const struct esb_profile *profile, const struct token *token,
    const struct paas_answer *answer, int64_t now)
{
	int64_t expire;

	/* Python reads the user last, and so has a verdict about a token that
	 * is not stored; but a broken database never reads as a bad token. */
	if (answer->user.state == STORE_FAILED)
		return TOKEN_FAILED;
	if (answer->token.state == STORE_NONE)
		return TOKEN_REFUSED;
	if (answer->token.state != STORE_ROW)
		return TOKEN_FAILED;
	if (!pyint_to_int64(token->expire, &expire))
		return TOKEN_FAILED;
	if (answer->token.is_logout || expire < now - TOKEN_GRACE ||
	    expire > now + TOKEN_AGE + TOKEN_GRACE)
		return TOKEN_REFUSED;
	if (profile->has_inactivity &&
	    answer->token.inactive_expire < now - TOKEN_GRACE)
		return TOKEN_REFUSED;
	if (!profile->looks_up_user)
		return TOKEN_GOOD;
	if (answer->user.state == STORE_NONE)
		return TOKEN_REFUSED;
	return answer->user.state == STORE_ROW ? TOKEN_GOOD : TOKEN_FAILED;
}
