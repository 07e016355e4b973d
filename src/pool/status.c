/* SPDX-License-Identifier: MIT */
#include "pool/status.h"

#include "base/log.h"
#include "pool/status_form.h"

struct form {
	const char *parameter;
	const char *type;
	int (*write)(const struct status_view *view, struct reply *reply);
};

static const struct form forms[] = {
    {"", "text/plain; charset=utf-8", status_text},
    {"json", "application/json", status_json},
    {"html", "text/html; charset=utf-8", status_html},
    {"openmetrics",
	"application/openmetrics-text; version=1.0.0; charset=utf-8",
	status_metrics},
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

static const struct form *
choose(struct text query, bool *full)
{
	const struct form *form = &forms[0];
	struct text parameter, name;

	*full = false;
	while (text_split(&query, '&', &parameter)) {
		if (!text_split(&parameter, '=', &name))
			continue;
		if (text_is(name, "full"))
			*full = true;
		for (size_t i = 1; i < FORMS; i++)
			if (text_is(name, forms[i].parameter))
				form = &forms[i];
	}
	return form;
}

static int
answer(const struct status_view *view, const struct form *form,
    struct reply *reply)
{
	if (form->write(view, reply) != 0 || reply->body.failed ||
	    reply_overflowed(reply))
		return -1;
	reply_header(reply, "Content-Type", text_of(form->type));
	reply_finish(reply);
	return 0;
}

int
status_serve(const struct config_pool *config, const struct scoreboard *board,
    struct fcgi_request *request, struct reply *reply)
{
	struct status_view view;
	bool full;
	const struct form *form = choose(request->query, &full);

	reply_header(reply, "Cache-Control", TEXT("no-store"));
	reply_header(reply, "X-Content-Type-Options", TEXT("nosniff"));
	reply_header(
	    reply, "Content-Security-Policy", TEXT("default-src 'none'"));
	if (status_view_read(&view, config, board, request->arena, full) == 0 &&
	    answer(&view, form, reply) == 0)
		return 0;
	log_error("status: the answer could not be written");
	reply_discard(reply);
	reply_status(reply, 500);
	reply_header(reply, "Content-Type", TEXT("text/plain; charset=utf-8"));
	reply_finish(reply);
	return -1;
}
