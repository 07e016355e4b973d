/* SPDX-License-Identifier: MIT */
/* Why a call is refused: the messages of esb 2.3, to the letter. */
#ifndef AUTH_REFUSAL_H
#define AUTH_REFUSAL_H

#include "base/arena.h"

enum refusal_message {
	M1_BAD_JSON = 1,
	M2_NO_SECRET,
	M3_NO_APP_CODE,
	M4_UNKNOWN_APP,	 /* %A */
	M5_WRONG_SECRET, /* %A */
	M6_WRONG_SIGNATURE,
	M7_NONCE_ABSENT,
	M7_NONCE_NOT_A_NUMBER,
	M7_NONCE_NOT_POSITIVE,
	M8_TIMESTAMP_ABSENT,
	M8_TIMESTAMP_NOT_A_NUMBER,
	M8_TIMESTAMP_EXPIRED,
	M9_WRONG_TOKEN,
	M10_NO_USER,
	M11_NO_ACCESS_TOKEN,
	M12_ACCESS_TOKEN_EXPIRED,
	M13_NO_PERMISSION,  /* component, system */
	M14_RATE_LIMIT,	    /* app, path, rules */
	M15_PARAM_REQUIRED, /* name */
	M16_TEST_ENVIRONMENT,
	M17_BACKEND, /* system, interface, detail */
	M18_UNKNOWN_FORMAT,
	M19_COMPONENT_ERROR,
	M20_INACTIVE,
	M21_NO_CODENAME, /* codename */
	M22_NOT_FOUND,
	M23_ABNORMAL,

	/* Profile P2 alone, esb 10.2. */
	P2_BAD_JSON, /* M1 without request id */
	P2_BAD_AUTHORIZATION,
	P2_BAD_ACCESS_TOKEN
};

struct refusal {
	enum refusal_message which;
	int http_status; /* 200, 404 or 500 */
	int code;	 /* 1306xxx, or 0: no member "code" */
	bool has_request_id;
	struct text message; /* UTF-8, in the arena or a literal */
	int64_t retry_after; /* s, for the header of that name; 0: none */
};

/*
 * Fills *refusal; the texts replace the message's placeholders in order.
 * Always returns false, so that a check may end with `return refuse(...)`.
 */
bool refuse(
    struct arena *arena, struct refusal *refusal, enum refusal_message which);
bool refuse_text(struct arena *arena, struct refusal *refusal,
    enum refusal_message which, struct text a, struct text b, struct text c);

#endif
