/* SPDX-License-Identifier: MIT */
#include "auth/paas_parts.h"

static bool
asks_app(const struct paas_question *asked)
{
	return asked->app_code.s != NULL;
}

static void
build_paas_app(struct question *q, const struct paas_question *asked)
{
	question_sql(q, "SELECT code,auth_token FROM paas_app WHERE code=");
	question_text(q, asked->app_code);
}

static void
build_account(struct question *q, const struct paas_question *asked)
{
	question_sql(q,
	    "SELECT app_code,app_token FROM esb_app_account WHERE app_code=");
	question_text(q, asked->app_code);
}

static void
read_secret(struct paas_answer *answer, enum store_state state,
    struct db_row row, size_t which)
{
	if (state == STORE_ROW) {
		if (answer->app.code.s == NULL)
			answer->app.code = row.cells[0];
		answer->app.secrets[which] = row.cells[1];
	}
	if (answer->app.state == STORE_FAILED ||
	    (answer->app.state == STORE_ROW && state != STORE_FAILED))
		return;
	answer->app.state = state;
}

static void
read_paas_app(
    struct paas_answer *answer, enum store_state state, struct db_row row)
{
	read_secret(answer, state, row, 0);
}

static void
read_account(
    struct paas_answer *answer, enum store_state state, struct db_row row)
{
	read_secret(answer, state, row, 1);
}

static bool
asks_token(const struct paas_question *asked)
{
	return asked->token.s != NULL;
}

static void
build_token(struct question *q, const struct paas_question *asked)
{
	question_sql(q, "SELECT is_logout,inactive_expire_time"
			" FROM login_bktoken WHERE token=");
	question_text(q, asked->token);
}

static void
read_token(
    struct paas_answer *answer, enum store_state state, struct db_row row)
{
	answer->token.state = state;
	if (state != STORE_ROW)
		return;
	answer->token.is_logout = db_int(row.cells[0]) != 0;
	answer->token.inactive_expire = db_int(row.cells[1]);
}

static bool
asks_user(const struct paas_question *asked)
{
	return asked->token_user.s != NULL;
}

static void
build_user(struct question *q, const struct paas_question *asked)
{
	question_sql(
	    q, "SELECT username FROM bkaccount_bkuser WHERE username=");
	question_text(q, asked->token_user);
}

static void
read_user(struct paas_answer *answer, enum store_state state, struct db_row row)
{
	answer->user.state = state;
	if (state == STORE_ROW)
		answer->user.username = row.cells[0];
}

static bool
asks_access_token(const struct paas_question *asked)
{
	return asked->access_token.s != NULL && asked->app_code.s != NULL;
}

/* esb 4.3; with microseconds, so that 299.7 s are 299 as in Python. */
static void
build_access_token(struct question *q, const struct paas_question *asked)
{
	question_sql(q,
	    "SELECT username,TIMESTAMPDIFF(SECOND,UTC_TIMESTAMP(6),expires)"
	    " FROM esb_user_auth_token WHERE app_code=");
	question_text(q, asked->app_code);
	question_sql(q, " AND auth_token=");
	question_text(q, asked->access_token);
	question_sql(q, " ORDER BY id LIMIT 1");
}

static void
read_access_token(
    struct paas_answer *answer, enum store_state state, struct db_row row)
{
	answer->access_token.state = state;
	if (state != STORE_ROW)
		return;
	answer->access_token.username = row.cells[0];
	answer->access_token.seconds_left = db_int(row.cells[1]);
}

static bool
asks_whitelist(const struct paas_question *asked)
{
	return asked->whitelist;
}

static void
build_whitelist(struct question *q, const struct paas_question *asked)
{
	(void)asked;
	question_sql(q,
	    "SELECT switch_status,wlist FROM esb_function_controller"
	    " WHERE func_code='user_auth::skip_user_auth'");
}

static void
read_whitelist(
    struct paas_answer *answer, enum store_state state, struct db_row row)
{
	answer->whitelist.state = state;
	if (state != STORE_ROW)
		return;
	answer->whitelist.on = db_int(row.cells[0]) != 0;
	answer->whitelist.list = row.cells[1];
}

const struct paas_part paas_parts[PAAS_PARTS] = {
    {"paas_app", asks_app, build_paas_app, read_paas_app},
    {"esb_app_account", asks_app, build_account, read_account},
    {"login_bktoken", asks_token, build_token, read_token},
    {"bkaccount_bkuser", asks_user, build_user, read_user},
    {"esb_user_auth_token", asks_access_token, build_access_token,
	read_access_token},
    {"esb_function_controller", asks_whitelist, build_whitelist,
	read_whitelist},
};
