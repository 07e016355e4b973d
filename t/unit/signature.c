/* SPDX-License-Identifier: MIT */
#include "auth/credentials.h"

#include "mint.h"
#include "params/parse.h"
#include "unit.h"

#define ARENA_BYTES ((size_t)1024 * 1024)
#define PATH	    "/api/c/compapi/v2/sops/get_task_detail/"
#define SIGNED_POST                                                       \
	"{\"bk_app_code\": \"bk_cdman\", \"task_id\": 1, \"bk_biz_id\": " \
	"2}"

#define NOW INT64_C(1564531200)

static const struct param *
signature_in(const struct params *query)
{
	return params_find_alias(query, "bk_signature", "signature");
}

static struct params
query_of(struct arena *arena, const char *query)
{
	struct fcgi_request request = {.query = text_of(query), .arena = arena};
	struct params params;

	assert_int_equal(params_of_query(&request, &params), PARAMS_OK);
	return params;
}

/* The string of each is signed by the test: only when ours is the same does the
 * call pass. */
struct string_row {
	const char *name;
	const char *method;
	const char *query; /* behind FRESH */
	const char *body;
	const char *string;    /* NULL: esb M19 */
	const char *signature; /* under cd-secret; NULL: not compared */
};

#define FRESH	"bk_nonce=1&bk_timestamp=1564531200&bk_signature=x&"
#define AS_SENT "bk_nonce=1&bk_timestamp=1564531200"

static struct string_row string_rows[] = {
    {"esb 3.4: vector GET", "GET",
	"bk_app_code=bk_cdman&bk_username=admin&task_id=1&bk_biz_id=2&"
	"bk_nonce=12345",
	"",
	"GET" PATH "?bk_app_code=bk_cdman&bk_biz_id=2&bk_nonce=12345&"
	"bk_timestamp=1564531200&bk_username=admin&task_id=1",
	"kst6C10nq2yjGDbq81Ibt6zT+nc="},
    {"esb 3.4: vector POST", "POST", "bk_nonce=12345", SIGNED_POST,
	"POST" PATH "?bk_nonce=12345&bk_timestamp=1564531200&data=" SIGNED_POST,
	"OPpR1orEPtCGwi47r8U8S9rlY/s="},
    {"esb 3.4: values are not encoded", "GET", "x=a%20b%2Bc%26d%3De&signature=",
	"", "GET" PATH "?" AS_SENT "&signature=&x=a b+c&d=e", NULL},
    {"esb 3.4: the last value wins", "GET", "a=1&a=2", "",
	"GET" PATH "?a=2&" AS_SENT, NULL},
    {"esb 3.4: the body replaces data", "POST", "z=2&data=zz&a=1", "b",
	"POST" PATH "?a=1&" AS_SENT "&data=b&z=2", NULL},
    {"esb 3.4: data of a GET", "GET", "data=zz", "b",
	"GET" PATH "?" AS_SENT "&data=zz", NULL},
    {"esb 3.4: only the signature that counts is left out", "GET",
	"signature=y", "", "GET" PATH "?" AS_SENT "&signature=y", NULL},
    {"esb 3.4: upper case sorts first, a prefix before the longer", "GET",
	"ab=3&a=2&B=1", "", "GET" PATH "?B=1&a=2&ab=3&" AS_SENT, NULL},
    {"esb 3.4: no other parameter", "GET", "", "", "GET" PATH "?" AS_SENT,
	NULL},
    {"esb 3.4: a blank value", "GET", "b=&a", "", "GET" PATH "?a=&b=&" AS_SENT,
	NULL},
    {"esb 3.4: a value that is not ASCII", "GET", "x=%E4%B8%AD", "", NULL,
	NULL},
    {"esb 3.4: a name that is not ASCII", "GET", "%E4%B8%AD=1", "", NULL, NULL},
    {"esb 3.4: a body that is not ASCII", "POST", "",
	"{\"x\": \"\xe4\xb8\xad\"}", NULL, NULL},
};

static void
check_string(void **state)
{
	const struct string_row *row = *state;
	struct arena *arena = arena_new(ARENA_BYTES);
	struct params query =
	    query_of(arena, arena_printf(arena, FRESH "%s", row->query).s);
	struct signed_call call = {.method = text_of(row->method),
	    .path = TEXT(PATH),
	    .query = &query,
	    .signature = signature_in(&query),
	    .body = text_of(row->body)};
	const struct text secret = TEXT("cd-secret");
	char signature[MINT_SIGNATURE] = "";
	enum refusal_message why;

	if (row->string != NULL)
		mint_signature(secret.s, text_of(row->string), signature);
	if (row->signature != NULL)
		assert_string_equal(signature, row->signature);
	((struct param *)(uintptr_t)call.signature)->value = text_of(signature);
	assert_int_equal(signature_check(arena, &call, &secret, 1, NOW, &why),
	    row->string == NULL ? SIGNATURE_ERROR : SIGNATURE_OK);
	arena_free(arena);
}

struct check_row {
	const char *name;
	const char *query; /* of a GET */
	const char *secrets[2];
	int64_t now;
	enum signature_result want;
	enum refusal_message why;
};

#define QUERY(nonce, timestamp)                      \
	"bk_nonce=" nonce "&bk_timestamp=" timestamp \
	"&bk_app_code=bk_cdman&bk_username=admin&task_id=1&bk_biz_id=2"

/* The signature of vector GET. */
#define VECTOR "&bk_signature=kst6C10nq2yjGDbq81Ibt6zT%2Bnc%3D"

static struct check_row check_rows[] = {
    {"esb 3.4: good", QUERY("12345", "1564531200") VECTOR, {"cd-secret", NULL},
	NOW, SIGNATURE_OK, 0},
    {"esb 3.4: good, by the other secret", QUERY("12345", "1564531200") VECTOR,
	{"x", "cd-secret"}, NOW, SIGNATURE_OK, 0},
    {"esb 3.4: no secret", QUERY("12345", "1564531200") VECTOR, {NULL, ""}, NOW,
	SIGNATURE_REFUSED, M6_WRONG_SIGNATURE},
    {"esb 3.4: another secret", QUERY("12345", "1564531200") VECTOR,
	{"other", NULL}, NOW, SIGNATURE_REFUSED, M6_WRONG_SIGNATURE},
    {"esb 3.4: a plus sign that became a blank",
	QUERY(
	    "12345", "1564531200") "&bk_signature=kst6C10nq2yjGDbq81Ibt6zT+nc=",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M6_WRONG_SIGNATURE},
    {"esb 3.4: a signature that is not ASCII",
	QUERY("12345", "1564531200") "&bk_signature=%E4%B8%AD",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M6_WRONG_SIGNATURE},
    {"esb 67: 300 s old", QUERY("12345", "1564531200") VECTOR,
	{"cd-secret", NULL}, NOW + 300, SIGNATURE_OK, 0},
    {"esb 67: 301 s old", QUERY("12345", "1564531200") VECTOR,
	{"cd-secret", NULL}, NOW + 301, SIGNATURE_REFUSED,
	M8_TIMESTAMP_EXPIRED},
    {"esb 67: far future", QUERY("12345", "1564531200") VECTOR,
	{"cd-secret", NULL}, 1, SIGNATURE_OK, 0},
    {"esb 3.4: a timestamp of twenty digits",
	QUERY("1", "99999999999999999999") "&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M6_WRONG_SIGNATURE},
    {"esb 3.4: minus twenty digits",
	QUERY("1", "-99999999999999999999") "&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M8_TIMESTAMP_EXPIRED},
    {"esb 3.4: timestamp absent", "bk_nonce=1&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M8_TIMESTAMP_ABSENT},
    {"esb 3.4: timestamp empty", QUERY("1", "") "&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M8_TIMESTAMP_ABSENT},
    {"esb 3.4: timestamp 1.5", QUERY("1", "1.5") "&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M8_TIMESTAMP_NOT_A_NUMBER},
    {"esb 68: nonce absent", "bk_signature=x", {"cd-secret", NULL}, NOW,
	SIGNATURE_REFUSED, M7_NONCE_ABSENT},
    {"esb 68: nonce empty", QUERY("", "1") "&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M7_NONCE_ABSENT},
    {"esb 68: nonce a", QUERY("a", "1") "&bk_signature=x", {"cd-secret", NULL},
	NOW, SIGNATURE_REFUSED, M7_NONCE_NOT_A_NUMBER},
    {"esb 68: nonce 0", QUERY("0", "1") "&bk_signature=x", {"cd-secret", NULL},
	NOW, SIGNATURE_REFUSED, M7_NONCE_NOT_POSITIVE},
    {"esb 68: nonce -1", QUERY("-1", "1") "&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M7_NONCE_NOT_POSITIVE},
    {"esb 3.4: nonce with blanks, a sign and thirty digits",
	QUERY("%20%2B123456789012345678901234567890%20",
	    "1564531200") "&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M6_WRONG_SIGNATURE},
    {"esb 3.4: not ASCII", QUERY("1", "1564531200") "&x=%FF&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_ERROR, 0},
    {"esb 3.4: not ASCII and no nonce", "x=%FF&bk_signature=x",
	{"cd-secret", NULL}, NOW, SIGNATURE_REFUSED, M7_NONCE_ABSENT},
};

static void
check_check(void **state)
{
	const struct check_row *row = *state;
	struct arena *arena = arena_new(ARENA_BYTES);
	struct params query = query_of(arena, row->query);
	struct signed_call call = {.method = TEXT("GET"),
	    .path = TEXT(PATH),
	    .query = &query,
	    .signature = signature_in(&query)};
	struct text secrets[] = {
	    text_of(row->secrets[0]), text_of(row->secrets[1])};
	enum refusal_message why = 0;

	assert_int_equal(
	    signature_check(arena, &call, secrets, 2, row->now, &why),
	    row->want);
	if (row->want == SIGNATURE_REFUSED)
		assert_int_equal(why, row->why);
	arena_free(arena);
}

int
main(void)
{
	UNIT_TABLE(string_rows, check_string);
	UNIT_TABLE(check_rows, check_check);
	return unit_run("signature");
}
