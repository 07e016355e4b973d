/* SPDX-License-Identifier: MIT */
#include "sops/sops.h"

#include "base/log.h"

#include <openssl/evp.h>
#include <stdlib.h>

/* Nothing was read so far. */
static void
start_digest(struct sops *sops)
{
	sops->digest_start = db_round_trips(sops->db);
	sops->digest_known = 0;
	sops->digest_failed =
	    EVP_DigestInit_ex(sops->digest, EVP_sha256(), NULL) != 1;
}

struct sops *
sops_new(const struct config_pool *config, struct trace *trace)
{
	struct sops *sops = calloc(1, sizeof(*sops));

	if (sops == NULL)
		return NULL;
	sops->configured = config->generation;
	sops->cache = config->paas_cache;
	sops->db = db_new(config, DB_SOPS, trace);
	sops->digest = EVP_MD_CTX_new();
	if (sops->db == NULL || sops->digest == NULL) {
		sops_free(sops);
		return NULL;
	}
	start_digest(sops);
	return sops;
}

void
sops_free(struct sops *sops)
{
	if (sops == NULL)
		return;
	db_free(sops->db);
	EVP_MD_CTX_free(sops->digest);
	free(sops);
}

void
sops_try(struct sops *sops, int64_t deadline)
{
	db_try(sops->db, deadline);
}

bool
sops_is_ready(struct sops *sops, struct arena *arena, int64_t deadline)
{
	bool ready = db_is_ready(sops->db, arena, deadline);
	enum config_generation which;

	if (ready)
		ready = sops_generation(sops, arena, deadline, &which) == DB_OK;
	sops_release(sops);
	return ready;
}

void
sops_release(struct sops *sops)
{
	db_release(sops->db);
	start_digest(sops);
}

static void
add_bytes(struct sops *sops, const void *data, size_t len)
{
	if (len > 0 && EVP_DigestUpdate(sops->digest, data, len) != 1)
		sops->digest_failed = true;
}

void
sops_digest_number(struct sops *sops, uint64_t number)
{
	add_bytes(sops, &number, sizeof(number));
}

/* The length stands in front, that of NULL apart from all others, so that
 * different rows are different bytes. */
void
sops_digest_text(struct sops *sops, struct text text)
{
	sops_digest_number(sops, text.s == NULL ? UINT64_MAX : text.len);
	add_bytes(sops, text.s, text.len);
}

static void
add_row(struct sops *sops, struct db_row row)
{
	for (size_t i = 0; i < row.ncells; i++)
		sops_digest_text(sops, row.cells[i]);
}

void
sops_digest_add(struct sops *sops, size_t from)
{
	for (size_t i = from; i < db_statements(sops->db); i++) {
		size_t n = db_rows(sops->db, i);

		sops_digest_number(sops, n);
		for (size_t r = 0; r < n; r++)
			add_row(sops, db_get(sops->db, i, r));
	}
	sops->digest_known++;
}

bool
sops_digest(struct sops *sops, unsigned char digest[SOPS_DIGEST])
{
	uint64_t trips = db_round_trips(sops->db) - sops->digest_start;
	unsigned int len = 0;

	if (sops->digest_failed || sops->digest_known == 0 ||
	    sops->digest_known != trips)
		return false;
	sops->digest_failed = true; /* it can be had once */
	return EVP_DigestFinal_ex(sops->digest, digest, &len) == 1 &&
	       len == SOPS_DIGEST;
}

void
generation_build(struct batch *q)
{
	batch_statement(q, "information_schema");
	batch_sql(q, "SELECT column_name FROM information_schema.columns"
		     " WHERE table_schema=DATABASE()"
		     " AND table_name='taskflow3_taskflowinstance'"
		     " AND column_name IN('business_id','is_child_taskflow')"
		     " ORDER BY column_name");
}

enum config_generation
generation_read(struct text cell)
{
	return text_is(cell, "business_id") ? GENERATION_2019
					    : GENERATION_CURRENT;
}

static enum db_result
find_generation(struct sops *sops, struct arena *arena, int64_t deadline)
{
	struct batch *q = batch_new(arena);
	enum db_result result;
	size_t failed;

	if (q == NULL)
		return DB_FAILED;
	generation_build(q);
	result = db_ask(sops->db, q, deadline, &failed);
	if (result != DB_OK)
		return result;
	/* Its rows say nothing that an answer shows. */
	sops->digest_known++;
	if (db_rows(sops->db, 0) == 0) {
		log_error("mysql sops: the database has no readable table "
			  "taskflow3_taskflowinstance with a business_id or "
			  "an is_child_taskflow");
		return DB_FAILED;
	}
	sops->found = generation_read(db_get(sops->db, 0, 0).cells[0]);
	sops->found_on = db_connections(sops->db);
	return DB_OK;
}

enum db_result
sops_generation(struct sops *sops, struct arena *arena, int64_t deadline,
    enum config_generation *which)
{
	enum db_result result = DB_OK;

	*which = (enum config_generation)sops->configured;
	if (*which != GENERATION_AUTO)
		return DB_OK;
	if (sops->found_on == 0 || sops->found_on != db_connections(sops->db))
		result = find_generation(sops, arena, deadline);
	*which = sops->found;
	return result;
}

enum db_result
sops_expect(struct sops *sops, enum config_generation wanted,
    struct arena *arena, int64_t deadline)
{
	enum config_generation which;
	enum db_result result = sops_generation(sops, arena, deadline, &which);

	if (result != DB_OK || which == wanted)
		return result;
	log_error("mysql sops: the tables are of %s",
	    wanted == GENERATION_2019
		? "the current generation of bk-sops, which is answered with "
		  "auth = jwt"
		: "the generation of 2019");
	return DB_FAILED;
}

enum db_result
sops_newest_task(struct sops *sops, enum config_generation generation,
    const char *sql, struct arena *arena, int64_t deadline,
    struct newest_task *task)
{
	enum db_result result = sops_expect(sops, generation, arena, deadline);
	struct batch *q = batch_new(arena);
	size_t failed;

	*task = (struct newest_task){.id = 0};
	if (result != DB_OK)
		return result;
	if (q == NULL)
		return DB_FAILED;
	batch_statement(q, "newest task");
	batch_sql(q, sql);
	result = db_ask(sops->db, q, deadline, &failed);
	if (result == DB_OK && db_rows(sops->db, 0) > 0) {
		struct db_row row = db_get(sops->db, 0, 0);

		task->id = (uint64_t)db_int(row.cells[0]);
		task->owner = (uint64_t)db_int(row.cells[1]);
	}
	return result;
}
