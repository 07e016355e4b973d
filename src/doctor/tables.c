/* SPDX-License-Identifier: MIT */
/* The tables of a database: whose they are, and whether all is there. */
#include "doctor/checkup.h"

/* What the configuration says that the tables are; NULL: that we find out. */
static const struct inspect_schema *
configured(const struct checkup *c)
{
	if (c->database == INSPECT_PAAS)
		return strcmp(c->pool->esb_profile, inspect_p2.setting) == 0
			   ? &inspect_p2
			   : &inspect_p1;
	switch (c->pool->generation) {
	case GENERATION_2019:
		return &inspect_2019;
	case GENERATION_CURRENT:
		return &inspect_current;
	default:
		return NULL;
	}
}

/* The line of the PaaS is not asked for by workers. */
static void
report_unknown(struct checkup *c, const char *name)
{
	if (c->database == INSPECT_SOPS)
		checkup_find(c, name, FINDING_ERROR,
		    "%s has no readable table taskflow3_taskflowinstance with "
		    "a business_id; is this bk-sops' database, and may the "
		    "account read it?",
		    c->where->database);
	else
		checkup_find(c, name, FINDING_WARNING,
		    "%s has no readable table esb_channel with the unique key "
		    "of a line of the PaaS; is this the PaaS' database, and "
		    "may the account read it?",
		    c->where->database);
}

void
check_generation(struct checkup *c, const char *name)
{
	const char *key =
	    c->database == INSPECT_SOPS ? "generation" : "esb.profile";
	const struct inspect_schema *set = configured(c), *found;

	if (!inspect_find_schema(c->server, &found)) {
		checkup_find_unasked(c, name);
	} else if (found == NULL) {
		report_unknown(c, name);
		c->schema = set;
	} else if (found->tables == NULL) {
		checkup_find(c, name, FINDING_ERROR,
		    "the tables are of %s, which this version does not read",
		    found->name);
	} else if (set != NULL && set != found) {
		checkup_find(c, name, FINDING_ERROR,
		    "the tables are of %s, but %s = %s; set it to %s",
		    found->name, key, set->setting, found->setting);
	} else {
		checkup_find(
		    c, name, FINDING_OK, "the tables are of %s", found->name);
		c->schema = found;
	}
}

void
check_tables(struct checkup *c, const char *name)
{
	bool good = true;

	for (size_t i = 0; i < c->schema->ntables; i++) {
		const struct inspect_table *table = &c->schema->tables[i];

		if (inspect_table_is_there(c->server, table))
			continue;
		good = false;
		checkup_find(c, name, FINDING_ERROR,
		    "%s cannot be read: %s; is it the right database, and has "
		    "the account SELECT on all of it?",
		    table->name, inspect_why(c->server));
		if (!inspect_is_open(c->server))
			return;
	}
	if (good)
		checkup_find(c, name, FINDING_OK,
		    "all %zu tables can be read, with their columns",
		    c->schema->ntables);
}

/* "on engine_data (id), which get_task_detail gains from, on ..." of those
 * that are missing; "" when none is. */
static struct text
list_missing(const struct checkup *c, const bool *missing)
{
	struct text list = TEXT("");

	for (size_t i = 0; i < c->schema->nindexes && list.s != NULL; i++) {
		const struct inspect_index *index = &c->schema->indexes[i];

		if (missing[i])
			list = arena_printf(c->arena,
			    "%.*s%son %s (%s), which %s gains from",
			    TEXT_ARG(list), list.len == 0 ? "" : ", ",
			    index->table, index->columns, index->gains);
	}
	return list;
}

/* The file is loaded by force, which passes over those that are there. */
void
check_indexes(struct checkup *c, const char *name)
{
	const struct inspect_schema *schema = c->schema;
	bool *missing =
	    arena_array(c->arena, schema->nindexes, sizeof(*missing));
	struct text list;

	if (missing == NULL ||
	    !inspect_missing_indexes(c->server, schema, missing)) {
		checkup_find_unasked(c, name);
		return;
	}
	list = list_missing(c, missing);
	if (list.s == NULL)
		checkup_find(c, name, FINDING_ERROR, "out of memory");
	else if (list.len > 0)
		checkup_find(c, name, FINDING_WARNING,
		    "no index %.*s; to add what is missing: %s --force %s < %s",
		    TEXT_ARG(list), checkup_client(c), c->where->database,
		    schema->indexes_file);
	else
		checkup_find(
		    c, name, FINDING_OK, "all that are recommended are there");
}
