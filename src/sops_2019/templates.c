/* SPDX-License-Identifier: MIT */
#include "sops_2019/templates.h"

#include "sops/param_value.h"

bool
template_common_exists(const struct config_pool *config)
{
	return config->common_templates;
}

/* "business" is the default; anything else is common, whatever it is. */
struct templates
template_source(const struct call *call)
{
	struct text source = forwarded_text(call, "template_source");

	return (struct templates){
	    .common = source.s != NULL && !text_is(source, "business")};
}

/* is_deleted of the pipeline template does not count. */
void
template_select(const struct call *call, struct batch *q,
    const struct templates *which, const char *columns, const char *joins)
{
	const char *table = template_table(which);

	batch_statement(q, table);
	batch_sql(q,
	    "SELECT t.id,t.category,p.id,p.name,p.creator,p.create_time,"
	    "p.editor,p.edit_time");
	batch_sql(q, columns);
	batch_sql(q, " FROM ");
	batch_sql(q, table);
	batch_sql(q, " t");
	if (!which->common) {
		batch_sql(q, " JOIN core_business b"
			     " ON b.id=t.business_id AND b.cc_id=");
		batch_uint(q, call->caller.business);
	}
	batch_sql(q, " LEFT JOIN pipeline_pipelinetemplate p"
		     " ON p.template_id=t.pipeline_template_id");
	batch_sql(q, joins);
	batch_sql(q, " WHERE t.is_deleted=0");
}

void
template_read(struct db_row row, struct template *template)
{
	const struct text *cell = row.cells;

	template->state = STORE_ROW;
	template->id = db_int(cell[0]);
	template->category = cell[1];
	template->has_pipeline = cell[2].s != NULL;
	template->name = cell[3];
	template->creator = cell[4];
	template->create_time = cell[5];
	template->editor = cell[6];
	template->edit_time = cell[7];
	template->snapshot = row.ncells > 8 ? cell[8] : TEXT_NONE;
}

enum outcome
template_admit(struct call *call, const struct templates *which,
    const struct query *query, void *context, enum store_state *state)
{
	enum db_result result;

	*state = STORE_FAILED;
	if (!which->anybody)
		return query_admit(call, query, NULL, context);
	result = query_ask(call, query, context);
	return result == DB_FAILED ? OUTCOME_OK : call_database(call, result);
}

enum outcome
template_check(struct call *call, const struct template *template)
{
	if (template->state != STORE_ROW)
		return call_fault(call, "the template could not be read");
	if (!template->has_pipeline)
		return call_fault(call, "a template has no pipeline template");
	return OUTCOME_OK;
}

/* From V3.3.21 on the id of the business is a number (sops 3.6). */
static void
write_business(const struct call *call, struct json_writer *w)
{
	const struct sops_business *business = &call->access.business;

	if (call->config->common_templates)
		json_member_int(w, "bk_biz_id", business->cc_id);
	else
		json_member_string(w, "bk_biz_id", call->business_typed);
	json_member_string(w, "bk_biz_name", business->cc_name);
}

enum outcome
template_write_members(struct call *call, struct json_writer *w,
    struct arena *arena, const struct templates *which,
    const struct template *template, bool dates)
{
	const char *format = call->config->time_format;
	struct text created = datetime_format(
	    arena, datetime_read_stored(template->create_time), format);
	struct text edited = datetime_format(
	    arena, datetime_read_stored(template->edit_time), format);

	if (!dates)
		created = edited = TEXT_NONE;
	else if (created.s == NULL || edited.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	json_member_int(w, "id", template->id);
	json_member_string(w, "name", template->name);
	json_member_string(w, "category", template->category);
	if (!which->anybody)
		write_business(call, w);
	json_member_string(w, "creator", template->creator);
	json_member_string(w, "create_time", created);
	json_member_string(w, "editor", template->editor);
	json_member_string(w, "edit_time", edited);
	return OUTCOME_OK;
}
