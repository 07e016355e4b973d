/* SPDX-License-Identifier: MIT */
#include "pool/status_form.h"

#include <inttypes.h>

#define WIDTH 22 /* of a name with its colon, as php-fpm's */

static void
add_fields(struct buf *out, const struct status_field *fields, size_t n)
{
	char date[STATUS_DATE];

	for (size_t i = 0; i < n; i++) {
		const struct status_field *f = &fields[i];

		buf_addf(out, "%s:%*s", f->name,
		    (int)(WIDTH - strlen(f->name) - 1), "");
		if (f->kind == STATUS_NUMBER)
			buf_addf(out, "%" PRIu64 "\n", f->number);
		else
			buf_addf(out, "%s\n",
			    f->kind == STATUS_TEXT
				? f->text
				: status_date((int64_t)f->number, date));
	}
}

int
status_text(const struct status_view *view, struct reply *reply)
{
	struct status_field fields[STATUS_FIELDS];
	struct buf *out = &reply->body;

	add_fields(out, fields, status_pool_fields(view, fields));
	for (size_t i = 0; i < view->nworkers; i++) {
		buf_addf(out, "\n************************\n");
		add_fields(out, fields,
		    status_worker_fields(&view->workers[i], fields));
	}
	return 0;
}
