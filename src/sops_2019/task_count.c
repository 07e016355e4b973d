/* SPDX-License-Identifier: MIT */
/* query_task_count (sops 3.8). */
#include "sops_2019/endpoints.h"

#include "sops/python_value.h"
#include "sops_2019/count_conditions.h"

struct counting {
	struct count_question asked;
	struct count_answer answer;
};

/* "query_task_list params NAME[VALUE]BEHIND"; NULL is None. */
static enum outcome
refuse_param(struct call *call, const char *name, const struct param *param,
    const char *behind)
{
	static const struct param none = {.type = PARAM_NULL};
	struct text value =
	    python_str(call->arena, param == NULL ? &none : param);

	if (value.s == NULL)
		return call_fault(call, "out of memory");
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("query_task_list params "),
		      text_of(name), TEXT("["), value, text_of(behind)));
}

static enum outcome
check_body(struct call *call)
{
	switch (call->body) {
	case CALL_BODY_OBJECT:
		return OUTCOME_OK;
	case CALL_BODY_OTHER:
		return call_fault(call, "the body is no object");
	case CALL_BODY_BROKEN:
		break;
	}
	return call_refuse(call, TEXT("invalid param format"));
}

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

static enum outcome
read_question(struct call *call, const struct count_model *model,
    struct count_question *asked)
{
	const struct param *conditions, *group_by;
	enum outcome outcome = check_body(call);

	if (outcome != OUTCOME_OK)
		return outcome;
	conditions = call_param(call, "conditions");
	group_by = call_param(call, "group_by");
	if (conditions != NULL && conditions->type != PARAM_OBJECT)
		return refuse_param(
		    call, "conditions", conditions, "] are invalid dict data");
	asked->group = find_group(model, group_by);
	if (asked->group == NULL)
		return refuse_param(call, "group_by", group_by, "] is invalid");
	return count_conditions(call, model, conditions, asked);
}

static enum outcome
prepare(struct call *call)
{
	struct counting *c = arena_alloc(call->arena, sizeof(*c));
	const struct count_model *model;
	struct count_answer *answer;
	enum outcome question, outcome;

	if (c == NULL)
		return call_fault(call, "out of memory");
	call->state = c;
	answer = &c->answer;
	outcome = call_database(call,
	    sops_count_model(call->sops, call->arena, call->deadline, &model));
	if (outcome != OUTCOME_OK)
		return outcome;
	/* Who may not ask is not told what is wrong with the question. */
	question = read_question(call, model, &c->asked);
	outcome = call_admit(call,
	    sops_ask_count(call->sops, call->arena, &call->caller,
		question == OUTCOME_OK ? &c->asked : NULL, call->deadline,
		answer),
	    &answer->access);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (question != OUTCOME_OK)
		return question;
	if (answer->regex_error.s != NULL)
		return c->asked.group->fails
			   ? call_fault(call, "the database refuses a pattern")
			   : count_refuse_pattern(call, answer->regex_error);
	if (answer->state != STORE_ROW)
		return call_fault(call, "the tasks could not be counted");
	return OUTCOME_OK;
}

static enum outcome
write_counts(struct call *call, struct json_writer *w)
{
	const struct counting *c = call->state;
	const struct count_choice *choices = c->asked.group->choices;

	json_object_open(w);
	json_member_int(w, "total", c->answer.total);
	json_member_array(w, "groups");
	for (size_t i = 0; i < COUNT_CHOICES && choices[i].code != NULL; i++) {
		json_object_open(w);
		json_member_string(w, "code", text_of(choices[i].code));
		json_member_string(w, "name",
		    text_of(call->english ? choices[i].english
					  : choices[i].chinese));
		json_member_int(w, "value", c->answer.counts[i]);
		json_object_close(w);
	}
	json_array_close(w);
	json_object_close(w);
	return OUTCOME_OK;
}

static void
finish(struct call *call)
{
	sops_release(call->sops);
}

static const char *const parameters[] = {"conditions", "group_by", NULL};

const struct endpoint endpoint_task_count = {
    .parameters = parameters,
    .json_body = true,
    .prepare = prepare,
    .write = write_counts,
    .finish = finish,
};
