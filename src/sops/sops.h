/* SPDX-License-Identifier: MIT */
/*
 * bk-sops' database, whatever the generation of its tables: the session, the
 * generation, and what every answer asks of its caller.  Texts of rows are
 * valid until sops_release.
 */
#ifndef SOPS_SOPS_H
#define SOPS_SOPS_H

#include "mysql/db.h"

#define SOPS_PERMISSIONS 2 /* view_business and manage_business */

/* Ids that differ between installations, the same for every caller. */
struct permission_ids {
	uint64_t content_type;
	uint64_t permission[SOPS_PERMISSIONS];
	size_t npermissions;
};

struct sops {
	struct db *db;
	int64_t configured; /* enum config_generation */
	int64_t cache;	    /* ms that ids may be held; 0: not at all */

	enum config_generation found; /* by AUTO */
	uint64_t found_on;	      /* db_connections then; 0: not yet */

	struct permission_ids ids;
	int64_t ids_until; /* clock_ms; 0: not known */

	/* for sops_digest */
	struct evp_md_ctx_st *digest;
	uint64_t digest_start; /* round trips */
	uint64_t digest_known; /* of them: those it covers */
	bool digest_failed;
};

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

/* sops-current 2.4 and 4.0.1 */
struct sops_project {
	enum store_state state;
	bool by_business; /* in: the caller names its bk_biz_id */
	int64_t id;	  /* core_project.id */
	struct text name;
	bool from_cmdb;
	int64_t bk_biz_id; /* -1: it is of no business */
};

/* sops 3.1.12; never asked for a trusted app.  STORE_NONE, and not allowed,
 * when the user is unknown or inactive or the business unknown. */
struct sops_permission {
	enum store_state state;
	bool allowed;
};

/* What every answer reads of its caller. */
struct sops_access {
	struct sops_user user;
	struct sops_business business; /* of the 2019 generation */
	struct sops_permission permission;
	struct sops_project project; /* of the current one */
};

struct sops_caller {
	struct text username; /* as received */
	struct text app_code; /* of the current generation */
	bool trusted;	      /* skip user and permission */
	bool is_mcp;	      /* sops-current 2.5 */
	uint64_t business;    /* cc_id */
};

/* What --doctor tries get_task_detail on. */
struct newest_task {
	uint64_t id;	/* 0: there is none */
	uint64_t owner; /* the number that its URL has of business or project */
};

/* As db_try. */
void sops_try(struct sops *sops, int64_t deadline);

/* As db_is_ready, and whether the generation is known. */
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

/* The rows of the last query count for the digest, from statement `from` on:
 * those in front of it are about the caller. */
void sops_digest_add(struct sops *sops, size_t from);

/* Something else that the answer depends on counts, too. */
void sops_digest_number(struct sops *sops, uint64_t number);
void sops_digest_text(struct sops *sops, struct text text);

/*
 * The generation of tables (sops-current 0.5, chapter 8): the statement that
 * asks, and what the first cell of its first row says.  No row: they are of
 * none that is known, such as those between 3.4.7 and the current line.
 */
void generation_build(struct batch *q);
enum config_generation generation_read(struct text cell);

/*
 * The generation of the tables: as configured, or as they are, which is asked
 * when it is not known of this connection.  As db_ask; DB_FAILED when they are
 * of none, which the log tells.  *which is never GENERATION_AUTO after DB_OK.
 */
enum db_result sops_generation(struct sops *sops, struct arena *arena,
    int64_t deadline, enum config_generation *which);

/* Asks for the newest task by a statement of the generation that has the cells
 * of struct newest_task.  As sops_expect and db_ask. */
enum db_result sops_newest_task(struct sops *sops,
    enum config_generation generation, const char *sql, struct arena *arena,
    int64_t deadline, struct newest_task *task);

/* DB_OK when the tables are of this generation; otherwise as sops_generation,
 * DB_FAILED when they are of another one, which the log tells. */
enum db_result sops_expect(struct sops *sops, enum config_generation wanted,
    struct arena *arena, int64_t deadline);

#endif
