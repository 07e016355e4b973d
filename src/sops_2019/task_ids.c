/* SPDX-License-Identifier: MIT */
#include "sops_2019/task_ids.h"

#include "python/number.h"
#include "json/reader.h"

#include <stdlib.h>

/* An id has 20 digits; the rest is for zeros and blanks around it. */
#define ID_TEXT_MAX 256

struct reading {
	struct task_ids *ids;
	size_t seen; /* elements of the list */
};

/* An element of the list.  What no row's id can be is left out. */
static int
add(struct reading *r, int64_t id)
{
	if (r->seen++ == TASK_IDS_MAX)
		return -1;
	if (id > 0 && id != INT64_MAX)
		r->ids->ids[r->ids->count++] = (uint64_t)id;
	return 0;
}

static int
ids_event(void *context, enum json_event event, struct text text, size_t depth)
{
	int64_t id;

	switch (event) {
	case JSON_ARRAY:
		return depth == 0 ? 0 : -1;
	case JSON_ARRAY_END:
		return 0;
	case JSON_FALSE:
	case JSON_TRUE:
		return add(context, event == JSON_TRUE);
	case JSON_INT:
	case JSON_STRING:
		return pyint_to_int64(text, &id) ? add(context, id) : -1;
	default:
		return -1;
	}
}

static int
compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

static void
sort(struct task_ids *ids)
{
	size_t n = 0;

	qsort(ids->ids, ids->count, sizeof(*ids->ids), compare);
	for (size_t i = 0; i < ids->count; i++)
		if (n == 0 || ids->ids[n - 1] != ids->ids[i])
			ids->ids[n++] = ids->ids[i];
	ids->count = n;
}

static enum outcome
read_list(struct call *call, struct text json, struct task_ids *ids)
{
	struct reading r = {.ids = ids};
	struct json_memory memory = {.text = json};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = ids_event,
	    .context = &r,
	    .max_depth = 2,
	    .max_string = ID_TEXT_MAX};
	enum json_result result = json_read(&reader);

	if (r.seen > TASK_IDS_MAX)
		return call_refuse(
		    call, arena_printf(call->arena,
			      "task_id_list is too long, maximum length is %d",
			      TASK_IDS_MAX));
	if (result != JSON_OK)
		return call_refuse(call,
		    arena_printf(call->arena,
			"task_id_list must be a list of task ids, element %zu "
			"is none",
			r.seen + 1));
	sort(ids);
	return OUTCOME_OK;
}

enum outcome
task_ids_read(struct call *call, struct task_ids *ids)
{
	const struct param *p = call_param(call, "task_id_list");

	*ids = (struct task_ids){.count = 0};
	if (p == NULL)
		return OUTCOME_OK;
	if (p->type != PARAM_LIST)
		return call_refuse(call, TEXT("task_id_list must be a list"));
	ids->ids = arena_array(call->arena, TASK_IDS_MAX, sizeof(*ids->ids));
	if (ids->ids == NULL)
		return call_fault(call, "out of memory");
	return read_list(call, p->value, ids);
}
