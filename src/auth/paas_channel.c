/* SPDX-License-Identifier: MIT */
#include "auth/paas_parts.h"

/* esb 1.3: with the slash at the end, else without it. */
struct candidates {
	struct text with_slash;
	struct text without;
};

static struct candidates
candidates_of(struct text path)
{
	return (struct candidates){
	    path, {path.s, path.len > 1 ? path.len - 1 : path.len}};
}

/* Which of the rows with one of the paths: that of the path with the slash. */
static void
choose_by_path(struct question *q, const struct candidates *path)
{
	question_sql(q, " ORDER BY c.path=");
	question_text(q, path->with_slash);
	question_sql(q, " DESC,c.id LIMIT 1");
}

/* That of the method; else, for GET and POST, one without (esb 10.2). */
static void
choose_by_method(struct question *q, struct text method)
{
	question_sql(q, " AND (c.method=");
	question_text(q, method);
	if (text_is(method, "GET") || text_is(method, "POST"))
		question_sql(q, " OR c.method=''");
	question_sql(q, ") ORDER BY c.method='',c.id LIMIT 1");
}

void
channel_build(
    struct question *q, const struct paas_question *asked, unsigned int with)
{
	struct candidates path = candidates_of(asked->path);

	question_statement(q, "esb_channel");
	question_sql(q,
	    "SELECT c.id,c.path,c.component_codename,c.is_active,"
	    "c.timeout_time,c.comp_conf,c.component_name,c.perm_level,"
	    "c.rate_limit_required,c.rate_limit_conf,");
	question_sql(
	    q, with & WITH_SYSTEM ? "s.name,s.execute_timeout," : "NULL,NULL,");
	if (with & WITH_GRANT) {
		question_sql(q, "EXISTS(SELECT 1 FROM esb_app_component_perm p"
				" WHERE p.component_id=c.id AND p.app_code=");
		question_text(q, asked->app_code);
		question_sql(q, ")");
	} else
		question_sql(q, "0");
	question_sql(q, " FROM esb_channel c");
	if (with & WITH_SYSTEM)
		question_sql(q, " LEFT JOIN esb_component_system s"
				" ON s.id=c.component_system_id");
	question_sql(q, " WHERE (c.path=");
	question_text(q, path.with_slash);
	question_sql(q, " OR c.path=");
	question_text(q, path.without);
	question_sql(q, ")");
	if (asked->method.s == NULL)
		choose_by_path(q, &path);
	else
		choose_by_method(q, asked->method);
}

void
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

void
grant_build(struct question *q, const struct paas_question *asked, int64_t id)
{
	question_statement(q, "esb_app_component_perm");
	question_sql(
	    q, "SELECT id FROM esb_app_component_perm WHERE component_id=");
	question_uint(q, (uint64_t)id);
	question_sql(q, " AND app_code=");
	question_text(q, asked->app_code);
	question_sql(q, " LIMIT 1");
}
