/* SPDX-License-Identifier: MIT */
#include "sops_current/task_item.h"

enum outcome
task_item_show(
    struct call *call, const struct listing_zone *zone, struct task_row *task)
{
	enum outcome outcome;

	if (!task->has_instance)
		return call_fault(call, "a task has no pipeline instance");
	outcome = listing_show_time(call, zone, &task->start_time);
	return outcome == OUTCOME_OK
		   ? listing_show_time(call, zone, &task->finish_time)
		   : outcome;
}

void
task_item_write(
    const struct call *call, struct json_writer *w, const struct task_row *task)
{
	json_member_int(w, "id", task->id);
	json_member_string(w, "name", task->name);
	json_member_string(
	    w, "category", task_category(task->category, call->english));
	json_member_string(w, "create_method", task->create_method);
	json_member_string(w, "creator", task->creator);
	json_member_string(w, "executor", task->executor);
	json_member_string_or_null(w, "start_time", task->start_time);
	json_member_string_or_null(w, "finish_time", task->finish_time);
	json_member_bool(w, "is_started", task->is_started);
	json_member_bool(w, "is_finished", task->is_finished);
	json_member_string(w, "template_source", task->template_source);
	json_member_string(w, "template_id", task->template_id);
	json_member_bool(w, "is_child_taskflow", task->is_child);
}
