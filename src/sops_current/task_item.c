/* SPDX-License-Identifier: MIT */
#include "sops_current/task_item.h"

/* How a member of struct task_row is written. */
enum how { AS_ID, AS_TEXT, AS_CATEGORY, AS_TIME, AS_FLAG };

static const struct member {
	const char *name;
	enum how how;
	size_t offset;
} members[TASK_ITEM_MEMBERS] = {
#define MEMBER(name, how)                                   \
	{                                                   \
#name, how, offsetof(struct task_row, name) \
	}
    MEMBER(id, AS_ID),
    MEMBER(name, AS_TEXT),
    MEMBER(category, AS_CATEGORY),
    MEMBER(create_method, AS_TEXT),
    MEMBER(creator, AS_TEXT),
    MEMBER(executor, AS_TEXT),
    MEMBER(start_time, AS_TIME),
    MEMBER(finish_time, AS_TIME),
    MEMBER(is_started, AS_FLAG),
    MEMBER(is_finished, AS_FLAG),
    MEMBER(template_source, AS_TEXT),
    MEMBER(template_id, AS_TEXT),
    {"is_child_taskflow", AS_FLAG, offsetof(struct task_row, is_child)},
#undef MEMBER
};

const char *
task_item_member(size_t i)
{
	return i < TASK_ITEM_MEMBERS ? members[i].name : NULL;
}

static bool
is_wanted(uint64_t wanted, size_t i)
{
	return (wanted & (uint64_t)1 << i) != 0;
}

enum outcome
task_item_show(struct call *call, const struct listing_zone *zone,
    struct task_row *task, uint64_t wanted)
{
	enum outcome outcome = OUTCOME_OK;

	if (!task->has_instance)
		return call_fault(call, "a task has no pipeline instance");
	for (size_t i = 0; i < TASK_ITEM_MEMBERS && outcome == OUTCOME_OK; i++)
		if (members[i].how == AS_TIME && is_wanted(wanted, i))
			outcome = listing_show_time(call, zone,
			    (void *)((char *)task + members[i].offset));
	return outcome;
}

static void
write_member(const struct call *call, struct json_writer *w,
    const struct task_row *task, const struct member *member)
{
	const void *value = (const char *)task + member->offset;

	switch (member->how) {
	case AS_ID:
		json_member_int(w, member->name, *(const int64_t *)value);
		break;
	case AS_TEXT:
		json_member_string(
		    w, member->name, *(const struct text *)value);
		break;
	case AS_CATEGORY:
		json_member_string(w, member->name,
		    task_category(*(const struct text *)value, call->english));
		break;
	case AS_TIME:
		json_member_string(
		    w, member->name, *(const struct text *)value);
		break;
	case AS_FLAG:
		json_member_bool(w, member->name, *(const bool *)value);
		break;
	}
}

void
task_item_write(const struct call *call, struct json_writer *w,
    const struct task_row *task, uint64_t wanted)
{
	for (size_t i = 0; i < TASK_ITEM_MEMBERS; i++)
		if (is_wanted(wanted, i))
			write_member(call, w, task, &members[i]);
}
