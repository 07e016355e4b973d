/* SPDX-License-Identifier: MIT */
#include "auth/refusal.h"

#define PLACEHOLDER	 "{}"
#define PLACEHOLDERS_MAX 3 /* of one message: M14, M17 */

struct message {
	int http_status;
	int code; /* 0: no member "code" */
	bool has_request_id;
	const char *text;
};

#define BAD_JSON \
	"Request JSON string is wrong in format, which cannot be analyzed."

static const struct message messages[] = {
    [M1_BAD_JSON] = {200, 1306000, true, BAD_JSON},
    [M2_NO_SECRET] = {200, 1306000, true,
	"Signature [bk_signature] and APP Secret [bk_app_secret] cannot be "
	"empty at the same time"},
    [M3_NO_APP_CODE] = {200, 1306000, true,
	"APP Code [bk_app_code] cannot be empty"},
    [M4_UNKNOWN_APP] = {200, 1306000, true,
	"Invalid APP Code [bk_app_code={}], please confirm if the APP Code "
	"has been registered"},
    [M5_WRONG_SECRET] = {200, 1306000, true,
	"APP Secret verification failed, pelase confirm if the APP Secret "
	"and APP Code [bk_app_code={}] match"},
    [M6_WRONG_SIGNATURE] = {200, 1306000, true,
	"Signature [bk_signature] verification failed, please provide "
	"valid parameters and signature"},
    [M7_NONCE_ABSENT] = {200, 1306000, true,
	"Parameter bk_nonce does not exist"},
    [M7_NONCE_NOT_A_NUMBER] = {200, 1306000, true,
	"Parameter bk_nonce is illegal"},
    [M7_NONCE_NOT_POSITIVE] = {200, 1306000, true,
	"Parameter bk_nonce is illegal, it must be a positive integer"},
    [M8_TIMESTAMP_ABSENT] = {200, 1306000, true,
	"Parameter bk_timestamp does not exist"},
    [M8_TIMESTAMP_NOT_A_NUMBER] = {200, 1306000, true,
	"Parameter bk_timestamp is illegal, due to non-time format"},
    [M8_TIMESTAMP_EXPIRED] = {200, 1306000, true,
	"Parameter bk_timestamp is illegal, because it has expired"},
    [M9_WRONG_TOKEN] = {200, 1306000, true,
	"User authentication failed, please check if the bk_token is valid"},
    [M10_NO_USER] = {200, 1306000, true,
	"User authentication failed, please provide a valid user identity, "
	"such as bk_token, bk_username"},
    [M11_NO_ACCESS_TOKEN] = {200, 1306000, true,
	"The specified user TOKEN [bk_access_token] does not exist"},
    [M12_ACCESS_TOKEN_EXPIRED] = {200, 1306000, true,
	"The specified user TOKEN [bk_access_token] has expired, please "
	"apply for authorization again"},
    [M13_NO_PERMISSION] = {200, 1306403, true,
	"APP permission is insufficient, APP has no permission to access "
	"the component ({}) of the system ({}). The APP manager can go to "
	"the Developer Center and apply for permission to access the "
	"component"},
    [M14_RATE_LIMIT] = {200, 1306429, true,
	"Access frequency limit, Access frequency of APP [{}] to component "
	"[{}] exceeds the limit; the frequency limit is [{}], please try "
	"again later"},
    [M15_PARAM_REQUIRED] = {200, 1306406, true,
	"Parameters error, param {} is required"},
    [M16_TEST_ENVIRONMENT] = {200, 1306206, true,
	"Error, the component does not support access third-party test "
	"environment"},
    [M17_BACKEND] = {200, 1306201, true,
	"Component request third-party system [{}] interface [{}] error: "
	"{}, please try again later or contact component developer to "
	"handle this"},
    [M18_UNKNOWN_FORMAT] = {200, 1306208, true,
	"SOPS system interface results in an unknown format"},
    [M19_COMPONENT_ERROR] = {200, 1306000, true,
	"Component error, please contact the component developer to handle "
	"it."},
    [M20_INACTIVE] = {200, 1306405, false, "Not found, inactive channel"},
    [M21_NO_CODENAME] = {200, 1306404, false,
	"Not found, component class not found, {}"},
    [M22_NOT_FOUND] = {404, 0, false, "The content does not exist"},
    [M23_ABNORMAL] = {500, 0, false,
	"Request is abnormal, please contact the component developer"},
    [P2_BAD_JSON] = {200, 1306000, false, BAD_JSON},
    [P2_BAD_AUTHORIZATION] = {200, 1306406, false,
	"Parameters error, request header X-Bkapi-Authorization is not a "
	"valid JSON format string"},
    [P2_BAD_ACCESS_TOKEN] = {200, 1306000, true,
	"verify access_token failed, please check if the access_token is "
	"valid"},
};

static void
fill(struct refusal *refusal, enum refusal_message which, struct text message)
{
	const struct message *m = &messages[which];

	*refusal = (struct refusal){.which = which,
	    .http_status = m->http_status,
	    .code = m->code,
	    .has_request_id = m->has_request_id,
	    .message = message};
}

/* The message with its placeholders replaced; .s is NULL when the arena is
 * full. */
static struct text
expand(struct arena *arena, const char *format,
    const struct text values[PLACEHOLDERS_MAX])
{
	struct text parts[2 * PLACEHOLDERS_MAX + 1];
	size_t count = 0;

	for (size_t i = 0; i < PLACEHOLDERS_MAX; i++) {
		const char *at = strstr(format, PLACEHOLDER);

		if (at == NULL)
			break;
		parts[count++] = (struct text){format, (size_t)(at - format)};
		parts[count++] = values[i];
		format = at + strlen(PLACEHOLDER);
	}
	parts[count++] = text_of(format);
	return arena_join(arena, parts, count);
}

bool
refuse(struct arena *arena, struct refusal *refusal, enum refusal_message which)
{
	return refuse_text(
	    arena, refusal, which, TEXT_NONE, TEXT_NONE, TEXT_NONE);
}

bool
refuse_text(struct arena *arena, struct refusal *refusal,
    enum refusal_message which, struct text a, struct text b, struct text c)
{
	const struct text values[PLACEHOLDERS_MAX] = {a, b, c};
	const char *format = messages[which].text;
	struct text message;

	if (strstr(format, PLACEHOLDER) == NULL) {
		fill(refusal, which, text_of(format));
		return false;
	}
	message = expand(arena, format, values);
	if (message.s == NULL)
		fill(refusal, M19_COMPONENT_ERROR,
		    text_of(messages[M19_COMPONENT_ERROR].text));
	else
		fill(refusal, which, message);
	return false;
}
