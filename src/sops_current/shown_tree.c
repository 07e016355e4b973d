/* SPDX-License-Identifier: MIT */
#include "sops_current/shown_tree.h"

#include "base/buf.h"

/* Bytes of the labels of one node, as JSON. */
#define LABELS_MAX ((size_t)1024 * 1024)

/* The labels in rows `from` to `to` as a list, in the arena; .s is NULL when
 * they are too long, no UTF-8, or out of memory. */
static struct text
labels_json(struct call *call, size_t i, size_t from, size_t to)
{
	struct buf json;
	struct json_writer *w;
	bool good;

	buf_init_in(&json, call->arena, LABELS_MAX);
	w = json_new(buf_sink, &json);
	if (w == NULL)
		return TEXT_NONE;
	json_array_open(w);
	for (size_t j = from; j < to; j++) {
		struct db_row row = db_get(call->sops->db, i, j);

		json_object_open(w);
		json_member_string(w, "label", row.cells[1]);
		json_member_string(w, "group", row.cells[2]);
		json_object_close(w);
	}
	good = json_array_close(w) == 0;
	json_free(w);
	return good ? buf_text(&json) : TEXT_NONE;
}

bool
shown_tree_labels(
    struct call *call, size_t i, struct tree_label **labels, size_t *count)
{
	const struct db *db = call->sops->db;
	size_t rows = db_rows(db, i);

	*labels = arena_array(call->arena, rows, sizeof(**labels));
	*count = 0;
	if (*labels == NULL)
		return false;
	for (size_t from = 0, to; from < rows; from = to) {
		struct tree_label *label = &(*labels)[(*count)++];
		struct db_row row = db_get(db, i, from);

		label->node = row.cells[0];
		for (to = from + 1; to < rows; to++)
			if (!text_eq(db_get(db, i, to).cells[0], label->node))
				break;
		label->labels = row.cells[1].s == NULL
				    ? TEXT("[]")
				    : labels_json(call, i, from, to);
		if (label->labels.s == NULL)
			return false;
	}
	return true;
}

bool
shown_tree_is_wanted(const struct call *call)
{
	const struct param *param = call_param(call, "include_pipeline_tree");

	return param != NULL && (text_is_nocase(param->value, "true") ||
				    text_is_nocase(param->value, "yes") ||
				    text_is(param->value, "1"));
}
