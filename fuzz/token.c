/* SPDX-License-Identifier: MIT */
/*
 * A bk_token.  The first byte chooses: even, the rest is the token as received;
 * odd, it is the plaintext with its padding, which is encrypted first, for
 * chance alone never makes a good token.
 */
#include <openssl/evp.h>
#include <stdlib.h>

#include "auth/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
encrypt(const unsigned char *key, const uint8_t *plain, size_t len,
    char token[2 * TOKEN_MAX])
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	unsigned char cipher[TOKEN_MAX];
	int done = 0;

	if (context == NULL ||
	    EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, key, NULL) !=
		1 ||
	    EVP_CIPHER_CTX_set_padding(context, 0) != 1 ||
	    EVP_EncryptUpdate(context, cipher, &done, plain, (int)len) != 1)
		abort();
	EVP_CIPHER_CTX_free(context);
	return (size_t)EVP_EncodeBlock((unsigned char *)token, cipher, done);
}

static bool
inside(const struct token *token, struct text t)
{
	const char *start = (const char *)token->plain;

	return t.s != NULL && t.s >= start &&
	       t.s + t.len <= start + token->plain_len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct paas_answer answer = {
	    .token = {.state = STORE_ROW}, .user = {.state = STORE_ROW}};
	unsigned char key[TOKEN_KEY];
	char made[2 * TOKEN_MAX];
	struct text received;
	struct token token;

	if (size == 0 || !token_key(TEXT("secret"), key))
		return 0;
	received = (struct text){(const char *)data + 1, size - 1};
	if (data[0] % 2 == 1) {
		size_t len =
		    size - 1 < TOKEN_MAX / 2 ? size - 1 : TOKEN_MAX / 2;

		received.len = encrypt(key, data + 1, len / 16 * 16, made);
		received.s = made;
	}
	if (!token_open(key, received, &token)) {
		if (token.plain_len != 0)
			abort();
		return 0;
	}
	if (!inside(&token, token.expire) || !inside(&token, token.username))
		abort();
	if (data[0] % 2 == 1 &&
	    memcmp(token.expire.s, data + 1, token.expire.len) != 0)
		abort();
	token_check(esb_profile_find("p2"), &token, &answer, 1564531200);
	token_close(&token);
	return 0;
}
