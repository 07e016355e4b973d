/* SPDX-License-Identifier: MIT */
#include "doctor/inspect_parts.h"
#include "sops/sops.h"

static bool
find_generation(struct inspect *i, const struct inspect_schema **schema)
{
	struct question *q = question_new(i->arena);
	struct rows rows;

	if (q != NULL)
		generation_build(q);
	if (!inspect_ask(i, q, &rows))
		return false;
	if (rows.nrows == 0)
		return true;
	*schema = generation_read(inspect_cell(&rows, 0, 0)) == GENERATION_2019
		      ? &inspect_2019
		      : &inspect_current;
	return true;
}

static bool
find_line(struct inspect *i, const struct inspect_schema **schema)
{
	struct rows rows;

	if (!inspect_ask_sql(i,
		"SELECT GROUP_CONCAT(column_name ORDER BY column_name)"
		" FROM information_schema.statistics"
		" WHERE table_schema=DATABASE() AND table_name='esb_channel'"
		" AND non_unique=0 GROUP BY index_name",
		&rows))
		return false;
	for (size_t n = 0; n < rows.nrows; n++) {
		struct text columns = inspect_cell(&rows, n, 0);

		if (text_is(columns, "path"))
			*schema = &inspect_p1;
		else if (text_is(columns, "method,path"))
			*schema = &inspect_p2;
	}
	return true;
}

bool
inspect_find_schema(struct inspect *i, const struct inspect_schema **schema)
{
	*schema = NULL;
	return i->database == INSPECT_SOPS ? find_generation(i, schema)
					   : find_line(i, schema);
}

bool
inspect_table_is_there(struct inspect *i, const struct inspect_table *table)
{
	struct question *q = question_new(i->arena);
	struct rows rows;

	if (q != NULL) {
		question_statement(q, "doctor");
		question_sql(q, "SELECT ");
		question_sql(q, table->columns);
		question_sql(q, " FROM ");
		question_sql(q, table->name);
		question_sql(q, " LIMIT 0");
	}
	return inspect_ask(i, q, &rows);
}

/* True when `columns` is "a,b" and the index is (a,b) or (a,b,...). */
static bool
begins_with(struct text index, const char *columns)
{
	return text_starts(index, columns) &&
	       (index.len == strlen(columns) ||
		   index.s[strlen(columns)] == ',');
}

bool
inspect_missing_indexes(
    struct inspect *i, const struct inspect_schema *schema, bool *missing)
{
	struct rows rows;

	/* A part of a column, as in KEY (a(10)), is not that column. */
	if (!inspect_ask_sql(i,
		"SELECT table_name,GROUP_CONCAT(IF(sub_part IS NULL,"
		"column_name,CONCAT(column_name,'(',sub_part,')'))"
		" ORDER BY seq_in_index)"
		" FROM information_schema.statistics"
		" WHERE table_schema=DATABASE()"
		" GROUP BY table_name,index_name",
		&rows))
		return false;
	for (size_t n = 0; n < schema->nindexes; n++) {
		const struct inspect_index *index = &schema->indexes[n];

		missing[n] = true;
		for (size_t row = 0; row < rows.nrows && missing[n]; row++)
			missing[n] = !text_is(inspect_cell(&rows, row, 0),
					 index->table) ||
				     !begins_with(inspect_cell(&rows, row, 1),
					 index->columns);
	}
	return true;
}
