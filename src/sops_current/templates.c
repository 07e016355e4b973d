/* SPDX-License-Identifier: MIT */
#include "sops_current/templates.h"

#include "sops/param_value.h"
#include "sops_current/admit.h"
#include "sops_current/flags.h"
#include "sops_current/listing.h"

enum outcome
templates_read_options(struct call *call, struct templates_options *options)
{
	enum { PROXY, SUBPROCESS, CONSTANTS, NOTIFY, LABELS, UNFOLD, WEBHOOK };
	static const char *const formats[] = {"json", "yaml", NULL};
	struct flag flags[] = {[PROXY] = {"include_executor_proxy", false},
	    [SUBPROCESS] = {"include_subprocess", false},
	    [CONSTANTS] = {"include_constants", false},
	    [NOTIFY] = {"include_notify", false},
	    [LABELS] = {"include_labels", false},
	    [UNFOLD] = {"unfold_subprocess", false},
	    [WEBHOOK] = {"include_webhook", false}};
	struct choice format = {.name = "format", .words = formats};
	size_t count = sizeof(flags) / sizeof(*flags);
	enum outcome outcome;

	/* The last one is of the older line alone (0.4). */
	if (call->config->release != RELEASE_3_32)
		count--;
	outcome = flags_read_with_choice(call, flags, count, &format);
	*options =
	    (struct templates_options){.executor_proxy = flags[PROXY].value,
		.subprocess = flags[SUBPROCESS].value,
		.constants = flags[CONSTANTS].value,
		.notify = flags[NOTIFY].value,
		.labels = flags[LABELS].value,
		.unfold = flags[UNFOLD].value,
		.webhook = flags[WEBHOOK].value,
		.yaml = format.chosen == 1};
	return outcome;
}

struct templates
templates_source(const struct call *call)
{
	struct text source = forwarded_text(call, "template_source");

	return (struct templates){.common = source.s != NULL &&
					    !text_is(source, "project") &&
					    !text_is(source, "business")};
}

void
templates_select(struct batch *q, const struct templates *which,
    const struct templates_options *options)
{
	batch_statement(q, templates_table(which));
	batch_sql(q, "SELECT t.id,t.category,");
	batch_sql(q, options->notify ? "t.notify_type,t.notify_receivers,"
				     : "NULL,NULL,");
	batch_sql(q, which->common ? "NULL" : "t.executor_proxy");
	batch_sql(q, ",pt.id,pt.name,pt.creator,pt.create_time,pt.editor,"
		     "pt.edit_time,pt.description");
}

/* is_deleted of the pipeline template does not count. */
void
templates_from(const struct call *call, struct batch *q,
    const struct templates *which, const char *joins)
{
	if (which->common)
		batch_sql(q, " FROM template_commontemplate t");
	else
		admit_from(call, q, templates_table(which));
	batch_sql(q, " LEFT JOIN pipeline_pipelinetemplate pt"
		     " ON pt.template_id=t.pipeline_template_id");
	batch_sql(q, joins);
	batch_sql(q, " WHERE t.is_deleted=0");
}

void
templates_read(struct db_row row, struct template *template)
{
	const struct text *cell = row.cells;

	*template = (struct template){.id = db_int(cell[0]),
	    .category = cell[1],
	    .stored_notify_type = cell[2],
	    .stored_notify_receivers = cell[3],
	    .executor_proxy = cell[4],
	    .has_pipeline = cell[5].s != NULL,
	    .name = cell[6],
	    .creator = cell[7],
	    .create_time = cell[8],
	    .editor = cell[9],
	    .edit_time = cell[10],
	    .description = cell[11]};
}

enum templates_notify
templates_show_notify(struct template *template)
{
	const char *why;
	enum value_result result = value_read_json(
	    template->stored_notify_type, &template->notify_type, &why);

	/* What is no JSON is shown as two empty lists. */
	if (result == VALUE_BROKEN)
		template->notify_type =
		    value_json(TEXT("{\"success\":[],\"fail\":[]}"));
	else if (result != VALUE_OK)
		return NOTIFY_FAILED;
	result = value_read_json(template->stored_notify_receivers,
	    &template->notify_receivers, &why);
	if (result == VALUE_BROKEN)
		return NOTIFY_BROKEN;
	return result == VALUE_OK ? NOTIFY_SHOWN : NOTIFY_FAILED;
}

void
templates_write_head(struct json_writer *w, const struct template *template)
{
	json_member_int(w, "id", template->id);
	json_member_string(w, "name", template->name);
	json_member_string(w, "creator", template->creator);
	json_member_string(w, "create_time", template->create_time);
	json_member_string(w, "editor", template->editor);
	json_member_string(w, "edit_time", template->edit_time);
	json_member_string(w, "category", template->category);
}

static enum outcome
write_notify(
    struct call *call, struct json_writer *w, const struct template *template)
{
	static const char *const members[] = {"success", "fail"};
	const struct value *type = &template->notify_type;
	enum outcome outcome = OUTCOME_OK;

	json_key(w, TEXT("notify_type"));
	if (value_is_object(type)) {
		outcome = value_write(call, w, "notify_type", type);
	} else {
		json_object_open(w);
		for (size_t i = 0; i < 2 && outcome == OUTCOME_OK; i++) {
			json_key(w, text_of(members[i]));
			outcome = value_write(call, w, "notify_type", type);
		}
		json_object_close(w);
	}
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("notify_receivers"));
	return value_write(
	    call, w, "notify_receivers", &template->notify_receivers);
}

enum outcome
templates_write_tail(struct call *call, struct json_writer *w,
    const struct templates *which, const struct templates_options *options,
    const struct template *template)
{
	json_member_string(w, "description", template->description);
	if (!which->anybody)
		listing_write_project(call, w);
	if (options->executor_proxy && !which->common)
		json_member_string(
		    w, "executor_proxy", template->executor_proxy);
	return options->notify ? write_notify(call, w, template) : OUTCOME_OK;
}
