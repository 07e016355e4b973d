/* SPDX-License-Identifier: MIT */
/*
 * get_template_info, and get_common_template_info, which bk-sops has from
 * V3.3.21 on (sops 3.6): one template with its tree.
 */
#include "sops_2019/endpoints.h"

#include "decode/tree.h"
#include "sops_2019/templates.h"

#define TEMPLATE_IDS	 1024 /* asked for at a time, see BATCH_MAX */
#define TEMPLATE_SEVERAL (-1)

/* Selects united in one statement: servers parse them recursively. */
#define UNITED (TEMPLATE_IDS / DB_STATEMENTS)

struct info {
	struct templates which;
	struct template template;
	struct tree *tree;
	struct tree_template parts;
	int64_t *numbers; /* of the templates of subprocesses: 0 there is none,
			   * TEMPLATE_SEVERAL there are several */
	struct text *ids; /* the same, decimal */
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

/* The templates that belong to the pipeline templates of the tree, deleted or
 * not and of any business; of each, two at most. */
static void
add_ids(const struct call *call, struct batch *q, void *context)
{
	const struct info *info = context;

	(void)call;
	for (size_t i = 0; i < info->parts.nids; i++) {
		if (i % UNITED == 0)
			batch_statement(q, "template ids");
		else
			batch_sql(q, " UNION ALL ");
		batch_sql(q, "(SELECT ");
		batch_uint(q, i);
		batch_sql(q, ",id FROM ");
		batch_sql(q, template_table(&info->which));
		batch_sql(q, " WHERE pipeline_template_id=");
		batch_text(q, info->parts.ids[i]);
		batch_sql(q, " LIMIT 2)");
	}
}

static bool
read_ids(struct call *call, size_t from, void *context)
{
	const struct db *db = call->sops->db;
	struct info *info = context;
	size_t count = info->parts.nids;

	for (size_t i = from; i < db_statements(db); i++)
		for (size_t n = 0; n < db_rows(db, i); n++) {
			struct db_row row = db_get(db, i, n);
			size_t at = (size_t)db_int(row.cells[0]);

			if (at < count)
				info->numbers[at] = info->numbers[at] == 0
							? db_int(row.cells[1])
							: TEMPLATE_SEVERAL;
		}
	return true;
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

/* The tree names pipeline templates, the answer their templates. */
static enum outcome
name_templates(struct call *call, struct info *i)
{
	static const struct query query = {add_ids, read_ids};
	size_t n = i->parts.nids;
	enum outcome outcome;

	i->numbers = arena_array(call->arena, n, sizeof(*i->numbers));
	i->ids = arena_array(call->arena, n, sizeof(*i->ids));
	if (i->numbers == NULL || i->ids == NULL)
		return call_fault(call, "out of memory");
	if (n > TEMPLATE_IDS)
		return call_fault(
		    call, "the tree has subprocesses of too many templates");
	outcome = call_database(call, query_ask(call, &query, i));
	for (size_t k = 0; outcome == OUTCOME_OK && k < n; k++) {
		if (i->numbers[k] == 0)
			return call_fault(
			    call, "a subprocess is of no template");
		if (i->numbers[k] == TEMPLATE_SEVERAL)
			return call_fault(
			    call, "a subprocess is of several templates");
		i->ids[k] =
		    arena_printf(call->arena, "%lld", (long long)i->numbers[k]);
		if (i->ids[k].s == NULL)
			return call_fault(call, "out of memory");
	}
	return outcome;
}

static enum outcome
read_tree(struct call *call, struct info *i)
{
	if (i->template.snapshot.s == NULL)
		return call_fault(call, "the template has no snapshot");
	i->tree = tree_open(call->arena, i->template.snapshot, NULL);
	if (i->tree == NULL)
		return call_fault(call, "out of memory");
	if (tree_template_read(i->tree, &i->parts) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", i->tree);
	return i->parts.nids == 0 ? OUTCOME_OK : name_templates(call, i);
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
	enum outcome outcome;

	json_object_open(w);
	outcome = template_write_members(
	    call, w, call->arena, &i->which, &i->template, true);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("pipeline_tree"));
	if (tree_template_write(i->tree, &i->parts, i->ids, w) != TREE_OK)
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
