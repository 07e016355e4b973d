/* SPDX-License-Identifier: MIT */
#include "mint.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

static void
url_safe(char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '+')
			*s = '-';
		else if (*s == '/')
			*s = '_';
		else if (*s == '=')
			*s-- = '\0';
	}
}

void
mint(struct text plain, bool padded, char token[MINT_MAX])
{
	unsigned char key[TOKEN_KEY], cipher[MINT_MAX];
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int len, last;

	if (plain.len > MINT_MAX / 2 || context == NULL ||
	    !token_key(text_of(MINT_KEY), key) ||
	    EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, key, NULL) !=
		1 ||
	    EVP_CIPHER_CTX_set_padding(context, !padded) != 1 ||
	    EVP_EncryptUpdate(context, cipher, &len,
		(const unsigned char *)plain.s, (int)plain.len) != 1 ||
	    EVP_EncryptFinal_ex(context, cipher + len, &last) != 1)
		abort();
	EVP_CIPHER_CTX_free(context);
	EVP_EncodeBlock((unsigned char *)token, cipher, len + last);
	url_safe(token);
}

void
mint_signature(
    const char *secret, struct text string, char signature[MINT_SIGNATURE])
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned int len;

	if (HMAC(EVP_sha1(), secret, (int)strlen(secret),
		(const unsigned char *)string.s, string.len, mac, &len) == NULL)
		abort();
	EVP_EncodeBlock((unsigned char *)signature, mac, (int)len);
}
