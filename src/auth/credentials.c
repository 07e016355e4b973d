/* SPDX-License-Identifier: MIT */
#include "auth/credentials.h"

#include "base/buf.h"
#include "params/json.h"
#include "params/parse.h"
#include "python/number.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

/* Fills *params with AUTHORIZATION_OK; otherwise there are none. */
static enum authorization
read_authorization(const struct fcgi_request *request, struct params *params)
{
	struct text header = fcgi_param(request, "HTTP_X_BKAPI_AUTHORIZATION");

	*params = (struct params){NULL, 0};
	if (header.s == NULL)
		return AUTHORIZATION_ABSENT;
	if (!text_starts(text_strip(header), "{"))
		return params_is_json(header, PARAMS_DEPTH_OK)
			   ? AUTHORIZATION_UNUSABLE
			   : AUTHORIZATION_NOT_JSON;
	switch (params_parse_json(request->arena, header, params)) {
	case PARAMS_OK:
		return AUTHORIZATION_OK;
	case PARAMS_BAD_JSON:
		*params = (struct params){NULL, 0};
		return AUTHORIZATION_NOT_JSON;
	default:
		*params = (struct params){NULL, 0};
		return AUTHORIZATION_UNUSABLE;
	}
}

static const struct param *
find_true(const struct params *params, const char *name)
{
	return params_find_alias(params, name, name);
}

/* A GET has one set of parameters, a POST may have a query string besides. */
static void
read_params(const struct esb_call *call, struct credentials *c)
{
	c->parsed = params_of_request(call->request, &c->params);
	if (text_is(call->method, "GET")) {
		c->query = c->params;
		c->query_parsed = c->parsed;
	} else
		c->query_parsed = params_of_query(call->request, &c->query);
}

/* Of the header when there is one, else of the parameters: never of both.  A
 * bk_access_token is a parameter in any case (esb 4.3). */
static void
find_credentials(const struct esb_profile *profile, struct credentials *c)
{
	const struct params *from =
	    c->authorization == AUTHORIZATION_ABSENT ? &c->params : &c->header;

	c->app_code = profile->find_alias(from, "bk_app_code", "app_code");
	c->secret = profile->find_alias(from, "bk_app_secret", "app_secret");
	c->ssm_token = find_true(&c->header, "access_token");
	c->access_token = find_true(&c->params, "bk_access_token");
	c->token = find_true(from, "bk_token");
	c->username = profile->find_alias(from, "bk_username", "username");
}

/* The signature of this call; NULL when there is none (esb 3.2, step 1). */
static const struct param *
signature_of(const struct params *query)
{
	return params_find_alias(query, "bk_signature", "signature");
}

void
credentials_read(const struct esb_profile *profile, const struct esb_call *call,
    const unsigned char *key, struct credentials *c)
{
	memset(c, 0, sizeof(*c));
	if (!esb_profile_answers(profile, call->method))
		return;
	if (profile->has_authorization)
		c->authorization =
		    read_authorization(call->request, &c->header);
	read_params(call, c);
	if (c->query_parsed == PARAMS_OK)
		c->signature = signature_of(&c->query);
	if (c->parsed != PARAMS_OK)
		return;
	find_credentials(profile, c);
	/* P1 makes text of a token of another type, and none of those is a
	 * token (esb 4.2). */
	c->token_opened = key != NULL && c->access_token == NULL &&
			  c->token != NULL && c->token->type == PARAM_STRING &&
			  token_open(key, c->token->value, &c->opened);
}

/* The app code can be looked up: esb M2, M3 and odd types are out.  A number is
 * looked up by its digits; nothing else is like the text (esb 3.3). */
static bool
name_app(const struct credentials *c)
{
	return c->ssm_token == NULL &&
	       (c->signature != NULL || c->secret != NULL) &&
	       c->app_code != NULL &&
	       (c->app_code->type == PARAM_STRING ||
		   c->app_code->type == PARAM_INT);
}

void
credentials_query(const struct esb_profile *profile,
    const struct credentials *c, const struct esb_call *call,
    struct paas_query *query)
{
	*query = (struct paas_query){.path = call->path};
	if (profile->has_method_rows)
		query->method = call->method;
	if (!name_app(c))
		return;
	query->app_code = c->app_code->value;
	if (c->access_token != NULL) {
		/* A number would be compared as one (esb 3.3). */
		if (c->access_token->type == PARAM_STRING)
			query->access_token = c->access_token->value;
	} else if (c->token != NULL) {
		if (c->token_opened) {
			query->token = c->token->value;
			if (profile->looks_up_user)
				query->token_user = c->opened.username;
		}
	} else
		query->whitelist = c->username != NULL;
}

/* ---------- signed calls ---------- */

/* Bytes of a string to sign: a query string whose every byte became two, a
 * body, and the names between them. */
#define SIGNATURE_STRING_MAX (2 * FCGI_PARAMS_MAX + FCGI_BODY_MAX + 4096)

#define SIGNATURE_LEN 28 /* characters: base64 of 20 bytes */

#define SIGNATURE_AGE 300 /* s a signature may be old (esb 3.4) */
#define SHA1_LEN      20

_Static_assert(SIGNATURE_LEN == (SHA1_LEN + 2) / 3 * 4, "base64, padded");

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
