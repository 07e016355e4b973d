/* SPDX-License-Identifier: MIT */
#include "sops_2019/task_list.h"

#include "sops/param_value.h"

static enum outcome
read_texts(struct call *call, struct task_filter *f)
{
	const struct {
		const char *name;
		struct text *value;
	} texts[] = {
	    {"keyword", &f->keyword},
	    {"executor", &f->executor},
	    {"create_method", &f->create_method},
	    {"template_id", &f->template_id},
	};
	enum outcome outcome = OUTCOME_OK;

	for (size_t i = 0; outcome == OUTCOME_OK && i < 4; i++)
		outcome = param_text(call, texts[i].name, texts[i].value);
	return outcome;
}

static enum outcome
read_flags(struct call *call, struct task_list_params *params)
{
	struct task_filter *f = &params->page.filter;
	const struct {
		const char *name;
		enum task_flag *flag;
	} flags[] = {
	    {"is_started", &f->is_started},
	    {"is_finished", &f->is_finished},
	    {"is_child_taskflow", &f->is_child},
	};
	enum outcome outcome = OUTCOME_OK;
	bool given, value;

	for (size_t i = 0; outcome == OUTCOME_OK && i < 3; i++) {
		outcome = param_flag(call, flags[i].name, &given, &value);
		if (given)
			*flags[i].flag = value ? TASK_YES : TASK_NO;
	}
	if (outcome == OUTCOME_OK)
		outcome = param_flag(call, "without_count", &given, &value);
	params->page.with_total = !value;
	return outcome;
}

static enum outcome
read_templates(struct call *call, struct task_filter *f)
{
	struct text list = TEXT_NONE, id;
	enum outcome outcome = param_text(call, "template_ids", &list);
	struct text *ids;

	if (outcome != OUTCOME_OK || list.s == NULL)
		return outcome;
	ids = arena_array(call->arena, TASK_LIST_TEMPLATES, sizeof(*ids));
	if (ids == NULL)
		return call_fault(call, "out of memory");
	f->has_template_ids = true;
	f->template_ids = ids;
	while (task_filter_next_id(&list, &id)) {
		if (f->ntemplate_ids == TASK_LIST_TEMPLATES)
			return call_refuse(call,
			    arena_printf(call->arena,
				"template_ids: must not be more than %d ids",
				TASK_LIST_TEMPLATES));
		ids[f->ntemplate_ids++] = id;
	}
	return OUTCOME_OK;
}

static enum outcome
read_date(struct call *call, const char *name, bool end, struct text *stored)
{
	struct text value = TEXT_NONE;
	enum outcome outcome = param_text(call, name, &value);
	struct datetime time;

	if (outcome != OUTCOME_OK || value.len == 0)
		return outcome;
	time = datetime_read_param(value, end);
	if (!time.is_set)
		return param_refuse(call, name,
		    "must be a time such as YYYY-MM-DD, YYYY-MM-DD HH:MM:SS, "
		    "YYYY-MM-DD HH:MM:SS +HHMM or YYYY-MM-DDTHH:MM:SSZ");
	*stored = datetime_to_stored(call->arena, time);
	return stored->s != NULL ? OUTCOME_OK
				 : call_fault(call, "out of memory");
}

static enum outcome
read_dates(struct call *call, struct task_filter *f)
{
	enum outcome outcome =
	    read_date(call, "create_time_start", false, &f->created_from);

	return outcome == OUTCOME_OK
		   ? read_date(call, "create_time_end", true, &f->created_until)
		   : outcome;
}

static enum outcome
read_place(struct call *call, struct task_list_params *params)
{
	struct task_page *page = &params->page;
	enum outcome outcome;
	bool given;

	page->limit = TASK_LIST_LIMIT;
	page->with_cursor = true;
	outcome = param_number(call, "limit", INT64_MAX, &page->limit);
	if (page->limit > TASK_LIST_LIMIT_MAX)
		page->limit = TASK_LIST_LIMIT_MAX;
	if (outcome == OUTCOME_OK)
		outcome = param_number(
		    call, "offset", TASK_LIST_OFFSET_MAX, &page->offset);
	if (outcome == OUTCOME_OK)
		outcome = task_page_read_cursor(call, &given, &page->below);
	return outcome == OUTCOME_OK && page->below != 0 && page->offset > 0
		   ? task_page_refuse_offset(call)
		   : outcome;
}

/* The pool's own zone is the only one that a worker has. */
static enum outcome
read_zone(struct call *call, bool *local)
{
	struct text zone = TEXT_NONE;
	enum outcome outcome = param_text(call, "expected_timezone", &zone);

	if (outcome != OUTCOME_OK || zone.len == 0)
		return outcome;
	*local = true;
	if (text_is_nocase(zone, call->config->time_zone))
		return OUTCOME_OK;
	return call_refuse(
	    call, ARENA_JOIN(call->arena, TEXT("expected_timezone: must be "),
		      text_of(call->config->time_zone),
		      TEXT(", the time zone of this service")));
}

enum outcome
task_list_params_read(struct call *call, struct task_list_params *params)
{
	enum outcome outcome;

	*params = (struct task_list_params){.fields = 0};
	outcome = read_texts(call, &params->page.filter);
	if (outcome == OUTCOME_OK)
		outcome = read_flags(call, params);
	if (outcome == OUTCOME_OK)
		outcome = read_templates(call, &params->page.filter);
	if (outcome == OUTCOME_OK)
		outcome = read_dates(call, &params->page.filter);
	if (outcome == OUTCOME_OK)
		outcome = read_place(call, params);
	if (outcome == OUTCOME_OK)
		outcome = read_zone(call, &params->local);
	return outcome == OUTCOME_OK
		   ? task_page_read_fields(
			 call, task_list_field_name, &params->fields)
		   : outcome;
}
