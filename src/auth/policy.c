/* SPDX-License-Identifier: MIT */
#include "auth/policy.h"

#include "params/json.h"
#include "json/reader.h"

#include <stdlib.h>

/* What an operator compares the attribute with. */
struct operand {
	enum param_type type;
	struct text value; /* of a text */
};

enum policy_kind { POLICY_CONDITION, POLICY_AND, POLICY_OR };

struct policy {
	enum policy_kind kind;

	/* of a condition */
	const struct comparator *comparator; /* NULL: "any" */
	struct text field;
	bool is_list;	/* `operands` are the elements of one */
	bool is_sorted; /* they are searched: its texts alone, in order */
	bool has_null;	/* is in that list */
	const struct operand *operands;
	size_t noperands;

	/* of AND and OR */
	struct policy *parts;
	size_t nparts;
};

static enum permission
allow_if(bool allowed)
{
	return allowed ? PERMISSION_ALLOWED : PERMISSION_DENIED;
}

static const struct param *
member(const struct members *members, const char *name)
{
	for (size_t i = 0; i < members->count; i++)
		if (text_is(members->items[i].name, name))
			return &members->items[i];
	return NULL;
}

/* --- what stands left of an operator --- */

enum attribute {
	ATTRIBUTE_TEXT,
	ATTRIBUTE_NONE,	  /* of another resource: Python's None */
	ATTRIBUTE_UNKNOWN /* of this one, which has none of that name */
};

/* "task.id" */
static enum attribute
find_attribute(const struct policy_resource *resource, struct text field,
    struct text *value)
{
	struct text rest = field, type;

	*value = TEXT_NONE;
	text_split(&rest, '.', &type);
	if (rest.s == NULL || !text_is(type, resource->type) ||
	    memchr(rest.s, '.', rest.len) != NULL)
		return ATTRIBUTE_NONE;
	if (text_is(rest, "id"))
		*value = resource->id;
	for (size_t i = 0; i < POLICY_ATTRIBUTES && value->s == NULL; i++)
		if (resource->attributes[i].name != NULL &&
		    text_is(rest, resource->attributes[i].name))
			*value = resource->attributes[i].value;
	return value->s == NULL ? ATTRIBUTE_UNKNOWN : ATTRIBUTE_TEXT;
}

/* --- the operators --- */

/* Of an attribute that is a text and a value that is one, too. */
typedef bool (*comparison)(struct text attribute, struct text value);

static bool
starts(struct text attribute, struct text value)
{
	return attribute.len >= value.len &&
	       memcmp(attribute.s, value.s, value.len) == 0;
}

static bool
ends(struct text attribute, struct text value)
{
	return attribute.len >= value.len &&
	       memcmp(attribute.s + attribute.len - value.len, value.s,
		   value.len) == 0;
}

static bool
has(struct text attribute, struct text value)
{
	return value.len == 0 ||
	       memmem(attribute.s, attribute.len, value.s, value.len) != NULL;
}

/* As Python compares texts, by code points, which is by bytes of UTF-8. */
static int
order(struct text a, struct text b)
{
	int result = memcmp(a.s, b.s, a.len < b.len ? a.len : b.len);

	return result != 0 ? result : (a.len > b.len) - (a.len < b.len);
}

static bool
less(struct text attribute, struct text value)
{
	return order(attribute, value) < 0;
}

static bool
more(struct text attribute, struct text value)
{
	return order(attribute, value) > 0;
}

static bool
at_most(struct text attribute, struct text value)
{
	return order(attribute, value) <= 0;
}

static bool
at_least(struct text attribute, struct text value)
{
	return order(attribute, value) >= 0;
}

/* What a list means as the value. */
enum of_list {
	LIST_EACH, /* one of it must fit, or each where the operator negates */
	LIST_NEEDED, /* the same, and nothing else fits */
	LIST_NEVER   /* it fits nothing */
};

struct comparator {
	const char *name;
	comparison compare;
	bool negates;
	enum of_list list;
	/* Equality: values of other types are different and no mistake. */
	bool any_type;
};

/* Beside "any".  "contains" and "not_contains" are of attributes that are
 * lists, which no resource of bk-sops has: they fit nothing. */
static const struct comparator comparators[] = {
    {"eq", text_eq, false, LIST_EACH, true},
    {"not_eq", text_eq, true, LIST_EACH, true},
    {"in", text_eq, false, LIST_NEEDED, true},
    {"not_in", text_eq, true, LIST_NEEDED, true},
    {"contains", NULL, false, LIST_NEVER, true},
    {"not_contains", NULL, true, LIST_NEVER, true},
    {"starts_with", starts, false, LIST_NEVER, false},
    {"not_starts_with", starts, true, LIST_NEVER, false},
    {"ends_with", ends, false, LIST_NEVER, false},
    {"not_ends_with", ends, true, LIST_NEVER, false},
    {"string_contains", has, false, LIST_NEVER, false},
    {"lt", less, false, LIST_EACH, false},
    {"lte", at_most, false, LIST_EACH, false},
    {"gt", more, false, LIST_EACH, false},
    {"gte", at_least, false, LIST_EACH, false},
};

static const struct comparator *
find_comparator(struct text name)
{
	for (size_t i = 0; i < sizeof(comparators) / sizeof(*comparators); i++)
		if (text_is(name, comparators[i].name))
			return &comparators[i];
	return NULL;
}

/* --- what a policy says of a resource --- */

/* A policy while it is decided. */
struct decision {
	const struct policy_resource *resource;
	const char *why;
};

static enum permission
fail(struct decision *d, const char *why)
{
	d->why = why;
	return PERMISSION_FAILED;
}

/* What one value says, before the operator negates it. */
static enum permission
compare_one(struct decision *d, const struct comparator *comparator,
    enum attribute attribute, struct text text, const struct operand *value)
{
	if (attribute == ATTRIBUTE_TEXT && value->type == PARAM_STRING)
		return allow_if(comparator->compare(text, value->value));
	if (!comparator->any_type)
		return fail(
		    d, "an operator of texts has something else to compare");
	return allow_if(
	    attribute == ATTRIBUTE_NONE && value->type == PARAM_NULL);
}

static int
order_operands(const void *a, const void *b)
{
	const struct operand *left = a, *right = b;

	return order(left->value, right->value);
}

static bool
is_in_list(const struct policy *c, enum attribute attribute, struct text text)
{
	const struct operand wanted = {PARAM_STRING, text};

	if (attribute == ATTRIBUTE_NONE)
		return c->has_null;
	return c->noperands > 0 &&
	       bsearch(&wanted, c->operands, c->noperands, sizeof(*c->operands),
		   order_operands) != NULL;
}

static enum permission
decide_condition(struct decision *d, const struct policy *c)
{
	const struct comparator *comparator = c->comparator;
	struct text text;
	enum attribute attribute = find_attribute(d->resource, c->field, &text);

	if (attribute == ATTRIBUTE_UNKNOWN)
		return fail(d, "a condition is about an unknown attribute");
	if (comparator == NULL)
		return PERMISSION_ALLOWED;
	if (comparator->compare == NULL ||
	    (comparator->list == LIST_NEVER && c->is_list) ||
	    (comparator->list == LIST_NEEDED && !c->is_list))
		return PERMISSION_DENIED;
	if (c->is_sorted)
		return allow_if(
		    is_in_list(c, attribute, text) != comparator->negates);
	for (size_t i = 0; i < c->noperands; i++) {
		enum permission fits = compare_one(
		    d, comparator, attribute, text, &c->operands[i]);

		if (fits == PERMISSION_FAILED)
			return fits;
		if (fits == PERMISSION_ALLOWED)
			return allow_if(!comparator->negates);
	}
	return allow_if(comparator->negates);
}

/* As Python does: up to the first part that decides. */
static enum permission
decide(struct decision *d, const struct policy *policy)
{
	enum permission open = allow_if(policy->kind == POLICY_AND);

	if (policy->kind == POLICY_CONDITION)
		return decide_condition(d, policy);
	for (size_t i = 0; i < policy->nparts; i++) {
		enum permission part = decide(d, &policy->parts[i]);

		if (part != open)
			return part;
	}
	return open;
}

enum permission
policy_decide(const struct policy *policy,
    const struct policy_resource *resource, const char **why)
{
	struct decision d = {.resource = resource};
	enum permission permission =
	    policy == NULL ? PERMISSION_DENIED : decide(&d, policy);

	*why = d.why;
	return permission;
}

bool
policy_is_about(
    const struct policy *policy, const char *const *fields, size_t nfields)
{
	if (policy == NULL)
		return true;
	for (size_t i = 0; i < policy->nparts; i++)
		if (!policy_is_about(&policy->parts[i], fields, nfields))
			return false;
	if (policy->kind != POLICY_CONDITION || policy->comparator == NULL)
		return true;
	if (policy->comparator->compare != text_eq)
		return false;
	for (size_t i = 0; i < nfields; i++)
		if (text_is(policy->field, fields[i]))
			return true;
	return false;
}

/* --- how an expression is read --- */

/* An answer while it is read; what is not of its form stops that. */
struct reading {
	struct arena *arena;
	const char *why;
};

static bool
refuse(struct reading *r, const char *why)
{
	r->why = why;
	return false;
}

/* The elements of a list, counted first and read then. */
struct elements {
	struct arena *arena;
	struct operand *operands; /* NULL: they are counted */
	size_t count;
	bool failed;
};

static int
elements_event(
    void *context, enum json_event event, struct text text, size_t depth)
{
	struct elements *e = context;
	struct operand *operand;

	if (depth != 1 || !json_value_begins(event))
		return 0;
	if (e->operands == NULL) {
		e->count++;
		return 0;
	}
	operand = &e->operands[e->count++];
	operand->type = event == JSON_STRING ? PARAM_STRING
			: event == JSON_NULL ? PARAM_NULL
					     : PARAM_INT;
	if (event != JSON_STRING)
		return 0;
	operand->value = arena_copy(e->arena, text);
	e->failed |= operand->value.s == NULL;
	return e->failed ? -1 : 0;
}

static bool
run_elements(struct elements *e, struct text list)
{
	struct json_memory memory = {.text = list};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = elements_event,
	    .context = e,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = list.len};

	e->count = 0;
	return json_read(&reader) == JSON_OK && !e->failed;
}

/* For equality texts and null count alone; nothing else is equal. */
static size_t
sort_texts(struct policy *c, struct operand *operands, size_t count)
{
	size_t texts = 0;

	for (size_t i = 0; i < count; i++) {
		c->has_null |= operands[i].type == PARAM_NULL;
		if (operands[i].type == PARAM_STRING)
			operands[texts++] = operands[i];
	}
	if (texts > 0)
		qsort(operands, texts, sizeof(*operands), order_operands);
	c->is_sorted = true;
	return texts;
}

/* Thousands of ids may have been granted one by one. */
static bool
read_list(struct reading *r, struct policy *c, struct text list)
{
	struct elements e = {.arena = r->arena};
	struct operand *operands;

	if (!run_elements(&e, list))
		return refuse(r, "a list of values cannot be read");
	operands = arena_array(r->arena, e.count, sizeof(*operands));
	if (operands == NULL)
		return refuse(r, "out of memory");
	e.operands = operands;
	if (e.count > 0 && !run_elements(&e, list))
		return refuse(r, "out of memory");
	c->is_list = true;
	c->operands = operands;
	c->noperands = c->comparator->compare == text_eq
			   ? sort_texts(c, operands, e.count)
			   : e.count;
	return true;
}

/* "/project,1/task,*" "/" is about what begins with "/project,1/task,". */
static void
cut_path(
    const struct comparator *comparator, struct text field, struct text *value)
{
	if (strcmp(comparator->name, "starts_with") == 0 &&
	    ends(field, TEXT("._bk_iam_path_")) && ends(*value, TEXT(",*/")))
		value->len -= 2;
}

static bool
read_value(struct reading *r, struct policy *c, const struct param *value)
{
	struct operand *operand;

	if (value->type == PARAM_LIST)
		return read_list(r, c, value->value);
	operand = arena_array(r->arena, 1, sizeof(*operand));
	if (operand == NULL)
		return refuse(r, "out of memory");
	*operand = (struct operand){value->type, value->value};
	if (operand->type == PARAM_STRING)
		cut_path(c->comparator, c->field, &operand->value);
	c->operands = operand;
	c->noperands = 1;
	return true;
}

/* {"op", "field", "value"} */
static bool
read_condition(struct reading *r, const struct members *members, struct text op,
    struct policy *c)
{
	const struct param *field = member(members, "field");
	const struct param *value = member(members, "value");

	c->comparator = find_comparator(op);
	if (c->comparator == NULL && !text_is(op, "any"))
		return refuse(r, "an operator is not known");
	if (field == NULL || field->type != PARAM_STRING || value == NULL)
		return refuse(r, "a condition has no field or no value");
	c->field = field->value;
	return c->comparator == NULL || read_value(r, c, value);
}

static bool read_expression(struct reading *r, const struct param *expression,
    size_t depth, struct policy *policy);

/* {"op": "AND", "content": [...]} */
static bool
read_parts(struct reading *r, const struct members *members, size_t depth,
    struct policy *policy)
{
	const struct param *content = member(members, "content");
	struct members parts;

	if (depth >= POLICY_DEPTH)
		return refuse(r, "AND and OR are nested too deeply");
	if (content == NULL || content->type != PARAM_LIST ||
	    !members_read(r->arena, content->value, &parts))
		return refuse(r, "AND or OR has no list that can be read");
	if (parts.count == 0 && policy->kind == POLICY_AND)
		return refuse(r, "an AND of nothing");
	policy->nparts = parts.count;
	policy->parts =
	    arena_array(r->arena, parts.count, sizeof(*policy->parts));
	if (policy->parts == NULL)
		return refuse(r, "out of memory");
	for (size_t i = 0; i < parts.count; i++)
		if (!read_expression(
			r, &parts.items[i], depth + 1, &policy->parts[i]))
			return false;
	return true;
}

static bool
read_expression(struct reading *r, const struct param *expression, size_t depth,
    struct policy *policy)
{
	struct members members;
	const struct param *op;

	*policy = (struct policy){.kind = POLICY_CONDITION};
	if (expression->type != PARAM_OBJECT ||
	    !members_read(r->arena, expression->value, &members))
		return refuse(r, "an expression is no object that can be read");
	op = member(&members, "op");
	if (op == NULL || op->type != PARAM_STRING)
		return refuse(r, "an expression has no operator");
	if (text_is(op->value, "AND"))
		policy->kind = POLICY_AND;
	else if (text_is(op->value, "OR"))
		policy->kind = POLICY_OR;
	else
		return read_condition(r, &members, op->value, policy);
	return read_parts(r, &members, depth, policy);
}

/* NULL for what Python takes for false: nobody may. */
static bool
read_policy(struct reading *r, const struct param *expression,
    const struct policy **policy)
{
	struct policy *read;

	*policy = NULL;
	if (expression == NULL || !param_is_true(expression))
		return true;
	read = arena_array(r->arena, 1, sizeof(*read));
	if (read == NULL)
		return refuse(r, "out of memory");
	*policy = read;
	return read_expression(r, expression, 0, read);
}

/* The member "data" of an answer; NULL when there is none. */
static bool
read_answer(struct reading *r, struct text answer, const struct param **data)
{
	struct members members = {.count = 0};
	const struct param *code;

	if (!members_read(r->arena, answer, &members))
		return refuse(r, "no JSON object that can be read");
	code = member(&members, "code");
	if (code == NULL || code->type != PARAM_INT ||
	    !text_is(code->value, "0"))
		return refuse(r, "its code is not 0");
	*data = member(&members, "data");
	return true;
}

bool
policy_read(struct arena *arena, struct text answer,
    const struct policy **policy, const char **why)
{
	struct reading r = {.arena = arena};
	const struct param *data;
	bool good =
	    read_answer(&r, answer, &data) && read_policy(&r, data, policy);

	*why = r.why;
	return good;
}

/* {"action": {"id": "task_view"}, "condition": {...}} */
static bool
read_action(struct reading *r, const struct param *item,
    const char *const *actions, const struct policy **policies)
{
	struct members members, action;
	const struct param *id;

	if (item->type != PARAM_OBJECT ||
	    !members_read(r->arena, item->value, &members) ||
	    (id = member(&members, "action")) == NULL ||
	    id->type != PARAM_OBJECT ||
	    !members_read(r->arena, id->value, &action) ||
	    (id = member(&action, "id")) == NULL || id->type != PARAM_STRING)
		return refuse(r, "a policy is not about an action");
	for (size_t i = 0; actions[i] != NULL; i++)
		if (text_is(id->value, actions[i]))
			return read_policy(
			    r, member(&members, "condition"), &policies[i]);
	return true;
}

bool
policy_read_actions(struct arena *arena, struct text answer,
    const char *const *actions, const struct policy **policies,
    const char **why)
{
	struct reading r = {.arena = arena};
	const struct param *data;
	struct members items = {.count = 0};
	bool good = read_answer(&r, answer, &data);

	for (size_t i = 0; actions[i] != NULL; i++)
		policies[i] = NULL;
	if (good && data != NULL && param_is_true(data) &&
	    (data->type != PARAM_LIST ||
		!members_read(arena, data->value, &items)))
		good = refuse(&r, "its policies are no list that can be read");
	for (size_t i = 0; good && i < items.count; i++)
		good = read_action(&r, &items.items[i], actions, policies);
	*why = r.why;
	return good;
}
