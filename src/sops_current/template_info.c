/* SPDX-License-Identifier: MIT */
/*
 * get_template_info and get_common_template_info (sops-current 4.8): one
 * template with its tree.  What Python alone knows is forwarded: previews, YAML
 * and the schemas of most variables; but not what bk-sops refuses before.
 * Callers of an MCP server get a trimmed tree, or none (2.5).
 */
#include "sops_current/endpoints.h"

#include "python/repr.h"
#include "sops/template_ids.h"
#include "sops_current/admit.h"
#include "sops_current/listing.h"
#include "sops_current/shown_tree.h"
#include "sops_current/templates.h"

/* Templates of subprocesses whose export to YAML is looked at. */
#define EXPORTED_MAX 64

/* Bytes of a name in the message about an export. */
#define SHOWN_MAX 1024

/* The template of a subprocess, for the export. */
struct exported {
	struct text snapshot; /* CompressJSON */
	bool expired;
};

struct info {
	struct templates which;
	struct templates_options options;

	bool found;
	struct template template;
	struct text snapshot; /* CompressJSON; .s NULL: there is none */
	bool has_subprocess;
	bool expired; /* a subprocess is not of the current version; only if
		       * an option wants it */
	struct tree_label *labels;
	size_t nlabels;

	bool wants_tree;
	struct tree *tree;
	struct tree_template parts;
	struct template_ids ids;
	struct tree_schema *schemas; /* of the constants */
	struct exported *exported;
	size_t nexported;
};

/* ---------- statements ---------- */

/*
 * Whether a subprocess of pt has another version than it stays with
 * (subprocess_has_update); of several current versions the last counts.
 */
#define EXPIRED                                                             \
	",EXISTS(SELECT 1 FROM pipeline_templaterelationship r"             \
	" JOIN pipeline_templatecurrentversion v"                           \
	" ON v.template_id=r.descendant_template_id"                        \
	" WHERE r.ancestor_template_id=pt.template_id"                      \
	" AND r.always_use_latest=0"                                        \
	" AND CAST(v.current_version AS BINARY)<>CAST(r.version AS BINARY)" \
	" AND NOT EXISTS(SELECT 1 FROM pipeline_templatecurrentversion w"   \
	" WHERE w.template_id=v.template_id AND w.id>v.id))"

/* "WHERE" the template is the wanted one; behind templates_from. */
static void
add_id(const struct call *call, struct batch *q)
{
	batch_sql(q, " AND t.id=");
	batch_uint(q, call->template_id);
}

static void
add_template(const struct call *call, struct batch *q, const struct info *i)
{
	templates_select(q, &i->which, &i->options);
	batch_sql(q, ",s.data,pt.has_subprocess");
	batch_sql(
	    q, i->options.subprocess || i->options.yaml ? EXPIRED : ",NULL");
	templates_from(call, q, &i->which,
	    " LEFT JOIN pipeline_snapshot s ON s.id=pt.snapshot_id");
	add_id(call, q);
}

/* A row for each label, and one for a node without labels. */
static void
add_labels(const struct call *call, struct batch *q, const struct info *i)
{
	batch_statement(q, "labels");
	batch_sql(q, "SELECT n.node_id,l.code,g.code");
	templates_from(call, q, &i->which,
	    " JOIN pipeline_snapshot s ON s.id=pt.snapshot_id"
	    " JOIN pipeline_web_core_nodeintemplate n"
	    " ON n.template_id=pt.template_id AND n.version=s.md5sum"
	    " LEFT JOIN pipeline_web_label_nodeintemplateattrlabel a"
	    " ON a.node_id=n.id"
	    " LEFT JOIN pipeline_web_label_nodeintemplateattrlabel_labels m"
	    " ON m.nodeintemplateattrlabel_id=a.id"
	    " LEFT JOIN pipeline_web_label_label l ON l.id=m.label_id"
	    " LEFT JOIN pipeline_web_label_labelgroup g ON g.id=l.group_id");
	add_id(call, q);
	batch_sql(q, " ORDER BY n.id,m.id");
}

static void
add_info(const struct call *call, struct batch *q, void *context)
{
	const struct info *i = context;

	add_template(call, q, i);
	/* A trimmed tree has none. */
	if (!call->caller.is_mcp)
		add_labels(call, q, i);
}

static bool
read_info(struct call *call, size_t n, void *context)
{
	struct info *i = context;
	struct db_row row;

	i->found = query_row(call, n, &row) == STORE_ROW;
	if (i->found) {
		templates_read(row, &i->template);
		i->snapshot = row.cells[TEMPLATES_CELLS];
		i->has_subprocess = db_int(row.cells[TEMPLATES_CELLS + 1]) != 0;
		i->expired = db_int(row.cells[TEMPLATES_CELLS + 2]) != 0;
	}
	return call->caller.is_mcp ||
	       shown_tree_labels(call, n + 1, &i->labels, &i->nlabels);
}

static bool
is_exported(const struct info *i)
{
	return i->options.yaml && !i->which.anybody;
}

/* What the subprocesses run, for the export. */
static void
add_exported(struct batch *q, const struct info *i)
{
	batch_statement(q, "exported templates");
	batch_sql(q,
	    "SELECT s.data" EXPIRED " FROM pipeline_pipelinetemplate pt"
	    " JOIN pipeline_snapshot s ON s.id=pt.snapshot_id"
	    " WHERE pt.template_id IN(NULL");
	for (size_t n = 0; n < i->parts.nids && n < EXPORTED_MAX; n++) {
		batch_sql(q, ",");
		batch_text(q, i->parts.ids[n].id);
	}
	batch_sql(q, ")");
}

static void
add_subprocesses(const struct call *call, struct batch *q, void *context)
{
	const struct info *i = context;

	(void)call;
	if (is_exported(i))
		add_exported(q, i);
	template_ids_add(q, &i->ids);
}

static bool
read_exported(struct call *call, size_t n, struct info *i)
{
	const struct db *db = call->sops->db;

	i->nexported = db_rows(db, n);
	i->exported =
	    arena_array(call->arena, i->nexported, sizeof(*i->exported));
	if (i->exported == NULL)
		return false;
	for (size_t k = 0; k < i->nexported; k++) {
		const struct text *cell = db_get(db, n, k).cells;

		i->exported[k] = (struct exported){
		    .snapshot = cell[0], .expired = db_int(cell[1]) != 0};
	}
	return true;
}

static bool
read_subprocesses(struct call *call, size_t n, void *context)
{
	struct info *i = context;

	if (is_exported(i) && !read_exported(call, n++, i))
		return false;
	return template_ids_read(call, n, &i->ids);
}

/* ---------- what is refused ---------- */

static enum outcome
refuse_unknown(struct call *call, const struct info *i)
{
	const struct sops_project *project = &call->access.project;
	struct text message =
	    i->which.common
		? ARENA_JOIN(call->arena, TEXT("common template[id="),
		      call->template_typed, TEXT("] does not exist"))
		: ARENA_JOIN(call->arena, TEXT("template[id="),
		      call->template_typed,
		      arena_printf(call->arena,
			  "] of project[project_id=%lld, biz_id=%lld] does not "
			  "exist",
			  (long long)project->id,
			  (long long)project->bk_biz_id));

	return call_refuse_code(
	    call, CODE_NOT_FOUND, CALL_DATA_ABSENT, message);
}

/* Where Python fails: with 500, or in the answer about a template of a project
 * with a text that it alone knows. */
static enum outcome
cannot_show(struct call *call, const struct info *i, const char *why)
{
	return i->which.anybody ? call_fault(call, why)
				: call_forward(call, why);
}

static enum outcome
cannot_read(struct call *call, const struct info *i, const struct tree *tree,
    enum tree_result result)
{
	struct text why = arena_printf(
	    call->arena, "pipeline_snapshot.data: %s", tree_error(tree));

	return result == TREE_LARGE ? call_forward(call, why.s)
				    : cannot_show(call, i, why.s);
}

/* A subprocess is of no template. */
static enum outcome
refuse_subprocess(struct call *call, const struct info *i, bool is_common)
{
	struct text what = templates_missing(is_common);

	if (i->which.anybody)
		return refuse_missing_row(call, what);
	return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_ABSENT,
	    ARENA_JOIN(
		call->arena, TEXT("format_template_data failed: "), what));
}

/* What takes more than the rows of the template. */
static enum outcome
check_options(struct call *call, const struct info *i)
{
	const struct templates_options *options = &i->options;

	/* A caller of an MCP server does not get those of a common one. */
	if (options->constants && (!i->which.anybody || !call->caller.is_mcp))
		return call_forward(call,
		    "template_constants are worked out by the plugins of "
		    "bk-sops");
	if (options->webhook && !i->which.common)
		return call_forward(
		    call, "Webhooks of templates are not answered here");
	return OUTCOME_OK;
}

/* ---------- the tree ---------- */

static enum outcome
read_tree(struct call *call, struct info *i)
{
	enum tree_result result;

	if (!i->template.has_pipeline)
		return cannot_show(
		    call, i, "the template has no pipeline template");
	if (i->snapshot.s == NULL)
		return cannot_show(call, i, "the template has no snapshot");
	i->wants_tree = !call->caller.is_mcp || shown_tree_is_wanted(call);
	i->tree = tree_open_labelled(
	    call->arena, i->snapshot, NULL, i->labels, i->nlabels);
	if (i->tree == NULL)
		return call_fault(call, "out of memory");
	result = tree_template_read(i->tree, &i->parts);
	if (result != TREE_OK)
		return cannot_read(call, i, i->tree, result);
	return i->parts.nids <= TEMPLATE_IDS_MAX
		   ? OUTCOME_OK
		   : call_forward(call,
			 "The template has subprocesses of more templates than "
			 "are asked for here");
}

static enum outcome
name_templates(struct call *call, struct info *i)
{
	static const struct query query = {add_subprocesses, read_subprocesses};
	enum outcome outcome;
	bool is_common;
	size_t first = 0;

	i->ids = (struct template_ids){.parts = &i->parts,
	    .common = "template_commontemplate",
	    .other = templates_table(&i->which)};
	outcome = template_ids_init(call, &i->ids);
	if (outcome == OUTCOME_OK && i->parts.nids > 0)
		outcome = call_database(call, query_ask(call, &query, i));
	if (outcome != OUTCOME_OK)
		return outcome;
	switch (template_ids_finish(call, &i->ids, &first)) {
	case TEMPLATE_IDS_ALL:
		return OUTCOME_OK;
	case TEMPLATE_IDS_NONE:
		is_common = i->which.common || i->parts.ids[first].is_common;
		return refuse_subprocess(call, i, is_common);
	case TEMPLATE_IDS_SEVERAL:
		return cannot_show(
		    call, i, "a subprocess is of several templates");
	case TEMPLATE_IDS_MEMORY:
		break;
	}
	return call_fault(call, "out of memory");
}

/* ---------- the schemas of constants ---------- */

/* The variables of bk-sops that are known here; type NULL: their schema is
 * null. */
static const struct {
	const char *code, *type, *description;
} variables[] = {
    {"current_time", "string", "系统当前时间变量"},
    {"datatable", "string", "表格变量"},
    {"datetime", "string", "日期时间变量"},
    {"input", "string", "输入框变量"},
    {"password", "string", "密码变量"},
    {"select", "string", "下拉框变量"},
    {"textarea", "string", "文本框变量"},
    {"int", "int", "整数变量"},
    {"bk_user_selector", NULL, NULL},
    {"staff_group_multi_selector", NULL, NULL},
};

/* False where only bk-sops' registry tells it. */
static bool
find_schema(const struct call *call, const struct tree_constant *constant,
    struct tree_schema *schema)
{
	const bool is_inputs = constant->source_type == SOURCE_INPUTS;
	struct text rest = constant->tag, code;

	*schema = (struct tree_schema){.type = TEXT_NONE};
	if (constant->source_type == SOURCE_OTHER)
		return true;
	if (!constant->has_tag)
		return !is_inputs;
	if (constant->is_long)
		return false;
	/* A tag that is no text, or has no dot, is an error of its own. */
	if (constant->tag.s == NULL ||
	    memchr(constant->tag.s, '.', constant->tag.len) == NULL)
		return true;
	if (is_inputs || !text_split(&rest, '.', &code))
		return false;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		if (!text_is(code, variables[i].code))
			continue;
		if (variables[i].type == NULL)
			return true;
		*schema = (struct tree_schema){text_of(variables[i].type),
		    text_of(variables[i].description)};
		/* Their English is not known. */
		return !call->english;
	}
	return false;
}

static enum outcome
find_schemas(struct call *call, struct info *i)
{
	/* A trimmed tree has none. */
	if (call->caller.is_mcp)
		return OUTCOME_OK;
	i->schemas =
	    arena_array(call->arena, i->parts.nconstants, sizeof(*i->schemas));
	if (i->schemas == NULL)
		return call_fault(call, "out of memory");
	for (size_t n = 0; n < i->parts.nconstants; n++)
		if (!find_schema(call, &i->parts.constants[n], &i->schemas[n]))
			return call_forward(call,
			    "The schema of a constant is known to the "
			    "registry of bk-sops alone");
	return OUTCOME_OK;
}

/* ---------- YAML ---------- */

static enum outcome
refuse_unbound(struct call *call, const struct tree_unbound *unbound)
{
	struct text key = unbound->key.s == NULL ? unbound->node : unbound->key;

	return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_ABSENT,
	    ARENA_JOIN(call->arena, TEXT("convert yaml failed: "),
		python3_repr_text(call->arena, key, SHOWN_MAX)));
}

/* Adds what the tree of a subprocess' template lacks.  False where the export
 * goes on to what is not looked at here. */
static bool
export_subprocess(struct call *call, const struct exported *exported,
    struct tree_unbound *unbound)
{
	struct tree_template parts;
	struct tree_unbound own;
	struct tree *tree =
	    exported->expired || exported->snapshot.s == NULL
		? NULL
		: tree_open(call->arena, exported->snapshot, NULL);

	if (tree == NULL || tree_template_read(tree, &parts) != TREE_OK ||
	    parts.nids > 0 || tree_find_unbound(tree, &own) != TREE_OK)
		return false;
	if (unbound->nodes == 0)
		*unbound = own;
	else
		unbound->nodes += own.nodes;
	return true;
}

/*
 * The export fails over a subprocess that is not of the current version, then
 * over an input that is bound to no constant, in an order of templates and
 * nodes that does not matter where one node alone has such an input.
 */
static enum outcome
export_yaml(struct call *call, const struct info *i)
{
	struct tree_unbound unbound;
	bool is_known = i->nexported == i->parts.nids;

	if (i->expired)
		return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_ABSENT,
		    ARENA_JOIN(call->arena,
			TEXT("export yaml failed: template "), i->template.name,
			TEXT(" has expired subprocess, please update it before "
			     "exporting.")));
	if (tree_find_unbound(i->tree, &unbound) != TREE_OK)
		is_known = false;
	for (size_t n = 0; n < i->nexported && is_known; n++)
		is_known = export_subprocess(call, &i->exported[n], &unbound);
	if (is_known && unbound.nodes == 1)
		return refuse_unbound(call, &unbound);
	return call_forward(call, "format=yaml is not answered here");
}

/* ---------- */

static enum outcome
show_times(struct call *call, struct template *template)
{
	enum outcome outcome =
	    listing_format_time(call, &template->create_time);

	return outcome == OUTCOME_OK
		   ? listing_format_time(call, &template->edit_time)
		   : outcome;
}

static enum outcome
show_notify(struct call *call, struct info *i)
{
	if (!i->options.notify)
		return OUTCOME_OK;
	switch (templates_show_notify(&i->template)) {
	case NOTIFY_SHOWN:
		return OUTCOME_OK;
	case NOTIFY_BROKEN:
		return cannot_show(call, i, "notify_receivers is no JSON");
	case NOTIFY_FAILED:
		break;
	}
	return cannot_show(
	    call, i, "notify_type or notify_receivers is too large");
}

static enum outcome
show_tree(struct call *call, struct info *i)
{
	enum outcome outcome;

	if (i->options.unfold && i->parts.nids > 0 && !i->options.yaml &&
	    !i->which.anybody)
		return call_forward(
		    call, "unfold_subprocess is not answered here");
	outcome = name_templates(call, i);
	if (outcome == OUTCOME_OK)
		outcome = show_notify(call, i);
	if (outcome == OUTCOME_OK && is_exported(i))
		return export_yaml(call, i);
	if (outcome == OUTCOME_OK)
		outcome = find_schemas(call, i);
	tree_template_show(i->tree, &i->parts, i->ids.ids, i->schemas);
	return outcome;
}

static enum outcome
ask_info(struct call *call)
{
	static const struct query query = {add_info, read_info};
	struct info *i = call->state;

	const enum gate gate = i->which.common ? GATE_COMMON_FLOW : GATE_FLOW;
	enum outcome outcome = templates_read_options(call, &i->options);

	if (i->which.anybody)
		return outcome == OUTCOME_OK
			   ? admit_ask_without_project(call, gate, &query, i)
			   : admit_wrong_without_project(call, gate, outcome);
	return outcome == OUTCOME_OK ? admit_ask(call, gate, &query, i)
				     : admit_wrong(call, gate, outcome);
}

static enum outcome
prepare_info(struct call *call)
{
	struct info *i = call->state;
	enum outcome outcome = ask_info(call);

	if (outcome == OUTCOME_OK && !i->found)
		return refuse_unknown(call, i);
	if (outcome == OUTCOME_OK)
		outcome = check_options(call, i);
	if (outcome == OUTCOME_OK)
		outcome = read_tree(call, i);
	if (outcome == OUTCOME_OK)
		outcome = show_times(call, &i->template);
	return outcome == OUTCOME_OK ? show_tree(call, i) : outcome;
}

static enum outcome
prepare_project(struct call *call)
{
	struct info *i = call->state;

	i->which = templates_source(call);
	return prepare_info(call);
}

static enum outcome
prepare_common(struct call *call)
{
	struct info *i = call->state;

	i->which = (struct templates){.common = true, .anybody = true};
	return prepare_info(call);
}

static enum outcome
write_tree(struct call *call, struct json_writer *w)
{
	const struct info *i = call->state;
	struct tree_summary summary;
	enum tree_result result;

	if (!i->wants_tree)
		return OUTCOME_OK;
	json_key(w, TEXT("pipeline_tree"));
	result = call->caller.is_mcp
		     ? tree_write_trimmed(i->tree, w)
		     : tree_write(i->tree, w, NULL, 0, &summary);
	return result == TREE_OK
		   ? OUTCOME_OK
		   : call_tree_fault(call, "pipeline_snapshot.data", i->tree);
}

static enum outcome
write_info(struct call *call, struct json_writer *w)
{
	const struct info *i = call->state;
	enum outcome outcome;

	json_object_open(w);
	templates_write_head(w, &i->template);
	outcome = write_tree(call, w);
	if (outcome == OUTCOME_OK)
		outcome = templates_write_tail(
		    call, w, &i->which, &i->options, &i->template);
	if (i->options.subprocess) {
		json_member_bool(w, "has_subprocess", i->has_subprocess);
		json_member_bool(w, "subprocess_has_update", i->expired);
	}
	json_object_close(w);
	return outcome;
}

static const char *const parameters[] = {"scope", "template_source",
    TEMPLATES_PARAMETERS, "include_pipeline_tree", NULL};

const struct endpoint current_template_info = {
    .parameters = parameters,
    .state_size = sizeof(struct info),
    .prepare = prepare_project,
    .write = write_info,
    .cacheable = call_is_cacheable,
};

static const char *const common_parameters[] = {
    TEMPLATES_PARAMETERS, "include_pipeline_tree", NULL};

const struct endpoint current_common_template_info = {
    .parameters = common_parameters,
    .state_size = sizeof(struct info),
    .prepare = prepare_common,
    .write = write_info,
    .cacheable = call_is_cacheable,
};
