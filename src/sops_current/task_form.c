/* SPDX-License-Identifier: MIT */
#include "sops_current/task_form.h"

#include "base/buf.h"
#include "python/number.h"
#include "sops/param_value.h"
#include "sops_current/admit.h"

/* template_ids; of usual length they fill a third of a batch, twice. */
#define TEMPLATES_MAX 1000

/* Bytes of a message about all fields: a text of a query each. */
#define MESSAGE_MAX ((size_t)256 * 1024)

/* The id of the project is asked for in the same statement, once, so that the
 * index of the tasks has them in order. */
static void
add_project(const struct call *call, struct batch *q)
{
	batch_sql(q, " AND t.project_id=");
	admit_project_id(call, q);
}

static void
add_tables(const struct call *call, struct batch *q)
{
	(void)call;
	batch_sql(q, " FROM taskflow3_taskflowinstance t");
}

const struct task_tables task_form_tables = {
    .from = add_tables, .where = add_project, .has_children = true};

/* A form that is read, and what is wrong with it so far. */
struct reading {
	struct call *call;
	struct buf json;
	struct json_writer *errors; /* an object with a list for each field */
	bool is_wrong;
};

static int
errors_sink(void *context, const char *data, size_t len)
{
	return buf_add(context, data, len);
}

static void
add_error(struct reading *r, const char *name, struct text why)
{
	r->is_wrong = true;
	json_member_array(r->errors, name);
	json_string(r->errors, why);
	json_array_close(r->errors);
}

/* The text without blanks around it; .s NULL when there is none, or a wrong
 * one. */
static struct text
read_text(struct reading *r, const char *name)
{
	struct text text = python3_strip(forwarded_text(r->call, name));

	if (text.len == 0 || memchr(text.s, '\0', text.len) == NULL)
		return text;
	add_error(r, name,
	    r->call->english ? TEXT("Null characters are not allowed.")
			     : TEXT("不允许是用空字符串。"));
	return TEXT_NONE;
}

/* Whatever is not empty and not "false" is true, "0" too. */
static bool
is_checked(struct text text)
{
	return text.len > 0 && !text_is_nocase(text, "false");
}

static enum task_flag
read_flag(struct reading *r, const char *name)
{
	struct text text = forwarded_text(r->call, name);

	if (text.s == NULL)
		return TASK_ANY;
	return is_checked(text) ? TASK_YES : TASK_NO;
}

static struct text
read_date(struct reading *r, const char *name, bool end)
{
	struct text text = read_text(r, name);
	struct datetime time;

	if (text.len == 0)
		return TEXT_NONE;
	time = datetime_read_param(text, end);
	if (time.is_set)
		return datetime_to_stored(r->call->arena, time);
	add_error(r, name,
	    ARENA_JOIN(r->call->arena, TEXT("无法解析日期格式: "), text,
		TEXT("，支持的格式：YYYY-MM-DD HH:MM:SS、YYYY-MM-DD HH:MM:SS "
		     "+HHMM、YYYY-MM-DD HH:MM:SS+HHMM、YYYY-MM-DDTHH:MM:SSZ "
		     "或 YYYY-MM-DD")));
	return TEXT_NONE;
}

static enum outcome
read_template_ids(struct reading *r, struct task_filter *f)
{
	struct text list = read_text(r, "template_ids"), id;
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
read_fields(struct reading *r, struct task_form *form)
{
	struct task_filter *f = &form->filter;

	f->keyword = read_text(r, "keyword");
	f->executor = read_text(r, "executor");
	f->create_method = read_text(r, "create_method");
	f->template_id = read_text(r, "template_id");
	f->is_started = read_flag(r, "is_started");
	f->is_finished = read_flag(r, "is_finished");
	f->is_child = read_flag(r, "is_child_taskflow");
	form->without_count = read_flag(r, "without_count") == TASK_YES;
	f->created_from = read_date(r, "create_time_start", false);
	f->created_until = read_date(r, "create_time_end", true);
	return read_template_ids(r, f);
}

static enum outcome
refuse_form(struct reading *r)
{
	bool is_whole = json_object_close(r->errors) == 0 && !r->json.failed;

	r->call->result.is_json = true;
	return call_refuse_code(r->call, CODE_VALIDATION, CALL_DATA_TEXT,
	    is_whole ? buf_text(&r->json) : TEXT_NONE);
}

enum outcome
task_form_read(struct call *call, struct task_form *form)
{
	struct reading r = {.call = call};
	enum outcome outcome = listing_read_zone(call, &form->zone);

	if (outcome != OUTCOME_OK)
		return outcome;
	buf_init_in(&r.json, call->arena, MESSAGE_MAX);
	r.errors = json_new(errors_sink, &r.json);
	if (r.errors == NULL)
		return call_fault(call, "out of memory");
	json_object_open(r.errors);
	outcome = read_fields(&r, form);
	if (r.is_wrong)
		outcome = refuse_form(&r);
	json_free(r.errors);
	return outcome;
}
