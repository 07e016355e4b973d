/* SPDX-License-Identifier: MIT */
#include "config/public_keys.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#define BEGIN "-----BEGIN "
#define END   "-----END "
#define DASH  "-----"

/* Moves *t to the first `what` in it.  False when there is none. */
static bool
move_to(struct text *t, const char *what)
{
	const char *found =
	    t->s == NULL ? NULL : memmem(t->s, t->len, what, strlen(what));

	if (found == NULL)
		return false;
	t->len -= (size_t)(found - t->s);
	t->s = found;
	return true;
}

static void
move_by(struct text *t, size_t n)
{
	t->s += n;
	t->len -= n;
}

bool
public_key_next(struct text *rest, struct text *pem)
{
	if (!move_to(rest, BEGIN))
		return false;
	*pem = *rest;
	if (!move_to(rest, END))
		return false;
	move_by(rest, strlen(END));
	if (!move_to(rest, DASH))
		return false;
	move_by(rest, strlen(DASH));
	pem->len = (size_t)(rest->s - pem->s);
	return true;
}

/* Bits of the public RSA key; 0 when it is none. */
static int
rsa_bits(struct text pem)
{
	BIO *bio = BIO_new_mem_buf(pem.s, (int)pem.len);
	EVP_PKEY *key =
	    bio == NULL ? NULL : PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	int bits = 0;

	if (key != NULL && EVP_PKEY_base_id(key) == EVP_PKEY_RSA)
		bits = EVP_PKEY_bits(key);
	EVP_PKEY_free(key);
	BIO_free(bio);
	ERR_clear_error();
	return bits;
}

const char *
public_keys_check(struct text file)
{
	struct text pem;
	size_t n = 0;

	while (public_key_next(&file, &pem)) {
		int bits = rsa_bits(pem);

		if (bits == 0)
			return "it must hold public RSA keys in PEM "
			       "(-----BEGIN "
			       "PUBLIC KEY-----) and nothing else";
		if (bits < PUBLIC_KEY_BITS)
			return "an RSA key in it has less than 1024 bits";
		if (++n > PUBLIC_KEYS_MAX)
			return "it holds more than 8 keys";
	}
	return n > 0 ? NULL
		     : "no public key in PEM (-----BEGIN PUBLIC KEY-----) in "
		       "it";
}
