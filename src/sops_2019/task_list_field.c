/* SPDX-License-Identifier: MIT */
#include "sops_2019/task_list_field.h"

#include "sops/moment.h"

#include <time.h>

struct writing {
	const struct call *call;
	struct json_writer *w;
	struct arena *arena;
	const struct task_fields *fields;
	const struct sops_listed_task *task;
	bool is_odd; /* its times are null */
};

/* sops-current 4.0.4: the Chinese and the English name. */
static const char *const categories[][3] = {
    {"OpsTools", "运维工具", "OPS Tools"},
    {"MonitorAlarm", "监控告警", "Alarm"},
    {"ConfManage", "配置管理", "Conf Manage"},
    {"DevTools", "开发工具", "Dev Tools"},
    {"EnterpriseIT", "企业IT", "Enterprise IT"},
    {"OfficeApp", "办公应用", "Office App"},
    {"Other", "其它", "Others"},
    {"Default", "默认分类", "Default"},
};

/* A code that has no name is shown itself. */
static void
write_category(const struct writing *x)
{
	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		if (text_is(x->task->category, categories[i][0])) {
			json_string_or_null(x->w,
			    text_of(categories[i][x->call->english ? 2 : 1]));
			return;
		}
	json_string_or_null(x->w, x->task->category);
}

/* Writes a number of `n` digits and what comes after it. */
static char *
put(char *p, int n, int number, char after)
{
	for (int i = n; i-- > 0; number /= 10)
		p[i] = (char)('0' + number % 10);
	p[n] = after;
	return p + n + 1;
}

/* DjangoJSONEncoder's form (sops-current 1.5).  A list has two times a task:
 * printf took a tenth of its CPU time. */
static struct text
iso(struct arena *arena, struct moment m)
{
	char out[sizeof("YYYY-MM-DDTHH:MM:SS.mmmZ")], *p = out;
	time_t seconds = (time_t)(m.us / 1000000);
	int us = (int)(m.us % 1000000);
	struct tm tm;

	if (us < 0) {
		us += 1000000;
		seconds--;
	}
	if (gmtime_r(&seconds, &tm) == NULL)
		return TEXT_NONE;
	p = put(p, 4, tm.tm_year + 1900, '-');
	p = put(p, 2, tm.tm_mon + 1, '-');
	p = put(p, 2, tm.tm_mday, 'T');
	p = put(p, 2, tm.tm_hour, ':');
	p = put(p, 2, tm.tm_min, ':');
	p = put(p, 2, tm.tm_sec, us == 0 ? 'Z' : '.');
	if (us != 0)
		p = put(p, 3, us / 1000, 'Z');
	return arena_copy(arena, (struct text){out, (size_t)(p - out)});
}

static void
time_of(const struct writing *x, struct text stored)
{
	struct moment m = moment_parse(stored);

	if (x->is_odd)
		json_null(x->w);
	else if (x->fields->local)
		json_string_or_null(x->w,
		    moment_format(x->arena, m, x->call->config->time_format));
	else
		json_string_or_null(
		    x->w, m.is_set ? iso(x->arena, m) : TEXT_NONE);
}

/* These are NULL of a task without instance. */
static void
flag(const struct writing *x, bool value)
{
	if (x->task->has_instance)
		json_bool(x->w, value);
	else
		json_null(x->w);
}

static void
write_id(const struct writing *x)
{
	json_int(x->w, x->task->id);
}

static void
write_name(const struct writing *x)
{
	json_string_or_null(x->w, x->task->name);
}

static void
write_create_method(const struct writing *x)
{
	json_string_or_null(x->w, x->task->create_method);
}

static void
write_creator(const struct writing *x)
{
	json_string_or_null(x->w, x->task->creator);
}

static void
write_executor(const struct writing *x)
{
	json_string_or_null(x->w, x->task->executor);
}

static void
write_start_time(const struct writing *x)
{
	time_of(x, x->task->start_time);
}

static void
write_finish_time(const struct writing *x)
{
	time_of(x, x->task->finish_time);
}

static void
write_is_started(const struct writing *x)
{
	flag(x, x->task->is_started);
}

static void
write_is_finished(const struct writing *x)
{
	flag(x, x->task->is_finished);
}

static void
write_template_source(const struct writing *x)
{
	json_string_or_null(x->w, x->task->template_source);
}

static void
write_template_id(const struct writing *x)
{
	json_string_or_null(x->w, x->task->template_id);
}

/* No task of the 2019 generation is one. */
static void
write_is_child(const struct writing *x)
{
	json_bool(x->w, false);
}

static void
write_business_id(const struct writing *x)
{
	json_int(x->w, x->fields->business->cc_id);
}

static void
write_business_name(const struct writing *x)
{
	json_string_or_null(x->w, x->fields->business->cc_name);
}

static const struct field {
	const char *name;
	void (*write)(const struct writing *x);
} fields_known[] = {
    {"id", write_id},
    {"name", write_name},
    {"category", write_category},
    {"create_method", write_create_method},
    {"creator", write_creator},
    {"executor", write_executor},
    {"start_time", write_start_time},
    {"finish_time", write_finish_time},
    {"is_started", write_is_started},
    {"is_finished", write_is_finished},
    {"template_source", write_template_source},
    {"template_id", write_template_id},
    {"is_child_taskflow", write_is_child},
    {"bk_biz_id", write_business_id},
    {"bk_biz_name", write_business_name},
};
#define FIELDS (sizeof(fields_known) / sizeof(*fields_known))

bool
task_field_find(struct text name, uint64_t *which)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (text_is(name, fields_known[i].name)) {
			*which |= (uint64_t)1 << i;
			return true;
		}
	return false;
}

struct text
task_field_names(struct arena *arena)
{
	struct text names = text_of(fields_known[0].name);

	for (size_t i = 1; i < FIELDS; i++)
		names = arena_printf(
		    arena, "%.*s, %s", TEXT_ARG(names), fields_known[i].name);
	return names;
}

static bool
is_odd(const struct task_fields *fields, const struct sops_listed_task *task)
{
	return fields->local &&
	       (moment_is_odd(moment_parse(task->start_time)) ||
		   moment_is_odd(moment_parse(task->finish_time)));
}

void
task_fields_check(const struct task_fields *fields,
    const struct sops_listed_task *task, struct odd_dates *odd)
{
	if (is_odd(fields, task))
		odd_dates_add(odd, task->id);
}

void
task_fields_write(const struct call *call, struct json_writer *w,
    struct arena *arena, const struct task_fields *fields,
    const struct sops_listed_task *task)
{
	const struct writing x = {
	    call, w, arena, fields, task, is_odd(fields, task)};

	json_object_open(w);
	for (size_t i = 0; i < FIELDS; i++)
		if (fields->which & (uint64_t)1 << i) {
			json_key(w, text_of(fields_known[i].name));
			fields_known[i].write(&x);
		}
	json_object_close(w);
}
