/* SPDX-License-Identifier: MIT */
/* What IAM's answer says about a task (sops-current 5.3). */
#include "auth/policy.h"

#include "base/buf.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#define MEMORY ((size_t)64 * 1024 * 1024)

/* A task in project 1; its flow_type is empty. */
static const struct policy_resource task = {.type = "task",
    .id = {"12", 2},
    .attributes = {{"iam_resource_owner", {"tester", 6}},
	{"_bk_iam_path_", {"/project,1/", 11}}, {"name", {"Täsk", 5}},
	{"type", {"", 0}}}};

/* A good answer with this expression. */
#define DATA(expression) \
	"{\"code\":0,\"message\":\"ok\",\"data\":" expression "}"

/* A condition, its value as JSON. */
#define IF(op, field, value) \
	"{\"op\":\"" op "\",\"field\":\"" field "\",\"value\":" value "}"
#define CONDITION(op, field, value) DATA(IF(op, field, value))
#define ID(op, value)		    CONDITION(op, "task.id", value)
#define NAME(op, value)		    CONDITION(op, "task.name", value)
#define PATH(op, value)		    CONDITION(op, "task._bk_iam_path_", value)
#define AND(content)		    "{\"op\":\"AND\",\"content\":[" content "]}"
#define OR(content)		    "{\"op\":\"OR\",\"content\":[" content "]}"

#define YES IF("eq", "task.id", "\"12\"")
#define NO  IF("eq", "task.id", "\"13\"")
#define BAD IF("starts_with", "task.id", "12") /* fails when it is asked */

struct row {
	const char *name;
	char want; /* '+' allowed, '-' denied, '!' failed */
	const char *answer;
};

static struct row rows[] = {
    {"5.3 any", '+', ID("any", "[]")},
    {"5.3 any of another type", '+', CONDITION("any", "project.id", "[]")},
    {"5.3 any of an unknown attribute", '!', CONDITION("any", "task.x", "[]")},
    {"5.3 eq", '+', ID("eq", "\"12\"")},
    {"5.3 eq: another id", '-', ID("eq", "\"1\"")},
    {"5.3 eq: a number is no text", '-', ID("eq", "12")},
    {"5.3 eq: one of a list", '+', ID("eq", "[\"1\",\"12\"]")},
    {"5.3 eq: none of a list", '-', ID("eq", "[\"1\",12,null,{},[\"12\"]]")},
    {"5.3 eq: an escape in the value", '+', NAME("eq", "\"T\\u00e4sk\"")},
    {"5.3 eq: an empty attribute", '+', CONDITION("eq", "task.type", "\"\"")},
    {"5.3 eq: of another type", '-', CONDITION("eq", "flow.id", "\"12\"")},
    {"5.3 eq: null of another type, which is None", '+',
	CONDITION("eq", "flow.id", "null")},
    {"5.3 eq: a field with two points is of no resource", '-',
	CONDITION("eq", "task.id.x", "\"12\"")},
    {"5.3 eq: a field without a point", '-', CONDITION("eq", "id", "\"12\"")},
    {"5.3 not_eq", '+', ID("not_eq", "\"13\"")},
    {"5.3 not_eq: the same", '-', ID("not_eq", "\"12\"")},
    {"5.3 not_eq: of a list each must differ", '-',
	ID("not_eq", "[\"13\",\"12\"]")},
    {"5.3 not_eq: all of a list differ", '+', ID("not_eq", "[\"13\",12]")},
    {"5.3 in", '+', ID("in", "[\"1\",\"12\"]")},
    {"5.3 in: it is not", '-', ID("in", "[\"1\",\"2\"]")},
    {"5.3 in: nothing", '-', ID("in", "[]")},
    {"5.3 in: a text is no list", '-', ID("in", "\"12\"")},
    {"5.3 in: only the elements themselves count", '-',
	ID("in", "[[\"12\"],{\"12\":\"12\"}]")},
    {"5.3 not_in", '+', ID("not_in", "[\"1\",\"2\"]")},
    {"5.3 not_in: it is", '-', ID("not_in", "[\"12\"]")},
    {"5.3 not_in: nothing", '+', ID("not_in", "[]")},
    {"5.3 not_in: a text is no list", '-', ID("not_in", "\"13\"")},
    {"5.3 contains is of lists, which we have not", '-',
	ID("contains", "\"1\"")},
    {"5.3 not_contains, too", '-', ID("not_contains", "\"9\"")},
    {"5.3 starts_with", '+', NAME("starts_with", "\"T\\u00e4\"")},
    {"5.3 starts_with: nothing", '+', NAME("starts_with", "\"\"")},
    {"5.3 starts_with: another", '-', NAME("starts_with", "\"t\"")},
    {"5.3 starts_with: more than there is", '-', ID("starts_with", "\"123\"")},
    {"5.3 starts_with: a list fits nothing", '-', ID("starts_with", "[\"1\"]")},
    {"5.3 starts_with: a number", '!', ID("starts_with", "1")},
    {"5.3 starts_with: of another type", '!',
	CONDITION("starts_with", "flow.id", "\"1\"")},
    {"5.3 not_starts_with", '+', ID("not_starts_with", "\"2\"")},
    {"5.3 not_starts_with: it does", '-', ID("not_starts_with", "\"1\"")},
    {"5.3 not_starts_with: null", '!', ID("not_starts_with", "null")},
    {"5.3 ends_with", '+', ID("ends_with", "\"2\"")},
    {"5.3 ends_with: another", '-', ID("ends_with", "\"1\"")},
    {"5.3 not_ends_with", '+', ID("not_ends_with", "\"1\"")},
    {"5.3 not_ends_with: it does", '-', ID("not_ends_with", "\"2\"")},
    {"5.3 string_contains", '+',
	CONDITION("string_contains", "task.iam_resource_owner", "\"est\"")},
    {"5.3 string_contains: nothing", '+', ID("string_contains", "\"\"")},
    {"5.3 string_contains: another", '-', ID("string_contains", "\"21\"")},
    {"5.3 lt: as texts", '+', ID("lt", "\"2\"")},
    {"5.3 lt: the same", '-', ID("lt", "\"12\"")},
    {"5.3 lt: of what it begins with", '-', ID("lt", "\"1\"")},
    {"5.3 lt: a number", '!', ID("lt", "20")},
    {"5.3 lte: the same", '+', ID("lte", "\"12\"")},
    {"5.3 lte: less", '-', ID("lte", "\"11\"")},
    {"5.3 gt", '+', ID("gt", "\"1\"")},
    {"5.3 gt: the same", '-', ID("gt", "\"12\"")},
    {"5.3 gte: the same", '+', ID("gte", "\"12\"")},
    {"5.3 gte: one of a list", '+', ID("gte", "[\"9\",\"12\"]")},
    {"5.3 gte: a number behind what fits", '+', ID("gte", "[\"12\",9]")},
    {"5.3 gte: a number before it", '!', ID("gte", "[9,\"12\"]")},

    {"5.3 the path", '+', PATH("starts_with", "\"/project,1/\"")},
    {"5.3 the path: all of a project", '+',
	PATH("starts_with", "\"/project,*/\"")},
    {"5.3 the path: of another project", '-',
	PATH("starts_with", "\"/project,11/\"")},
    {"5.3 the path: below what there is", '-',
	PATH("starts_with", "\"/project,1/task,*/\"")},
    {"5.3 the path: only starts_with cuts", '-', PATH("eq", "\"/project,*/\"")},
    {"5.3 no path: nothing is cut", '-',
	NAME("starts_with", "\"T\\u00e4sk,*/\"")},

    {"5.3 AND", '+', DATA(AND(YES "," YES))},
    {"5.3 AND: the last one not", '-', DATA(AND(YES "," NO))},
    {"5.3 AND: what follows is not asked", '-', DATA(AND(NO "," BAD))},
    {"5.3 AND: what follows is asked", '!', DATA(AND(YES "," BAD))},
    {"5.3 AND of nothing", '!', DATA(AND(""))},
    {"5.3 OR", '+', DATA(OR(NO "," YES))},
    {"5.3 OR: none", '-', DATA(OR(NO "," NO))},
    {"5.3 OR: what follows is not asked", '+', DATA(OR(YES "," BAD))},
    {"5.3 OR: what follows is asked", '!', DATA(OR(NO "," BAD))},
    {"5.3 OR of nothing", '-', DATA(OR(""))},
    {"5.3 OR of AND", '+', DATA(OR(AND(YES "," NO) "," AND(YES)))},
    {"5.3 AND of OR", '-', DATA(AND(OR(YES "," NO) "," OR(NO)))},
    {"5.3 what is not asked has a form, too", '!',
	DATA(OR(YES ",{\"op\":\"x\"}"))},
    {"5.3 also inside", '!', DATA(OR(YES "," AND(YES ",7")))},

    {"5.3 an empty expression", '-', DATA("{}")},
    {"5.3 null", '-', DATA("null")},
    {"5.3 an empty list", '-', DATA("[]")},
    {"5.3 no data", '-', "{\"code\":0}"},
    {"of a member that comes twice the last counts", '-',
	"{\"code\":0,\"data\":" YES ",\"data\":{}}"},

    {"hostile: a code", '!', "{\"code\":1901400,\"data\":" YES "}"},
    {"hostile: a code that is text", '!', "{\"code\":\"0\",\"data\":" YES "}"},
    {"hostile: a code that is false", '!', "{\"code\":false,\"data\":" YES "}"},
    {"hostile: no code", '!', "{\"data\":" YES "}"},
    {"hostile: nothing", '!', ""},
    {"hostile: a list", '!', "[" YES "]"},
    {"hostile: a number", '!', "0"},
    {"hostile: true", '!', "true"},
    {"hostile: HTML", '!', "<html>"},
    {"hostile: half an answer", '!', "{\"code\":0,\"data\":" YES},
    {"hostile: more behind it", '!', "{\"code\":0,\"data\":" YES "}x"},
    {"hostile: bytes", '!', "\xFF\xFE"},
    {"hostile: data is true", '!', DATA("true")},
    {"hostile: data is a text", '!', DATA("\"any\"")},
    {"hostile: data is a number", '!', DATA("1")},
    {"hostile: data is a list", '!', DATA("[" YES "]")},
    {"hostile: no operator", '!',
	DATA("{\"field\":\"task.id\",\"value\":\"12\"}")},
    {"hostile: the operator is a number", '!',
	DATA("{\"op\":1,\"field\":\"task.id\",\"value\":\"12\"}")},
    {"hostile: an operator in other letters", '!', ID("ANY", "[]")},
    {"hostile: an operator with a NUL", '!', ID("any\\u0000", "[]")},
    {"hostile: and", '!', DATA("{\"op\":\"and\",\"content\":[" YES "]}")},
    {"hostile: no field", '!', DATA("{\"op\":\"any\",\"value\":[]}")},
    {"hostile: the field is a list", '!',
	DATA("{\"op\":\"any\",\"field\":[\"task.id\"],\"value\":[]}")},
    {"hostile: no value", '!', DATA("{\"op\":\"any\",\"field\":\"task.id\"}")},
    {"hostile: an unknown attribute", '!',
	CONDITION("not_eq", "task.secret", "\"x\"")},
    {"hostile: an empty attribute", '!', CONDITION("eq", "task.", "null")},
    {"hostile: an empty field", '-', CONDITION("eq", "", "\"12\"")},
    {"hostile: no content", '!', DATA("{\"op\":\"OR\"}")},
    {"hostile: the content is an object", '!',
	DATA("{\"op\":\"OR\",\"content\":" YES "}")},
    {"hostile: the content holds texts", '!', DATA(OR("\"any\""))},
};

static const char *
show(enum permission permission)
{
	return permission == PERMISSION_ALLOWED	 ? "+"
	       : permission == PERMISSION_DENIED ? "-"
						 : "!";
}

static void
check_answer(struct text answer, char want)
{
	struct arena *arena = arena_new(MEMORY);
	/* A copy without a NUL, so that the sanitizers see the end. */
	char *copy = malloc(answer.len > 0 ? answer.len : 1);
	const char wanted[] = {want, '\0'}, *why = "";
	enum permission got = PERMISSION_FAILED;
	const struct policy *policy;

	assert_non_null(arena);
	assert_non_null(copy);
	memcpy(copy, answer.s, answer.len);
	if (policy_read(arena, (struct text){copy, answer.len}, &policy, &why))
		got = policy_decide(policy, &task, &why);
	assert_string_equal(show(got), wanted);
	assert_int_equal(got == PERMISSION_FAILED, why != NULL);
	free(copy);
	arena_free(arena);
}

static void
check(void **state)
{
	const struct row *row = *state;

	check_answer(text_of(row->answer), row->want);
}

/* Made of parts: the start, `count` times the middle, the end. */
struct repeated {
	const char *name;
	char want;
	const char *start, *middle, *end;
	size_t count;
	const char *last; /* as often, behind the end */
};

#define CODE "{\"code\":0,\"data\":"

static struct repeated repeated[] = {
    {"5.3 32 levels", '+', CODE, "{\"op\":\"OR\",\"content\":[", YES, 32, "]}"},
    {"hostile: 33 levels", '!', CODE, "{\"op\":\"OR\",\"content\":[", YES, 33,
	"]}"},
    {"hostile: a hundred thousand", '!', CODE, "{\"op\":\"OR\",\"content\":[",
	YES, 100000, "]}"},
    {"hostile: lists in each other as a value", '!',
	CODE "{\"op\":\"in\",\"field\":\"task.id\",\"value\":", "[", "\"12\"",
	100000, "]"},
    {"5.3 ninety thousand ids, the last one is it", '+',
	CODE "{\"op\":\"in\",\"field\":\"task.id\",\"value\":[", "\"1234567\",",
	"\"12\"]}", 90000, ""},
    {"5.3 ninety thousand ids of others", '-',
	CODE "{\"op\":\"in\",\"field\":\"task.id\",\"value\":[", "\"1234567\",",
	"\"13\"]}", 90000, ""},
    {"hostile: ninety thousand members", '!', CODE "{\"op\":\"any\",",
	"\"x\":0,", "\"x\":0}", 90000, ""},
};

static void
check_repeated(void **state)
{
	const struct repeated *row = *state;
	struct buf answer;

	buf_init(&answer, MEMORY);
	buf_add_text(&answer, text_of(row->start));
	for (size_t i = 0; i < row->count; i++)
		buf_add_text(&answer, text_of(row->middle));
	buf_add_text(&answer, text_of(row->end));
	for (size_t i = 0; i < row->count; i++)
		buf_add_text(&answer, text_of(row->last));
	buf_add_char(&answer, '}');
	assert_false(answer.failed);
	check_answer(buf_text(&answer), row->want);
	buf_free(&answer);
}

#define POLICY(action, condition) \
	"{\"action\":{\"id\":" action "},\"condition\":" condition "}"

/* An answer about the actions "a", "b" and "c", and what it says of each:
 * '+' allowed, '-' denied, '0' it has no policy, '!' failed; "!" alone: it is
 * refused. */
static struct several {
	const char *name, *want, *answer;
} several[] = {
    {"5.1 of each", "+-!",
	DATA("[" POLICY("\"c\"", BAD) "," POLICY("\"a\"", YES) "," POLICY(
	    "\"b\"", NO) "]")},
    {"5.1 those that are not named are nobody's", "0+0",
	DATA("[" POLICY("\"b\"", YES) "]")},
    {"5.1 none", "000", DATA("[]")},
    {"5.1 an empty object for a list, as for one action", "000", DATA("{}")},
    {"5.1 null for a list", "000", DATA("null")},
    {"5.1 no data", "000", "{\"code\":0}"},
    {"5.1 a condition that is null", "0+0",
	DATA("[" POLICY("\"a\"", "null") "," POLICY("\"b\"", YES) "]")},
    {"5.1 an empty one", "0+0",
	DATA("[" POLICY("\"a\"", "{}") "," POLICY("\"b\"", YES) "]")},
    {"5.1 no condition", "000", DATA("[{\"action\":{\"id\":\"a\"}}]")},
    {"5.1 an action that nobody asked about", "+00",
	DATA("[" POLICY("\"x\"", YES) "," POLICY("\"a\"", YES) "]")},
    {"5.1 its condition is not even read", "+00",
	DATA("[" POLICY("\"x\"", "7") "," POLICY("\"a\"", YES) "]")},
    {"5.1 of an action that comes twice the last counts", "-00",
	DATA("[" POLICY("\"a\"", YES) "," POLICY("\"a\"", NO) "]")},
    {"5.1 the last one has none", "000",
	DATA("[" POLICY("\"a\"", YES) "," POLICY("\"a\"", "null") "]")},
    {"hostile: a name that begins as one", "000",
	DATA("[" POLICY("\"a\\u0000\"", YES) "," POLICY("\"ab\"", YES) "]")},
    {"hostile: data is an expression", "!", DATA(YES)},
    {"hostile: data is a text", "!", DATA("\"a\"")},
    {"hostile: data is true", "!", DATA("true")},
    {"hostile: data is a number", "!", DATA("1")},
    {"hostile: a policy is null", "!", DATA("[null]")},
    {"hostile: a policy is a list", "!", DATA("[[]]")},
    {"hostile: a policy is text", "!", DATA("[\"a\"]")},
    {"hostile: no action", "!", DATA("[{\"condition\":" YES "}]")},
    {"hostile: the action is text", "!",
	DATA("[{\"action\":\"a\",\"condition\":" YES "}]")},
    {"hostile: the action has no id", "!",
	DATA("[{\"action\":{},\"condition\":" YES "}]")},
    {"hostile: the id is a number", "!", DATA("[" POLICY("1", YES) "]")},
    {"hostile: the id is null", "!", DATA("[" POLICY("null", YES) "]")},
    {"hostile: a condition is text", "!",
	DATA("[" POLICY("\"a\"", "\"any\"") "]")},
    {"hostile: a bad one behind good ones", "!",
	DATA("[" POLICY("\"a\"", YES) "," POLICY("\"b\"", "7") "]")},
    {"hostile: a code", "!",
	"{\"code\":1,\"data\":[" POLICY("\"a\"", YES) "]}"},
    {"hostile: half an answer", "!",
	"{\"code\":0,\"data\":[" POLICY("\"a\"", YES)},
    {"hostile: nothing", "!", ""},
};

static void
check_several(void **state)
{
	static const char *const actions[] = {"a", "b", "c", NULL};
	const struct several *row = *state;
	struct arena *arena = arena_new(MEMORY);
	const struct policy *policies[3];
	const char *why = "";
	char got[4] = "!";

	assert_non_null(arena);
	if (policy_read_actions(
		arena, text_of(row->answer), actions, policies, &why))
		for (size_t i = 0; i < 3; i++)
			got[i] = policies[i] == NULL
				     ? '0'
				     : *show(policy_decide(
					   policies[i], &task, &why));
	else
		assert_non_null(why);
	assert_string_equal(got, row->want);
	arena_free(arena);
}

/* Whether a policy says of task.id or task.name alone which there are. */
static struct row about[] = {
    {"4.13 eq", '+', ID("eq", "\"12\"")},
    {"4.13 in", '+', ID("in", "[\"12\"]")},
    {"4.13 not_eq", '+', ID("not_eq", "\"12\"")},
    {"4.13 not_in", '+', ID("not_in", "[\"12\"]")},
    {"4.13 the other field", '+', NAME("eq", "\"x\"")},
    {"4.13 any, of whatever field", '+', CONDITION("any", "flow.x", "[]")},
    {"4.13 nobody's", '+', DATA("{}")},
    {"4.13 OR", '+', DATA(OR(YES "," NO "," AND(YES)))},
    {"4.13 OR of nothing", '+', DATA(OR(""))},
    {"4.13 another attribute", '-', CONDITION("eq", "task.type", "\"\"")},
    {"4.13 another type", '-', CONDITION("eq", "flow.id", "\"12\"")},
    {"4.13 a name that begins as the field", '-',
	CONDITION("eq", "task.id.x", "\"12\"")},
    {"4.13 an empty field", '-', CONDITION("eq", "", "\"12\"")},
    {"4.13 one of several", '-',
	DATA(OR(YES "," AND(YES "," IF("eq", "task.type", "\"\"")) "," YES))},
    {"4.13 an order", '-', ID("lt", "\"2\"")},
    {"4.13 a part", '-', ID("starts_with", "\"1\"")},
    {"4.13 contains", '-', ID("contains", "\"1\"")},
    {"4.13 not_contains", '-', ID("not_contains", "\"1\"")},
};

static void
check_about(void **state)
{
	static const char *const fields[] = {"task.id", "task.name"};
	const struct row *row = *state;
	struct arena *arena = arena_new(MEMORY);
	const struct policy *policy;
	const char *why;

	assert_non_null(arena);
	assert_true(policy_read(arena, text_of(row->answer), &policy, &why));
	assert_int_equal(policy_is_about(policy, fields, 2), row->want == '+');
	arena_free(arena);
}

int
main(void)
{
	UNIT_TABLE(rows, check);
	UNIT_TABLE(repeated, check_repeated);
	UNIT_TABLE(several, check_several);
	UNIT_TABLE(about, check_about);
	return unit_run("iam");
}
