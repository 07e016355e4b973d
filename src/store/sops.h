/* SPDX-License-Identifier: MIT */
/*
 * What bk-sops reads, by table group, whatever the generation of the schema:
 * the structs say what an answer needs, store/gen2019.c how the 2019 tables
 * give it.  Texts are valid until sops_release.
 */
#ifndef STORE_SOPS_H
#define STORE_SOPS_H

#include "mysql/db.h"

struct sops;

struct sops *sops_new(const struct config_pool *config, struct trace *trace);
void sops_free(struct sops *sops);

struct sops_user {
	enum store_state state;
	struct text username; /* the database's spelling */
};

struct sops_business {
	enum store_state state;
	int64_t cc_id;
	struct text cc_name;
};

/* sops 3.1.12; never asked for a trusted app.  STORE_NONE, and not allowed,
 * when the user is unknown or inactive or the business unknown. */
struct sops_permission {
	enum store_state state;
	bool allowed;
};

/* Times are "YYYY-MM-DD HH:MM:SS[.ffffff]" in UTC; .s NULL for NULL. */
struct sops_task {
	enum store_state state;
	int64_t id;
	struct text create_method;
	struct text template_id;
	bool has_instance;
	struct text name;
	struct text creator;
	struct text executor;
	struct text create_time;
	struct text start_time;
	struct text finish_time;
	struct text snapshot; /* CompressJSON; .s NULL: no snapshot */
	bool has_data;	      /* a row in engine_data */
	struct text data_inputs;
	struct text data_outputs;
	struct text data_ex_data;
};

struct sops_caller {
	struct text username; /* as received */
	bool trusted;	      /* skip user and permission */
	uint64_t business;    /* cc_id */
};

/*
 * get_task_detail (sops 3.2), one round trip.  When that fails it is asked
 * step by step, so that each part says whether it could be read.  DB_FAILED:
 * the tables are not of a generation that is read here.  DB_DOWN and
 * DB_TIMEOUT: nothing is known.
 */
struct task_detail_answer {
	struct sops_user user;
	struct sops_business business;
	struct sops_permission permission;
	struct sops_task task;
};

enum db_result sops_ask_task_detail(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, uint64_t task_id, int64_t deadline,
    struct task_detail_answer *answer);

/* The newest task that get_task_detail can show, deleted or not.  As db_ask. */
struct sops_newest_task {
	uint64_t id;	   /* 0: there is none */
	uint64_t business; /* cc_id */
};

enum db_result sops_ask_newest_task(struct sops *sops, struct arena *arena,
    int64_t deadline, struct sops_newest_task *task);

/* As db_try. */
void sops_try(struct sops *sops, int64_t deadline);

/* As db_is_ready. */
bool sops_is_ready(struct sops *sops, struct arena *arena, int64_t deadline);

void sops_release(struct sops *sops);

#define SOPS_DIGEST 32 /* bytes */

/*
 * A digest of all rows that were read since sops_release, but for those about
 * the caller: when it is the same, so is what can be told of them.  To be asked
 * for once.  False when something went wrong meanwhile, or was read that it
 * does not cover.
 */
bool sops_digest(struct sops *sops, unsigned char digest[SOPS_DIGEST]);

/* As db_round_trips. */
uint64_t sops_round_trips(const struct sops *sops);

#endif
