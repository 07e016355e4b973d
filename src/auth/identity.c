/* SPDX-License-Identifier: MIT */
#include "auth/identity.h"

#include "base/utf8.h"
#include "config/config.h"
#include "params/json.h"
#include "python/base64.h"
#include "python/number.h"

#include <jwt.h>
#include <openssl/err.h>
#include <stdlib.h>

void
header_read(const struct fcgi_request *request, struct identity *identity)
{
	identity->username = fcgi_param(request, "HTTP_BK_USERNAME");
	identity->app_code = fcgi_param(request, "HTTP_BK_APP_CODE");
}

#define ISSUER "APIGW"

#define WRONG	"Invalid X_BKAPI_JWT, wrong format or value"
#define EXPIRED "Invalid X_BKAPI_JWT, which is expired"
#define FOREIGN "Invalid X_BKAPI_JWT, which is not from API Gateway"
#define ABSENT                                                  \
	"X_BKAPI_JWT not in http header or it is empty, please" \
	" called API through API Gateway"

/*
 * RFC 7515's compact form: three parts of base64url without padding.  libjwt
 * would take "=" and pass over what stands behind a third dot.  No NUL either:
 * it takes strings.
 */
static bool
is_compact(struct text token)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789-_.";
	size_t dots = 0;

	for (size_t i = 0; i < token.len; i++) {
		if (memchr(allowed, token.s[i], sizeof(allowed) - 1) == NULL)
			return false;
		dots += token.s[i] == '.';
	}
	return dots == 2 && token.len <= BKAPI_JWT_MAX;
}

/*
 * The public key is known to everybody: with none and with HS*, whose secret
 * it would be, anybody could sign.
 */
static bool
is_rsa(jwt_alg_t alg)
{
	return alg == JWT_ALG_RS256 || alg == JWT_ALG_RS384 ||
	       alg == JWT_ALG_RS512;
}

/*
 * The name of the algorithm is case-sensitive, which libjwt does not mind.  A
 * "crit" lists extensions that the reader must understand (RFC 7515, 4.1.11):
 * there is none that we do, and an empty list is not allowed.
 */
static bool
is_header_good(struct arena *arena, const char *json, jwt_alg_t alg)
{
	struct text copy = arena_copy(arena, text_of(json));
	const struct param *name;
	struct params header;

	if (copy.s == NULL ||
	    params_parse_json(arena, copy, &header) != PARAMS_OK)
		return false;
	name = params_find(&header, "alg");
	return is_rsa(alg) && name != NULL && name->type == PARAM_STRING &&
	       text_is(name->value, jwt_alg_str(alg)) &&
	       params_find(&header, "crit") == NULL;
}

/* The claims of a token that one of the keys signed, as JSON in the arena;
 * TEXT_NONE when none did. */
static struct text
verify(struct arena *arena, struct text keys, const char *token)
{
	struct text pem, claims = TEXT_NONE;
	jwt_t *jwt = NULL;
	char *header = NULL, *json = NULL;

	while (jwt == NULL && public_key_next(&keys, &pem)) {
		if (jwt_decode(&jwt, token, (const unsigned char *)pem.s,
			(int)pem.len) != 0)
			jwt = NULL;
	}
	if (jwt != NULL)
		header = jwt_get_headers_json(jwt, NULL);
	if (header != NULL && is_header_good(arena, header, jwt_get_alg(jwt)))
		json = jwt_get_grants_json(jwt, NULL);
	if (json != NULL)
		claims = arena_copy(arena, text_of(json));
	free(json);
	free(header);
	jwt_free(jwt);
	/* What libjwt leaves there, TLS to the database would take for its own
	 * failure. */
	ERR_clear_error();
	return claims;
}

/* Python's int() of a claim.  False when it has none. */
static bool
read_time(const struct param *claim, int64_t *seconds)
{
	double number;

	switch (claim->type) {
	case PARAM_INT:
	case PARAM_STRING:
		return pyint_to_int64(claim->value, seconds);
	case PARAM_FLOAT:
		number = param_real(claim);
		*seconds = number >= 0x1p63    ? INT64_MAX
			   : number <= -0x1p63 ? INT64_MIN
					       : (int64_t)number;
		return true;
	default:
		return false;
	}
}

/* NULL, or what is wrong, in the order of PyJWT. */
static const char *
check_times(const struct params *claims, int64_t now, int64_t skew)
{
	const struct param *iat = params_find(claims, "iat");
	const struct param *nbf = params_find(claims, "nbf");
	const struct param *exp = params_find(claims, "exp");
	int64_t at;

	if (iat != NULL && !read_time(iat, &at))
		return "Issued At claim (iat) must be an integer.";
	if (iat != NULL && at > now + skew)
		return "The token is not yet valid (iat)";
	if (nbf != NULL && !read_time(nbf, &at))
		return WRONG;
	if (nbf != NULL && at > now)
		return "The token is not yet valid (nbf)";
	if (exp != NULL && !read_time(exp, &at))
		return WRONG;
	if (exp != NULL && at < now)
		return EXPIRED;
	return NULL;
}

static const char *
check_parties(const struct params *claims)
{
	const struct param *iss = params_find(claims, "iss");

	if (iss == NULL)
		return "Token is missing the \"iss\" claim";
	if (iss->type != PARAM_STRING || !text_is(iss->value, ISSUER))
		return FOREIGN;
	if (params_find(claims, "aud") != NULL)
		return "Invalid audience";
	return NULL;
}

/* The members of an object in the claims; none when there is no such object. */
static struct params
find_object(struct arena *arena, const struct params *claims, const char *name)
{
	const struct param *found = params_find(claims, name);
	struct params members;

	if (found == NULL || found->type != PARAM_OBJECT ||
	    params_parse_json(arena, found->value, &members) != PARAMS_OK)
		return (struct params){NULL, 0};
	return members;
}

/* The member `name`, else its other spelling; TEXT_NONE when it is no text. */
static struct text
find_text(const struct params *members, const char *name, const char *other)
{
	const struct param *found = params_find(members, name);

	if (found == NULL)
		found = params_find(members, other);
	return found != NULL && found->type == PARAM_STRING ? found->value
							    : TEXT_NONE;
}

/* Who calls: both are objects that may be missing, or lack a member, of which
 * the newer spelling counts first or the older one. */
static void
read_parties(struct arena *arena, const struct params *claims, bool newer,
    struct identity *identity)
{
	struct params app = find_object(arena, claims, "app");
	struct params user = find_object(arena, claims, "user");
	const struct param *verified;

	identity->app_code = newer ? find_text(&app, "bk_app_code", "app_code")
				   : find_text(&app, "app_code", "bk_app_code");
	identity->username = newer
				 ? find_text(&user, "bk_username", "username")
				 : find_text(&user, "username", "bk_username");
	verified = params_find(&user, "verified");
	identity->verified = verified != NULL && param_is_true(verified);
}

/* The claims of a good signature, in the arena; false when it is none. */
static bool
read_claims(struct arena *arena, struct text keys, struct text token,
    struct params *claims)
{
	struct text json;

	if (!is_compact(token))
		return false;
	json = arena_copy(arena, token);
	if (json.s != NULL)
		json = verify(arena, keys, json.s);
	return json.s != NULL &&
	       params_parse_json(arena, json, claims) == PARAMS_OK;
}

enum bkapi_jwt
bkapi_jwt_read(struct arena *arena, struct text keys, struct text token,
    int64_t now, struct identity *identity, const char **why)
{
	struct params claims;

	if (token.len == 0) {
		*why = ABSENT;
		return BKAPI_JWT_REFUSED;
	}
	*why = WRONG;
	if (!read_claims(arena, keys, token, &claims))
		return BKAPI_JWT_REFUSED;
	*why = check_times(&claims, now, BKAPI_JWT_SKEW);
	if (*why == NULL)
		*why = check_parties(&claims);
	if (*why != NULL)
		return BKAPI_JWT_REFUSED;
	read_parties(arena, &claims, false, identity);
	if (identity->app_code.s != NULL && identity->username.s != NULL)
		return BKAPI_JWT_GOOD;
	*why = "the JWT names no app or no user";
	return BKAPI_JWT_FAULT;
}

struct text
bkapi_jwt_trim(struct text token)
{
	token = text_strip(token);
	while (token.len > 0 && token.s[token.len - 1] == '=')
		token.len--;
	return token;
}

/* The members of a part of a token, which is base64url of a JSON object. */
static bool
read_part(struct arena *arena, struct text part, struct params *members)
{
	char *json = arena_alloc(arena, PYTHON_BASE64_SIZE(part.len));
	size_t len;

	return json != NULL &&
	       python_base64_decode(part, PYTHON_BASE64_ANY, json, &len) &&
	       params_parse_json(arena, (struct text){json, len}, members) ==
		   PARAMS_OK;
}

bool
bkapi_jwt_signer(
    struct arena *arena, struct text token, struct bkapi_signer *signer)
{
	struct text rest = token, header, payload;
	struct params members;

	if (!is_compact(token) || !text_split(&rest, '.', &header) ||
	    !text_split(&rest, '.', &payload) ||
	    !read_part(arena, header, &members))
		return false;
	signer->kid = find_text(&members, "kid", "kid");
	signer->iss = find_text(&members, "iss", "iss");
	if (signer->iss.s != NULL)
		return true;
	if (!read_part(arena, payload, &members))
		return false;
	signer->iss = find_text(&members, "iss", "iss");
	return true;
}

enum bkapi_jwt
bkapi_jwt_read_current(struct arena *arena, struct text keys, struct text token,
    int64_t now, struct identity *identity, const char **why)
{
	struct params claims;

	*why = "The token in X-Bkapi-JWT is not signed by the API gateway";
	if (!read_claims(arena, keys, token, &claims))
		return BKAPI_JWT_REFUSED;
	if (check_times(&claims, now, 0) != NULL) {
		*why = "The token in X-Bkapi-JWT has expired, or is not yet "
		       "valid";
		return BKAPI_JWT_REFUSED;
	}
	if (params_find(&claims, "aud") != NULL) {
		*why = "The token in X-Bkapi-JWT is for another audience";
		return BKAPI_JWT_REFUSED;
	}
	read_parties(arena, &claims, true, identity);
	return BKAPI_JWT_GOOD;
}

/* Characters of valid UTF-8. */
static size_t
count_characters(struct text t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.len; i++)
		if (((unsigned char)t.s[i] & 0xC0) != 0x80)
			n++;
	return n;
}

const char *
identity_admit(const struct identity *identity, const char *trusted_apps,
    struct sops_caller *caller)
{
	struct text username = identity->username;

	caller->username = username;
	caller->trusted =
	    text_list_has(text_of(trusted_apps), identity->app_code, false);
	if (!utf8_valid(username.s, username.len))
		return "the user name is not UTF-8";
	if (!caller->trusted)
		return NULL;
	if (username.s == NULL)
		return "a trusted app named no user";
	if (count_characters(username) > USERNAME_MAX)
		return "the user name of a trusted app is longer than 64 "
		       "characters";
	return NULL;
}
