/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "store/inspect_parts.h"

bool
inspect_limits(struct inspect *i, struct inspect_limits *limits)
{
	struct rows rows;

	if (!inspect_ask_sql(i,
		"SELECT @@GLOBAL.max_connections,"
		"@@SESSION.max_user_connections",
		&rows))
		return false;
	limits->connections = db_int(inspect_cell(&rows, 0, 0));
	limits->user_connections = db_int(inspect_cell(&rows, 0, 1));
	return true;
}

bool
inspect_clock(struct inspect *i, int64_t *ahead)
{
	int64_t before = clock_wall_us();
	struct rows rows;

	if (!inspect_ask_sql(i,
		"SELECT TIMESTAMPDIFF(MICROSECOND,'1970-01-01',"
		"UTC_TIMESTAMP(6))",
		&rows))
		return false;
	/* The server looked at its clock somewhere in between. */
	*ahead = db_int(inspect_cell(&rows, 0, 0)) -
		 (before + (clock_wall_us() - before) / 2);
	return true;
}

bool
inspect_tokens(struct inspect *i, struct text tokens[INSPECT_TOKENS], size_t *n)
{
	struct question *q = question_new(i->arena);
	struct rows rows;

	if (q != NULL) {
		question_statement(q, "doctor");
		question_sql(q,
		    "SELECT token FROM login_bktoken ORDER BY id DESC LIMIT ");
		question_uint(q, INSPECT_TOKENS);
	}
	if (!inspect_ask(i, q, &rows))
		return false;
	*n = rows.nrows;
	for (size_t row = 0; row < rows.nrows; row++)
		tokens[row] = inspect_cell(&rows, row, 0);
	return true;
}

bool
inspect_newest_task(struct inspect *i, struct inspect_task *task)
{
	struct rows rows;

	/* From the end of the primary key: a join would sort all tasks. */
	if (!inspect_ask_sql(i,
		"SELECT t.id,(SELECT b.cc_id FROM core_business b"
		" WHERE b.id=t.business_id)"
		" FROM taskflow3_taskflowinstance t FORCE INDEX(PRIMARY)"
		" WHERE t.business_id IS NOT NULL"
		" AND t.pipeline_instance_id IS NOT NULL"
		" ORDER BY t.id DESC LIMIT 1",
		&rows))
		return false;
	*task = (struct inspect_task){.id = 0};
	if (rows.nrows > 0) {
		task->id = (uint64_t)db_int(inspect_cell(&rows, 0, 0));
		task->business = (uint64_t)db_int(inspect_cell(&rows, 0, 1));
	}
	return true;
}
