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

/* Nobody has both in one database: one name was written for the other. */
static bool
is_database_of_sops(const struct checkup *c)
{
	return strcmp(c->pool->paas.database, c->pool->sops.database) == 0;
}

/* The line of the PaaS is not asked for by workers, so its tables may be read
 * all the same. */
static void
report_unknown(struct checkup *c, const char *name)
{
	if (c->database == INSPECT_SOPS)
		checkup_find(c, name, FINDING_ERROR,
		    "%s has no readable table taskflow3_taskflowinstance with "
		    "a business_id; is this bk-sops' database, and may the "
		    "account read it?",
		    c->where->database);
	else if (is_database_of_sops(c))
		checkup_find(c, name, FINDING_ERROR,
		    "mysql.paas.database = %s is that of mysql.sops.database, "
		    "as when it is not set, and has no readable table "
		    "esb_channel; set it to the PaaS' database, such as "
		    "open_paas",
		    c->where->database);
	else {
		checkup_find(c, name, FINDING_WARNING,
		    "%s has no readable table esb_channel with the unique key "
		    "of a line of the PaaS; is this the PaaS' database, and "
		    "may the account read it?",
		    c->where->database);
		c->schema = configured(c);
	}
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

/* Why tables cannot be read. */
struct unread {
	size_t count;
	struct text names; /* "engine_data, engine_status" */
	struct text why;   /* of the first */
	unsigned int error;
};

static void
add_unread(
    struct checkup *c, struct unread *unread, const struct inspect_table *table)
{
	if (unread->count++ == 0) {
		unread->names = arena_printf(c->arena, "%s", table->name);
		unread->why =
		    arena_printf(c->arena, "%s", inspect_why(c->server));
		unread->error = inspect_error(c->server);
	} else
		unread->names = arena_printf(
		    c->arena, "%.*s, %s", TEXT_ARG(unread->names), table->name);
}

/* 'bksops_ro'@'%' of bksops_ro@% */
static struct text
quote_account(const struct checkup *c)
{
	struct inspect_account account;
	const char *at;

	if (!inspect_account(c->server, &account))
		return TEXT("the account");
	at = memrchr(account.name.s, '@', account.name.len);
	if (at == NULL ||
	    memchr(account.name.s, '\'', account.name.len) != NULL ||
	    memchr(account.name.s, '\\', account.name.len) != NULL)
		return TEXT("the account");
	return arena_printf(c->arena, "'%.*s'@'%.*s'",
	    (int)(at - account.name.s), account.name.s,
	    (int)(account.name.s + account.name.len - at - 1), at + 1);
}

static void
report_unread(struct checkup *c, const char *name, const struct unread *unread)
{
	bool denied = unread->error == 1142 || unread->error == 1143;

	checkup_find(c, name, FINDING_ERROR,
	    "%zu of %zu tables: %.*s cannot be read: %.*s; %s", unread->count,
	    c->schema->ntables, TEXT_ARG(unread->names), TEXT_ARG(unread->why),
	    denied ? checkup_grant(c, quote_account(c))
		   : "is it the right database, and has the account SELECT on "
		     "all of it?");
	/* What else is asked of the tables would fail over these. */
	c->schema = NULL;
}

/* In one line, so that a cause that they share is seen. */
void
check_tables(struct checkup *c, const char *name)
{
	struct unread unread = {.names = TEXT("")};

	for (size_t i = 0; i < c->schema->ntables && inspect_is_open(c->server);
	     i++) {
		const struct inspect_table *table = &c->schema->tables[i];

		if (!inspect_table_is_there(c->server, table))
			add_unread(c, &unread, table);
	}
	if (unread.count > 0)
		report_unread(c, name, &unread);
	else
		checkup_find(c, name, FINDING_OK,
		    "all %zu tables can be read, with their columns",
		    c->schema->ntables);
}

/* "(id), (node_id, id)" that the table of an index lacks, which are not missing
 * from then on. */
static struct text
take_missing(const struct checkup *c, const char *table, bool *missing)
{
	struct text list = TEXT("");

	for (size_t i = 0; i < c->schema->nindexes && list.s != NULL; i++) {
		const struct inspect_index *index = &c->schema->indexes[i];

		if (!missing[i] || strcmp(index->table, table) != 0)
			continue;
		list = arena_printf(c->arena, "%.*s%s(%s)", TEXT_ARG(list),
		    list.len == 0 ? "" : ", ", index->columns);
		missing[i] = false;
	}
	return list;
}

/* The file is loaded by force, which passes over those that are there. */
static void
report_missing(
    struct checkup *c, const char *name, const char *table, struct text columns)
{
	if (columns.s == NULL)
		checkup_find(c, name, FINDING_ERROR, "out of memory");
	else
		checkup_find(c, name, FINDING_WARNING,
		    "no index on %s %.*s; to add what is missing: %s --force "
		    "--database=%s < %s",
		    table, TEXT_ARG(columns), checkup_client(c),
		    checkup_word(c, c->where->database),
		    checkup_word(c, c->schema->indexes_file));
}

/* A line for each table. */
void
check_indexes(struct checkup *c, const char *name)
{
	const struct inspect_schema *schema = c->schema;
	bool *missing =
	    arena_array(c->arena, schema->nindexes, sizeof(*missing));
	bool good = true;

	if (missing == NULL ||
	    !inspect_missing_indexes(c->server, schema, missing)) {
		checkup_find_unasked(c, name);
		return;
	}
	for (size_t i = 0; i < schema->nindexes; i++) {
		const struct inspect_index *index = &schema->indexes[i];

		if (!missing[i])
			continue;
		good = false;
		report_missing(c, name, index->table,
		    take_missing(c, index->table, missing));
	}
	if (good)
		checkup_find(
		    c, name, FINDING_OK, "all that are recommended are there");
}
