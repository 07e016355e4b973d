/* SPDX-License-Identifier: MIT */
#include "sops_2019/gen2019_count.h"

#include "sops_2019/gen2019.h"

/* What stands between a column and its value. */
static const char *const operators[] = {
    [COUNT_EXACT] = "=",
    [COUNT_CONTAINS] = " LIKE BINARY ",
    [COUNT_STARTSWITH] = " LIKE BINARY ",
    [COUNT_ENDSWITH] = " LIKE BINARY ",
    [COUNT_REGEX] = " REGEXP CONVERT(",
    [COUNT_IEXACT] = " LIKE ",
    [COUNT_ICONTAINS] = " LIKE ",
    [COUNT_ISTARTSWITH] = " LIKE ",
    [COUNT_IENDSWITH] = " LIKE ",
    [COUNT_IREGEX] = " REGEXP ",
    [COUNT_GT] = ">",
    [COUNT_GTE] = ">=",
    [COUNT_LT] = "<",
    [COUNT_LTE] = "<=",
    [COUNT_IN] = " IN(",
    [COUNT_RANGE] = " BETWEEN ",
    [COUNT_IS_NULL] = " IS NULL",
    [COUNT_IS_NOT_NULL] = " IS NOT NULL",
};

/* What stands behind the last value.  A value may be NULL, of which MySQL knows
 * no collation. */
static const char *const closing[] = {
    [COUNT_REGEX] = " USING utf8mb4) COLLATE utf8mb4_bin",
    [COUNT_IN] = ")",
    [COUNT_IS_NOT_NULL] = NULL,
};

static void
add_value(struct question *q, const struct count_value *value)
{
	if (!value->is_number) {
		question_text(q, value->text);
		return;
	}
	if (value->negative)
		question_sql(q, "-");
	question_uint(q, value->number);
}

static void
add_condition(struct question *q, const struct count_condition *c)
{
	const char *between = c->lookup == COUNT_RANGE ? " AND " : ",";

	question_sql(q, " AND ");
	if (c->lookup == COUNT_IN && c->nvalues == 0) {
		question_sql(q, "0");
		return;
	}
	question_sql(q, c->field->column);
	question_sql(q, operators[c->lookup]);
	for (size_t i = 0; i < c->nvalues; i++) {
		if (i > 0)
			question_sql(q, between);
		add_value(q, &c->values[i]);
	}
	if (closing[c->lookup] != NULL)
		question_sql(q, closing[c->lookup]);
}

/* Only what needs the other tables joins them; `inner`: those whose rows must
 * be there. */
static void
add_joins(struct question *q, unsigned int joins, unsigned int inner)
{
	if ((joins & JOIN_INSTANCE) != 0) {
		question_sql(
		    q, (inner & JOIN_INSTANCE) != 0 ? " JOIN" : " LEFT JOIN");
		question_sql(q, " pipeline_pipelineinstance i"
				" ON i.id=t.pipeline_instance_id");
	}
	if ((joins & JOIN_TEMPLATE) != 0) {
		question_sql(
		    q, (inner & JOIN_TEMPLATE) != 0 ? " JOIN" : " LEFT JOIN");
		question_sql(q, " pipeline_pipelinetemplate p"
				" ON p.id=i.template_id");
	}
}

void
gen2019_count(struct question *q, const struct sops_caller *caller,
    const struct count_question *asked)
{
	const struct count_choice *choices = asked->group->choices;
	unsigned int joins = asked->group->joins, inner = 0;

	question_statement(q, "count of tasks");
	question_sql(q, "SELECT COUNT(*)");
	for (size_t i = 0; i < COUNT_CHOICES && choices[i].code != NULL; i++) {
		question_sql(q, ",SUM(");
		question_sql(q, choices[i].is);
		question_sql(q, ")");
	}
	for (size_t i = 0; i < asked->nconditions; i++) {
		joins |= asked->conditions[i].field->joins;
		if (!asked->conditions[i].or_absent)
			inner |= asked->conditions[i].field->joins;
	}
	question_sql(q, " FROM taskflow3_taskflowinstance t"
			" JOIN core_business b"
			" ON b.id=t.business_id AND b.cc_id=");
	question_uint(q, caller->business);
	add_joins(q, joins, inner);
	question_sql(q, " WHERE t.is_deleted=0");
	for (size_t i = 0; i < asked->nconditions; i++)
		add_condition(q, &asked->conditions[i]);
}
