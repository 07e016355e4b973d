/* SPDX-License-Identifier: MIT */
/* get_mini_app_list (sops-current 4.15): the mini apps of a project, the newest
 * first. */
#include "sops_current/endpoints.h"

#include "sops_current/admit.h"
#include "sops_current/listing.h"

/* sops-current 5.1, in this order. */
static const char *const actions_of_mini_app[] = {"mini_app_view",
    "mini_app_edit", "mini_app_delete", "mini_app_create_task", NULL};

struct mini_app {
	struct text id, creator, project, name, code, link, category,
	    template_id, scheme_id;
	unsigned allowed;
};

struct mini_apps {
	struct listing_page page;
	struct mini_app *items;
	size_t count;
	int64_t total;
	struct listing_actions actions;
};

static void
add_mini_apps_from(const struct call *call, struct batch *q)
{
	batch_sql(q, " FROM appmaker_appmaker m"
		     " WHERE m.is_deleted=0 AND m.project_id=");
	admit_add_project_id(call, q);
}

static void
add_mini_apps(const struct call *call, struct batch *q, void *context)
{
	const struct mini_apps *l = context;

	batch_statement(q, "appmaker_appmaker");
	batch_sql(q, "SELECT m.id,m.creator,m.project_id,m.name,m.code,m.link,"
		     "m.category,m.task_template_id,m.template_scheme_id"
		     " FROM (SELECT m.id");
	add_mini_apps_from(call, q);
	listing_add_page(q, "m.id", &l->page);
	batch_sql(q, ") page JOIN appmaker_appmaker m ON m.id=page.id"
		     " ORDER BY m.id DESC");
	batch_statement(q, "count of appmaker_appmaker");
	batch_sql(q, "SELECT COUNT(*)");
	add_mini_apps_from(call, q);
}

static bool
read_mini_apps(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct mini_apps *l = context;

	l->items = listing_read_counts(
	    call, i, sizeof(*l->items), &l->count, &l->total);
	if (l->items == NULL)
		return false;
	for (size_t r = 0; r < l->count; r++) {
		const struct text *cell = db_get(db, i, r).cells;

		l->items[r] = (struct mini_app){cell[0], cell[1], cell[2],
		    cell[3], cell[4], cell[5], cell[6], cell[7], cell[8], 0};
	}
	return true;
}

/* 5.2 */
static enum outcome
decide_mini_apps(struct call *call, struct mini_apps *l)
{
	enum outcome outcome = listing_ask_actions(
	    call, &l->actions, actions_of_mini_app, l->count);

	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++) {
		struct mini_app *m = &l->items[i];
		const struct text cells[] = {m->id, TEXT_NONE, m->creator,
		    m->project, m->name, TEXT_NONE};

		outcome = listing_decide_actions(
		    call, &l->actions, "mini_app", cells, &m->allowed);
	}
	return outcome;
}

static enum outcome
prepare_mini_apps(struct call *call)
{
	static const struct query query = {add_mini_apps, read_mini_apps};
	struct mini_apps *l = call->state;
	enum outcome outcome = listing_check_actions(call);

	if (outcome != OUTCOME_OK)
		return outcome;
	outcome = listing_read_page(call, &l->page);
	if (outcome != OUTCOME_OK)
		return admit_wrong(call, GATE_PROJECT, outcome);
	outcome = admit_ask(call, GATE_PROJECT, &query, l);
	return outcome == OUTCOME_OK ? decide_mini_apps(call, l) : outcome;
}

static void
write_mini_app(struct json_writer *w, const struct mini_app *m)
{
	json_object_open(w);
	listing_write_actions(w, actions_of_mini_app, m->allowed);
	json_member_int(w, "id", db_int(m->id));
	json_member_string(w, "name", m->name);
	json_member_string(w, "code", m->code);
	json_member_string(w, "link", m->link);
	json_member_string(w, "category", m->category);
	json_member_int(w, "task_template_id", db_int(m->template_id));
	json_member_string(w, "template_scheme_id", m->scheme_id);
	json_object_close(w);
}

static enum outcome
write_mini_apps(struct call *call, struct json_writer *w)
{
	const struct mini_apps *l = call->state;

	json_array_open(w);
	for (size_t i = 0; i < l->count && json_failed(w) == 0; i++)
		write_mini_app(w, &l->items[i]);
	json_array_close(w);
	return OUTCOME_OK;
}

static void
write_total(const struct call *call, struct json_writer *w)
{
	const struct mini_apps *l = call->state;

	json_member_int(w, "count", l->total);
}

static const char *const parameters[] = {"scope", "offset", "limit", NULL};

const struct endpoint current_mini_app_list = {
    .parameters = parameters,
    .state_size = sizeof(struct mini_apps),
    .prepare = prepare_mini_apps,
    .write = write_mini_apps,
    .write_extra = write_total,
    .cacheable = call_is_cacheable,
};
