/* SPDX-License-Identifier: MIT */
#include "auth/paas_parts.h"

#include <stdlib.h>

struct paas {
	struct db *db;
};

struct paas *
paas_new(const struct config_pool *config, struct trace *trace)
{
	struct paas *paas = calloc(1, sizeof(*paas));

	if (paas == NULL)
		return NULL;
	paas->db = db_new(config, DB_PAAS, trace);
	if (paas->db == NULL) {
		free(paas);
		return NULL;
	}
	return paas;
}

void
paas_free(struct paas *paas)
{
	if (paas == NULL)
		return;
	db_free(paas->db);
	free(paas);
}

void
paas_try(struct paas *paas, int64_t deadline)
{
	db_try(paas->db, deadline);
}

bool
paas_is_ready(struct paas *paas, struct arena *arena, int64_t deadline)
{
	return db_is_ready(paas->db, arena, deadline);
}

void
paas_release(struct paas *paas)
{
	db_release(paas->db);
}

uint64_t
paas_round_trips(const struct paas *paas)
{
	return db_round_trips(paas->db);
}

static bool
asks_grant(const struct paas_question *asked)
{
	return asked->path.s != NULL && asked->app_code.s != NULL;
}

/* The state of the statement at *i of the last question, and its row. */
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
ask_all(struct paas *paas, struct arena *arena,
    const struct paas_question *asked, int64_t deadline,
    struct paas_answer *answer)
{
	unsigned int with = WITH_SYSTEM | (asks_grant(asked) ? WITH_GRANT : 0);
	struct question *q = question_new(arena);
	enum db_result result;
	struct db_row row;
	size_t at = 0;

	if (q == NULL)
		return DB_FAILED;
	if (asked->path.s != NULL) {
		channel_build(q, asked, with);
		at++;
	}
	for (size_t i = 0; i < PAAS_PARTS; i++) {
		if (!paas_parts[i].asks(asked))
			continue;
		question_statement(q, paas_parts[i].table);
		paas_parts[i].build(q, asked);
		at++;
	}
	if (at == 0)
		return DB_OK;
	result = db_ask(paas->db, q, deadline, &at);
	if (result != DB_OK)
		return result;
	at = 0;
	if (asked->path.s != NULL) {
		enum store_state state = row_of(paas->db, at++, &row);

		channel_read(answer, state, row, with);
	}
	for (size_t i = 0; i < PAAS_PARTS; i++)
		if (paas_parts[i].asks(asked)) {
			enum store_state state = row_of(paas->db, at++, &row);

			paas_parts[i].read(answer, state, row);
		}
	return DB_OK;
}

/* One statement as a question of its own; DB_OK with STORE_FAILED when it
 * failed, and what db_ask said when nothing is known. */
static enum db_result
ask_one(struct paas *paas, struct question *q, int64_t deadline,
    enum store_state *state, struct db_row *row)
{
	enum db_result result;
	size_t at;

	*state = STORE_FAILED;
	*row = (struct db_row){NULL, 0};
	if (q == NULL)
		return DB_OK;
	result = db_ask(paas->db, q, deadline, &at);
	if (result == DB_OK)
		*state = row_of(paas->db, 0, row);
	return result == DB_FAILED ? DB_OK : result;
}

/* A channel is one without its system's row, too. */
static enum db_result
ask_channel(struct paas *paas, struct arena *arena,
    const struct paas_question *asked, int64_t deadline,
    struct paas_answer *answer)
{
	static const unsigned int withs[] = {WITH_SYSTEM, WITH_NOTHING};
	enum db_result result = DB_OK;

	answer->channel.state = STORE_FAILED;
	for (size_t i = 0; i < sizeof(withs) / sizeof(*withs) &&
			   answer->channel.state == STORE_FAILED;
	     i++) {
		struct question *q = question_new(arena);
		enum store_state state;
		struct db_row row;

		if (q != NULL)
			channel_build(q, asked, withs[i]);
		result = ask_one(paas, q, deadline, &state, &row);
		if (result != DB_OK)
			return result;
		channel_read(answer, state, row, withs[i]);
	}
	return result;
}

static enum db_result
ask_grant(struct paas *paas, struct arena *arena,
    const struct paas_question *asked, int64_t deadline,
    struct paas_answer *answer)
{
	struct question *q = question_new(arena);
	struct db_row row;

	answer->grant = answer->channel.state;
	if (answer->channel.state != STORE_ROW)
		return DB_OK;
	if (q != NULL)
		grant_build(q, asked, answer->channel.id);
	return ask_one(paas, q, deadline, &answer->grant, &row);
}

static enum db_result
ask_part(struct paas *paas, struct arena *arena,
    const struct paas_question *asked, const struct paas_part *part,
    int64_t deadline, struct paas_answer *answer)
{
	struct question *q = question_new(arena);
	enum store_state state;
	enum db_result result;
	struct db_row row;

	if (q != NULL) {
		question_statement(q, part->table);
		part->build(q, asked);
	}
	result = ask_one(paas, q, deadline, &state, &row);
	if (result == DB_OK)
		part->read(answer, state, row);
	return result;
}

static enum db_result
ask_each(struct paas *paas, struct arena *arena,
    const struct paas_question *asked, int64_t deadline,
    struct paas_answer *answer)
{
	enum db_result result = DB_OK;

	if (asked->path.s != NULL)
		result = ask_channel(paas, arena, asked, deadline, answer);
	if (result == DB_OK && asks_grant(asked))
		result = ask_grant(paas, arena, asked, deadline, answer);
	for (size_t i = 0; i < PAAS_PARTS && result == DB_OK; i++)
		if (paas_parts[i].asks(asked))
			result = ask_part(paas, arena, asked, &paas_parts[i],
			    deadline, answer);
	return result;
}

enum db_result
paas_ask(struct paas *paas, struct arena *arena,
    const struct paas_question *asked, int64_t deadline,
    struct paas_answer *answer)
{
	enum db_result result;

	*answer = (struct paas_answer){.grant = STORE_NOT_ASKED};
	result = ask_all(paas, arena, asked, deadline, answer);
	if (result == DB_FAILED)
		result = ask_each(paas, arena, asked, deadline, answer);
	return result;
}
