/* SPDX-License-Identifier: MIT */
#include "auth/paas.h"

/* What the channel's statement reads beside esb_channel. */
enum channel_with { WITH_NOTHING = 0, WITH_SYSTEM = 1, WITH_GRANT = 2 };

/* That of the method; else, for GET and POST, one without (esb 10.2). */
static void
choose_by_method(struct batch *q, struct text method)
{
	batch_sql(q, " AND (c.method=");
	batch_text(q, method);
	if (text_is(method, "GET") || text_is(method, "POST"))
		batch_sql(q, " OR c.method=''");
	batch_sql(q, ") ORDER BY c.method='',c.id LIMIT 1");
}

static void
channel_build(
    struct batch *q, const struct paas_query *asked, unsigned int with)
{
	struct text path = asked->path;

	batch_statement(q, "esb_channel");
	batch_sql(q, "SELECT c.id,c.path,c.component_codename,c.is_active,"
		     "c.timeout_time,c.comp_conf,c.component_name,c.perm_level,"
		     "c.rate_limit_required,c.rate_limit_conf,");
	batch_sql(
	    q, with & WITH_SYSTEM ? "s.name,s.execute_timeout," : "NULL,NULL,");
	if (with & WITH_GRANT) {
		batch_sql(q, "EXISTS(SELECT 1 FROM esb_app_component_perm p"
			     " WHERE p.component_id=c.id AND p.app_code=");
		batch_text(q, asked->app_code);
		batch_sql(q, ")");
	} else
		batch_sql(q, "0");
	batch_sql(q, " FROM esb_channel c");
	if (with & WITH_SYSTEM)
		batch_sql(q, " LEFT JOIN esb_component_system s"
			     " ON s.id=c.component_system_id");
	/* esb 1.3: with the slash at the end, else without it. */
	batch_sql(q, " WHERE (c.path=");
	batch_text(q, path);
	batch_sql(q, " OR c.path=");
	batch_text(
	    q, (struct text){path.s, path.len > 1 ? path.len - 1 : path.len});
	batch_sql(q, ")");
	if (asked->method.s != NULL) {
		choose_by_method(q, asked->method);
		return;
	}
	batch_sql(q, " ORDER BY c.path=");
	batch_text(q, path);
	batch_sql(q, " DESC,c.id LIMIT 1");
}

/* Fills answer->channel, and answer->grant WITH_GRANT.  `row` counts only with
 * STORE_ROW. */
static void
channel_read(struct paas_answer *answer, enum store_state state,
    struct db_row row, unsigned int with)
{
	struct paas_channel *channel = &answer->channel;
	const struct text *cell = row.cells;

	channel->state = state;
	if (with & WITH_GRANT)
		answer->grant = state;
	if (state != STORE_ROW)
		return;
	channel->id = db_int(cell[0]);
	channel->path = cell[1];
	channel->codename = cell[2];
	channel->active = db_int(cell[3]) != 0;
	channel->timeout = db_int(cell[4]);
	channel->comp_conf = cell[5];
	channel->component_name = cell[6];
	channel->perm_level = db_int(cell[7]);
	channel->rate_limit_required = db_int(cell[8]) != 0;
	channel->rate_limit_conf = cell[9];
	channel->system_failed = (with & WITH_SYSTEM) == 0;
	channel->system_name = cell[10];
	channel->system_execute_timeout = db_int(cell[11]);
	if (with & WITH_GRANT)
		answer->grant = db_int(cell[12]) != 0 ? STORE_ROW : STORE_NONE;
}

/* The grant alone, for the channel with this id. */
static void
grant_build(struct batch *q, const struct paas_query *asked, int64_t id)
{
	batch_statement(q, "esb_app_component_perm");
	batch_sql(
	    q, "SELECT id FROM esb_app_component_perm WHERE component_id=");
	batch_uint(q, (uint64_t)id);
	batch_sql(q, " AND app_code=");
	batch_text(q, asked->app_code);
	batch_sql(q, " LIMIT 1");
}

static bool
asks_app(const struct paas_query *asked)
{
	return asked->app_code.s != NULL;
}

static void
build_paas_app(struct batch *q, const struct paas_query *asked)
{
	batch_sql(q, "SELECT code,auth_token FROM paas_app WHERE code=");
	batch_text(q, asked->app_code);
}

static void
build_account(struct batch *q, const struct paas_query *asked)
{
	batch_sql(q,
	    "SELECT app_code,app_token FROM esb_app_account WHERE app_code=");
	batch_text(q, asked->app_code);
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
asks_token(const struct paas_query *asked)
{
	return asked->token.s != NULL;
}

static void
build_token(struct batch *q, const struct paas_query *asked)
{
	batch_sql(q, "SELECT is_logout,inactive_expire_time"
		     " FROM login_bktoken WHERE token=");
	batch_text(q, asked->token);
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
asks_user(const struct paas_query *asked)
{
	return asked->token_user.s != NULL;
}

static void
build_user(struct batch *q, const struct paas_query *asked)
{
	batch_sql(q, "SELECT username FROM bkaccount_bkuser WHERE username=");
	batch_text(q, asked->token_user);
}

static void
read_user(struct paas_answer *answer, enum store_state state, struct db_row row)
{
	answer->user.state = state;
	if (state == STORE_ROW)
		answer->user.username = row.cells[0];
}

static bool
asks_access_token(const struct paas_query *asked)
{
	return asked->access_token.s != NULL && asked->app_code.s != NULL;
}

/* esb 4.3; with microseconds, so that 299.7 s are 299 as in Python. */
static void
build_access_token(struct batch *q, const struct paas_query *asked)
{
	batch_sql(q,
	    "SELECT username,TIMESTAMPDIFF(SECOND,UTC_TIMESTAMP(6),expires)"
	    " FROM esb_user_auth_token WHERE app_code=");
	batch_text(q, asked->app_code);
	batch_sql(q, " AND auth_token=");
	batch_text(q, asked->access_token);
	batch_sql(q, " ORDER BY id LIMIT 1");
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
asks_whitelist(const struct paas_query *asked)
{
	return asked->whitelist;
}

static void
build_whitelist(struct batch *q, const struct paas_query *asked)
{
	(void)asked;
	batch_sql(q, "SELECT switch_status,wlist FROM esb_function_controller"
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

/* Statements of their own: one table, at most one row. */
static const struct part {
	const char *table;
	bool (*asks)(const struct paas_query *asked);
	void (*build)(struct batch *q, const struct paas_query *asked);
	void (*read)(struct paas_answer *answer, enum store_state state,
	    struct db_row row);
} parts[] = {
    {"paas_app", asks_app, build_paas_app, read_paas_app},
    {"esb_app_account", asks_app, build_account, read_account},
    {"login_bktoken", asks_token, build_token, read_token},
    {"bkaccount_bkuser", asks_user, build_user, read_user},
    {"esb_user_auth_token", asks_access_token, build_access_token,
	read_access_token},
    {"esb_function_controller", asks_whitelist, build_whitelist,
	read_whitelist},
};

#define PARTS (sizeof(parts) / sizeof(*parts))

static bool
asks_grant(const struct paas_query *asked)
{
	return asked->path.s != NULL && asked->app_code.s != NULL;
}

/* The state of the statement at *i of the last query, and its row. */
static enum store_state
row_of(const struct db *db, size_t i, struct db_row *row)
{
	*row = (struct db_row){NULL, 0};
	if (db_rows(db, i) == 0)
		return STORE_NONE;
	*row = db_get(db, i, 0);
	return STORE_ROW;
}

static enum db_result
ask_all(struct db *db, struct arena *arena, const struct paas_query *asked,
    int64_t deadline, struct paas_answer *answer)
{
	unsigned int with = WITH_SYSTEM | (asks_grant(asked) ? WITH_GRANT : 0);
	struct batch *q = batch_new(arena);
	enum db_result result;
	struct db_row row;
	size_t at = 0;

	if (q == NULL)
		return DB_FAILED;
	if (asked->path.s != NULL) {
		channel_build(q, asked, with);
		at++;
	}
	for (size_t i = 0; i < PARTS; i++) {
		if (!parts[i].asks(asked))
			continue;
		batch_statement(q, parts[i].table);
		parts[i].build(q, asked);
		at++;
	}
	if (at == 0)
		return DB_OK;
	result = db_ask(db, q, deadline, &at);
	if (result != DB_OK)
		return result;
	at = 0;
	if (asked->path.s != NULL) {
		enum store_state state = row_of(db, at++, &row);

		channel_read(answer, state, row, with);
	}
	for (size_t i = 0; i < PARTS; i++)
		if (parts[i].asks(asked)) {
			enum store_state state = row_of(db, at++, &row);

			parts[i].read(answer, state, row);
		}
	return DB_OK;
}

/* One statement as a query of its own; DB_OK with STORE_FAILED when it
 * failed, and what db_ask said when nothing is known. */
static enum db_result
ask_one(struct db *db, struct batch *q, int64_t deadline,
    enum store_state *state, struct db_row *row)
{
	enum db_result result;
	size_t at;

	*state = STORE_FAILED;
	*row = (struct db_row){NULL, 0};
	if (q == NULL)
		return DB_OK;
	result = db_ask(db, q, deadline, &at);
	if (result == DB_OK)
		*state = row_of(db, 0, row);
	return result == DB_FAILED ? DB_OK : result;
}

/* A channel is one without its system's row, too. */
static enum db_result
ask_channel(struct db *db, struct arena *arena, const struct paas_query *asked,
    int64_t deadline, struct paas_answer *answer)
{
	static const unsigned int withs[] = {WITH_SYSTEM, WITH_NOTHING};
	enum db_result result = DB_OK;

	answer->channel.state = STORE_FAILED;
	for (size_t i = 0; i < sizeof(withs) / sizeof(*withs) &&
			   answer->channel.state == STORE_FAILED;
	     i++) {
		struct batch *q = batch_new(arena);
		enum store_state state;
		struct db_row row;

		if (q != NULL)
			channel_build(q, asked, withs[i]);
		result = ask_one(db, q, deadline, &state, &row);
		if (result != DB_OK)
			return result;
		channel_read(answer, state, row, withs[i]);
	}
	return result;
}

static enum db_result
ask_grant(struct db *db, struct arena *arena, const struct paas_query *asked,
    int64_t deadline, struct paas_answer *answer)
{
	struct batch *q = batch_new(arena);
	struct db_row row;

	answer->grant = answer->channel.state;
	if (answer->channel.state != STORE_ROW)
		return DB_OK;
	if (q != NULL)
		grant_build(q, asked, answer->channel.id);
	return ask_one(db, q, deadline, &answer->grant, &row);
}

static enum db_result
ask_part(struct db *db, struct arena *arena, const struct paas_query *asked,
    const struct part *part, int64_t deadline, struct paas_answer *answer)
{
	struct batch *q = batch_new(arena);
	enum store_state state;
	enum db_result result;
	struct db_row row;

	if (q != NULL) {
		batch_statement(q, part->table);
		part->build(q, asked);
	}
	result = ask_one(db, q, deadline, &state, &row);
	if (result == DB_OK)
		part->read(answer, state, row);
	return result;
}

static enum db_result
ask_each(struct db *db, struct arena *arena, const struct paas_query *asked,
    int64_t deadline, struct paas_answer *answer)
{
	enum db_result result = DB_OK;

	if (asked->path.s != NULL)
		result = ask_channel(db, arena, asked, deadline, answer);
	if (result == DB_OK && asks_grant(asked))
		result = ask_grant(db, arena, asked, deadline, answer);
	for (size_t i = 0; i < PARTS && result == DB_OK; i++)
		if (parts[i].asks(asked))
			result = ask_part(
			    db, arena, asked, &parts[i], deadline, answer);
	return result;
}

enum db_result
paas_ask(struct db *db, struct arena *arena, const struct paas_query *asked,
    int64_t deadline, struct paas_answer *answer)
{
	enum db_result result;

	*answer = (struct paas_answer){.grant = STORE_NOT_ASKED};
	result = ask_all(db, arena, asked, deadline, answer);
	if (result == DB_FAILED)
		result = ask_each(db, arena, asked, deadline, answer);
	return result;
}
