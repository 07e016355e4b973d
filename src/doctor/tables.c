/* SPDX-License-Identifier: MIT */
/* The tables of a database: whose they are, and whether all is there. */
#include "doctor/checkup.h"

static void
check_sops_generation(struct checkup *c, const char *name)
{
	enum config_generation found;

	if (!inspect_generation(c->server, &found))
		checkup_find_unasked(c, name);
	else if (found == GENERATION_AUTO)
		checkup_find_server(c, name, FINDING_ERROR,
		    "%s has no readable table taskflow3_taskflowinstance with "
		    "a business_id; is this bk-sops' database, and may the "
		    "account read it?",
		    c->where->database);
	else if (found == GENERATION_CURRENT)
		checkup_find_server(c, name, FINDING_ERROR,
		    "the tables are of the current generation of bk-sops "
		    "(3.4.7 and later), which this version does not read");
	else
		checkup_find_server(c, name, FINDING_OK,
		    "the tables are of bk-sops' generation 2019");
}

static void
check_paas_line(struct checkup *c, const char *name)
{
	enum inspect_line found;

	if (!inspect_line(c->server, &found))
		checkup_find_unasked(c, name);
	else if (found == INSPECT_P1)
		checkup_find_server(
		    c, name, FINDING_OK, "the tables are of the PaaS' line P1");
	else if (found == INSPECT_P2)
		checkup_find_server(c, name, FINDING_ERROR,
		    "the tables are of the PaaS' line P2, whose rules this "
		    "version does not know");
	else
		checkup_find_server(c, name, FINDING_WARNING,
		    "the unique key of esb_channel tells no line of the PaaS; "
		    "is %s the PaaS' database?",
		    c->where->database);
}

void
check_generation(struct checkup *c, const char *name)
{
	if (c->database == INSPECT_SOPS)
		check_sops_generation(c, name);
	else
		check_paas_line(c, name);
}

void
check_tables(struct checkup *c, const char *name)
{
	unsigned int there = 0, bad = 0;

	for (size_t i = 0; i < inspect_tables_count; i++) {
		const struct inspect_table *table = &inspect_tables[i];

		if (table->database != c->database)
			continue;
		if (inspect_table_is_there(c->server, table)) {
			there++;
			continue;
		}
		bad++;
		checkup_find_server(c, name, FINDING_ERROR,
		    "%s cannot be read: %s; is it the right database, and has "
		    "the account SELECT on all of it?",
		    table->name, inspect_why(c->server));
		if (!inspect_is_open(c->server))
			return;
	}
	if (bad == 0)
		checkup_find_server(c, name, FINDING_OK,
		    "all %u tables can be read, with their columns", there);
}

void
check_indexes(struct checkup *c, const char *name)
{
	bool *missing =
	    arena_array(c->arena, inspect_indexes_count, sizeof(*missing));
	const char *file = c->database == INSPECT_SOPS
			       ? "schema/indexes.sql"
			       : "schema/indexes-paas.sql";
	bool good = true;

	if (missing == NULL || !inspect_missing_indexes(c->server, missing)) {
		checkup_find_unasked(c, name);
		return;
	}
	for (size_t i = 0; i < inspect_indexes_count; i++) {
		const struct inspect_index *index = &inspect_indexes[i];

		if (!missing[i])
			continue;
		good = false;
		checkup_find_server(c, name, FINDING_WARNING,
		    "no index on %s (%s), which %s gains from; %s has it",
		    index->table, index->columns, index->gains, file);
	}
	if (good)
		checkup_find_server(
		    c, name, FINDING_OK, "all that are recommended are there");
}
