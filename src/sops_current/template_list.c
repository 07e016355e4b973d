/* SPDX-License-Identifier: MIT */
/*
 * get_template_list and get_common_template_list (sops-current 4.7): all
 * templates of a project or all common ones, the newest first, without pages.
 */
#include "sops_current/endpoints.h"

#include "sops/param_value.h"
#include "sops_current/admit.h"
#include "sops_current/id_list.h"
#include "sops_current/listing.h"
#include "sops_current/templates.h"

/* sops-current 5.1, in this order. */
static const char *const actions_of_flow[] = {"flow_create", "flow_view",
    "flow_edit", "flow_delete", "flow_create_task", "flow_create_mini_app",
    "flow_create_periodic_task", "flow_create_clocked_task", NULL};
static const char *const actions_of_common_flow[] = {"common_flow_create_task",
    "common_flow_edit", "common_flow_delete", "common_flow_view",
    "common_flow_create", "common_flow_create_periodic_task", NULL};

/*
 * Rows of a list, at most: it has no pages, so all its rows are held, each with
 * some 500 bytes beside its texts, and its labels.
 */
#define LIST_MAX   32768
#define LABELS_MAX (4 * LIST_MAX)

/* A label of a template. */
struct label {
	int64_t template_id, id;
	struct text name, color;
};

struct listing {
	struct templates which;
	struct templates_options options;
	struct listing_zone zone;
	struct id_list ids;
	struct text keyword; /* empty or .s NULL: any name */

	struct template *templates; /* the newest first */
	size_t count;		    /* LIST_MAX + 1: more than are given */
	unsigned *allowed;	    /* of each */
	struct label *labels;	    /* by template, as the templates are */
	size_t nlabels;
	/* Of common templates in the list of a project; by id likewise. */
	struct db_row *twins;
	size_t ntwins;
};

/* ---------- parameters ---------- */

static enum outcome
read_template_params(struct call *call, struct listing *l)
{
	enum outcome outcome = listing_read_zone(call, &l->zone);

	if (outcome == OUTCOME_OK)
		outcome = templates_read_options(call, &l->options);
	if (outcome != OUTCOME_OK || l->which.anybody)
		return outcome;
	l->keyword = forwarded_text(call, "name_keyword");
	return id_list_read(call, forwarded_text(call, "id_in"), &l->ids);
}

/* ---------- statements ---------- */

/* The condition on templates t with pipeline templates pt. */
static void
add_filter(struct batch *q, const struct listing *l)
{
	id_list_add(q, "t.id", &l->ids);
	listing_add_contains(q, "pt.name", l->keyword);
}

static bool
wants_labels(const struct listing *l)
{
	return l->options.labels && !l->which.common;
}

static bool
wants_twins(const struct listing *l)
{
	return l->which.common && !l->which.anybody;
}

static void
add_label_rows(
    const struct call *call, struct batch *q, const struct listing *l)
{
	batch_statement(q, "labels");
	batch_sql(q, "SELECT t.id,l.id,l.name,l.color");
	templates_from(call, q, &l->which,
	    " JOIN label_templatelabelrelation r ON r.template_id=t.id"
	    " JOIN label_label l ON l.id=r.label_id");
	add_filter(q, l);
	batch_sql(q, " ORDER BY t.id DESC,r.id LIMIT ");
	batch_uint(q, LABELS_MAX + 1);
}

/* In the list of a project bk-sops asks, for the actions of a common template,
 * about the project template of the same number. */
static void
add_twins(const struct call *call, struct batch *q, const struct listing *l)
{
	batch_statement(q, "project templates");
	batch_sql(q, "SELECT o.id,o.id,op.creator,o.project_id,op.name,NULL");
	templates_from(call, q, &l->which,
	    " JOIN tasktmpl3_tasktemplate o ON o.id=t.id AND o.is_deleted=0"
	    " LEFT JOIN pipeline_pipelinetemplate op"
	    " ON op.template_id=o.pipeline_template_id");
	add_filter(q, l);
	batch_sql(q, " ORDER BY t.id DESC LIMIT ");
	batch_uint(q, LIST_MAX + 1);
}

static void
add_list(const struct call *call, struct batch *q, void *context)
{
	const struct listing *l = context;

	templates_select(q, &l->which, &l->options);
	templates_from(call, q, &l->which, "");
	add_filter(q, l);
	batch_sql(q, " ORDER BY t.id DESC LIMIT ");
	batch_uint(q, LIST_MAX + 1);
	if (wants_labels(l))
		add_label_rows(call, q, l);
	if (wants_twins(l))
		add_twins(call, q, l);
}

static bool
read_labels(struct call *call, size_t i, struct listing *l)
{
	const struct db *db = call->sops->db;

	l->nlabels = db_rows(db, i);
	l->labels = arena_array(call->arena, l->nlabels, sizeof(*l->labels));
	if (l->labels == NULL)
		return false;
	for (size_t n = 0; n < l->nlabels; n++) {
		const struct text *cell = db_get(db, i, n).cells;

		l->labels[n] = (struct label){.template_id = db_int(cell[0]),
		    .id = db_int(cell[1]),
		    .name = cell[2],
		    .color = cell[3]};
	}
	return true;
}

static bool
read_template_rows(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct listing *l = context;

	l->count = db_rows(db, i);
	l->templates =
	    arena_array(call->arena, l->count, sizeof(*l->templates));
	l->allowed = arena_array(call->arena, l->count, sizeof(*l->allowed));
	if (l->templates == NULL || l->allowed == NULL)
		return false;
	for (size_t n = 0; n < l->count; n++)
		templates_read(db_get(db, i, n), &l->templates[n]);
	if (wants_labels(l))
		return read_labels(call, i + 1, l);
	if (wants_twins(l))
		l->twins = query_rows(call, i + 1, &l->ntwins);
	return !wants_twins(l) || l->twins != NULL;
}

/* ---------- what is shown ---------- */

static enum outcome
show_template(struct call *call, struct listing *l, struct template *template)
{
	enum outcome outcome;

	if (!template->has_pipeline)
		return call_fault(call, "a template has no pipeline template");
	outcome = listing_format_time(call, &template->create_time);
	if (outcome == OUTCOME_OK)
		outcome = listing_format_time(call, &template->edit_time);
	if (outcome != OUTCOME_OK || !l->options.notify)
		return outcome;
	switch (templates_show_notify(template)) {
	case NOTIFY_SHOWN:
		return OUTCOME_OK;
	case NOTIFY_BROKEN:
		return call_fault(call, "notify_receivers is no JSON");
	case NOTIFY_FAILED:
		break;
	}
	return call_fault(call, "notify_type or notify_receivers is too large");
}

static enum outcome
show_templates(struct call *call, struct listing *l)
{
	enum outcome outcome = listing_enter_zone(call, &l->zone), left;

	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++)
		outcome = show_template(call, l, &l->templates[i]);
	left = listing_leave_zone(call, &l->zone);
	return outcome == OUTCOME_OK ? left : outcome;
}

static const char *const *
action_names(const struct listing *l)
{
	return l->which.anybody ? actions_of_common_flow : actions_of_flow;
}

/* 5.2 */
static enum outcome
decide_template(struct call *call, const struct listing *l,
    const struct listing_actions *actions, size_t i)
{
	const struct template *template = &l->templates[i];
	const struct text project = arena_printf(
	    call->arena, "%lld", (long long)call->access.project.id);
	const struct text cells[] = {
	    arena_printf(call->arena, "%lld", (long long)template->id),
	    TEXT_NONE, template->creator, l->which.common ? TEXT_NONE : project,
	    template->name, TEXT_NONE};

	return listing_decide_actions(call, actions,
	    l->which.common ? "common_flow" : "flow", cells, &l->allowed[i]);
}

/* Both are in the order of ids: a template without a twin has no actions. */
static enum outcome
decide_twins(
    struct call *call, struct listing *l, const struct listing_actions *actions)
{
	enum outcome outcome = OUTCOME_OK;
	size_t i = 0;

	for (size_t twin = 0; twin < l->ntwins && outcome == OUTCOME_OK;
	     twin++) {
		const struct text *cells = l->twins[twin].cells;
		int64_t id = db_int(cells[0]);

		while (i < l->count && l->templates[i].id > id)
			i++;
		if (i < l->count && l->templates[i].id == id)
			outcome = listing_decide_actions(
			    call, actions, "flow", cells, &l->allowed[i]);
	}
	return outcome;
}

static enum outcome
decide_templates(struct call *call, struct listing *l)
{
	const bool of_twins = wants_twins(l);
	struct listing_actions actions;
	enum outcome outcome = listing_ask_actions(
	    call, &actions, action_names(l), of_twins ? l->ntwins : l->count);

	if (outcome == OUTCOME_OK && of_twins)
		return decide_twins(call, l, &actions);
	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++)
		outcome = decide_template(call, l, &actions, i);
	return outcome;
}

static enum outcome
ask_list(struct call *call, enum gate gate)
{
	static const struct query query = {add_list, read_template_rows};
	struct listing *l = call->state;

	return l->which.anybody
		   ? admit_ask_without_project(call, gate, &query, l)
		   : admit_ask(call, gate, &query, l);
}

static enum outcome
refuse_wrong(struct call *call, enum gate gate, enum outcome wrong)
{
	const struct listing *l = call->state;

	return l->which.anybody ? admit_wrong_without_project(call, gate, wrong)
				: admit_wrong(call, gate, wrong);
}

static enum outcome
prepare_templates(struct call *call, enum gate gate)
{
	struct listing *l = call->state;
	enum outcome outcome = listing_check_actions(call);

	if (outcome != OUTCOME_OK)
		return outcome;
	outcome = read_template_params(call, l);
	if (outcome != OUTCOME_OK)
		return refuse_wrong(call, gate, outcome);
	outcome = ask_list(call, gate);
	if (outcome == OUTCOME_OK &&
	    (l->count > LIST_MAX || l->nlabels > LABELS_MAX))
		return call_forward(call,
		    "There are more templates, or labels of them, than are "
		    "listed here");
	if (outcome == OUTCOME_OK)
		outcome = show_templates(call, l);
	return outcome == OUTCOME_OK ? decide_templates(call, l) : outcome;
}

static enum outcome
prepare_project(struct call *call)
{
	struct listing *l = call->state;

	l->which = templates_source(call);
	return prepare_templates(call, GATE_PROJECT);
}

static enum outcome
prepare_common(struct call *call)
{
	struct listing *l = call->state;

	l->which = (struct templates){.common = true, .anybody = true};
	return prepare_templates(call, GATE_NONE);
}

/* ---------- the answer ---------- */

/* Those of the template; *next is the first one that may be its.  A template
 * may have been deleted between both statements. */
static void
write_labels(struct json_writer *w, const struct listing *l, int64_t template,
    size_t *next)
{
	json_member_array(w, "labels");
	while (*next < l->nlabels && l->labels[*next].template_id > template)
		++*next;
	for (; *next < l->nlabels && l->labels[*next].template_id == template;
	     ++*next) {
		const struct label *label = &l->labels[*next];

		json_object_open(w);
		json_member_int(w, "label_id", label->id);
		json_member_string(w, "name", label->name);
		json_member_string(w, "color", label->color);
		json_object_close(w);
	}
	json_array_close(w);
}

static enum outcome
write_templates(struct call *call, struct json_writer *w)
{
	const struct listing *l = call->state;
	enum outcome outcome = OUTCOME_OK;
	size_t next = 0;

	json_array_open(w);
	for (size_t i = 0;
	     i < l->count && outcome == OUTCOME_OK && json_failed(w) == 0;
	     i++) {
		json_object_open(w);
		templates_write_head(w, &l->templates[i]);
		outcome = templates_write_tail(
		    call, w, &l->which, &l->options, &l->templates[i]);
		if (wants_labels(l))
			write_labels(w, l, l->templates[i].id, &next);
		listing_write_actions(w, action_names(l), l->allowed[i]);
		json_object_close(w);
	}
	json_array_close(w);
	return outcome;
}

static const char *const parameters[] = {"scope", "template_source", "id_in",
    "name_keyword", TEMPLATES_PARAMETERS, "expected_timezone", NULL};

const struct endpoint current_template_list = {
    .parameters = parameters,
    .state_size = sizeof(struct listing),
    .prepare = prepare_project,
    .write = write_templates,
    .cacheable = call_is_cacheable,
};

static const char *const common_parameters[] = {
    TEMPLATES_PARAMETERS, "expected_timezone", NULL};

const struct endpoint current_common_template_list = {
    .parameters = common_parameters,
    .state_size = sizeof(struct listing),
    .prepare = prepare_common,
    .write = write_templates,
    .cacheable = call_is_cacheable,
};
