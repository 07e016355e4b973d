/* SPDX-License-Identifier: MIT */
/*
 * get_user_project_list (sops-current 4.13): the projects that the caller may
 * see.  What IAM's policy of project_view allows is the answer itself; without
 * an answer of IAM's there is none.
 */
#include "sops_current/endpoints.h"

#include "auth/iam.h"
#include "python/number.h"
#include "sops_current/admit.h"
#include "sops_current/flags.h"
#include "sops_current/listing.h"

/* Projects, at most: one is a business of a company, or a team. */
#define PROJECTS_MAX 32768

/* Rows of core_projectconfig, of which a project has one. */
#define CONFIGS_MAX 65536

struct project {
	struct text id, bk_biz_id, name;
	struct text proxy, exempts; /* of core_projectconfig */
	bool allowed;
};

struct projects {
	bool with_proxy; /* include_executor_proxy */
	struct project *items;
	size_t count;
};

static void
add_projects(const struct call *call, struct batch *q, void *context)
{
	const struct projects *l = context;

	(void)call;
	batch_statement(q, "core_project");
	batch_sql(q, "SELECT p.id,p.bk_biz_id,p.name FROM core_project p"
		     " WHERE p.is_disable=0 ORDER BY p.id LIMIT ");
	batch_uint(q, PROJECTS_MAX + 1);
	if (!l->with_proxy)
		return;
	/* Its project has no index. */
	batch_statement(q, "core_projectconfig");
	batch_sql(q, "SELECT c.project_id,c.executor_proxy,"
		     "c.executor_proxy_exempts FROM core_projectconfig c"
		     " ORDER BY c.project_id,c.id LIMIT ");
	batch_uint(q, CONFIGS_MAX);
}

/* Both are in the order of projects; of several configurations of one the last
 * one counts. */
static void
read_configs(const struct db *db, size_t i, struct projects *l)
{
	size_t n = 0, rows = db_rows(db, i);

	for (size_t r = 0; r < rows; r++) {
		const struct text *cell = db_get(db, i, r).cells;
		int64_t project = db_int(cell[0]);

		while (n < l->count && db_int(l->items[n].id) < project)
			n++;
		if (n < l->count && db_int(l->items[n].id) == project) {
			l->items[n].proxy = cell[1];
			l->items[n].exempts = cell[2];
		}
	}
}

static bool
read_projects(struct call *call, size_t i, void *context)
{
	const struct db *db = call->sops->db;
	struct projects *l = context;

	l->count = db_rows(db, i);
	l->items = arena_array(call->arena, l->count, sizeof(*l->items));
	if (l->items == NULL)
		return false;
	for (size_t r = 0; r < l->count; r++) {
		const struct text *cell = db_get(db, i, r).cells;

		l->items[r] = (struct project){.id = cell[0],
		    .bk_biz_id = cell[1],
		    .name = cell[2],
		    .proxy = TEXT_NONE,
		    .exempts = TEXT_NONE};
	}
	if (l->with_proxy)
		read_configs(db, i + 1, l);
	return true;
}

static enum outcome
refuse_projects(struct call *call)
{
	return call_refuse_code(call, CODE_UNKNOWN, CALL_DATA_ABSENT,
	    ARENA_JOIN(call->arena, TEXT("can not fetch project for user["),
		call->caller.username, TEXT("]")));
}

/* bk-sops makes a statement of the policy, and knows one column alone. */
static enum outcome
ask_policy(struct call *call, const struct policy **policy)
{
	static const char *const fields[] = {"project.id"};
	enum permission permission = iam_ask_policy(call->iam, call->arena,
	    call->caller.username, "project_view", call->deadline, policy);

	if (permission == PERMISSION_CANCELLED)
		return OUTCOME_CANCELLED;
	return permission == PERMISSION_ALLOWED &&
		       policy_is_about(*policy, fields, 1)
		   ? OUTCOME_OK
		   : refuse_projects(call);
}

static enum outcome
decide_projects(struct call *call, struct projects *l)
{
	const struct policy *policy;
	const char *why;
	enum outcome outcome = ask_policy(call, &policy);

	for (size_t i = 0; i < l->count && outcome == OUTCOME_OK; i++) {
		struct project *p = &l->items[i];
		const struct policy_resource resource = {
		    .type = "project", .id = p->id};
		enum permission permission =
		    policy_decide(policy, &resource, &why);

		if (clock_left(call->deadline) == 0)
			return OUTCOME_TIMEOUT;
		if (permission == PERMISSION_FAILED)
			return refuse_projects(call);
		p->allowed = permission == PERMISSION_ALLOWED;
		sops_digest_number(call->sops, p->allowed);
	}
	return outcome;
}

/* Who acts in the project for the caller, unless the caller is exempt. */
static void
find_proxies(struct call *call, struct projects *l)
{
	struct text user = call->caller.username;

	for (size_t i = 0; i < l->count; i++) {
		struct project *p = &l->items[i];

		p->proxy = python3_strip(p->proxy);
		if (p->proxy.len == 0 || text_list_has(p->exempts, user, true))
			p->proxy = user;
	}
	sops_digest_text(call->sops, user);
}

static enum outcome
prepare_projects(struct call *call)
{
	static const struct query query = {add_projects, read_projects};
	struct projects *l = call->state;
	struct flag flags[] = {{.name = "include_executor_proxy"},
	    {.name = "include_staff_groups"}};
	enum outcome outcome = listing_check_actions(call);

	if (outcome == OUTCOME_FORWARD)
		return call_forward(call,
		    "The projects of a user are known to IAM, which is not "
		    "asked here");
	outcome = flags_read(call, flags, 2);
	if (outcome != OUTCOME_OK)
		return admit_wrong_without_project(call, GATE_FILTER, outcome);
	l->with_proxy = flags[0].value;
	outcome = admit_ask_without_project(call, GATE_FILTER, &query, l);
	if (outcome != OUTCOME_OK)
		return outcome;
	if (l->count > PROJECTS_MAX)
		return call_forward(
		    call, "There are more projects than are listed here");
	if (call->iam == NULL)
		for (size_t i = 0; i < l->count; i++)
			l->items[i].allowed = listing_takes_all(call->config);
	else
		outcome = decide_projects(call, l);
	if (outcome == OUTCOME_OK && l->with_proxy)
		find_proxies(call, l);
	return outcome;
}

static enum outcome
write_projects(struct call *call, struct json_writer *w)
{
	const struct projects *l = call->state;

	json_array_open(w);
	for (size_t i = 0; i < l->count && json_failed(w) == 0; i++) {
		const struct project *p = &l->items[i];

		if (!p->allowed)
			continue;
		json_object_open(w);
		json_member_int(w, "project_id", db_int(p->id));
		json_member_int(w, "bk_biz_id", db_int(p->bk_biz_id));
		json_member_string(w, "name", p->name);
		if (l->with_proxy)
			json_member_string(w, "executor_proxy", p->proxy);
		json_object_close(w);
	}
	json_array_close(w);
	return OUTCOME_OK;
}

static const char *const parameters[] = {
    "include_executor_proxy", "include_staff_groups", NULL};

const struct endpoint current_project_list = {
    .parameters = parameters,
    .state_size = sizeof(struct projects),
    .prepare = prepare_projects,
    .write = write_projects,
    .cacheable = call_is_cacheable,
};
