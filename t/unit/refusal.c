/* SPDX-License-Identifier: MIT */
#include "auth/refusal.h"

#include "auth_cases.h"
#include "unit.h"

#define ARENA_BYTES ((size_t)64 * 1024)

struct refusal_row {
	const char *name;
	enum refusal_message which;
	int http_status;
	int code;
	bool has_request_id;
	const char *message; /* of the values "<A>", "<B>", "<C>" */
};

static struct refusal_row refusal_rows[] = {
    {"esb M1", M1_BAD_JSON, 200, 1306000, true,
	"Request JSON string is wrong in format, which cannot be analyzed."},
    {"esb M2", M2_NO_SECRET, 200, 1306000, true,
	"Signature [bk_signature] and APP Secret [bk_app_secret] cannot be "
	"empty at the same time"},
    {"esb M3", M3_NO_APP_CODE, 200, 1306000, true,
	"APP Code [bk_app_code] cannot be empty"},
    {"esb M4", M4_UNKNOWN_APP, 200, 1306000, true, M4("<A>")},
    {"esb M5", M5_WRONG_SECRET, 200, 1306000, true, M5("<A>")},
    {"esb M6", M6_WRONG_SIGNATURE, 200, 1306000, true,
	"Signature [bk_signature] verification failed, please provide valid "
	"parameters and signature"},
    {"esb M7 absent", M7_NONCE_ABSENT, 200, 1306000, true,
	"Parameter bk_nonce does not exist"},
    {"esb M7 illegal", M7_NONCE_NOT_A_NUMBER, 200, 1306000, true,
	"Parameter bk_nonce is illegal"},
    {"esb M7 not positive", M7_NONCE_NOT_POSITIVE, 200, 1306000, true,
	"Parameter bk_nonce is illegal, it must be a positive integer"},
    {"esb M8 absent", M8_TIMESTAMP_ABSENT, 200, 1306000, true,
	"Parameter bk_timestamp does not exist"},
    {"esb M8 illegal", M8_TIMESTAMP_NOT_A_NUMBER, 200, 1306000, true,
	"Parameter bk_timestamp is illegal, due to non-time format"},
    {"esb M8 expired", M8_TIMESTAMP_EXPIRED, 200, 1306000, true,
	"Parameter bk_timestamp is illegal, because it has expired"},
    {"esb M9", M9_WRONG_TOKEN, 200, 1306000, true,
	"User authentication failed, please check if the bk_token is valid"},
    {"esb M10", M10_NO_USER, 200, 1306000, true,
	"User authentication failed, please provide a valid user identity, "
	"such as bk_token, bk_username"},
    {"esb M11", M11_NO_ACCESS_TOKEN, 200, 1306000, true,
	"The specified user TOKEN [bk_access_token] does not exist"},
    {"esb M12", M12_ACCESS_TOKEN_EXPIRED, 200, 1306000, true,
	"The specified user TOKEN [bk_access_token] has expired, please apply "
	"for authorization again"},
    {"esb M13", M13_NO_PERMISSION, 200, 1306403, true, M13("<A>", "<B>")},
    {"esb M14", M14_RATE_LIMIT, 200, 1306429, true,
	"Access frequency limit, Access frequency of APP [<A>] to component "
	"[<B>] exceeds the limit; the frequency limit is [<C>], please try "
	"again later"},
    {"esb M15", M15_PARAM_REQUIRED, 200, 1306406, true,
	"Parameters error, param <A> is required"},
    {"esb M16", M16_TEST_ENVIRONMENT, 200, 1306206, true,
	"Error, the component does not support access third-party test "
	"environment"},
    {"esb M17", M17_BACKEND, 200, 1306201, true,
	"Component request third-party system [<A>] interface [<B>] error: "
	"<C>, please try again later or contact component developer to handle "
	"this"},
    {"esb M18", M18_UNKNOWN_FORMAT, 200, 1306208, true,
	"SOPS system interface results in an unknown format"},
    {"esb M19", M19_COMPONENT_ERROR, 200, 1306000, true,
	"Component error, please contact the component developer to handle "
	"it."},
    {"esb M20", M20_INACTIVE, 200, 1306405, false,
	"Not found, inactive channel"},
    {"esb M21", M21_NO_CODENAME, 200, 1306404, false,
	"Not found, component class not found, <A>"},
    {"esb M22", M22_NOT_FOUND, 404, 0, false, "The content does not exist"},
    {"esb M23", M23_ABNORMAL, 500, 0, false,
	"Request is abnormal, please contact the component developer"},
    {"esb 10.2: bad JSON body", P2_BAD_JSON, 200, 1306000, false,
	"Request JSON string is wrong in format, which cannot be analyzed."},
    {"esb 10.2: bad header", P2_BAD_AUTHORIZATION, 200, 1306406, false,
	"Parameters error, request header X-Bkapi-Authorization is not a "
	"valid JSON format string"},
    {"esb 10.2: bad access_token", P2_BAD_ACCESS_TOKEN, 200, 1306000, true,
	"verify access_token failed, please check if the access_token is "
	"valid"},
};

static void
check_refusal(void **state)
{
	const struct refusal_row *row = *state;
	struct arena *arena = arena_new(ARENA_BYTES);
	struct refusal refusal;

	assert_false(refuse_text(arena, &refusal, row->which, TEXT("<A>"),
	    TEXT("<B>"), TEXT("<C>")));
	assert_int_equal(refusal.which, row->which);
	assert_int_equal(refusal.http_status, row->http_status);
	assert_int_equal(refusal.code, row->code);
	assert_int_equal(refusal.has_request_id, row->has_request_id);
	assert_true(text_is(refusal.message, row->message));
	arena_free(arena);
}

/* A message for which there is no room becomes M19. */
struct full_row {
	const char *name;
	enum refusal_message which, want;
};

static struct full_row full_rows[] = {
    {"a full arena: a message with values", M4_UNKNOWN_APP,
	M19_COMPONENT_ERROR},
    {"a full arena: a message without", M3_NO_APP_CODE, M3_NO_APP_CODE},
};

static void
check_full(void **state)
{
	const struct full_row *row = *state;
	struct arena *arena = arena_new(16);
	struct refusal refusal;

	refuse(arena, &refusal, row->which);
	assert_int_equal(refusal.which, row->want);
	assert_true(refusal.message.len > 0);
	arena_free(arena);
}

int
main(void)
{
	UNIT_TABLE(refusal_rows, check_refusal);
	UNIT_TABLE(full_rows, check_full);
	return unit_run("refusal");
}
