/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "doctor/inspect_parts.h"

/* Characters of a token that are read: the column holds 255, and whatever is
 * longer than auth/token.h looks at is no token. */
#define TOKEN_CUT 2048

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
inspect_zone(struct inspect *i, struct text zone, int64_t at, bool *known,
    int64_t *offset)
{
	struct question *q = question_new(i->arena);
	struct rows rows;

	if (q != NULL) {
		question_statement(q, "doctor");
		question_sql(
		    q, "SELECT TIMESTAMPDIFF(SECOND,t,CONVERT_TZ(t,'+00:00',");
		question_text(q, zone);
		question_sql(q, ")) FROM (SELECT '1970-01-01'+INTERVAL ");
		question_uint(q, (uint64_t)at);
		question_sql(q, " SECOND AS t) moment");
	}
	if (!inspect_ask(i, q, &rows))
		return false;
	*known = inspect_cell(&rows, 0, 0).s != NULL;
	*offset = db_int(inspect_cell(&rows, 0, 0));
	return true;
}

bool
inspect_tokens(struct inspect *i, struct text tokens[INSPECT_TOKENS], size_t *n)
{
	struct question *q = question_new(i->arena);
	struct rows rows;

	if (q != NULL) {
		question_statement(q, "doctor");
		question_sql(q, "SELECT LEFT(token,");
		question_uint(q, TOKEN_CUT);
		question_sql(q, ") FROM login_bktoken ORDER BY id DESC LIMIT ");
		question_uint(q, INSPECT_TOKENS);
	}
	if (!inspect_ask(i, q, &rows))
		return false;
	*n = rows.nrows;
	for (size_t row = 0; row < rows.nrows; row++)
		tokens[row] = inspect_cell(&rows, row, 0);
	return true;
}
