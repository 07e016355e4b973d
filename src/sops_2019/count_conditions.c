/* SPDX-License-Identifier: MIT */
#include "sops_2019/count_conditions.h"

#include "params/json.h"
#include "sops_2019/count_key.h"
#include "sops_2019/count_time.h"
#include "sops_2019/count_value.h"

#define INSTANCE "pipeline_instance__"

/* Bytes of a key, of a value and of what the database says of it, that a
 * message shows. */
#define SHOWN_MAX 200

/* A condition under the name that Django gets. */
struct named {
	struct text name;
	const struct param *param;
	struct text moment; /* that the parameter stands for; .s NULL: none */
	bool no_moment;	    /* it is out of range */
};

struct reading {
	struct call *call;
	const struct count_model *model;
	struct named *named;
	size_t count;
	struct count_question *asked;
	struct count_values values;
};

/* Why is NULL when out of memory. */
static enum outcome
refuse(struct call *call, const struct param *p, const char *why)
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
read_moment(struct reading *r, struct named *n)
{
	bool finish = text_is(n->param->name, "finish_time");
	const struct param *p = n->param;
	struct text number = p->value;
	enum count_time result;

	n->name = finish ? TEXT(INSTANCE "create_time__lt")
			 : TEXT(INSTANCE "create_time__gte");
	if (p->type == PARAM_TRUE || p->type == PARAM_FALSE)
		number = TEXT("0"); /* of a thousandth */
	else if (p->type != PARAM_INT && p->type != PARAM_FLOAT)
		return call_fault(
		    r->call, finish ? "conditions: finish_time is no number"
				    : "conditions: create_time is no number");
	result = count_time_of_ms(r->call->arena, number,
	    p->type == PARAM_FLOAT, finish ? 24 * 3600 : 0, &n->moment);
	if (result == COUNT_TIME_MEMORY)
		return call_fault(r->call, "out of memory");
	n->no_moment = result != COUNT_TIME_OK;
	if (n->no_moment && finish)
		return call_fault(
		    r->call, "conditions: finish_time is out of range");
	return OUTCOME_OK;
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
			outcome = read_moment(r, &n);
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
		return refuse(r->call, p, r->values.why);
	if (p->type != PARAM_NULL && !value.negative &&
	    value.number == (business ? r->call->caller.business : 0))
		return OUTCOME_OK;
	return refuse(r->call, p,
	    business ? "reaches another business" : "reaches deleted tasks");
}

/* The lookup and the values of a condition whose field is known. */
static enum outcome
read_value(struct reading *r, const struct named *n,
    const struct count_key *key, struct count_condition *c)
{
	struct call *call = r->call;
	bool is_null = n->param->type == PARAM_NULL;
	const char *why;

	if (n->no_moment)
		return refuse(call, n->param,
		    "must be milliseconds of the years 1 to 9999");
	if (is_null && !text_is(key->last, "exact") &&
	    !text_is(key->last, "iexact"))
		return refuse(
		    call, n->param, "must not be null with this lookup");
	if (is_null && key->field->kind != COUNT_OTHER) {
		c->lookup = COUNT_IS_NULL;
		c->or_absent = true;
		return OUTCOME_OK;
	}
	why = count_key_lookup(key, &c->lookup, &is_null);
	if (why != NULL)
		return refuse(call, n->param, why);
	if (is_null) {
		c->lookup =
		    param_is_true(n->param) ? COUNT_IS_NULL : COUNT_IS_NOT_NULL;
		c->or_absent = n->param->type == PARAM_TRUE;
		return OUTCOME_OK;
	}
	if (n->moment.s != NULL) {
		c->nvalues = 1;
		c->values = arena_alloc(call->arena, sizeof(*c->values));
		if (c->values == NULL)
			return call_fault(call, "out of memory");
		c->values->text = n->moment;
		return OUTCOME_OK;
	}
	return count_values(&r->values, n->param, c)
		   ? OUTCOME_OK
		   : refuse(call, n->param, r->values.why);
}

static enum outcome
read_named(struct reading *r, const struct named *n)
{
	struct count_condition *c =
	    &r->asked->conditions[r->asked->nconditions];
	struct count_key key;
	enum outcome outcome;

	if (is_own(n->param))
		return check_own(r, n->param);
	if (!count_key_read(r->model, n->name, &key))
		return refuse(r->call, n->param, "no such field");
	c->field = key.field;
	outcome = read_value(r, n, &key, c);
	if (outcome == OUTCOME_OK)
		r->asked->nconditions++;
	return outcome;
}

static enum outcome
read_all(struct reading *r)
{
	enum outcome outcome = OUTCOME_OK;

	for (size_t i = 0; i < r->count && outcome == OUTCOME_OK; i++)
		outcome = read_named(r, &r->named[i]);
	return outcome;
}

enum outcome
count_conditions(struct call *call, const struct count_model *model,
    const struct param *param, struct count_question *asked)
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
	return outcome == OUTCOME_OK ? read_all(&r) : outcome;
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
	return refuse(call, pattern, why.s);
}
