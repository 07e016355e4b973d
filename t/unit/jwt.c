/* SPDX-License-Identifier: MIT */
#include "auth/identity.h"

#include "config/config.h"
#include "unit.h"

#include <jwt.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#define ARENA_BYTES ((size_t)1024 * 1024)
#define NOW	    INT64_C(1564531200)

#define WRONG	"Invalid X_BKAPI_JWT, wrong format or value"
#define EXPIRED "Invalid X_BKAPI_JWT, which is expired"
#define FOREIGN "Invalid X_BKAPI_JWT, which is not from API Gateway"
#define FAULT	"the JWT names no app or no user"

#define APP    "\"app\":{\"app_code\":\"an_app\"}"
#define USER   "\"user\":{\"username\":\"zhang\"}"
#define ISS    "\"iss\":\"APIGW\""
#define GOOD   "{" ISS "," APP "," USER "}"
#define AND(x) "{" ISS "," APP "," USER "," x "}"

enum signer { OLD, NEW, UNKNOWN, SIGNERS };

static struct {
	char *private;
	char *public;
} pems[SIGNERS];

static char *keys; /* as jwt.public_key_file holds them: OLD and NEW */

static char *
text_of_bio(BIO *bio)
{
	char *data;
	long len = BIO_get_mem_data(bio, &data);
	char *text = strndup(data, (size_t)len);

	BIO_free(bio);
	return text;
}

static void
make_key(enum signer signer, int bits)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
	EVP_PKEY *key = NULL;
	BIO *private = BIO_new(BIO_s_mem()), *public = BIO_new(BIO_s_mem());

	assert_int_equal(EVP_PKEY_keygen_init(context), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits), 1);
	assert_int_equal(EVP_PKEY_keygen(context, &key), 1);
	PEM_write_bio_PrivateKey(private, key, NULL, NULL, 0, NULL, NULL);
	PEM_write_bio_PUBKEY(public, key);
	pems[signer].private = text_of_bio(private);
	pems[signer].public = text_of_bio(public);
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_free(context);
}

struct token_row {
	const char *name;
	const char *claims;
	jwt_alg_t alg;
	enum signer signer;
	const char *why; /* NULL: good, for the user zhang of an_app */
};

static struct token_row token_rows[] = {
    {"RS256", GOOD, JWT_ALG_RS256, OLD, NULL},
    {"RS384", GOOD, JWT_ALG_RS384, OLD, NULL},
    {"RS512", GOOD, JWT_ALG_RS512, OLD, NULL},
    {"the second key of the file", GOOD, JWT_ALG_RS512, NEW, NULL},
    {"a key that is not in the file", GOOD, JWT_ALG_RS512, UNKNOWN, WRONG},
    {"HS256, the public key as its secret", GOOD, JWT_ALG_HS256, OLD, WRONG},
    {"HS512, the public key as its secret", GOOD, JWT_ALG_HS512, NEW, WRONG},
    {"none", GOOD, JWT_ALG_NONE, OLD, WRONG},
};

/* All signed with RS512 by OLD. */
struct claims_row {
	const char *name;
	const char *claims;
	const char *why; /* as above */
};

static struct claims_row claims_rows[] = {
    {"the newer spellings",
	"{" ISS ",\"app\":{\"bk_app_code\":\"an_app\"},"
	"\"user\":{\"bk_username\":\"zhang\"}}",
	NULL},
    {"one of each", "{" ISS "," APP ",\"user\":{\"bk_username\":\"zhang\"}}",
	NULL},
    {"of both spellings the one that bk-sops of 2019 reads",
	"{" ISS "," APP
	",\"user\":{\"bk_username\":\"li\",\"username\":\"zhang\"}}",
	NULL},
    {"other members",
	"{" ISS ",\"app\":{\"app_code\":\"an_app\",\"verified\""
	":true},\"user\":{\"username\":\"zhang\",\"verified\":"
	"false},\"x\":[1,{\"y\":null}]}",
	NULL},
    {"no app", "{" ISS "," USER "}", FAULT},
    {"no user", "{" ISS "," APP "}", FAULT},
    {"an app without code", "{" ISS ",\"app\":{}," USER "}", FAULT},
    {"a user without name", "{" ISS "," APP ",\"user\":{\"name\":\"x\"}}",
	FAULT},
    {"a user that is a text", "{" ISS "," APP ",\"user\":\"zhang\"}", FAULT},
    {"a name that is no text", "{" ISS "," APP ",\"user\":{\"username\":1}}",
	FAULT},
    {"a name that is null", "{" ISS "," APP ",\"user\":{\"username\":null}}",
	FAULT},

    {"another issuer", "{\"iss\":\"apigw\"," APP "," USER "}", FOREIGN},
    {"an issuer that is no text", "{\"iss\":[\"APIGW\"]," APP "," USER "}",
	FOREIGN},
    {"no issuer", "{" APP "," USER "}", "Token is missing the \"iss\" claim"},
    {"an audience", AND("\"aud\":\"sops\""), "Invalid audience"},

    {"exp: now", AND("\"exp\":1564531200"), NULL},
    {"exp: a second ago", AND("\"exp\":1564531199"), EXPIRED},
    {"exp: long ago", AND("\"exp\":0"), EXPIRED},
    {"exp: later", AND("\"exp\":1564532100"), NULL},
    {"exp: a fraction", AND("\"exp\":1564531199.9"), EXPIRED},
    {"exp: a large float", AND("\"exp\":1e300"), NULL},
    {"exp: digits in a text", AND("\"exp\":\" 1564531199 \""), EXPIRED},
    {"exp: a text", AND("\"exp\":\"tomorrow\""), WRONG},
    {"exp: null", AND("\"exp\":null"), WRONG},
    {"exp: beyond 64 bits in a text", AND("\"exp\":\"99999999999999999999\""),
	NULL},
    {"nbf: now", AND("\"nbf\":1564531200"), NULL},
    {"nbf: in a second", AND("\"nbf\":1564531201"),
	"The token is not yet valid (nbf)"},
    {"nbf: a list", AND("\"nbf\":[]"), WRONG},
    {"iat: now", AND("\"iat\":1564531200"), NULL},
    {"iat: in a minute", AND("\"iat\":1564531260"), NULL},
    {"iat: in more than a minute", AND("\"iat\":1564531261"),
	"The token is not yet valid (iat)"},
    {"iat: a text", AND("\"iat\":\"x\""),
	"Issued At claim (iat) must be an integer."},
    {"the order: nbf, exp, issuer",
	"{\"iss\":\"x\",\"nbf\":1564531201,\"exp\":1}",
	"The token is not yet valid (nbf)"},
    {"the order: exp, issuer", "{\"iss\":\"x\",\"exp\":1}", EXPIRED},
};

/* malloc'd. */
static char *
make_token(const char *claims, jwt_alg_t alg, enum signer signer)
{
	bool symmetric = alg == JWT_ALG_HS256 || alg == JWT_ALG_HS512;
	const char *key =
	    symmetric ? pems[signer].public : pems[signer].private;
	size_t len;
	char *token;
	jwt_t *jwt;

	/* The block alone is the secret that a careless check would take. */
	len = strlen(key) - (symmetric ? strlen("\n") : 0);
	assert_int_equal(jwt_new(&jwt), 0);
	assert_int_equal(jwt_add_grants_json(jwt, claims), 0);
	if (alg != JWT_ALG_NONE)
		assert_int_equal(
		    jwt_set_alg(jwt, alg, (const unsigned char *)key, (int)len),
		    0);
	token = jwt_encode_str(jwt);
	assert_non_null(token);
	jwt_free(jwt);
	return token;
}

static void
check(struct text token, const char *why)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct identity identity;
	const char *got = NULL;
	enum bkapi_jwt want = BKAPI_JWT_REFUSED, result;

	if (why == NULL)
		want = BKAPI_JWT_GOOD;
	else if (strcmp(why, FAULT) == 0)
		want = BKAPI_JWT_FAULT;
	result =
	    bkapi_jwt_read(arena, text_of(keys), token, NOW, &identity, &got);
	if (got != NULL && why != NULL)
		assert_string_equal(got, why);
	assert_int_equal(result, want);
	if (result == BKAPI_JWT_GOOD) {
		assert_true(text_is(identity.username, "zhang"));
		assert_true(text_is(identity.app_code, "an_app"));
	}
	arena_free(arena);
}

static void
check_token(void **state)
{
	const struct token_row *row = *state;
	char *token = make_token(row->claims, row->alg, row->signer);

	check(text_of(token), row->why);
	free(token);
}

static void
check_claims(void **state)
{
	const struct claims_row *row = *state;
	char *token = make_token(row->claims, JWT_ALG_RS512, OLD);

	check(text_of(token), row->why);
	free(token);
}

struct broken_row {
	const char *name;
	const char *find, *put; /* in a good token; NULL: put is all */
};

static struct broken_row broken_rows[] = {
    {"not a token", NULL, "garbage"},
    {"two dots", NULL, ".."},
    {"two parts", NULL, "e30.e30"},
    {"an empty header", NULL, "e30.e30.AAAA"},
    {"no signature", NULL,
	"eyJhbGciOiJSUzUxMiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBUElHVyJ9."},
    {"claims that are a list", NULL, "eyJhbGciOiJub25lIn0.W10."},
    {"a character changed", ".eyJ", ".eyK"},
    {"a blank", ".", ". "},
    {"another character", ".", ".+"},
};

static void
check_broken(void **state)
{
	const struct broken_row *row = *state;
	char *token = make_token(GOOD, JWT_ALG_RS512, OLD);
	char changed[4096];
	const char *at;

	snprintf(changed, sizeof(changed), "%s", row->put);
	if (row->find != NULL) {
		at = strstr(token, row->find);
		assert_non_null(at);
		snprintf(changed, sizeof(changed), "%.*s%s%s",
		    (int)(at - token), token, row->put, at + strlen(row->find));
	}
	check(text_of(changed), WRONG);
	free(token);
}

/* A good token whose claims have `padding` bytes more. */
static void
check_padded(size_t padding, bool good)
{
	char *claims = malloc(padding + 256), *token;
	size_t len;

	snprintf(claims, padding + 256, "{" ISS "," APP "," USER ",\"x\":\"");
	len = strlen(claims);
	memset(claims + len, 'x', padding);
	strcpy(claims + len + padding, "\"}");
	token = make_token(claims, JWT_ALG_RS512, OLD);
	assert_true((strlen(token) <= BKAPI_JWT_MAX) == good);
	check(text_of(token), good ? NULL : WRONG);
	free(token);
	free(claims);
}

static void
check_size(void **state)
{
	(void)state;
	check_padded(11000, true);
	check_padded(12000, false);
	check(TEXT_NONE,
	    "X_BKAPI_JWT not in http header or it is empty, please called API "
	    "through API Gateway");
}

static void
check_nul(void **state)
{
	char *token = make_token(GOOD, JWT_ALG_RS512, OLD);

	(void)state;
	check((struct text){token, strlen(token) + 1}, WRONG);
	free(token);
}

static void
check_file(void **state)
{
	struct text rest = text_of(keys), pem;
	size_t n = 0;

	(void)state;
	while (public_key_next(&rest, &pem))
		n++;
	assert_int_equal(n, 2);
}

struct single_row {
	const char *name;
	void (*check)(void **state);
};

static struct single_row single_rows[] = {
    {"16 KiB, and none", check_size},
    {"a NUL at the end", check_nul},
    {"the file of keys", check_file},
};

static void
check_single(void **state)
{
	const struct single_row *row = *state;

	row->check(NULL);
}

int
main(void)
{
	make_key(OLD, 2048);
	make_key(NEW, 2048);
	make_key(UNKNOWN, 2048);
	if (asprintf(&keys, "# the old one\n%s# the new one\n%s",
		pems[OLD].public, pems[NEW].public) < 0)
		return 1;
	UNIT_TABLE(token_rows, check_token);
	UNIT_TABLE(claims_rows, check_claims);
	UNIT_TABLE(broken_rows, check_broken);
	UNIT_TABLE(single_rows, check_single);
	return unit_run("jwt");
}
