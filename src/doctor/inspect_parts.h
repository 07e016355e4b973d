/* SPDX-License-Identifier: MIT */
/* For inspect*.c alone. */
#ifndef DOCTOR_INSPECT_PARTS_H
#define DOCTOR_INSPECT_PARTS_H

#include "doctor/inspect.h"
#include "mysql/db.h"
#include "mysql/session.h"

struct inspect {
	struct config_mysql where; /* with this one server */
	enum inspect_database database;
	struct session session;
	struct arena *arena;
	int64_t deadline;
	struct error error;
	const char *name;
};

/* Asks; false and i->error.  Cells live until the next question. */
bool inspect_ask(struct inspect *i, struct question *q, struct rows *rows);

/* Asks one statement that stands in our source. */
bool inspect_ask_sql(struct inspect *i, const char *sql, struct rows *rows);

/* Cell `column` of row `row`. */
struct text inspect_cell(const struct rows *rows, size_t row, size_t column);

#endif
