/* SPDX-License-Identifier: MIT */
#include "pool/status_form.h"
#include "json/writer.h"

#include <inttypes.h>
#include <stdio.h>

static void
write_fields(struct json_writer *w, const struct status_field *fields, size_t n)
{
	char number[24];

	for (size_t i = 0; i < n; i++) {
		const struct status_field *f = &fields[i];

		json_key(
		    w, text_of(f->json_name != NULL ? f->json_name : f->name));
		if (f->kind == STATUS_TEXT) {
			json_string(w, text_of(f->text));
			continue;
		}
		snprintf(number, sizeof(number), "%" PRIu64, f->number);
		json_raw(w, text_of(number));
	}
}

int
status_json(const struct status_view *view, struct reply *reply)
{
	struct status_field fields[STATUS_FIELDS];
	struct json_writer *w = json_new(reply_write, reply);
	int failed;

	if (w == NULL)
		return -1;
	json_object_open(w);
	write_fields(w, fields, status_pool_fields(view, fields));
	if (view->full) {
		json_key(w, TEXT("processes"));
		json_array_open(w);
		for (size_t i = 0; i < view->nworkers; i++) {
			json_object_open(w);
			write_fields(w, fields,
			    status_worker_fields(&view->workers[i], fields));
			json_object_close(w);
		}
		json_array_close(w);
	}
	json_object_close(w);
	failed = json_failed(w);
	json_free(w);
	return failed;
}
