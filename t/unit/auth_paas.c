/* SPDX-License-Identifier: MIT */
#include "auth_paas.h"

static struct fixture *used;

static const struct {
	const char *code;
	const char *paas_app; /* auth_token; NULL: SQL NULL or no row */
	const char *account;  /* app_token of esb_app_account */
} apps[] = {
    {"bk_cdman", NULL, "cd-secret"},
    {"acct_only", NULL, "acct-secret"},
    {"both_app", "paas-secret", "esb-secret"},
    {"bk_sops", "11111111-2222-3333-4444-555555555555", NULL},
    {"offline_app", "off-secret", NULL},
    {"null_app", NULL, NULL},
    {"empty_app", "", NULL},
    {"123", "numsecret", NULL},
    {"num_app", "12345", NULL},
    {"a", NULL, "cd-secret"},
    {"b", NULL, "cd-secret"},
    {"c", NULL, "cd-secret"},
    {"a,b", NULL, "cd-secret"},
    {"a b", NULL, "cd-secret"},
    {"a\nb", NULL, "cd-secret"},
};

static const char *const users[] = {"admin", "zhangsan"};

void
fixture_init(struct fixture *fixture)
{
	*fixture = (struct fixture){.result = DB_OK,
	    .whitelist = "bk_paas_log_alert,bk_cdman;both_app",
	    .channel = {.state = STORE_ROW,
		.id = 42,
		.path = TEXT("/v2/sops/get_task_detail/"),
		.codename = TEXT("generic.v2.sops.sops_component"),
		.active = true,
		.comp_conf =
		    TEXT("{\"name\": \"get_task_detail\", \"label_en\": \"x\", "
			 "\"dest_path\": \"/o/bk_sops/apigw/get_task_detail/"
			 "{task_id}/{bk_biz_id}/\", "
			 "\"dest_http_method\": \"GET\"}"),
		.component_name = TEXT("get_task_detail"),
		.system_name = TEXT("SOPS")}};
}

void
fixture_use(struct fixture *fixture)
{
	used = fixture;
}

/* utf8_general_ci, as far as the cases need it. */
static bool
collates(struct text given, const char *stored)
{
	while (given.len > 0 && given.s[given.len - 1] == ' ')
		given.len--;
	return stored != NULL && text_is_nocase(given, stored);
}

static void
ask_channel(struct text path, struct paas_answer *answer)
{
	struct text bare = {path.s, path.len - 1};
	char stored[256] = "";

	answer->channel = (struct paas_channel){.state = STORE_NONE};
	if (used->channel.state != STORE_ROW)
		return;
	memcpy(stored, used->channel.path.s, used->channel.path.len);
	if (collates(path, stored) || collates(bare, stored))
		answer->channel = used->channel;
}

static void
ask_app(struct text app_code, struct paas_answer *answer)
{
	answer->app.state = STORE_NONE;
	for (size_t i = 0; i < sizeof(apps) / sizeof(*apps); i++) {
		if (!collates(app_code, apps[i].code))
			continue;
		answer->app.state = STORE_ROW;
		answer->app.code = text_of(apps[i].code);
		answer->app.secrets[0] = text_of(apps[i].paas_app);
		answer->app.secrets[1] = text_of(apps[i].account);
	}
	answer->grant =
	    collates(app_code, used->grant) ? STORE_ROW : STORE_NONE;
}

static void
ask_token(const struct paas_query *query, struct paas_answer *answer)
{
	answer->token.state =
	    collates(query->token, used->token) ? STORE_ROW : STORE_NONE;
	answer->token.is_logout = used->is_logout;
	answer->user.state = STORE_NONE;
	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++) {
		if (!collates(query->token_user, users[i]))
			continue;
		answer->user.state = STORE_ROW;
		answer->user.username = text_of(users[i]);
	}
}

static void
ask_rest(const struct paas_query *query, struct paas_answer *answer)
{
	if (query->access_token.s != NULL) {
		bool found = collates(query->app_code, used->access_app) &&
			     collates(query->access_token, used->access_token);

		answer->access_token.state = found ? STORE_ROW : STORE_NONE;
		answer->access_token.username = TEXT("admin");
		answer->access_token.seconds_left = used->access_left;
	}
	if (query->whitelist) {
		answer->whitelist.state =
		    used->whitelist_absent ? STORE_NONE : STORE_ROW;
		answer->whitelist.on = !used->whitelist_off;
		answer->whitelist.list = text_of(used->whitelist);
	}
}

static void
fail(bool unreadable, enum store_state *state)
{
	if (unreadable && *state != STORE_NOT_ASKED)
		*state = STORE_FAILED;
}

enum db_result
paas_ask(struct db *db, struct arena *arena, const struct paas_query *query,
    int64_t deadline, struct paas_answer *answer)
{
	(void)db;
	(void)arena;
	(void)deadline;
	used->asked = *query;
	memset(answer, 0, sizeof(*answer));
	/* Whatever such an answer holds, nothing is known. */
	answer->channel = used->channel;
	if (used->result != DB_OK)
		return used->result;
	ask_channel(query->path, answer);
	if (query->app_code.s != NULL)
		ask_app(query->app_code, answer);
	if (query->token.s != NULL)
		ask_token(query, answer);
	ask_rest(query, answer);
	fail(used->channel_unreadable, &answer->channel.state);
	fail(used->apps_unreadable, &answer->app.state);
	fail(used->tokens_unreadable, &answer->token.state);
	fail(used->users_unreadable, &answer->user.state);
	fail(used->access_unreadable, &answer->access_token.state);
	fail(used->whitelist_unreadable, &answer->whitelist.state);
	fail(used->grants_unreadable, &answer->grant);
	return DB_OK;
}
