/* SPDX-License-Identifier: MIT */
/* The conditions of query_task_count (sops 3.8, steps 4 to 6, and sops-current
 * 4.14): read, and written as SQL. */
#include "sops/count.h"

#include "params/json.h"
#include "sops/param_value.h"

#define INSTANCE "pipeline_instance__"

/* Bytes of a key, of a value and of what the database says of it, that a
 * message shows. */
#define SHOWN_MAX 200

/* "pipeline_instance__name__contains": a field, and what follows it. */
struct key {
	const struct count_field *field;
	struct text first, last; /* lookup; "exact" when there is none */
	size_t count;
};

/* Bytes of a field's name, with those it is reached through. */
#define FIELD_MAX 128

static const struct {
	const char *name;
	enum count_lookup lookup;
	bool of_relations;
} lookups[] = {
    {"exact", COUNT_EXACT, true},
    {"iexact", COUNT_IEXACT, false},
    {"contains", COUNT_CONTAINS, false},
    {"icontains", COUNT_ICONTAINS, false},
    {"startswith", COUNT_STARTSWITH, false},
    {"istartswith", COUNT_ISTARTSWITH, false},
    {"endswith", COUNT_ENDSWITH, false},
    {"iendswith", COUNT_IENDSWITH, false},
    {"regex", COUNT_REGEX, false},
    {"iregex", COUNT_IREGEX, false},
    {"gt", COUNT_GT, true},
    {"gte", COUNT_GTE, true},
    {"lt", COUNT_LT, true},
    {"lte", COUNT_LTE, true},
    {"in", COUNT_IN, true},
    {"range", COUNT_RANGE, false},
};

/* Splits off what stands before the first "__". */
static bool
split(struct text *rest, struct text *part)
{
	const char *at;

	if (rest->s == NULL)
		return false;
	at = rest->len < 2 ? NULL : memmem(rest->s, rest->len, "__", 2);
	*part = *rest;
	if (at == NULL) {
		*rest = TEXT_NONE;
		return true;
	}
	part->len = (size_t)(at - rest->s);
	rest->s = at + 2;
	rest->len -= part->len + 2;
	return true;
}

static const struct count_field *
find_field(const struct count_model *model, const char *path)
{
	for (size_t i = 0; i < model->nfields; i++)
		if (strcmp(model->fields[i].name, path) == 0)
			return &model->fields[i];
	return NULL;
}

/* The field one step further; NULL: there is no such field. */
static const struct count_field *
step_further(
    const struct count_model *model, char path[FIELD_MAX], struct text part)
{
	size_t len = strlen(path);
	const struct count_field *field;

	if (text_is(part, "pk"))
		part = TEXT("id");
	if (len + part.len + 3 > FIELD_MAX || part.len == 0 ||
	    memchr(part.s, '\0', part.len) != NULL)
		return NULL;
	if (len > 0) {
		memcpy(path + len, "__", 2);
		memcpy(path + len + 2, part.s, part.len);
		path[len + 2 + part.len] = '\0';
	} else {
		memcpy(path, part.s, part.len);
		path[part.len] = '\0';
	}
	field = find_field(model, path);
	if (field == NULL)
		path[len] = '\0';
	return field;
}

static void
read_lookups(struct text rest, struct key *key)
{
	struct text part;

	key->count = 0;
	key->first = key->last = TEXT("exact");
	while (split(&rest, &part)) {
		if (key->count++ == 0)
			key->first = part;
		key->last = part;
	}
}

/* Takes a key apart.  False when it begins with no field. */
static bool
read_key(const struct count_model *model, struct text name, struct key *key)
{
	char path[FIELD_MAX] = "";
	struct text rest = name, part, before;
	const struct count_field *field;

	if (!split(&rest, &part))
		return false;
	key->field = step_further(model, path, part);
	if (key->field == NULL)
		return false;
	for (before = rest; split(&rest, &part); before = rest) {
		field = step_further(model, path, part);
		if (field == NULL)
			break;
		key->field = field;
	}
	read_lookups(before, key);
	return true;
}

/* Further names that Django knows behind a field: parts of a time. */
static bool
is_elsewhere(const struct key *key)
{
	static const char *const parts[] = {"date", "year", "iso_year", "month",
	    "day", "week", "week_day", "iso_week_day", "quarter", "time",
	    "hour", "minute", "second"};

	if (key->field->kind == COUNT_OTHER || text_is(key->last, "regex") ||
	    text_is(key->last, "iregex"))
		return true;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (key->field->kind == COUNT_TIME &&
		    text_is(key->first, parts[i]))
			return true;
	return false;
}

/*
 * The lookup of a key.  NULL, or why it is refused: Django does not have it
 * for such a field, or it is not answered here.  *is_null: it is "isnull", and
 * *lookup not set.
 */
static const char *
find_lookup(const struct count_model *model, const struct key *key,
    enum count_lookup *lookup, bool *is_null)
{
	bool relation = key->field->kind == COUNT_RELATION;

	if (model->current && is_elsewhere(key))
		return count_elsewhere;
	if (key->field->kind == COUNT_OTHER)
		return "this field is not supported";
	*is_null = key->count == 1 && text_is(key->first, "isnull");
	if (*is_null)
		return NULL;
	for (size_t i = 0; i < sizeof(lookups) / sizeof(*lookups); i++) {
		if (key->count > 1 || !text_is(key->first, lookups[i].name) ||
		    (relation && !lookups[i].of_relations))
			continue;
		*lookup = lookups[i].lookup;
		return NULL;
	}
	return "this field has no such lookup";
}

/* A condition under the name that Django gets. */
struct named {
	struct text name;
	const struct param *param;
	struct text time;  /* that the parameter stands for; .s NULL: none */
	bool out_of_range; /* not in the years 1 to 9999 */
};

struct reading {
	struct call *call;
	const struct count_model *model;
	struct named *named;
	size_t count;
	struct count_query *asked;
	struct count_values values;
};

static enum outcome
refuse_with(struct call *call, int code, struct text message)
{
	return code == 0
		   ? call_refuse(call, message)
		   : call_refuse_code(call, code, CALL_DATA_ABSENT, message);
}

/* Why is NULL when out of memory. */
static enum outcome
refuse_condition(struct call *call, const struct count_model *model,
    const struct param *p, const char *why)
{
	struct text key = arena_show(call->arena, p->name, SHOWN_MAX);
	struct text value = arena_show(call->arena, p->value, SHOWN_MAX);
	const char *quote = p->type == PARAM_STRING ? "\"" : "";

	if (why == count_elsewhere)
		return call_forward(call, why);
	if (why == NULL || key.s == NULL || value.s == NULL)
		return call_fault(call, "out of memory");
	return refuse_with(call, model->code,
	    ARENA_JOIN(call->arena,
		TEXT("query_task_list params conditions[\""), key, TEXT("\": "),
		text_of(quote), value, text_of(quote),
		TEXT("] have invalid key or value: "), text_of(why)));
}

static bool
is_among(const char *const *names, struct text name)
{
	while (*names != NULL && !text_is(name, *names))
		names++;
	return *names != NULL;
}

/* Step 5.  What bk-sops sets itself is not dropped: that would drop the
 * business. */
static bool
is_dropped(const struct count_model *model, const struct param *p)
{
	if (is_among(model->own, p->name))
		return false;
	if (p->type == PARAM_STRING &&
	    (p->value.len == 0 || text_is(p->value, "None")))
		return true;
	return is_among(model->dropped, p->name);
}

static bool
is_of_instance(struct text name)
{
	static const char *const prefixes[] = {"name", "create_time", "creator",
	    "executor", "start_time", "finish_time", "is_started",
	    "is_finished"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (text_starts(name, prefixes[i]))
			return true;
	return false;
}

/* create_time and finish_time are milliseconds, and both are compared with
 * when the task was made. */
static enum outcome
read_time(struct reading *r, struct named *n)
{
	bool finish = text_is(n->param->name, "finish_time");
	const struct param *p = n->param;
	struct text number = p->value;
	bool current = r->model->current;
	struct datetime time;

	n->name = finish ? TEXT(INSTANCE "create_time__lt")
			 : TEXT(INSTANCE "create_time__gte");
	if (p->type == PARAM_TRUE || p->type == PARAM_FALSE)
		number = TEXT("0"); /* of a thousandth */
	else if (p->type != PARAM_INT && p->type != PARAM_FLOAT)
		return call_fault(
		    r->call, finish ? "conditions: finish_time is no number"
				    : "conditions: create_time is no number");
	time = datetime_of_ms(
	    number, current || p->type == PARAM_FLOAT, finish ? 24 * 3600 : 0);
	n->out_of_range = !time.is_set;
	if (n->out_of_range && current)
		return call_fault(r->call, "conditions: a time has no date");
	if (n->out_of_range)
		return finish ? call_fault(r->call, "conditions: finish_time "
						    "is out of range")
			      : OUTCOME_OK;
	n->time = datetime_to_stored(r->call->arena, time);
	return n->time.s != NULL ? OUTCOME_OK
				 : call_fault(r->call, "out of memory");
}

/* Whose value is a list; what is false in Python is none. */
static bool
is_list(const struct reading *r, const struct param *p)
{
	return r->model->current && text_is(p->name, "create_method");
}

static bool
is_time(const struct param *p)
{
	return text_is(p->name, "create_time") ||
	       text_is(p->name, "finish_time");
}

/* The last one of a name counts, at the place of the first. */
static void
add_named(struct reading *r, const struct named *n)
{
	size_t i = 0;

	while (i < r->count && !text_eq(r->named[i].name, n->name))
		i++;
	r->named[i] = *n;
	if (i == r->count)
		r->count++;
}

static enum outcome
name_conditions(struct reading *r, const struct members *members)
{
	for (size_t i = 0; i < members->count; i++) {
		const struct param *p = &members->items[i];
		struct named n = {.name = p->name, .param = p};
		enum outcome outcome = OUTCOME_OK;

		/* Today's bk-sops takes the times before it drops any. */
		if (is_dropped(r->model, p) &&
		    !(r->model->current && is_time(p)))
			continue;
		if (is_list(r, p) && !param_is_true(p))
			continue;
		if (is_time(p))
			outcome = read_time(r, &n);
		else if (is_list(r, p))
			n.name = TEXT("create_method__in");
		else if (is_of_instance(p->name))
			n.name =
			    ARENA_JOIN(r->call->arena, TEXT(INSTANCE), p->name);
		if (outcome != OUTCOME_OK)
			return outcome;
		if (n.name.s == NULL)
			return call_fault(r->call, "out of memory");
		add_named(r, &n);
	}
	return OUTCOME_OK;
}

/* The lookup and the values of a condition whose field is known. */
static enum outcome
read_value(struct reading *r, const struct named *n, const struct key *key,
    struct count_condition *c)
{
	struct call *call = r->call;
	bool is_null = n->param->type == PARAM_NULL;
	const char *why;

	if (n->out_of_range)
		return refuse_condition(call, r->model, n->param,
		    "must be milliseconds of the years 1 to 9999");
	if (is_null && !text_is(key->last, "exact") &&
	    !text_is(key->last, "iexact"))
		return refuse_condition(call, r->model, n->param,
		    "must not be null with this lookup");
	if (is_null && key->field->kind != COUNT_OTHER) {
		c->lookup = COUNT_IS_NULL;
		c->or_absent = true;
		return OUTCOME_OK;
	}
	why = find_lookup(r->model, key, &c->lookup, &is_null);
	if (why == NULL && is_null && r->model->current &&
	    n->param->type != PARAM_TRUE && n->param->type != PARAM_FALSE)
		why = count_elsewhere; /* Django has changed its mind */
	if (why != NULL)
		return refuse_condition(call, r->model, n->param, why);
	if (is_null) {
		c->lookup =
		    param_is_true(n->param) ? COUNT_IS_NULL : COUNT_IS_NOT_NULL;
		c->or_absent = n->param->type == PARAM_TRUE;
		return OUTCOME_OK;
	}
	if (n->time.s != NULL) {
		c->nvalues = 1;
		c->values = arena_alloc(call->arena, sizeof(*c->values));
		if (c->values == NULL)
			return call_fault(call, "out of memory");
		c->values->text = n->time;
		return OUTCOME_OK;
	}
	return count_values(&r->values, n->param, c)
		   ? OUTCOME_OK
		   : refuse_condition(call, r->model, n->param, r->values.why);
}

static enum outcome
read_named(struct reading *r, const struct named *n)
{
	struct count_condition *c =
	    &r->asked->conditions[r->asked->nconditions];
	struct key key;
	enum outcome outcome;

	if (is_among(r->model->own, n->param->name)) {
		switch (r->model->take_own(r->call, &r->values, n->param)) {
		case COUNT_OWN_MEANT:
			break;
		case COUNT_OWN_DROPPED:
			return OUTCOME_OK;
		case COUNT_OWN_REFUSED:
			return refuse_condition(
			    r->call, r->model, n->param, r->values.why);
		}
	}
	if (!read_key(r->model, n->name, &key))
		return refuse_condition(
		    r->call, r->model, n->param, "no such field");
	c->field = key.field;
	outcome = read_value(r, n, &key, c);
	if (outcome == OUTCOME_OK)
		r->asked->nconditions++;
	return outcome;
}

static enum outcome
read_conditions(struct reading *r)
{
	enum outcome outcome = OUTCOME_OK;

	for (size_t i = 0; i < r->count && outcome == OUTCOME_OK; i++)
		outcome = read_named(r, &r->named[i]);
	return outcome;
}

/* NULL, or an object. */
static enum outcome
make_conditions(struct call *call, const struct count_model *model,
    const struct param *param, struct count_query *asked)
{
	struct members members = {.count = 0};
	struct reading r = {.call = call,
	    .model = model,
	    .asked = asked,
	    .values = {.arena = call->arena, .current = model->current}};
	enum outcome outcome;

	if (param == NULL || param->empty)
		return OUTCOME_OK;
	if (!members_read(call->arena, param->value, &members) ||
	    members.count > COUNT_CONDITIONS)
		return refuse_with(call, model->code,
		    TEXT("query_task_list params conditions have too many "
			 "keys"));
	r.named = arena_array(call->arena, members.count, sizeof(*r.named));
	asked->conditions =
	    arena_array(call->arena, members.count, sizeof(*asked->conditions));
	if (r.named == NULL || asked->conditions == NULL)
		return call_fault(call, "out of memory");
	outcome = name_conditions(&r, &members);
	return outcome == OUTCOME_OK ? read_conditions(&r) : outcome;
}

/* "query_task_list params NAME[VALUE]BEHIND"; NULL is None. */
static enum outcome
refuse_param(struct call *call, const struct count_model *model,
    const char *name, const struct param *param, const char *behind)
{
	static const struct param none = {.type = PARAM_NULL};
	const struct param *shown = param == NULL ? &none : param;
	struct text value = model->current ? python3_str(call->arena, shown)
					   : python_str(call->arena, shown);

	if (value.s == NULL)
		return call_fault(call, "out of memory");
	return refuse_with(call, model->param_code,
	    ARENA_JOIN(call->arena, text_of(model->current ? "[API] " : ""),
		TEXT("query_task_list params "), text_of(name), TEXT("["),
		value, text_of(behind)));
}

/* NULL: there is none of this name. */
static const struct count_group *
find_group(const struct count_model *model, const struct param *param)
{
	if (param == NULL || param->type != PARAM_STRING)
		return NULL;
	for (size_t i = 0; i < model->ngroups; i++)
		if (text_is(param->value, model->groups[i].name))
			return &model->groups[i];
	return NULL;
}

enum outcome
count_read_query(struct call *call, const struct count_model *model,
    struct count_query *asked)
{
	const struct param *conditions = call_param(call, "conditions");
	const struct param *group_by = call_param(call, "group_by");

	if (conditions != NULL && conditions->type != PARAM_OBJECT)
		return refuse_param(call, model, "conditions", conditions,
		    "] are invalid dict data");
	asked->group = find_group(model, group_by);
	if (asked->group == NULL)
		return refuse_param(
		    call, model, "group_by", group_by, "] is invalid");
	return make_conditions(call, model, conditions, asked);
}

static bool
is_pattern(const struct count_model *model, const struct param *p)
{
	size_t len = sizeof("regex") - 1;

	return !is_dropped(model, p) && p->name.len > len &&
	       memcmp(p->name.s + p->name.len - len, "regex", len) == 0;
}

enum outcome
count_refuse_pattern(
    struct call *call, const struct count_model *model, struct text why)
{
	const struct param *pattern = NULL;
	size_t patterns = 0;
	struct members m;

	if (!members_read(
		call->arena, call_param(call, "conditions")->value, &m))
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < m.count; i++)
		if (is_pattern(model, &m.items[i]) && patterns++ == 0)
			pattern = &m.items[i];
	if (pattern == NULL)
		return call_fault(call, "a regular expression nobody sent");
	why = ARENA_JOIN(call->arena, TEXT("the database refuses "),
	    patterns == 1 ? TEXT("the pattern: ")
			  : TEXT("this pattern or another: "),
	    arena_show(call->arena, why, SHOWN_MAX));
	return refuse_condition(call, model, pattern, why.s);
}

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
add_value(struct batch *q, const struct count_value *value)
{
	if (!value->is_number) {
		batch_text(q, value->text);
		return;
	}
	if (value->negative)
		batch_sql(q, "-");
	batch_uint(q, value->number);
}

static void
add_condition(struct batch *q, const struct count_condition *c)
{
	const char *between = c->lookup == COUNT_RANGE ? " AND " : ",";

	batch_sql(q, " AND ");
	if (c->lookup == COUNT_IN && c->nvalues == 0) {
		batch_sql(q, "0");
		return;
	}
	batch_sql(q, c->field->column);
	batch_sql(q, operators[c->lookup]);
	for (size_t i = 0; i < c->nvalues; i++) {
		if (i > 0)
			batch_sql(q, between);
		add_value(q, &c->values[i]);
	}
	if (closing[c->lookup] != NULL)
		batch_sql(q, closing[c->lookup]);
}

unsigned int
count_joins(const struct count_query *asked, unsigned int *inner)
{
	unsigned int joins = asked->group->joins;

	*inner = 0;
	for (size_t i = 0; i < asked->nconditions; i++) {
		joins |= asked->conditions[i].field->joins;
		if (!asked->conditions[i].or_absent)
			*inner |= asked->conditions[i].field->joins;
	}
	return joins;
}

void
count_where(struct batch *q, const struct count_query *asked)
{
	for (size_t i = 0; i < asked->nconditions; i++)
		add_condition(q, &asked->conditions[i]);
}

void
count_select(struct batch *q, const struct count_group *group)
{
	const struct count_choice *choices = group->choices;

	batch_sql(q, "SELECT COUNT(*)");
	for (size_t i = 0; i < COUNT_CHOICES && choices[i].code != NULL; i++) {
		batch_sql(q, ",SUM(");
		batch_sql(q, choices[i].is);
		batch_sql(q, ")");
	}
}

void
count_read(struct db_row row, struct count_totals *totals)
{
	totals->total = db_int(row.cells[0]);
	for (size_t n = 1; n < row.ncells && n <= COUNT_CHOICES; n++)
		totals->choices[n - 1] = db_int(row.cells[n]);
}

void
count_write(struct json_writer *w, const struct count_group *group,
    const struct count_totals *totals, bool english)
{
	const struct count_choice *choices = group->choices;

	json_member_int(w, "total", totals->total);
	json_member_array(w, "groups");
	for (size_t i = 0; i < COUNT_CHOICES && choices[i].code != NULL; i++) {
		json_object_open(w);
		json_member_string(w, "code", text_of(choices[i].code));
		json_member_string(w, "name",
		    text_of(english ? choices[i].english : choices[i].chinese));
		json_member_int(w, "value", totals->choices[i]);
		json_object_close(w);
	}
	json_array_close(w);
}
