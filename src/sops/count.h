/* SPDX-License-Identifier: MIT */
/*
 * query_task_count (sops 3.8, sops-current 4.14): how many tasks there are, in
 * all and by a choice.  What may be asked for is a table of fields and choices;
 * a query is made of its entries, so that no text of a client names a column.
 */
#ifndef SOPS_COUNT_H
#define SOPS_COUNT_H

#include "sops/query.h"

#define COUNT_CHOICES	 8    /* of one group, at most */
#define COUNT_CONDITIONS 256  /* of one query, at most */
#define COUNT_VALUES	 4096 /* of one condition, at most */

enum count_kind {
	COUNT_TEXT,
	COUNT_INTEGER,
	COUNT_BOOLEAN,
	COUNT_TIME,
	COUNT_RELATION, /* of another table by its id */
	COUNT_OTHER	/* bk-sops knows it, and it is not asked for here */
};

/* A field by the name that bk-sops gives it: "pipeline_instance__name". */
struct count_field {
	const char *name;
	enum count_kind kind;
	const char *column;
	unsigned int joins; /* the generation's own */
};

/* Codes compare exactly, as Python compares them, not by collation. */
#define COUNT_IS(column, code) "CAST(" column " AS BINARY)='" code "'"

struct count_choice {
	const char *code;
	const char *chinese;
	const char *english;
	const char *is; /* SQL: whether a task counts for it */
};

struct count_group {
	const char *name;
	unsigned int joins;
	/* A pattern that the database refuses is a fault of bk-sops, which
	 * counts this group outside the "try" around its conditions. */
	bool fails;
	struct count_choice choices[COUNT_CHOICES]; /* up to the first code that
						     * is NULL */
};

struct count_values;

/* What becomes of a condition on what bk-sops filters by itself. */
enum count_own {
	COUNT_OWN_MEANT,   /* it is one as all others */
	COUNT_OWN_DROPPED, /* it is none */
	COUNT_OWN_REFUSED  /* for the reason v->why */
};

struct count_model {
	const struct count_field *fields;
	size_t nfields;
	const struct count_group *groups;
	size_t ngroups;

	/* Names of conditions that count for nothing; NULL behind the last. */
	const char *const *dropped;
	/* Names that bk-sops filters by itself, and what one of them means. */
	const char *const *own;
	enum count_own (*take_own)(struct call *call, struct count_values *v,
	    const struct param *param);
	/*
	 * The rules of the current generation: lists of creation methods,
	 * create_time and finish_time are always numbers of milliseconds, and
	 * what bk-sops reads and this does not is forwarded, not refused.
	 */
	bool current;
	/* Of refusals of a parameter, and of a condition; 0: they have none.
	 */
	int param_code, code;
};

/* The lookups of Django's ORM; those that tell upper from lower case, and
 * then those that do not. */
enum count_lookup {
	COUNT_EXACT,
	COUNT_CONTAINS,
	COUNT_STARTSWITH,
	COUNT_ENDSWITH,
	COUNT_REGEX,
	COUNT_IEXACT,
	COUNT_ICONTAINS,
	COUNT_ISTARTSWITH,
	COUNT_IENDSWITH,
	COUNT_IREGEX,
	COUNT_GT,
	COUNT_GTE,
	COUNT_LT,
	COUNT_LTE,
	COUNT_IN,    /* any number of values, also none: nothing matches */
	COUNT_RANGE, /* two values */
	COUNT_IS_NULL,
	COUNT_IS_NOT_NULL
};

/* A number or a text; a text whose .s is NULL equals nothing. */
struct count_value {
	bool is_number;
	bool negative;
	uint64_t number;
	struct text text;
};

struct count_condition {
	const struct count_field *field;
	enum count_lookup lookup;
	bool or_absent; /* also for a task without the row that has the field */
	struct count_value *values;
	size_t nvalues;
};

struct count_query {
	const struct count_group *group;
	struct count_condition *conditions;
	size_t nconditions;
};

/*
 * Makes a query of the parameters "conditions" and "group_by".  OUTCOME_REFUSED
 * with a message that names the parameter, or the key of a condition, its value
 * and why, OUTCOME_FAULT where bk-sops fails, OUTCOME_FORWARD in the current
 * generation alone.
 */
enum outcome count_read_query(struct call *call,
    const struct count_model *model, struct count_query *asked);

/* Refuses the conditions for a pattern, with what the database says of it. */
enum outcome count_refuse_pattern(
    struct call *call, const struct count_model *model, struct text why);

/* The tables that a query needs; *inner: those whose rows must be there. */
unsigned int count_joins(const struct count_query *asked, unsigned int *inner);

/* Writes "SELECT COUNT(*)" and a sum for each choice of the group. */
void count_select(struct batch *q, const struct count_group *group);

/* Writes the conditions, each with " AND". */
void count_where(struct batch *q, const struct count_query *asked);

/* What count_select counts. */
struct count_totals {
	int64_t total;
	int64_t choices[COUNT_CHOICES];
};
void count_read(struct db_row row, struct count_totals *totals);

/* Writes the members "total" and "groups". */
void count_write(struct json_writer *w, const struct count_group *group,
    const struct count_totals *totals, bool english);

/* The `why` of a value that only bk-sops itself reads. */
extern const char count_elsewhere[];

/* The values of conditions, as Django makes them those of a field. */
struct count_values {
	struct arena *arena;
	bool current;	 /* in: as the model says */
	const char *why; /* out: why it is refused, count_elsewhere among them;
			  * NULL: out of memory */
};

/* One value for a field of this kind; false and v->why when it does not fit. */
bool count_value(struct count_values *v, enum count_kind kind,
    const struct param *param, struct count_value *value);

/* Fills in the values of a condition, whose field and lookup are set. */
bool count_values(struct count_values *v, const struct param *param,
    struct count_condition *condition);

#endif
