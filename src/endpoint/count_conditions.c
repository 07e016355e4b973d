/* SPDX-License-Identifier: MIT */
#include "endpoint/count_conditions.h"

#include "endpoint/count_key.h"
#include "endpoint/count_time.h"
#include "endpoint/count_value.h"
#include "python/dict.h"

#define INSTANCE "pipeline_instance__"

/* A filter under the name that Django gets. */
struct named {
	struct text name;
	const struct param *param;
	struct text moment; /* that the parameter stands for; .s NULL: none */
	bool no_moment;	    /* it is out of range, which counts as None */
};

struct reading {
	struct call *call;
	const struct count_model *model;
	struct count_filters filters;
	struct named *named;
	size_t count;
	struct count_question *asked;
	struct count_values values;
};

/* The message of step 6. */
static enum outcome
refuse(struct reading *r, struct text why)
{
	struct arena *arena = r->call->arena;
	struct text filters = count_filters_text(arena, &r->filters);

	if (why.s == NULL || filters.s == NULL)
		return call_fault(r->call, "out of memory");
	return call_refuse(r->call,
	    ARENA_JOIN(arena, TEXT("query_task_list params conditions["),
		filters, TEXT("] have invalid key or value: "), why));
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
name_filters(struct reading *r)
{
	for (size_t i = 0; i < r->filters.count; i++) {
		const struct param *p = &r->filters.items[r->filters.order[i]];
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
		return refuse(r, r->values.why);
	if (p->type != PARAM_NULL && !value.negative &&
	    value.number == (business ? r->call->caller.business : 0))
		return OUTCOME_OK;
	return refuse(r, business ? TEXT("business__cc_id is another business")
				  : TEXT("is_deleted reaches deleted tasks"));
}

/* The lookup and the values of a condition whose field is known. */
static enum outcome
read_value(struct reading *r, const struct named *n,
    const struct count_key *key, struct count_condition *c)
{
	struct arena *arena = r->call->arena;
	struct text why = TEXT_NONE;
	bool is_null = n->param->type == PARAM_NULL || n->no_moment;

	if (is_null && !text_is(key->last, "exact") &&
	    !text_is(key->last, "iexact"))
		return refuse(r, TEXT("Cannot use None as a query value"));
	if (is_null && key->field->kind != COUNT_OTHER) {
		c->lookup = COUNT_IS_NULL;
		c->or_absent = true;
		return OUTCOME_OK;
	}
	if (!count_key_lookup(arena, key, &c->lookup, &is_null, &why))
		return refuse(r, why);
	if (is_null) {
		c->lookup =
		    param_is_true(n->param) ? COUNT_IS_NULL : COUNT_IS_NOT_NULL;
		c->or_absent = n->param->type == PARAM_TRUE;
		return OUTCOME_OK;
	}
	if (n->moment.s != NULL) {
		c->nvalues = 1;
		c->values = arena_alloc(arena, sizeof(*c->values));
		if (c->values == NULL)
			return call_fault(r->call, "out of memory");
		c->values->text = n->moment;
		return OUTCOME_OK;
	}
	return count_values(&r->values, n->param, c) ? OUTCOME_OK
						     : refuse(r, r->values.why);
}

static enum outcome
read_named(struct reading *r, const struct named *n)
{
	struct count_condition *c =
	    &r->asked->conditions[r->asked->nconditions];
	struct count_key key;
	struct text why = TEXT_NONE;
	enum outcome outcome;

	if (is_own(n->param))
		return check_own(r, n->param);
	if (!count_key_read(r->call->arena, r->model, n->name, &key, &why))
		return refuse(r, why);
	c->field = key.field;
	outcome = read_value(r, n, &key, c);
	if (outcome == OUTCOME_OK)
		r->asked->nconditions++;
	return outcome;
}

/* In the order of the dict that Django is given. */
static enum outcome
read_all(struct reading *r)
{
	struct python_dict d;
	enum outcome outcome = OUTCOME_OK;
	size_t slot = 0, i;

	python_dict_init(&d, r->call->arena);
	for (i = 0; i < r->count; i++)
		python_dict_add(&d, python_hash(r->named[i].name), i, true);
	if (d.failed)
		return call_fault(r->call, "out of memory");
	while (outcome == OUTCOME_OK && python_dict_next(&d, &slot, &i))
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
	    .values = {.arena = call->arena, .english = call->english}};
	enum outcome outcome;

	if (param == NULL || param->empty)
		return OUTCOME_OK;
	if (!members_read(call->arena, param->value, &members) ||
	    members.count > COUNT_CONDITIONS)
		return call_refuse(call,
		    TEXT("query_task_list params conditions have too many "
			 "keys"));
	if (!count_filters_make(call, &members, &r.filters))
		return call_fault(call, "out of memory");
	r.named = arena_array(call->arena, r.filters.count, sizeof(*r.named));
	asked->conditions = arena_array(
	    call->arena, r.filters.count, sizeof(*asked->conditions));
	if (r.named == NULL || asked->conditions == NULL)
		return call_fault(call, "out of memory");
	outcome = name_filters(&r);
	return outcome == OUTCOME_OK ? read_all(&r) : outcome;
}
