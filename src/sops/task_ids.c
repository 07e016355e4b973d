/* SPDX-License-Identifier: MIT */
#include "sops/task_ids.h"

#include "base/decimal.h"
#include "python/number.h"
#include "json/reader.h"

#include <stdlib.h>

/* An id has 20 digits; the rest is for zeros and blanks around it. */
#define ID_TEXT_MAX 256

#define CHUNK 50

/* Below what a connection holds, with those that ask for the caller. */
#define STATEMENTS_MAX 24

struct list {
	struct arena *arena;
	struct task_ids *ids;
	size_t max;
	enum task_ids_form form;
};

/* What no row's id can be is left out. */
static void
add_id(struct task_ids *ids, int64_t id)
{
	if (id > 0 && id != INT64_MAX)
		ids->ids[ids->count++] = (uint64_t)id;
}

/* int() of a float: cut. */
static bool
read_float(struct text text, int64_t *id)
{
	double number;

	if (!decimal_to_double(text, &number))
		return false;
	*id = number >= 0 && number < 9e18 ? (int64_t)number : 0;
	return true;
}

/* int() of Python 2 or 3. */
static bool
read_integer(const struct list *list, struct text text, int64_t *id)
{
	return list->form == TASK_IDS_DJANGO
		   ? pyint_of_str(list->arena, text, id)
		   : pyint_to_int64(text, id);
}

/* False: the element is no id. */
static bool
read_element(const struct list *list, enum json_event event, struct text text)
{
	int64_t id = 0;

	switch (event) {
	case JSON_NULL:
		return list->form == TASK_IDS_DJANGO;
	case JSON_FLOAT:
		if (list->form != TASK_IDS_DJANGO || !read_float(text, &id))
			return false;
		break;
	case JSON_FALSE:
	case JSON_TRUE:
		id = event == JSON_TRUE;
		break;
	case JSON_INT:
	case JSON_STRING:
		if (!read_integer(list, text, &id))
			return false;
		break;
	default:
		return false;
	}
	add_id(list->ids, id);
	return true;
}

static int
list_event(void *context, enum json_event event, struct text text, size_t depth)
{
	struct list *list = context;
	struct task_ids *ids = list->ids;

	if (depth != 1 || !json_value_begins(event))
		return 0;
	if (ids->seen++ == list->max)
		return -1;
	if (read_element(list, event, text))
		return 0;
	if (ids->bad == 0)
		ids->bad = ids->seen;
	return list->form == TASK_IDS_STRICT ? -1 : 0;
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

static enum task_ids_result
read_list(struct list *list, struct text json)
{
	struct task_ids *ids = list->ids;
	struct json_memory memory = {.text = json};
	struct json_reader reader = {.dialect = JSON_PYTHON,
	    .source = json_memory_source,
	    .source_context = &memory,
	    .event = list_event,
	    .context = list,
	    .max_depth = PARAMS_DEPTH_JSON,
	    .max_string = ID_TEXT_MAX};
	enum json_result result = json_read(&reader);

	if (ids->seen > list->max)
		return TASK_IDS_LONG;
	if (result != JSON_OK && ids->bad == 0)
		ids->bad = ids->seen + 1;
	if (ids->bad != 0)
		return TASK_IDS_BAD;
	sort(ids);
	return TASK_IDS_OK;
}

enum task_ids_result
task_ids_read(struct call *call, size_t max, enum task_ids_form form,
    struct task_ids *ids)
{
	const struct param *p = call_param(call, "task_id_list");
	struct list list = {
	    .arena = call->arena, .ids = ids, .max = max, .form = form};

	if (p == NULL)
		return TASK_IDS_OK;
	if (p->type != PARAM_LIST)
		return TASK_IDS_NO_LIST;
	ids->ids = arena_array(call->arena, max, sizeof(*ids->ids));
	if (ids->ids == NULL)
		return TASK_IDS_MEMORY;
	return read_list(&list, p->value);
}

size_t
task_ids_max(const struct call *call, size_t usual)
{
	int64_t max = call->config->tasks_status_max;

	return max > 0 ? (size_t)max : usual;
}

size_t
task_ids_chunk(size_t count, size_t statements)
{
	size_t chunks = STATEMENTS_MAX / statements;
	size_t chunk = (count + chunks - 1) / chunks;

	return chunk > CHUNK ? chunk : CHUNK;
}
