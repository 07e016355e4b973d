/* SPDX-License-Identifier: MIT */
#include "auth/policy.h"

#include "params/json.h"
#include "json/reader.h"

struct evaluation {
	struct arena *arena;
	const struct policy_resource *resource;
	const char *why;
};

static enum permission
fail(struct evaluation *e, const char *why)
{
	e->why = why;
	return PERMISSION_FAILED;
}

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

/* What an operator compares the attribute with. */
struct operand {
	enum param_type type;
	struct text value;
};

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

struct operator
{
	const char *name;
	comparison compare;
	bool negates;
	enum of_list list;
	/* Equality: values of other types are different and no mistake. */
	bool any_type;
};

/* Beside "any".  "contains" and "not_contains" are of attributes that are
 * lists, which no resource of bk-sops has: they fit nothing. */
static const struct operator operators[] = {
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

static const struct operator* find_operator(struct text name)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (text_is(name, operators[i].name))
			return &operators[i];
	return NULL;
}

/* A condition while it is evaluated. */
struct condition {
	struct evaluation *evaluation;
	const struct operator* operator;
	enum attribute attribute;
	struct text text;    /* of the attribute */
	enum permission sum; /* of a list so far */
};

/* What one value says, before the operator negates it. */
static enum permission
compare_one(const struct condition *c, const struct operand *value)
{
	if (c->attribute == ATTRIBUTE_TEXT && value->type == PARAM_STRING)
		return allow_if(c->operator->compare(c->text, value->value));
	if (!c->operator->any_type)
		return fail(c->evaluation,
		    "an operator of texts has something else to compare");
	return allow_if(
	    c->attribute == ATTRIBUTE_NONE && value->type == PARAM_NULL);
}

/* Takes one value of a list into the sum.  False: there is nothing more to
 * learn. */
static bool
add_value(struct condition *c, const struct operand *value)
{
	enum permission fits = compare_one(c, value);

	if (fits == PERMISSION_DENIED)
		return true;
	c->sum =
	    fits == PERMISSION_FAILED ? fits : allow_if(!c->operator->negates);
	return false;
}

static int
list_event(void *context, enum json_event event, struct text text, size_t depth)
{
	const struct operand value = {event == JSON_STRING ? PARAM_STRING
				      : event == JSON_NULL ? PARAM_NULL
							   : PARAM_INT,
	    text};

	if (depth != 1 || !json_value_begins(event))
		return 0;
	return add_value(context, &value) ? 0 : -1;
}

/* Value by value: thousands of ids may have been granted one by one. */
static enum permission
compare_list(struct condition *c, struct text list)
{
	struct json_memory memory = {.text = list};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = list_event,
	    .context = c,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = list.len};
	enum json_result result;

	c->sum = allow_if(c->operator->negates);
	result = json_read(&reader);
	return result == JSON_OK || result == JSON_STOPPED
		   ? c->sum
		   : fail(c->evaluation, "a list of values cannot be read");
}

static enum permission
compare(struct condition *c, const struct operand *value)
{
	const struct operator* operator= c->operator;
	enum permission fits;

	if (operator->compare == NULL ||(operator->list == LIST_NEVER &&
					 value->type == PARAM_LIST) ||
	    (operator->list == LIST_NEEDED && value->type != PARAM_LIST))
		return PERMISSION_DENIED;
	if (value->type == PARAM_LIST)
		return compare_list(c, value->value);
	fits = compare_one(c, value);
	if (fits == PERMISSION_FAILED || !operator->negates)
		return fits;
	return allow_if(fits == PERMISSION_DENIED);
}

/* "/project,1/task,*" "/" is about what begins with "/project,1/task,". */
static void
cut_path(const struct operator* operator, struct text field, struct text *value)
{
	if (strcmp(operator->name, "starts_with") == 0 &&
	    ends(field, TEXT("._bk_iam_path_")) && ends(*value, TEXT(",*/")))
		value->len -= 2;
}

/* --- expressions --- */

/* {"op", "field", "value"}; of one that is not `asked` only the form counts. */
static enum permission
evaluate_condition(struct evaluation *e, const struct members *members,
    struct text op, bool asked)
{
	const struct param *field = member(members, "field");
	const struct param *value = member(members, "value");
	const bool any = text_is(op, "any");
	struct condition c = {.evaluation = e, .operator= find_operator(op)};
	struct operand operand;

	if (!any && c.operator== NULL)
		return fail(e, "an operator is not known");
	if (field == NULL || field->type != PARAM_STRING || value == NULL)
		return fail(e, "a condition has no field or no value");
	if (!asked)
		return PERMISSION_DENIED;
	c.attribute = find_attribute(e->resource, field->value, &c.text);
	if (c.attribute == ATTRIBUTE_UNKNOWN)
		return fail(e, "a condition is about an unknown attribute");
	if (any)
		return PERMISSION_ALLOWED;
	operand = (struct operand){value->type, value->value};
	if (operand.type == PARAM_STRING)
		cut_path(c.operator, field->value, &operand.value);
	return compare(&c, &operand);
}

static enum permission evaluate(struct evaluation *e,
    const struct param *expression, size_t depth, bool asked);

/* {"op": "AND", "content": [...]}: as in Python all of it must be well formed,
 * and is asked up to the first that decides. */
static enum permission
evaluate_all(struct evaluation *e, const struct members *members, bool is_and,
    size_t depth, bool asked)
{
	const struct param *content = member(members, "content");
	enum permission decided = allow_if(is_and);
	struct members parts;

	if (depth >= POLICY_DEPTH)
		return fail(e, "AND and OR are nested too deeply");
	if (content == NULL || content->type != PARAM_LIST ||
	    !members_read(e->arena, content->value, &parts))
		return fail(e, "AND or OR has no list that can be read");
	if (parts.count == 0 && is_and)
		return fail(e, "an AND of nothing");
	for (size_t i = 0; i < parts.count; i++) {
		bool open = asked && decided == allow_if(is_and);
		enum permission part =
		    evaluate(e, &parts.items[i], depth + 1, open);

		if (part == PERMISSION_FAILED)
			return part;
		if (open)
			decided = part;
	}
	return decided;
}

static enum permission
evaluate(struct evaluation *e, const struct param *expression, size_t depth,
    bool asked)
{
	struct members members;
	const struct param *op;

	if (expression->type != PARAM_OBJECT ||
	    !members_read(e->arena, expression->value, &members))
		return fail(e, "an expression is no object that can be read");
	op = member(&members, "op");
	if (op == NULL || op->type != PARAM_STRING)
		return fail(e, "an expression has no operator");
	if (text_is(op->value, "AND") || text_is(op->value, "OR"))
		return evaluate_all(
		    e, &members, text_is(op->value, "AND"), depth, asked);
	return evaluate_condition(e, &members, op->value, asked);
}

enum permission
policy_evaluate(struct arena *arena, struct text answer,
    const struct policy_resource *resource, const char **why)
{
	struct evaluation e = {.arena = arena, .resource = resource};
	struct members members = {.count = 0};
	const struct param *code, *data;
	enum permission permission;

	if (!members_read(arena, answer, &members))
		permission = fail(&e, "no JSON object that can be read");
	else if ((code = member(&members, "code")) == NULL ||
		 code->type != PARAM_INT || !text_is(code->value, "0"))
		permission = fail(&e, "its code is not 0");
	else if ((data = member(&members, "data")) == NULL ||
		 !param_is_true(data))
		permission = PERMISSION_DENIED;
	else
		permission = evaluate(&e, data, 0, true);
	*why = e.why;
	return permission;
}
