/* SPDX-License-Identifier: MIT */
/* The conditions of query_task_count (sops 3.8, steps 4 to 6). */
#include "sops_2019/count.h"

#include "params/json.h"

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

/*
 * The lookup of a key.  NULL, or why it is refused: Django does not have it
 * for such a field, or it is not answered here.  *is_null: it is "isnull", and
 * *lookup not set.
 */
static const char *
find_lookup(const struct key *key, enum count_lookup *lookup, bool *is_null)
{
	bool relation = key->field->kind == COUNT_RELATION;

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

/* Why is NULL when out of memory. */
static enum outcome
refuse_condition(struct call *call, const struct param *p, const char *why)
{
	struct text key = arena_show(call->arena, p->name, SHOWN_MAX);
	struct text value = arena_show(call->arena, p->value, SHOWN_MAX);
	const char *quote = p->type == PARAM_STRING ? "\"" : "";

	if (why == NULL || key.s == NULL || value.s == NULL)
		return call_fault(call, "out of memory");
	return call_refuse(
	    call, ARENA_JOIN(call->arena,
		      TEXT("query_task_list params conditions[\""), key,
		      TEXT("\": "), text_of(quote), value, text_of(quote),
		      TEXT("] have invalid key or value: "), text_of(why)));
}

static bool
is_own(const struct param *p)
{
	return text_is(p->name, "business__cc_id") ||
	       text_is(p->name, "is_deleted");
}

/* Step 5.  What bk-sops sets itself is not dropped: that would drop the
 * business. */
static bool
is_dropped(const struct param *p)
{
	if (is_own(p))
		return false;
	if (p->type == PARAM_STRING &&
	    (p->value.len == 0 || text_is(p->value, "None")))
		return true;
	return text_is(p->name, "component_code") ||
	       text_is(p->name, "order_by") || text_is(p->name, "type");
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
	    number, p->type == PARAM_FLOAT, finish ? 24 * 3600 : 0);
	n->out_of_range = !time.is_set;
	if (n->out_of_range)
		return finish ? call_fault(r->call, "conditions: finish_time "
						    "is out of range")
			      : OUTCOME_OK;
	n->time = datetime_to_stored(r->call->arena, time);
	return n->time.s != NULL ? OUTCOME_OK
				 : call_fault(r->call, "out of memory");
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

		if (is_dropped(p))
			continue;
		if (text_is(p->name, "create_time") ||
		    text_is(p->name, "finish_time"))
			outcome = read_time(r, &n);
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

/* The filters that bk-sops sets may be repeated, and not be changed. */
static enum outcome
check_own(struct reading *r, const struct param *p)
{
	bool business = text_is(p->name, "business__cc_id");
	struct count_value value;

	if (p->type != PARAM_NULL &&
	    !count_value(&r->values, business ? COUNT_INTEGER : COUNT_BOOLEAN,
		p, &value))
		return refuse_condition(r->call, p, r->values.why);
	if (p->type != PARAM_NULL && !value.negative &&
	    value.number == (business ? r->call->caller.business : 0))
		return OUTCOME_OK;
	return refuse_condition(r->call, p,
	    business ? "reaches another business" : "reaches deleted tasks");
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
		return refuse_condition(call, n->param,
		    "must be milliseconds of the years 1 to 9999");
	if (is_null && !text_is(key->last, "exact") &&
	    !text_is(key->last, "iexact"))
		return refuse_condition(
		    call, n->param, "must not be null with this lookup");
	if (is_null && key->field->kind != COUNT_OTHER) {
		c->lookup = COUNT_IS_NULL;
		c->or_absent = true;
		return OUTCOME_OK;
	}
	why = find_lookup(key, &c->lookup, &is_null);
	if (why != NULL)
		return refuse_condition(call, n->param, why);
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
		   : refuse_condition(call, n->param, r->values.why);
}

static enum outcome
read_named(struct reading *r, const struct named *n)
{
	struct count_condition *c =
	    &r->asked->conditions[r->asked->nconditions];
	struct key key;
	enum outcome outcome;

	if (is_own(n->param))
		return check_own(r, n->param);
	if (!read_key(r->model, n->name, &key))
		return refuse_condition(r->call, n->param, "no such field");
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

enum outcome
count_conditions(struct call *call, const struct count_model *model,
    const struct param *param, struct count_query *asked)
{
	struct members members = {.count = 0};
	struct reading r = {.call = call,
	    .model = model,
	    .asked = asked,
	    .values = {.arena = call->arena}};
	enum outcome outcome;

	if (param == NULL || param->empty)
		return OUTCOME_OK;
	if (!members_read(call->arena, param->value, &members) ||
	    members.count > COUNT_CONDITIONS)
		return call_refuse(call,
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

static bool
is_pattern(const struct param *p)
{
	size_t len = sizeof("regex") - 1;

	return !is_dropped(p) && p->name.len > len &&
	       memcmp(p->name.s + p->name.len - len, "regex", len) == 0;
}

enum outcome
count_refuse_pattern(struct call *call, struct text why)
{
	const struct param *pattern = NULL;
	size_t patterns = 0;
	struct members m;

	if (!members_read(
		call->arena, call_param(call, "conditions")->value, &m))
		return call_fault(call, "out of memory");
	for (size_t i = 0; i < m.count; i++)
		if (is_pattern(&m.items[i]) && patterns++ == 0)
			pattern = &m.items[i];
	if (pattern == NULL)
		return call_fault(call, "a regular expression nobody sent");
	why = ARENA_JOIN(call->arena, TEXT("the database refuses "),
	    patterns == 1 ? TEXT("the pattern: ")
			  : TEXT("this pattern or another: "),
	    arena_show(call->arena, why, SHOWN_MAX));
	return refuse_condition(call, pattern, why.s);
}
