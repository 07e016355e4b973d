/* SPDX-License-Identifier: MIT */
/*
 * The cases of esb chapter 11 as rows.  In query, body and token, {now+N} and
 * {now-N} stand for the Unix time N seconds from now; in query and body,
 * {token} for the token of .token and {sig} for the signature under .sign.
 */
#ifndef AUTH_CASES_H
#define AUTH_CASES_H

#include "auth/esb.h"
#include "auth_paas.h"

struct admit_row {
	const char *name;
	const char *method; /* NULL: GET */
	const char *path;   /* NULL: of get_task_detail */
	const char *query;
	const char *body;
	const char *type;      /* Content-Type */
	const char *header[2]; /* CGI name and value of another header */
	void (*patch)(struct fixture *fixture);
	const char *token; /* plaintext of {token} */
	void (*sent)(
	    char *token); /* changes what is sent, not what is stored */
	bool not_stored, is_logout;
	const char *sign;

	enum refusal_message want; /* 0: admitted */
	const char *message;	   /* when it has placeholders */
	const char *user;	   /* when admitted; NULL: not compared */
	enum param_type user_type; /* 0: PARAM_STRING */
	const char *app;
	int64_t budget; /* 0: 30 */
};

extern struct admit_row app_cases[], user_cases[], channel_cases[];
extern const size_t app_count, user_count, channel_count;

#define W "bk_app_code=bk_cdman&bk_app_secret=cd-secret"
#define S                      \
	"bk_app_code=bk_sops&" \
	"bk_app_secret=11111111-2222-3333-4444-555555555555"
#define U "&bk_username=admin"
#define I "&task_id=1&bk_biz_id=2"

#define JSON_W "\"bk_app_code\": \"bk_cdman\", \"bk_app_secret\": \"cd-secret\""
#define JSON_S                           \
	"\"bk_app_code\": \"bk_sops\", " \
	"\"bk_app_secret\": \"11111111-2222-3333-4444-555555555555\""
#define JSON_GOOD                                                   \
	"{" JSON_W ", \"bk_username\": \"admin\", \"task_id\": 1, " \
	"\"bk_biz_id\": 2}"

#define M4(app)                                                              \
	"Invalid APP Code [bk_app_code=" app "], please confirm if the APP " \
	"Code has been registered"
#define M5(app)                                                             \
	"APP Secret verification failed, pelase confirm if the APP Secret " \
	"and APP Code [bk_app_code=" app "] match"
#define M13(component, system)                                                \
	"APP permission is insufficient, APP has no permission to access "    \
	"the component (" component ") of the system (" system "). The APP "  \
	"manager can go to the Developer Center and apply for permission to " \
	"access the component"
#define M17_LOGIN                                                             \
	"Component request third-party system [BK_LOGIN] interface "          \
	"[is_login] error: Status Code: 500, Error Message: Third-party "     \
	"system internal error, please try again later or contact component " \
	"developer to handle this"

#endif
