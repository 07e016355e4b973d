/* SPDX-License-Identifier: MIT */
#include "sops_2019/periodic_item.h"

#include "decode/tree.h"
#include "sops/moment.h"

static enum outcome
check_extra_info(
    struct call *call, struct arena *scratch, const struct sops_periodic *task)
{
	struct tree_summary unused;
	struct tree *extra;
	struct text t;

	if (task->extra_info.s == NULL)
		return call_fault(call, "a periodic task has no extra_info");
	extra = tree_open(scratch, task->extra_info, NULL);
	if (extra == NULL)
		return call_fault(call, "out of memory");
	if (tree_write(extra, NULL, NULL, 0, &unused) == TREE_OK)
		return OUTCOME_OK;
	t = arena_printf(call->arena,
	    "periodic_task_periodictask.extra_info: %s", tree_error(extra));
	return call_fault(call, t.s == NULL ? "out of memory" : t.s);
}

enum outcome
periodic_check(
    struct call *call, struct arena *scratch, const struct sops_periodic *task)
{
	if (task->state != STORE_ROW)
		return call_fault(call, "the periodic task could not be read");
	if (!task->has_task)
		return call_fault(call, "a periodic task has no task");
	if (!task->has_schedule)
		return call_fault(call, "a periodic task has no celery task");
	return check_extra_info(call, scratch, task);
}

/* Django makes a bool of 0 and 1 only (sops chapter 1). */
static void
write_enabled(struct json_writer *w, int64_t enabled)
{
	if (enabled == 0 || enabled == 1)
		json_member_bool(w, "enabled", enabled == 1);
	else
		json_member_int(w, "enabled", enabled);
}

enum outcome
periodic_members(struct call *call, struct json_writer *w, struct arena *arena,
    const struct sops_periodic *task, bool dates)
{
	struct text last_run = moment_format(
	    arena, moment_parse(task->last_run_at), call->config->time_format);

	if (dates && last_run.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_member_string(w, "template_id", task->template_id);
	json_member_string(w, "creator", task->creator);
	json_member_string(w, "cron", task->cron);
	write_enabled(w, task->enabled);
	json_member_string_or_null(
	    w, "last_run_at", dates ? last_run : TEXT_NONE);
	json_member_int(w, "total_run_count", task->total_run_count);
	return OUTCOME_OK;
}
