/* SPDX-License-Identifier: MIT */
#include "auth/signature.h"

#include "base/buf.h"
#include "fcgi/request.h"
#include "python/number.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

/* Bytes of a string to sign: a query string whose every byte became two, a
 * body, and the names between them. */
#define SIGNATURE_STRING_MAX (2 * FCGI_PARAMS_MAX + FCGI_BODY_MAX + 4096)

#define SIGNATURE_LEN 28 /* characters: base64 of 20 bytes */

#define SIGNATURE_AGE 300 /* s a signature may be old (esb 3.4) */
#define SHA1_LEN      20

_Static_assert(SIGNATURE_LEN == (SHA1_LEN + 2) / 3 * 4, "base64, padded");

const struct param *
signature_of(const struct params *query)
{
	return params_find_alias(query, "bk_signature", "signature");
}

static int
by_name(const void *a, const void *b)
{
	struct text x = ((const struct param *)a)->name;
	struct text y = ((const struct param *)b)->name;
	size_t common = x.len < y.len ? x.len : y.len;
	int order = common == 0 ? 0 : memcmp(x.s, y.s, common);

	return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

/* The pairs that are signed, sorted; their number, or -1 without memory. */
static long
signed_pairs(
    struct arena *arena, const struct signed_call *call, struct param **pairs)
{
	bool post = text_is(call->method, "POST");
	size_t count = 0;

	*pairs = arena_array(arena, call->query->count + 1, sizeof(**pairs));
	if (*pairs == NULL)
		return -1;
	for (size_t i = 0; i < call->query->count; i++) {
		const struct param *p = &call->query->items[i];

		if (p != call->signature && !(post && text_is(p->name, "data")))
			(*pairs)[count++] = *p;
	}
	if (post)
		(*pairs)[count++] =
		    (struct param){.name = TEXT("data"), .value = call->body};
	qsort(*pairs, count, sizeof(**pairs), by_name);
	return (long)count;
}

/* 0 and the string to sign in *out, or -1: not ASCII or out of memory. */
static int
build_string(
    struct arena *arena, const struct signed_call *call, struct buf *out)
{
	struct param *pairs;
	long count = signed_pairs(arena, call, &pairs);

	if (count < 0)
		return -1;
	buf_add_text(out, call->method);
	buf_add_text(out, call->path);
	for (long i = 0; i < count; i++) {
		buf_add_char(out, i == 0 ? '?' : '&');
		buf_add_text(out, pairs[i].name);
		buf_add_char(out, '=');
		buf_add_text(out, pairs[i].value);
	}
	return out->failed || !text_is_ascii(buf_text(out)) ? -1 : 0;
}

static bool
make_signature(
    struct text secret, struct text string, char out[SIGNATURE_LEN + 1])
{
	unsigned char mac[SHA1_LEN];
	unsigned int len = 0;

	if (secret.len > INT32_MAX ||
	    HMAC(EVP_sha1(), secret.s, (int)secret.len,
		(const unsigned char *)string.s, string.len, mac,
		&len) == NULL ||
	    len != SHA1_LEN)
		return false;
	EVP_EncodeBlock((unsigned char *)out, mac, SHA1_LEN);
	OPENSSL_cleanse(mac, sizeof(mac));
	return true;
}

static bool
matches(const struct signed_call *call, struct text string,
    const struct text *secrets, size_t nsecrets)
{
	char expected[SIGNATURE_LEN + 1];
	bool ok = false;

	for (size_t i = 0; i < nsecrets; i++)
		if (secrets[i].len > 0 &&
		    make_signature(secrets[i], string, expected))
			ok |= text_same_secret(
			    call->signature->value, text_of(expected));
	OPENSSL_cleanse(expected, sizeof(expected));
	return ok;
}

/* The text of a query parameter; "" when it is not there. */
static struct text
query_text(const struct signed_call *call, const char *name)
{
	const struct param *p = params_find(call->query, name);

	return p == NULL ? TEXT("") : p->value;
}

/* esb M7 and M8; false and *why. */
static bool
is_fresh(const struct signed_call *call, int64_t now, enum refusal_message *why)
{
	struct text nonce = query_text(call, "bk_nonce");
	struct text timestamp = query_text(call, "bk_timestamp");
	int64_t number;

	if (nonce.len == 0)
		*why = M7_NONCE_ABSENT;
	else if (!pyint_to_int64(nonce, &number))
		*why = M7_NONCE_NOT_A_NUMBER;
	else if (number <= 0)
		*why = M7_NONCE_NOT_POSITIVE;
	else if (timestamp.len == 0)
		*why = M8_TIMESTAMP_ABSENT;
	else if (!pyint_to_int64(timestamp, &number))
		*why = M8_TIMESTAMP_NOT_A_NUMBER;
	else if (number < now - SIGNATURE_AGE)
		*why = M8_TIMESTAMP_EXPIRED;
	else
		return true;
	return false;
}

enum signature_result
signature_check(struct arena *arena, const struct signed_call *call,
    const struct text *secrets, size_t nsecrets, int64_t now,
    enum refusal_message *why)
{
	enum signature_result result = SIGNATURE_OK;
	struct buf string;

	if (!is_fresh(call, now, why))
		return SIGNATURE_REFUSED;
	buf_init(&string, SIGNATURE_STRING_MAX);
	if (build_string(arena, call, &string) != 0)
		result = SIGNATURE_ERROR;
	else if (!matches(call, buf_text(&string), secrets, nsecrets)) {
		*why = M6_WRONG_SIGNATURE;
		result = SIGNATURE_REFUSED;
	}
	buf_free(&string);
	return result;
}
