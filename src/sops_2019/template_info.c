/* SPDX-License-Identifier: MIT */
/*
 * get_template_info, and get_common_template_info, which bk-sops has from
 * V3.3.21 on (sops 3.6): one template with its tree.
 */
#include "sops_2019/endpoints.h"

#include "decode/tree.h"
#include "sops/template_ids.h"
#include "sops_2019/templates.h"

struct info {
	struct templates which;
	struct template template;
	struct tree *tree;
	struct tree_template parts;
	struct template_ids ids;
};

static void
add_template(const struct call *call, struct batch *q, void *context)
{
	const struct info *i = context;

	template_select(call, q, &i->which, ",s.data",
	    " LEFT JOIN pipeline_snapshot s ON s.id=p.snapshot_id");
	batch_sql(q, " AND t.id=");
	batch_uint(q, call->ids[0]);
}

static bool
read_template(struct call *call, size_t i, void *context)
{
	struct info *info = context;
	struct db_row row;

	info->template.state = query_row(call, i, &row);
	if (info->template.state == STORE_ROW)
		template_read(row, &info->template);
	return true;
}

static void
add_ids(const struct call *call, struct batch *q, void *context)
{
	const struct info *info = context;

	(void)call;
	template_ids_add(q, &info->ids);
}

static bool
read_ids(struct call *call, size_t from, void *context)
{
	struct info *info = context;

	return template_ids_read(call, from, &info->ids);
}

static enum outcome
refuse_unknown(struct call *call, const struct info *i)
{
	struct text id = call->variables[0];

	if (i->which.common)
		return call_refuse_ascii(
		    call, ARENA_JOIN(call->arena, TEXT("common template[id="),
			      id, TEXT("] does not exist")));
	return call_refuse_ascii(
	    call, ARENA_JOIN(call->arena, TEXT("template[id="), id,
		      TEXT("] of business[bk_biz_id="), call->business_typed,
		      TEXT("] does not exist")));
}

static enum outcome
name_templates(struct call *call, struct info *i)
{
	static const struct query query = {add_ids, read_ids};
	const char *table = template_table(&i->which);
	enum outcome outcome;
	size_t first;

	i->ids = (struct template_ids){
	    .parts = &i->parts, .common = table, .other = table};
	outcome = template_ids_init(call, &i->ids);
	if (outcome == OUTCOME_OK)
		outcome = call_database(call, query_ask(call, &query, i));
	if (outcome != OUTCOME_OK)
		return outcome;
	switch (template_ids_finish(call, &i->ids, &first)) {
	case TEMPLATE_IDS_ALL:
		return OUTCOME_OK;
	case TEMPLATE_IDS_NONE:
		return call_fault(call, "a subprocess is of no template");
	case TEMPLATE_IDS_SEVERAL:
		return call_fault(call, "a subprocess is of several templates");
	case TEMPLATE_IDS_MEMORY:
		break;
	}
	return call_fault(call, "out of memory");
}

static enum outcome
read_tree(struct call *call, struct info *i)
{
	enum outcome outcome;

	if (i->template.snapshot.s == NULL)
		return call_fault(call, "the template has no snapshot");
	i->tree = tree_open(call->arena, i->template.snapshot, NULL);
	if (i->tree == NULL)
		return call_fault(call, "out of memory");
	if (tree_template_read_2019(i->tree, &i->parts) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", i->tree);
	outcome = i->parts.nids == 0 ? OUTCOME_OK : name_templates(call, i);
	tree_template_show(i->tree, &i->parts, i->ids.ids, NULL);
	return outcome;
}

static enum outcome
ask_template(struct call *call)
{
	static const struct query query = {add_template, read_template};
	struct info *i = call->state;
	enum outcome outcome =
	    template_admit(call, &i->which, &query, i, &i->template.state);

	if (outcome == OUTCOME_OK && i->template.state == STORE_NONE)
		return refuse_unknown(call, i);
	if (outcome == OUTCOME_OK)
		outcome = template_check(call, &i->template);
	return outcome == OUTCOME_OK ? read_tree(call, i) : outcome;
}

static enum outcome
prepare_business(struct call *call)
{
	struct info *i = call->state;

	i->which = template_source(call);
	return ask_template(call);
}

static enum outcome
prepare_common(struct call *call)
{
	struct info *i = call->state;

	i->which = (struct templates){.common = true, .anybody = true};
	return ask_template(call);
}

static enum outcome
write_info(struct call *call, struct json_writer *w)
{
	const struct info *i = call->state;
	struct tree_summary summary;
	enum outcome outcome;

	json_object_open(w);
	outcome = template_write_members(
	    call, w, call->arena, &i->which, &i->template, true);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("pipeline_tree"));
	if (tree_write(i->tree, w, NULL, 0, &summary) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", i->tree);
	json_object_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {"template_source", NULL};

const struct endpoint endpoint_template_info = {
    .parameters = parameters,
    .state_size = sizeof(struct info),
    .prepare = prepare_business,
    .write = write_info,
    .cacheable = call_is_cacheable,
};

const struct endpoint endpoint_common_template_info = {
    .exists = template_common_exists,
    .anonymous = true,
    .state_size = sizeof(struct info),
    .prepare = prepare_common,
    .write = write_info,
    .cacheable = call_is_cacheable,
};
