/* SPDX-License-Identifier: MIT */
#include "sops_current/task_form.h"

#include "python/number.h"
#include "sops/param_value.h"
#include "sops_current/admit.h"
#include "sops_current/form.h"

/* template_ids; of usual length they fill a third of a batch, twice. */
#define TEMPLATES_MAX 1000

static void
add_project(const struct call *call, struct batch *q)
{
	batch_sql(q, " AND t.project_id=");
	admit_add_project_id(call, q);
}

static void
add_tables(const struct call *call, struct batch *q)
{
	(void)call;
	batch_sql(q, " FROM taskflow3_taskflowinstance t");
}

const struct task_tables task_form_tables = {
    .from = add_tables, .where = add_project, .has_children = true};

/* Whatever is not empty and not "false" is true, "0" too. */
static bool
is_checked(struct text text)
{
	return text.len > 0 && !text_is_nocase(text, "false");
}

static enum task_flag
read_flag(struct form *r, const char *name)
{
	struct text text = forwarded_text(r->call, name);

	if (text.s == NULL)
		return TASK_ANY;
	return is_checked(text) ? TASK_YES : TASK_NO;
}

static struct text
read_date(struct form *r, const char *name, bool end)
{
	struct text text = form_text(r, name);
	struct text stored;
	struct datetime time;

	if (text.len == 0)
		return TEXT_NONE;
	time = datetime_read_param(text, end);
	if (time.is_set) {
		stored = datetime_to_stored(r->call->arena, time);
		r->is_failed |= stored.s == NULL;
		return stored;
	}
	form_error(r, name,
	    ARENA_JOIN(r->call->arena, TEXT("无法解析日期格式: "), text,
		TEXT("，支持的格式：YYYY-MM-DD HH:MM:SS、YYYY-MM-DD HH:MM:SS "
		     "+HHMM、YYYY-MM-DD HH:MM:SS+HHMM、YYYY-MM-DDTHH:MM:SSZ "
		     "或 YYYY-MM-DD")));
	return TEXT_NONE;
}

static enum outcome
read_template_ids(struct form *r, struct task_filter *f)
{
	struct text list = form_text(r, "template_ids"), id;
	struct text *ids;

	if (list.s == NULL)
		return OUTCOME_OK;
	ids = arena_array(r->call->arena, TEMPLATES_MAX, sizeof(*ids));
	if (ids == NULL)
		return call_fault(r->call, "out of memory");
	f->has_template_ids = true;
	f->template_ids = ids;
	while (task_filter_next_id(&list, &id)) {
		if (f->ntemplate_ids == TEMPLATES_MAX)
			return call_forward(r->call,
			    "template_ids has more ids than are asked "
			    "for here");
		ids[f->ntemplate_ids++] = id;
	}
	return OUTCOME_OK;
}

static enum outcome
read_fields(struct form *r, struct task_form *form)
{
	struct task_filter *f = &form->filter;

	f->keyword = form_text(r, "keyword");
	f->executor = form_text(r, "executor");
	f->create_method = form_text(r, "create_method");
	f->template_id = form_text(r, "template_id");
	f->is_started = read_flag(r, "is_started");
	f->is_finished = read_flag(r, "is_finished");
	f->is_child = read_flag(r, "is_child_taskflow");
	form->without_count = read_flag(r, "without_count") == TASK_YES;
	f->created_from = read_date(r, "create_time_start", false);
	f->created_until = read_date(r, "create_time_end", true);
	return read_template_ids(r, f);
}

enum outcome
task_form_read(struct call *call, struct task_form *form)
{
	struct form f;
	enum outcome outcome = listing_read_zone(call, &form->zone);

	if (outcome == OUTCOME_OK)
		outcome = form_begin(&f, call);
	if (outcome != OUTCOME_OK)
		return outcome;
	return form_end(&f, read_fields(&f, form));
}
