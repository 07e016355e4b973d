/* SPDX-License-Identifier: MIT */
/*
 * get_template_info, and get_common_template_info, which bk-sops has from
 * V3.3.21 on (sops 3.6): one template with its tree.
 */
#include "sops_2019/endpoints.h"

#include "decode/tree.h"
#include "sops_2019/template_item.h"

struct info {
	struct sops_templates which;
	struct template_info_answer row;
	const struct sops_business *business; /* NULL: without its members */
	struct tree *tree;
	struct tree_template parts;
	struct text *ids; /* of the templates of subprocesses, decimal */
};

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
read_row(struct call *call, struct info *i)
{
	struct template_info_answer *row = &i->row;
	enum outcome outcome;

	if (i->which.caller != NULL)
		i->business = &row->access.business;
	outcome = call_admit(call,
	    sops_ask_template_info(call->sops, call->arena, &i->which,
		call->ids[0], call->deadline, row),
	    i->which.caller != NULL ? &row->access : NULL);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (row->template.state == STORE_NONE)
		return refuse_unknown(call, i);
	return template_check(call, &row->template);
}

static enum outcome
tree_fault(struct call *call, const struct info *i)
{
	struct text t = arena_printf(
	    call->arena, "pipeline_snapshot.data: %s", tree_error(i->tree));

	return call_fault(call, t.s == NULL ? "out of memory" : t.s);
}

/* The tree names pipeline templates, the answer their templates. */
static enum outcome
name_templates(struct call *call, struct info *i)
{
	size_t n = i->parts.nids;
	int64_t *ids = arena_array(call->arena, n, sizeof(*ids));
	enum outcome outcome;

	i->ids = arena_array(call->arena, n, sizeof(*i->ids));
	if (ids == NULL || i->ids == NULL)
		return call_fault(call, "out of memory");
	if (n > TEMPLATE_IDS)
		return call_fault(
		    call, "the tree has subprocesses of too many templates");
	outcome = call_database(
	    call, sops_ask_template_ids(call->sops, call->arena,
		      i->which.common, i->parts.ids, n, call->deadline, ids));
	for (size_t k = 0; outcome == OUTCOME_OK && k < n; k++) {
		if (ids[k] == 0)
			return call_fault(
			    call, "a subprocess is of no template");
		if (ids[k] == TEMPLATE_SEVERAL)
			return call_fault(
			    call, "a subprocess is of several templates");
		i->ids[k] =
		    arena_printf(call->arena, "%lld", (long long)ids[k]);
		if (i->ids[k].s == NULL)
			return call_fault(call, "out of memory");
	}
	return outcome;
}

static enum outcome
read_tree(struct call *call, struct info *i)
{
	if (i->row.template.snapshot.s == NULL)
		return call_fault(call, "the template has no snapshot");
	i->tree = tree_open(call->arena, i->row.template.snapshot, NULL);
	if (i->tree == NULL)
		return call_fault(call, "out of memory");
	if (tree_template_read(i->tree, &i->parts) != TREE_OK)
		return tree_fault(call, i);
	return i->parts.nids == 0 ? OUTCOME_OK : name_templates(call, i);
}

static enum outcome
ask(struct call *call, const struct sops_templates *which)
{
	struct info *i = arena_alloc(call->arena, sizeof(*i));
	enum outcome outcome;

	if (i == NULL)
		return call_fault(call, "out of memory");
	call->state = i;
	i->which = *which;
	outcome = read_row(call, i);
	return outcome == OUTCOME_OK ? read_tree(call, i) : outcome;
}

static enum outcome
prepare(struct call *call)
{
	struct sops_templates which = template_source(call);

	return ask(call, &which);
}

static enum outcome
prepare_common(struct call *call)
{
	const struct sops_templates which = {.common = true};

	return ask(call, &which);
}

static enum outcome
write_info(struct call *call, struct json_writer *w)
{
	const struct info *i = call->state;
	enum outcome outcome;

	json_object_open(w);
	outcome = template_members(
	    call, w, call->arena, &i->row.template, i->business, true);
	if (outcome != OUTCOME_OK)
		return outcome;
	json_key(w, TEXT("pipeline_tree"));
	if (tree_template_write(i->tree, &i->parts, i->ids, w) != TREE_OK)
		return tree_fault(call, i);
	json_object_close(w);
	return OUTCOME_OK;
}

static void
finish(struct call *call)
{
	sops_release(call->sops);
}

static const char *const parameters[] = {"template_source", NULL};

const struct endpoint endpoint_template_info = {
    .parameters = parameters,
    .prepare = prepare,
    .write = write_info,
    .steady = call_is_steady,
    .finish = finish,
};

const struct endpoint endpoint_common_template_info = {
    .exists = template_common_exists,
    .anonymous = true,
    .prepare = prepare_common,
    .write = write_info,
    .steady = call_is_steady,
    .finish = finish,
};
