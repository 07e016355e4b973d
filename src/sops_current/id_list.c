/* SPDX-License-Identifier: MIT */
#include "sops_current/id_list.h"

#include "python/number.h"

enum outcome
id_list_read(struct call *call, struct text text, struct id_list *list)
{
	struct text item, digits;
	bool negative;

	list->is_given = text.len > 0;
	if (!list->is_given)
		return OUTCOME_OK;
	list->ids = arena_array(call->arena, ID_LIST_MAX, sizeof(*list->ids));
	if (list->ids == NULL)
		return call_fault(call, "out of memory");
	while (text_split(&text, ',', &item)) {
		if (!pyint_parse_str(call->arena, item, &negative, &digits))
			return call_fault(call, "an id in a list is no number");
		if (list->count == ID_LIST_MAX)
			return call_forward(call,
			    "task_id_in or id_in has more ids than are asked "
			    "for here");
		if (text_to_uint64(digits, &list->ids[list->count]) &&
		    !negative)
			list->count++;
	}
	return OUTCOME_OK;
}

void
id_list_add(struct batch *q, const char *column, const struct id_list *list)
{
	if (!list->is_given)
		return;
	batch_sql(q, " AND ");
	batch_sql(q, list->count == 0 ? "1=0" : column);
	if (list->count > 0)
		query_in(q, list->ids, list->count);
}
