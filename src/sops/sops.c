/* SPDX-License-Identifier: MIT */
#include "sops/sops.h"

#include "base/log.h"
#include "sops/source.h"

#include <stdlib.h>

struct sops *
sops_new(const struct config_pool *config, struct trace *trace)
{
	struct sops *sops = calloc(1, sizeof(*sops));

	if (sops == NULL)
		return NULL;
	sops->configured = config->generation;
	sops->cache = config->paas_cache;
	sops->db = db_new(config, DB_SOPS, trace);
	sops->source = source_new();
	if (sops->db == NULL || sops->source == NULL) {
		sops_free(sops);
		return NULL;
	}
	return sops;
}

void
sops_free(struct sops *sops)
{
	if (sops == NULL)
		return;
	db_free(sops->db);
	source_free(sops->source);
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

	sops_release(sops);
	return ready;
}

void
sops_release(struct sops *sops)
{
	db_release(sops->db);
	source_start(sops->source, db_round_trips(sops->db));
}

bool
sops_digest(struct sops *sops, unsigned char digest[SOPS_DIGEST])
{
	return source_digest(sops->source, db_round_trips(sops->db), digest);
}

uint64_t
sops_round_trips(const struct sops *sops)
{
	return db_round_trips(sops->db);
}

void
generation_build(struct question *q)
{
	question_statement(q, "information_schema");
	question_sql(q, "SELECT column_name FROM information_schema.columns"
			" WHERE table_schema=DATABASE()"
			" AND table_name='taskflow3_taskflowinstance'"
			" AND column_name IN('business_id','project_id')"
			" ORDER BY column_name DESC");
}

enum config_generation
generation_read(struct text cell)
{
	return text_is(cell, "business_id") ? GENERATION_2019
					    : GENERATION_CURRENT;
}

static enum db_result
find(struct sops *sops, struct arena *arena, int64_t deadline)
{
	struct question *q = question_new(arena);
	enum db_result result;
	size_t failed;

	if (q == NULL)
		return DB_FAILED;
	generation_build(q);
	result = db_ask(sops->db, q, deadline, &failed);
	if (result != DB_OK)
		return result;
	source_skip(sops->source);
	if (db_rows(sops->db, 0) == 0) {
		log_error("mysql sops: the database has no readable table "
			  "taskflow3_taskflowinstance with a business_id");
		return DB_FAILED;
	}
	sops->found = generation_read(db_get(sops->db, 0, 0).cells[0]);
	sops->found_on = db_connections(sops->db);
	return DB_OK;
}

enum db_result
sops_generation(struct sops *sops, struct arena *arena, int64_t deadline)
{
	enum config_generation which = (enum config_generation)sops->configured;

	if (which == GENERATION_AUTO) {
		enum db_result result = DB_OK;

		if (sops->found_on == 0 ||
		    sops->found_on != db_connections(sops->db))
			result = find(sops, arena, deadline);
		if (result != DB_OK)
			return result;
		which = sops->found;
	}
	if (which == GENERATION_2019)
		return DB_OK;
	log_error("mysql sops: the tables are of the current generation of "
		  "bk-sops, which this version does not read");
	return DB_FAILED;
}
