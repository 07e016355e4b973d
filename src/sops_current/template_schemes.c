/* SPDX-License-Identifier: MIT */
/*
 * get_template_schemes (sops-current 4.9): which nodes of a template its users
 * run together.  The constants of each are worked out by bk-sops.
 */
#include "sops_current/endpoints.h"

#include "sops/query.h"
#include "sops_current/admit.h"
#include "sops_current/templates.h"

/* Bytes of the schemes of a template, at most, with what each takes beside its
 * data: they are held in memory. */
#define SCHEMES_MAX 16777216 /* 16 MiB */
#define SCHEME_SIZE 1024

struct scheme {
	struct text id, name;
	struct tree *data; /* any JSON; a text with a list of ids in JSON */
};

struct schemes {
	bool with_constants;
	bool found, has_pipeline;
	struct text snapshot; /* CompressJSON; .s NULL: there is none */
	bool is_large;	      /* the schemes are not held */
	struct scheme *list;
	size_t count;
};

/* Deleted templates are answered, too. */
static void
add_schemes_from(const struct call *call, struct batch *q, const char *joins)
{
	admit_from(call, q, "tasktmpl3_tasktemplate");
	batch_sql(q, " LEFT JOIN pipeline_pipelinetemplate pt"
		     " ON pt.template_id=t.pipeline_template_id");
	batch_sql(q, joins);
	batch_sql(q, " WHERE t.id=");
	batch_uint(q, call->template_id);
}

/* One row of NULL where the schemes are too large: the server counts before it
 * sends one. */
static void
add_schemes(const struct call *call, struct batch *q, void *context)
{
	const struct schemes *s = context;

	batch_statement(q, "tasktmpl3_tasktemplate");
	batch_sql(
	    q, s->with_constants ? "SELECT pt.id,s.data" : "SELECT pt.id,NULL");
	add_schemes_from(call, q,
	    s->with_constants
		? " LEFT JOIN pipeline_snapshot s ON s.id=pt.snapshot_id"
		: "");
	batch_statement(q, "pipeline_templatescheme");
	batch_sql(q, "SELECT x.id,x.unique_id,x.name,x.data"
		     " FROM (SELECT pt.id,SUM(");
	batch_uint(q, SCHEME_SIZE);
	batch_sql(q, "+COALESCE(LENGTH(y.data),0)) AS size");
	add_schemes_from(
	    call, q, " JOIN pipeline_templatescheme y ON y.template_id=pt.id");
	batch_sql(q, " GROUP BY pt.id) n LEFT JOIN pipeline_templatescheme x"
		     " ON x.template_id=n.id AND n.size<=");
	batch_uint(q, SCHEMES_MAX);
	batch_sql(q, " ORDER BY x.id");
}

static bool
read_schemes(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct schemes *s = context;
	struct db_row row;

	s->found = query_row(call, i, &row) == STORE_ROW;
	if (s->found) {
		s->has_pipeline = row.cells[0].s != NULL;
		s->snapshot = row.cells[1];
	}
	i++;
	s->count = db_rows(db, i);
	s->list = arena_array(call->arena, s->count, sizeof(*s->list));
	for (size_t n = 0; n < s->count && s->list != NULL; n++) {
		const struct text *cell = db_get(db, i, n).cells;

		s->is_large = cell[0].s == NULL;
		s->list[n] = (struct scheme){
		    cell[1], cell[2], tree_open(call->arena, cell[3], NULL)};
		if (s->list[n].data == NULL)
			return false;
	}
	return s->list != NULL;
}

/* Without schemes nothing is worked out, but the tree must be one. */
static enum outcome
check_constants(struct call *call, const struct schemes *s)
{
	struct tree_template parts;
	struct tree *tree;

	if (s->snapshot.s == NULL)
		return call_fault(call, "the template has no snapshot");
	tree = tree_open(call->arena, s->snapshot, NULL);
	if (tree == NULL)
		return call_fault(call, "out of memory");
	if (tree_template_read(tree, &parts) != TREE_OK)
		return call_tree_fault(call, "pipeline_snapshot.data", tree);
	return s->count == 0 && parts.nids == 0
		   ? OUTCOME_OK
		   : call_forward(call,
			 "The constants of schemes are worked out by bk-sops");
}

static enum outcome
check_data(struct call *call, const struct schemes *s)
{
	struct tree_summary summary;

	for (size_t i = 0; i < s->count; i++)
		if (tree_write(s->list[i].data, NULL, NULL, 0, &summary) !=
		    TREE_OK)
			return call_tree_fault(call,
			    "pipeline_templatescheme.data", s->list[i].data);
	return OUTCOME_OK;
}

static enum outcome
prepare_schemes(struct call *call)
{
	static const struct query query = {add_schemes, read_schemes};
	const struct param *param = call_param(call, "with_constants");
	struct schemes *s = call->state;
	enum outcome outcome;

	s->with_constants =
	    param != NULL && text_is_nocase(param->value, "true");
	outcome = admit_ask(call, GATE_FLOW, &query, s);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (!s->found)
		return refuse_missing_row(call, templates_missing(false));
	if (!s->has_pipeline)
		return call_fault(
		    call, "the template has no pipeline template");
	if (s->is_large)
		return call_forward(call,
		    "The schemes of the template are larger than is read here");
	outcome = check_data(call, s);
	if (outcome == OUTCOME_OK && s->with_constants)
		outcome = check_constants(call, s);
	return outcome;
}

static enum outcome
write_schemes(struct call *call, struct json_writer *w)
{
	const struct schemes *s = call->state;
	struct tree_summary summary;

	json_array_open(w);
	for (size_t i = 0; i < s->count && json_failed(w) == 0; i++) {
		const struct scheme *scheme = &s->list[i];

		json_object_open(w);
		json_member_string(w, "id", scheme->id);
		json_member_string(w, "name", scheme->name);
		json_key(w, TEXT("data"));
		if (tree_write(scheme->data, w, NULL, 0, &summary) != TREE_OK)
			return call_tree_fault(
			    call, "pipeline_templatescheme.data", scheme->data);
		json_object_close(w);
	}
	json_array_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {"scope", "with_constants", NULL};

const struct endpoint current_template_schemes = {
    .parameters = parameters,
    .state_size = sizeof(struct schemes),
    .prepare = prepare_schemes,
    .write = write_schemes,
    .cacheable = call_is_cacheable,
};
