/* SPDX-License-Identifier: MIT */
#include "pool/status_form.h"

#include <inttypes.h>

/* Bytes of the longest row: method, path and statement of nothing but "&",
 * which is five bytes, and the rest. */
#define ROW_MAX (5 * (2 * SLOT_PATH + SLOT_STATEMENT) + 1024)

/* Text, also inside an attribute. */
static void
add_escaped(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '&':
			buf_add_text(out, TEXT("&amp;"));
			break;
		case '<':
			buf_add_text(out, TEXT("&lt;"));
			break;
		case '>':
			buf_add_text(out, TEXT("&gt;"));
			break;
		case '"':
			buf_add_text(out, TEXT("&#34;"));
			break;
		case '\'':
			buf_add_text(out, TEXT("&#39;"));
			break;
		default:
			buf_add_char(out, *text);
		}
}

static void
add_value(struct buf *out, const struct status_field *f)
{
	char date[STATUS_DATE];

	if (f->kind == STATUS_NUMBER)
		buf_addf(out, "%" PRIu64, f->number);
	else if (f->kind == STATUS_TIME)
		add_escaped(out, status_date((int64_t)f->number, date));
	else
		add_escaped(out, f->text);
}

static void
add_pool(struct buf *out, const struct status_view *view)
{
	struct status_field fields[STATUS_FIELDS];
	size_t n = status_pool_fields(view, fields);

	buf_add_text(out, TEXT("<table>\n"));
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "<tr><th>%s</th><td>", fields[i].name);
		add_value(out, &fields[i]);
		buf_add_text(out, TEXT("</td></tr>\n"));
	}
	buf_add_text(out, TEXT("</table>\n"));
}

static void
add_head(struct buf *out)
{
	const struct status_worker none = {.pid = 0};
	struct status_field fields[STATUS_FIELDS];
	size_t n = status_worker_fields(&none, fields);

	buf_add_text(out, TEXT("<tr>"));
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "<th>%s</th>", fields[i].name);
	buf_add_text(out, TEXT("</tr>\n"));
}

static void
add_workers(struct buf *out, const struct status_view *view)
{
	struct status_field fields[STATUS_FIELDS];
	size_t shown = 0;

	buf_add_text(out, TEXT("<table border=\"1\">\n"));
	add_head(out);
	for (; shown < view->nworkers && out->len + ROW_MAX < out->max;
	     shown++) {
		size_t n = status_worker_fields(&view->workers[shown], fields);

		buf_add_text(out, TEXT("<tr>"));
		for (size_t i = 0; i < n; i++) {
			buf_add_text(out, TEXT("<td>"));
			add_value(out, &fields[i]);
			buf_add_text(out, TEXT("</td>"));
		}
		buf_add_text(out, TEXT("</tr>\n"));
	}
	buf_add_text(out, TEXT("</table>\n"));
	if (shown < view->nworkers)
		buf_addf(out, "<p>and %zu more</p>\n", view->nworkers - shown);
}

int
status_html(const struct status_view *view, struct reply *reply)
{
	struct buf *out = &reply->body;

	buf_addf(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>"
	    "<meta charset=\"utf-8\"><title>bksops-fcgi: %s</title></head>\n"
	    "<body>\n<h1>bksops-fcgi: %s</h1>\n",
	    view->config->name, view->config->name);
	add_pool(out, view);
	if (view->full)
		add_workers(out, view);
	buf_add_text(out, TEXT("</body>\n</html>\n"));
	return 0;
}
