/* SPDX-License-Identifier: MIT */
/*
 * query_task_count (sops 3.8): how many tasks of a business there are, in all
 * and by a choice.  What may be asked for is a table of fields and choices; a
 * query is made of its entries, so that no text of a client names a column.
 */
#ifndef SOPS_2019_COUNT_H
#define SOPS_2019_COUNT_H

#include "sops/call.h"

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

struct count_model {
	const struct count_field *fields;
	size_t nfields;
	const struct count_group *groups;
	size_t ngroups;
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
 * Makes conditions of the parameter, NULL or an object.  OUTCOME_REFUSED with a
 * message that names the key, its value and why, OUTCOME_FAULT where bk-sops
 * fails.  What reaches another business or deleted tasks is refused.
 */
enum outcome
count_conditions(struct call *call, const struct count_model *model,
    const struct param *param, struct count_query *asked);

/* Refuses the conditions for a pattern, with what the database says of it. */
enum outcome count_refuse_pattern(struct call *call, struct text why);

/* The values of conditions, as Django makes them those of a field. */
struct count_values {
	struct arena *arena;
	const char *why; /* out: why it is refused; NULL: out of memory */
};

/* One value for a field of this kind; false and v->why when it does not fit. */
bool count_value(struct count_values *v, enum count_kind kind,
    const struct param *param, struct count_value *value);

/* Fills in the values of a condition, whose field and lookup are set. */
bool count_values(struct count_values *v, const struct param *param,
    struct count_condition *condition);

#endif
