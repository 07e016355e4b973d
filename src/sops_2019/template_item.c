/* SPDX-License-Identifier: MIT */
#include "sops_2019/template_item.h"

#include "sops/moment.h"

bool
template_common_exists(const struct config_pool *config)
{
	return config->common_templates;
}

enum outcome
template_check(struct call *call, const struct sops_template *template)
{
	if (template->state != STORE_ROW)
		return call_fault(call, "the template could not be read");
	if (!template->has_pipeline)
		return call_fault(call, "a template has no pipeline template");
	return OUTCOME_OK;
}

/* From V3.3.21 on the id of the business is a number (sops 3.6). */
static void
business_members(const struct call *call, struct json_writer *w,
    const struct sops_business *business)
{
	if (call->config->common_templates)
		json_member_int(w, "bk_biz_id", business->cc_id);
	else
		json_member_string(w, "bk_biz_id", call->business_typed);
	json_member_string_or_null(w, "bk_biz_name", business->cc_name);
}

enum outcome
template_members(struct call *call, struct json_writer *w, struct arena *arena,
    const struct sops_template *template, const struct sops_business *business,
    bool dates)
{
	const char *format = call->config->time_format;
	struct text created =
	    moment_format(arena, moment_parse(template->create_time), format);
	struct text edited =
	    moment_format(arena, moment_parse(template->edit_time), format);

	if (!dates)
		created = edited = TEXT_NONE;
	else if (created.s == NULL || edited.s == NULL)
		return call_fault(call, "a time has no date in the local zone");
	json_member_int(w, "id", template->id);
	json_member_string_or_null(w, "name", template->name);
	json_member_string_or_null(w, "category", template->category);
	if (business != NULL)
		business_members(call, w, business);
	json_member_string_or_null(w, "creator", template->creator);
	json_member_string_or_null(w, "create_time", created);
	json_member_string_or_null(w, "editor", template->editor);
	json_member_string_or_null(w, "edit_time", edited);
	return OUTCOME_OK;
}
