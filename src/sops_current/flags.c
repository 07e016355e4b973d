/* SPDX-License-Identifier: MIT */
#include "sops_current/flags.h"

#include "base/buf.h"
#include "params/params.h"
#include "sops_current/admit.h"

static bool
is_between(char c, char first, char last)
{
	return c >= first && c <= last;
}

/* "yes", "Yes" or "YES": what the older line takes. */
static bool
is_usual(struct text t)
{
	size_t upper = 0, first = 0;

	for (size_t i = 0; i < t.len; i++)
		upper += is_between(t.s[i], 'A', 'Z');
	if (t.len > 0)
		first = is_between(t.s[0], 'A', 'Z');
	return upper == 0 || upper == t.len || (upper == 1 && first == 1);
}

static bool
spells(const struct call *call, struct text t, const char *const *words)
{
	if (call->config->release == RELEASE_3_32 && !is_usual(t))
		return false;
	while (*words != NULL && !text_is_nocase(t, *words))
		words++;
	return *words != NULL;
}

/* The message about a parameter, NULL: it is a flag. */
static const char *
read_text(const struct call *call, struct text text, struct flag *flag)
{
	static const char *const yes[] = {
	    "t", "y", "yes", "true", "on", "1", NULL};
	static const char *const no[] = {
	    "f", "n", "no", "false", "off", "0", NULL};

	/* Nothing behind the "=" of a query is no value. */
	if (text.len == 0 && !call->endpoint->json_body)
		return NULL;
	if (spells(call, text, yes))
		flag->value = true;
	else if (spells(call, text, no))
		flag->value = false;
	else
		return "Must be a valid boolean.";
	return NULL;
}

static const char *
read_flag_number(const struct param *param, struct flag *flag)
{
	bool is_one = text_is(param->value, "1");
	bool is_zero = text_is(param->value, "0");

	if (param->type == PARAM_FLOAT) {
		is_one = param_real(param) == 1;
		is_zero = param_real(param) == 0;
	}
	flag->value = is_one;
	return is_one || is_zero ? NULL : "Must be a valid boolean.";
}

static const char *
read_flag(const struct call *call, const struct param *param, struct flag *flag)
{
	switch (param->type) {
	case PARAM_ABSENT:
		return NULL;
	case PARAM_STRING:
		return read_text(call, param->value, flag);
	case PARAM_INT:
	case PARAM_FLOAT:
		return read_flag_number(param, flag);
	case PARAM_TRUE:
	case PARAM_FALSE:
		flag->value = param->type == PARAM_TRUE;
		return NULL;
	case PARAM_NULL:
		return call->english ? "This field may not be null."
				     : "该字段不能为 null。";
	case PARAM_LIST:
	case PARAM_OBJECT:
		break;
	}
	return "Must be a valid boolean.";
}

/* A text as JSON, in the arena; .s is NULL when out of memory, or for what is
 * no UTF-8. */
static struct text
quote(struct call *call, struct text text)
{
	struct buf json;
	struct json_writer *w;
	bool good;

	buf_init_in(&json, call->arena, SIZE_MAX / 2);
	w = json_new(buf_sink, &json);
	good = w != NULL && json_string(w, text) == 0;
	json_free(w);
	return good ? buf_text(&json) : TEXT_NONE;
}

/* Adds a member to the message; `why` is JSON. */
static struct text
add_wrong(struct call *call, struct text all, const char *name, struct text why)
{
	if (all.s == NULL || why.s == NULL)
		return TEXT_NONE;
	return ARENA_JOIN(call->arena, all, text_of(all.len == 0 ? "" : ","),
	    TEXT("\""), text_of(name), TEXT("\":["), why, TEXT("]"));
}

static struct text
read_choice(struct call *call, struct text all, struct choice *choice)
{
	const struct param *param = call_param(call, choice->name);
	struct text value = TEXT("");
	size_t i = 0;

	if (param != NULL && param->type == PARAM_STRING)
		value = param->value;
	while (choice->words[i] != NULL && !text_is(value, choice->words[i]))
		i++;
	choice->chosen = i;
	if (choice->words[i] != NULL || value.len == 0)
		return all;
	return add_wrong(call, all, choice->name,
	    quote(call, ARENA_JOIN(call->arena,
			    text_of(call->english ? "\"" : "“"), value,
			    text_of(call->english ? "\" is not a valid choice."
						  : "” 不是合法选项。"))));
}

enum outcome
flags_read_with_choice(
    struct call *call, struct flag *flags, size_t count, struct choice *choice)
{
	struct text all = TEXT("");

	for (size_t i = 0; i < count; i++) {
		const struct param *param = call_param(call, flags[i].name);
		const char *why =
		    param == NULL ? NULL : read_flag(call, param, &flags[i]);

		if (why != NULL)
			all = add_wrong(call, all, flags[i].name,
			    quote(call, text_of(why)));
	}
	if (choice != NULL)
		all = read_choice(call, all, choice);
	if (all.s != NULL && all.len == 0)
		return OUTCOME_OK;
	call->result.is_json = true;
	return call_refuse_code(call, CODE_PARAM, CALL_DATA_ABSENT,
	    all.s == NULL ? TEXT_NONE
			  : ARENA_JOIN(call->arena, TEXT("{"), all, TEXT("}")));
}

enum outcome
flags_read(struct call *call, struct flag *flags, size_t count)
{
	return flags_read_with_choice(call, flags, count, NULL);
}
